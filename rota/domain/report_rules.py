"""What each report holds, as dated data: its headings, what each figure counts, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from rota.domain.errors import Refused
from rota.domain.reports import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table of a report: its headings in order. ``note`` and ``empty`` are printed with it."""

    code: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    empty: str = ""

    def filled(
        self, rows: Sequence[Mapping[str, Cell]], totals: Mapping[str, Cell] | None = None
    ) -> Table:
        """Return the table with rows by column code. A figure it has no column for is left out."""
        return Table(
            self.code,
            self.title,
            self.columns,
            tuple(self._line(each) for each in rows),
            self._line(totals) if rows and totals is not None else (),
            self.note,
            self.empty,
        )

    def _line(self, row: Mapping[str, Cell]) -> tuple[Cell, ...]:
        return tuple(row.get(each.code) for each in self.columns)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One heading that a return puts several of our codes under: a grade, a kind of care."""

    code: str
    heading: str
    members: frozenset[str]
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ReportDefinition:
    """A report as it holds from a day on.

    ``formats`` are file endings. ``page_limit`` 1: it must fit one page. ``times`` are the times of
    day that it counts at. ``fewer_than``: smaller numbers are not shown; 0: all are. ``facts`` are
    what its facts count, by label.
    """

    code: str
    since: date
    title: str
    what: str
    audience: str
    has_names: bool
    formats: tuple[str, ...]
    source: str
    verified: bool
    tables: tuple[TableDefinition, ...] = ()
    lines: tuple[ReportLine, ...] = ()
    times: tuple[time, ...] = ()
    page_limit: int = 0
    is_landscape: bool = False
    fewer_than: int = 0
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def table(self, code: str) -> TableDefinition:
        """Return one of its tables."""
        return next(each for each in self.tables if each.code == code)

    def line_of(self, member: str) -> ReportLine | None:
        """Return the heading that a code is put under, or None."""
        return next((each for each in self.lines if member in each.members), None)

    @property
    def said_source(self) -> str:
        """Return where the definition comes from, in a sentence."""
        mark = "" if self.verified else " (not confirmed against a published source)"
        return f"Definition: {self.source}{mark}."


@dataclass(frozen=True, slots=True)
class ReportBook:
    """Every definition, the earliest first."""

    definitions: tuple[ReportDefinition, ...]

    def all(self) -> tuple[ReportDefinition, ...]:
        """Return the newest definition of each report, in the order they are listed."""
        newest = {each.code: each for each in self.definitions}
        return tuple(newest.values())

    def one(self, code: str, on: date) -> ReportDefinition:
        """Return the definition in force on a day; before the first one, the first.

        Refuses a report that there is none of.
        """
        known = [each for each in self.definitions if each.code == code]
        if not known:
            names = ", ".join(dict.fromkeys(each.code for each in self.definitions))
            raise Refused("unknown_report", f"There is no report {code}. There are: {names}.")
        return [known[0], *(each for each in known if each.since <= on)][-1]
