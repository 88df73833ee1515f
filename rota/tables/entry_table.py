"""A file of entries, read like a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from rota.domain.grades import GradeLadder
from rota.domain.importing import ColumnMapping, ImportKind, ParsedRow, RowProblem
from rota.tables.closing import Closing
from rota.tables.entries import Entry, EntrySource
from rota.tables.given import check_given, given_notes
from rota.tables.headings import columns_of
from rota.tables.layout import Layout
from rota.tables.rows.kinds import row_reader
from rota.tables.rows.record import Columns, TableValue
from rota.tables.rows.visit_status import is_held
from rota.tables.sheets import SheetRow

NOT_SAID = "Department not said"
"""Stands for the department of a service that a file places at a site only."""


class EntryTable(Closing):
    """One open file of entries. A mapping's headings do not matter here, only what it gives.

    ``mapping`` is our own columns, each standing for itself.
    """

    def __init__(
        self,
        kind: ImportKind,
        source: EntrySource,
        mapping: ColumnMapping | None,
        ladder: GradeLadder,
        changed_at: datetime | None,
    ) -> None:
        given = check_given(kind, mapping)
        self.format_name = source.format_name
        self.headings = columns_of(kind)
        self.mapping = ColumnMapping(kind, {name: name for name in self.headings}, given=given)
        self.problems = source.problems(kind)
        self.warnings = (*source.warnings(kind), *given_notes(given))
        self.extract_at = source.made_at or changed_at
        self.extract_said = source.is_dated
        self.is_whole = source.is_whole
        self._kind = kind
        places = {name: (at,) for at, name in enumerate(self.headings)}
        self._layout = Layout(self.headings, places, self.headings, as_written=True)
        self._given = given
        self._read = row_reader(kind, Columns(self.headings, frozenset()), ladder)
        self._entries = source.entries(kind) if not self.problems else iter(())
        self._count = max(source.count(kind), 1)
        self._done = 0
        self._department_noted = False

    @property
    def fraction_read(self) -> float:
        """Return how much of the entries has been read, 0 to 1."""
        return min(1.0, self._done / self._count)

    def __iter__(self) -> Iterator[ParsedRow[TableValue]]:
        """Yield every entry."""
        for entry in self._entries:
            self._done += 1
            yield self._row(entry)

    def samples(self, rows: int) -> tuple[tuple[str, ...], ...]:
        """Return the cells of the next entries; they are then not yielded again."""
        return tuple(self._cells(entry) for entry in islice(self._entries, rows))

    def _cells(self, entry: Entry) -> tuple[str, ...]:
        return tuple(entry.cells.get(name, "") for name in self.headings)

    def _row(self, entry: Entry) -> ParsedRow[TableValue]:
        if is_held(entry.cells.get("status", "")):
            for column, text in self._given.items():
                if not entry.cells.get(column):
                    entry.put(column, text, entry.places.get(column, column))
            self._settle_department(entry)
        record = self._layout.record(SheetRow(entry.number, self._cells(entry)))
        value, place = self._read(record)
        errors = (*entry.faults, *_placed(entry, record.errors))
        warnings = (*entry.notes, *_placed(entry, record.warnings))
        if errors:
            value = place = None
        return ParsedRow(entry.number, value, place, errors, warnings)

    def _settle_department(self, entry: Entry) -> None:
        """These formats need no department; a service known here keeps the one it has."""
        if entry.cells.get("department"):
            return
        where = entry.places.get("department", "department")
        entry.put("department", NOT_SAID, where)
        if not self._department_noted:
            self._department_noted = True
            text = (
                "No department is said here (others like this are not noted again). A new service "
                f"is listed under “{NOT_SAID}”; one that is known keeps its own."
            )
            entry.note(where, "department_not_said", text)


def _placed(entry: Entry, problems: Iterable[RowProblem]) -> Iterator[RowProblem]:
    """Yield problems under their places in the entry, with the entry's own reason if it has one.

    What is missing because of a fault that stands there already is not said again.
    """
    for problem in problems:
        column = problem.column
        if problem.code == "missing" and entry.faults and column not in entry.places:
            continue
        text = (
            entry.lacking.get(column, problem.text) if problem.code == "missing" else problem.text
        )
        yield replace(problem, column=entry.places.get(column, column), text=text)
