"""How the cells of a report read, the same on screen, on paper and beside its tables."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from rota.domain.reports import Bars, Cell, Column, ColumnKind, HeatMap, Report, Table
from rota.domain.times import short_words, to_local

NUMERIC = frozenset({ColumnKind.NUMBER, ColumnKind.HOURS, ColumnKind.PER_CENT})
"""Kinds whose cells stand at the right. A share is out of 100."""


NOBODY = "·"
"""Stands for a 0 in a group of columns that has nothing else: what matters is seen sooner."""


def cell_words(cell: Cell, kind: ColumnKind) -> str:
    """Return a cell as people read it: days day first, instants in local time, no more than 0.01.

    A text in a column of numbers ("fewer than 5") stays as it is.
    """
    if isinstance(cell, datetime):
        return day_in_table(to_local(cell).date()) if kind is ColumnKind.DAY else short_words(cell)
    if isinstance(cell, date):
        return day_in_table(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float) and kind is not ColumnKind.TEXT:
        return f"{number_words(cell)}%" if kind is ColumnKind.PER_CENT else number_words(cell)
    return "" if cell is None else str(cell)


def number_words(value: float) -> str:
    """Return a number to two places at most: 1,234 or 7.5 or 0.33."""
    whole = f"{value:,.2f}"
    shown = whole.rstrip("0").rstrip(".") if "." in whole else whole
    return "0" if shown == "-0" else shown


def day_in_table(day: date) -> str:
    """Return a day for a narrow column: Tue 12 Jan 2016."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def row_words(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return a row as people read it: where all of a group are 0, a dot for each."""
    pairs = zip(columns, row, strict=True)
    found: list[str] = []
    for group, some in groupby(pairs, key=lambda pair: pair[0].group):
        cells = list(some)
        is_quiet = bool(group) and all(cell == 0 for _, cell in cells)
        found += (NOBODY if is_quiet else cell_words(cell, each.kind) for each, cell in cells)
    return tuple(found)


def meanings(table: Table) -> tuple[tuple[str, str], ...]:
    """Return what the columns count, where that is said: headings that mean the same, together."""
    found: dict[str, dict[str, None]] = {}
    for each in table.columns:
        if each.meaning:
            found.setdefault(each.meaning, {})[in_group(each)] = None
    return tuple((", ".join(headings), meaning) for meaning, headings in found.items())


def in_group(column: Column) -> str:
    """Return a column's heading as it stands below that of its group."""
    return column.heading.removeprefix(f"{column.group}: ") if column.group else column.heading


def as_of(report: Report) -> str:
    """Return what every page says at its foot: as of when, which window, which revision."""
    said = [f"As of {short_words(report.made_at)}"]
    if report.window_id:
        said.append(f"Strike window {report.window_id}, revision {report.revision}")
    if report.journal:
        said.append(f"Journal {report.journal}")
    return ". ".join(said)


def most_of(heat: HeatMap) -> int:
    """Return the largest number of a heat map; 0 where there is none."""
    return max((each for row in heat.values for each in row if each is not None), default=0)


def numbered_tables(report: Report) -> tuple[Table, ...]:
    """Return every part with figures as a table, in order: a picture as its numbers."""
    return tuple(
        picture_table(part) if isinstance(part, Bars | HeatMap) else part
        for part in report.parts
        if isinstance(part, Table | Bars | HeatMap)
    )


def picture_table(picture: Bars | HeatMap) -> Table:
    """Return the numbers of a picture as a table: a row for each label of it."""
    if isinstance(picture, Bars):
        names = tuple(series.name for series in picture.series)
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (label, *(series.values[at] for series in picture.series))
            for at, label in enumerate(picture.labels)
        )
    else:
        names = picture.columns
        rows = tuple(
            (name, *values) for name, values in zip(picture.rows, picture.values, strict=True)
        )
    columns = (
        Column("label", picture.unit),
        *(Column(f"v{at}", name, ColumnKind.NUMBER) for at, name in enumerate(names)),
    )
    return Table(picture.code, picture.title, columns, rows, note=picture.words)
