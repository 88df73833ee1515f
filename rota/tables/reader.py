"""Reads a file row by row into domain values, with every problem's row, column and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.importing import ColumnMapping, ImportKind, ParsedRow, Peek, RowProblem
from rota.tables.closing import Closing
from rota.tables.date_order import DateOrder
from rota.tables.entries import FHIR, HELD_BY, HL7, MAX_BYTES, EntrySource, NotOfKind
from rota.tables.extract_times import ExtractTimes, changed_at
from rota.tables.given import check_given, given_notes
from rota.tables.headings import REQUIRED, columns_of, guess, recognises, resolve
from rota.tables.layout import Layout
from rota.tables.opening import format_of, open_sheet
from rota.tables.rows.kinds import row_reader
from rota.tables.rows.record import Columns, TableValue
from rota.tables.sheets import HEADING_WITHIN, Sheet, SheetRow

if TYPE_CHECKING:
    from rota.tables.calendars import CalendarTable
    from rota.tables.entry_table import EntryTable

_CHUNK = 1 << 20


class OpenTable(Closing):
    """One open file. Iterating once yields its rows in flat memory; use it with ``with``.

    ``problems`` refuse the whole file: then no rows are yielded. ``mapping`` is what was found.
    """

    format_name = ""
    """Nothing: a table's headings may stand for anything."""
    is_whole = True

    def __init__(
        self,
        kind: ImportKind,
        path: Path,
        sheet: Sheet,
        mapping: ColumnMapping | None,
        ladder: GradeLadder,
    ) -> None:
        self.kind = kind
        self._path = path
        self._sheet = sheet
        self.ladder = ladder
        self._rows = _guarded(sheet.rows())
        heading, skipped = self._find_heading(mapping)
        self.headings = tuple(cell.strip().strip("\ufeff") for cell in heading.cells)
        found = resolve(kind, self.headings, mapping, heading.number)
        faults = [
            RowProblem(heading.number, "headings", fault.code, fault.text)
            for fault in heading.faults
        ]
        odd = [RowProblem(heading.number, "headings", f.code, f.text) for f in sheet.warnings]
        if skipped:
            odd.append(_titles_above(heading.number))
        self.mapping = found.mapping
        self.problems = (*faults, *found.problems)
        self._given = check_given(kind, mapping)
        self.warnings = (*odd, *found.warnings, *given_notes(self._given))
        self._places = found.places
        self._extract_times = ExtractTimes()

    def close(self) -> None:
        """Let the file go."""
        self._sheet.close()

    @property
    def fraction_read(self) -> float:
        """Return how much of the file has been read, 0 to 1."""
        return self._sheet.fraction_read

    @property
    def extract_at(self) -> datetime | None:
        """Return when the extract was made: the newest that its rows read so far say, or the file.

        None when the file itself cannot say.
        """
        return self._extract_times.newest or changed_at(self._path)

    @property
    def extract_said(self) -> bool:
        """Say whether the rows themselves say when the extract was made."""
        return self._extract_times.newest is not None

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the file's bytes, read anew."""
        digest = hashlib.sha256()
        try:
            with self._path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError:
            raise Refused("file_unreadable", "The file can no longer be read.") from None
        return digest.hexdigest()

    def __iter__(self) -> Iterator[ParsedRow[TableValue]]:
        """Yield every row that is not blank. Raises Refused when the file cannot be read on."""
        if self.problems:
            return
        names = columns_of(self.kind)
        is_of_patients = self.kind in (ImportKind.APPOINTMENTS, ImportKind.SLOTS)
        layout = Layout(
            names, self._places, self.headings, self._given, as_written=not is_of_patients
        )
        columns = self._columns(names)
        read = row_reader(self.kind, columns, self.ladder)
        said_at = columns["extract_time"].at if columns.has("extract_time") else None
        order = DateOrder(names, self._places)
        held: ParsedRow[TableValue] | None = None
        for row in self._rows:
            record = layout.record(row)
            if said_at is not None:
                self._extract_times.see(record.cells[said_at])
            record.warnings.extend(order.see(row.number, record.cells))
            value, place = (None, None) if record.is_torn else read(record)
            if record.errors:
                value, place = None, None
            if held is not None:
                yield held
            held = ParsedRow(row.number, value, place, tuple(record.errors), tuple(record.warnings))
        if held is not None:
            yield replace(held, warnings=(*held.warnings, *order.last_words(held.number)))

    def _columns(self, names: tuple[str, ...]) -> Columns:
        in_file = self._places.keys() | self._given.keys()
        return Columns(names, self.mapping.unknown_midnight, in_file)

    def _find_heading(self, mapping: ColumnMapping | None) -> tuple[SheetRow, bool]:
        """Return the heading row, and whether titles stand above it."""
        top: list[SheetRow] = []
        for row in islice(self._rows, HEADING_WITHIN):
            if recognises(self.kind, row.cells, mapping):
                return row, bool(top)
            top.append(row)
        if not top:
            raise Refused("file_empty", "The file has no rows.")
        self._rows = chain(top[1:], self._rows)
        return top[0], False

    def samples(self, rows: int) -> tuple[tuple[str, ...], ...]:
        """Return the cells of the next rows, as written; they are then not yielded again."""
        return tuple(row.cells for row in islice(self._rows, rows))


class TableReader:
    """Opens files of every kind. Grades are read through the ladder it is given."""

    def __init__(self, ladder: GradeLadder) -> None:
        self.ladder = ladder

    def open(
        self, kind: ImportKind, path: Path | str, mapping: ColumnMapping | None = None
    ) -> OpenTable | CalendarTable | EntryTable:
        """Open a table (CSV, XLSX, ODS), a calendar of windows, or FHIR or HL7 appointments.

        Raises Refused when it is unreadable, empty or none of these.
        """
        path = Path(path)
        match format_of(path):
            case "calendar":
                return _open_calendar(kind, path)
            case "fhir":
                return _open_entries(kind, path, FHIR, mapping, self.ladder)
            case "hl7":
                return _open_entries(kind, path, HL7, mapping, self.ladder)
        sheet = open_sheet(path, lambda cells: recognises(kind, cells, mapping))
        try:
            return OpenTable(kind, path, sheet, mapping, self.ladder)
        except BaseException:
            sheet.close()
            raise

    def peek(self, kind: ImportKind, path: Path | str, rows: int = 5) -> Peek:
        """Return the headings, a few rows and a guessed mapping, for a person to correct."""
        with self.open(kind, path) as table:
            samples = table.samples(rows)
            mapping = table.mapping
            if not table.format_name:
                mapping = guess(kind, table.headings, samples)
            known = (columns_of(kind), REQUIRED[kind])
            problems, name = table.problems, table.format_name
            return Peek(table.headings, samples, mapping, problems, *known, name)


def _open_calendar(kind: ImportKind, path: Path) -> CalendarTable:
    from rota.tables.calendars import CalendarTable  # slow to load, and seldom needed

    return CalendarTable(kind, path)


def _open_entries(
    kind: ImportKind, path: Path, name: str, mapping: ColumnMapping | None, ladder: GradeLadder
) -> EntryTable:
    from rota.tables.entry_table import EntryTable  # seldom needed

    source: EntrySource = NotOfKind(name)
    if kind in HELD_BY[name]:
        source = _entries_of(path, name)
    return EntryTable(kind, source, mapping, ladder, changed_at(path))


def _entries_of(path: Path, name: str) -> EntrySource:
    from rota.tables.fhir.source import FhirSource
    from rota.tables.hl7.source import Hl7Source

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        raise Refused("file_unreadable", "The file can no longer be read.") from None
    return FhirSource(data) if name == FHIR else Hl7Source(data)


def _guarded(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    try:
        yield from rows
    except OSError:
        raise Refused("file_unreadable", "The file can no longer be read.") from None


def _titles_above(row: int) -> RowProblem:
    text = f"The headings were found in row {row}; the rows above them are not used."
    return RowProblem(row, "headings", "titles_above", text)
