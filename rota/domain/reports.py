"""A report as values: facts, tables and pictures, the same on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | date | datetime | None
"""What a table holds. Instants are aware UTC; ``None`` is printed as nothing."""


class ColumnKind(StrEnum):
    """How the cells of a column are read and printed."""

    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    PER_CENT = "per_cent"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``meaning`` says what is counted; ``width`` is a share of the page, 0: even.

    Columns of one ``group`` stand beside each other and begin their heading with it and a colon.
    """

    code: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    meaning: str = ""
    width: float = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``totals`` is a last row. ``empty`` is said where there are no rows.

    ``own_page``: on paper it begins a page.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    note: str = ""
    empty: str = ""
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values of a picture; ``shade`` is gap, cover, quiet or accent."""

    name: str
    values: tuple[float, ...]
    shade: str = "cover"


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side or stacked, one group for each label. ``words`` tells what it shows."""

    code: str
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    words: str
    is_stacked: bool = True


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Numbers by row and hour: the darker and the more hatched, the more. ``words`` tells it.

    ``values`` holds one tuple of numbers for each row; None is a field that does not apply.
    """

    code: str
    title: str
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or answer that stands by itself; ``tone`` is plain, good, warn or gap.

    ``meaning`` says what it counts, where the label does not.
    """

    label: str
    value: str
    tone: str = "plain"
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph under a heading."""

    code: str
    title: str
    text: str


Part = Table | Bars | HeatMap | Words


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, as of one instant. ``page_limit`` 1: it is meant to fit one page of paper.

    ``has_names``: it names people, so that handing it out is kept in the history. ``journal`` is
    how far the journal had come, so that paper shows what was cut off it later.
    """

    code: str
    title: str
    subtitle: str
    made_at: datetime
    window_id: int
    revision: int
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    page_limit: int = 0
    is_landscape: bool = False
    has_names: bool = False
    journal: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return its tables, in order."""
        return tuple(each for each in self.parts if isinstance(each, Table))
