"""A table of a report on screen: sorted by heading, copied with Ctrl+C, its totals always last."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.report_words import NUMERIC, cell_words, meanings, row_words
from rota.domain.reports import Cell, Table
from rota.domain.reports import Column as ReportColumn
from rota.domain.times import start_of_day
from ui.colours import Tone
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.clipboard import let_copy
from ui.widgets.labels import paragraph
from ui.widgets.table_view import TableView

_MOST_ROWS = 14
"""A longer table scrolls within itself."""
_NARROWEST, _NARROW, _WIDEST = 6, 14, 46
_LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One row and where it stands; the totals stand behind all others."""

    at: int
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    is_total: bool = False


class ReportModel(TableModel[Line]):
    """Whatever it is sorted by, the totals stay at the foot; a heading's tip says its meaning."""

    def __init__(self, table: Table) -> None:
        rows = [*table.rows, table.totals] if table.totals else table.rows
        lines = [
            Line(at, cells, row_words(table.columns, cells), at >= len(table.rows))
            for at, cells in enumerate(rows)
        ]
        super().__init__(_columns(table), lambda line: line.at, tuple(lines))
        self._meanings = [column.meaning for column in table.columns]
        self._headings = [_heading(column) for column in table.columns]

    def _sorted(self, rows: list[Line]) -> list[Line]:
        ordered = super()._sorted(rows)
        return sorted(ordered, key=lambda line: line.is_total)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading; its tip says what the column counts."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._meanings):
            if role == Qt.ItemDataRole.ToolTipRole:
                return self._meanings[section] or None
            if role == Qt.ItemDataRole.DisplayRole:
                return self._headings[section]
        return super().headerData(section, orientation, role)


class ReportTable(QWidget):
    """The rows, or a sentence where there are none; below, notes and what the columns count."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(1.5))
        self.view: TableView | None = None
        if table.rows:
            self.model = ReportModel(table)
            self.view = TableView(self.model, table.title, name=f"table_{table.code}")
            self.model.setParent(self.view)
            let_copy(self.view)
            self._fit(self.view)
            down.addWidget(self.view)
        else:
            down.addWidget(paragraph(table.empty or self.tr("Nothing to list."), muted=True))
        if table.note and table.rows:
            down.addWidget(paragraph(table.note))
        said = "  ".join(
            f"{heading}: {meaning.rstrip('.')}." for heading, meaning in meanings(table)
        )
        if said and table.rows:
            down.addWidget(paragraph(said, muted=True))

    def _fit(self, view: TableView) -> None:
        """Be as high as the rows, up to a limit."""
        lines = min(self.model.rowCount(), _MOST_ROWS)
        down, across = view.verticalHeader(), view.horizontalHeader()
        bar = view.horizontalScrollBar().sizeHint().height()
        high = across.sizeHint().height() + lines * down.defaultSectionSize() + bar
        view.setFixedHeight(high + space(1))


def _columns(table: Table) -> tuple[Column[Line], ...]:
    return tuple(
        Column(
            column.heading,
            partial(_text, at),
            partial(_native, at),
            is_number=column.kind in NUMERIC,
            tone=_total_tone,
            width=_width(table, at),
        )
        for at, column in enumerate(table.columns)
    )


def _text(at: int, line: Line) -> str:
    return line.words[at]


def _total_tone(line: Line) -> Tone | None:
    return Tone.ACCENT if line.is_total else None


def _native(at: int, line: Line) -> Any:
    """What to order by: numbers and times before words such as "fewer than 5"."""
    cell = line.cells[at]
    if isinstance(cell, datetime):
        return (0, cell.timestamp())
    if isinstance(cell, date):
        return (0, start_of_day(cell).timestamp())
    if isinstance(cell, int | float):
        return (0, cell)
    return None if cell is None else (1, cell.casefold())


def _heading(column: ReportColumn) -> str:
    """Return a heading, that of a column of a group on several short lines."""
    return textwrap.fill(column.heading, _NARROW) if column.group else column.heading


def _width(table: Table, at: int) -> int:
    kind = table.columns[at].kind
    said: Callable[[tuple[Cell, ...]], int] = lambda row: len(cell_words(row[at], kind))  # noqa: E731
    longest = max(map(said, table.rows[:_LOOKED_AT]), default=0)
    return min(
        _WIDEST, max(_NARROWEST, longest, *map(len, _heading(table.columns[at]).splitlines()))
    )
