"""Reads a file row by row into domain values, with every problem's row, column and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.importing import ColumnMapping, ImportKind, ParsedRow, Peek, RowProblem
from rota.tables.headings import REQUIRED, columns_of, guess, recognises, resolve
from rota.tables.layout import Layout
from rota.tables.opening import is_calendar, open_sheet
from rota.tables.rows.kinds import row_reader
from rota.tables.rows.record import Columns, TableValue
from rota.tables.sheets import HEADING_WITHIN, Sheet, SheetRow

if TYPE_CHECKING:
    from rota.tables.calendars import CalendarTable

_CHUNK = 1 << 20


class OpenTable:
    """One open file. Iterating once yields its rows in flat memory; use it with ``with``.

    ``problems`` refuse the whole file: then no rows are yielded. ``mapping`` is what was found.
    """

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
        self.warnings = (*odd, *found.warnings)
        self._places = found.places

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._sheet.close()

    @property
    def fraction_read(self) -> float:
        """Return how much of the file has been read, 0 to 1."""
        return self._sheet.fraction_read

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
        layout = Layout(names, self._places, self.headings)
        read = row_reader(self.kind, self._columns(names), self.ladder)
        for row in self._rows:
            record = layout.record(row)
            value, place = (None, None) if record.is_torn else read(record)
            if record.errors:
                value, place = None, None
            yield ParsedRow(row.number, value, place, tuple(record.errors), tuple(record.warnings))

    def _columns(self, names: tuple[str, ...]) -> Columns:
        return Columns(names, self.mapping.unknown_midnight, self._places.keys())

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
    ) -> OpenTable | CalendarTable:
        """Open a CSV or XLSX file, or a calendar of windows.

        Raises Refused when it is unreadable, empty or none of these.
        """
        path = Path(path)
        if is_calendar(path):
            return _open_calendar(kind, path)
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
            mapping = guess(kind, table.headings, samples)
            known = (columns_of(kind), REQUIRED[kind])
            return Peek(table.headings, samples, mapping, table.problems, *known)


def _open_calendar(kind: ImportKind, path: Path) -> CalendarTable:
    from rota.tables.calendars import CalendarTable  # slow to load, and seldom needed

    return CalendarTable(kind, path)


def _guarded(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    try:
        yield from rows
    except OSError:
        raise Refused("file_unreadable", "The file can no longer be read.") from None


def _titles_above(row: int) -> RowProblem:
    text = f"The headings were found in row {row}; the rows above them are not used."
    return RowProblem(row, "headings", "titles_above", text)
