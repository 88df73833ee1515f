"""The heat map of a review as a table: departments with their services down, hours across."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rota.domain.codes import Level
from rota.domain.times import to_local
from rota.services.review import DepartmentReview, ReviewView
from rota.services.review_view import HeatRow, ReviewGap
from ui import formats
from ui.review_words import facts_words, standing_words

Index = QModelIndex | QPersistentModelIndex
CellRole = Qt.ItemDataRole.UserRole + 1
LineRole = Qt.ItemDataRole.UserRole + 2
HOUR = timedelta(hours=1)
STEPS = (1, 2, 3, 4, 6, 8, 12, 24)
"""How many hours a column may stand for."""


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One line: a department, or (``row``) one of its services."""

    department: DepartmentReview
    row: HeatRow | None = None

    @property
    def key(self) -> Hashable:
        """Return what tells the line from the others."""
        return self.department.department, self.row.service.service_id if self.row else None

    @property
    def note(self) -> str:
        """Say why a service has no numbers; empty where it has."""
        if self.row is None:
            return ""
        if self.row.level is Level.SUSPENDED:
            return "suspended"
        return "" if self.row.specified else "no requirement set"


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Most people missing at once in a column; ``gaps`` are those that share time with it."""

    start: datetime
    end: datetime
    missing: int = 0
    gaps: tuple[ReviewGap, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether somebody answers for what of every gap lies in it."""
        return all(each.is_answered_in(self.start, self.end) for each in self.gaps)


class HeatModel(QAbstractTableModel):
    """Column 0 names the line; the others are stretches of ``step`` hours."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: ReviewView | None = None
        self._room = 24
        self.step = 1
        self.lines: tuple[HeatLine, ...] = ()
        self.starts: tuple[datetime, ...] = ()
        self._cells: tuple[tuple[HeatCell, ...], ...] = ()

    def show_view(self, view: ReviewView | None) -> None:
        """Show another reading."""
        self.beginResetModel()
        self._view = view
        departments = view.departments if view is not None else ()
        self.lines = tuple(
            line
            for each in departments
            for line in (HeatLine(each), *(HeatLine(each, row) for row in each.heat))
        )
        self._cut()
        self.endResetModel()

    def make_room(self, columns: int) -> None:
        """Join hours so that no more than this many columns are wanted."""
        if columns == self._room:
            return
        self._room = columns
        if self._view is not None and self._step() != self.step:
            self.show_view(self._view)

    def _step(self) -> int:
        hours = len(self._view.hours) if self._view is not None else 0
        return next((step for step in STEPS if -(-hours // step) <= self._room), STEPS[-1])

    def _cut(self) -> None:
        self.step = self._step()
        hours = self._view.hours if self._view is not None else ()
        self.starts = tuple(hours[:: self.step])
        self._cells = tuple(self._cells_of(line) for line in self.lines)

    def _cells_of(self, line: HeatLine) -> tuple[HeatCell, ...]:
        if line.row is None:
            return ()
        own = line.row.service.service_id
        gaps = [each for each in line.department.gaps if each.service.service_id == own]
        found = []
        for at, start in enumerate(self.starts):
            end = start + HOUR * self.step
            missing = max(line.row.missing[at * self.step : (at + 1) * self.step])
            here = tuple(each for each in gaps if each.gap.start < end and each.gap.end > start)
            found.append(HeatCell(start, end, missing, here))
        return tuple(found)

    def cell_at(self, index: Index) -> HeatCell | None:
        """The cell of a service at an hour; None elsewhere."""
        if not index.isValid() or index.column() == 0:
            return None
        cells = self._cells[index.row()]
        return cells[index.column() - 1] if cells else None

    def place_of(self, gap: ReviewGap) -> QModelIndex:
        """Where a gap begins; an invalid index if it is not here."""
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells, start=1):
                if any(each.key == gap.key for each in cell.gaps):
                    return self.index(row, column)
        return QModelIndex()

    def row_of(self, key: Hashable) -> int | None:
        """The line of that key."""
        return next((at for at, line in enumerate(self.lines) if line.key == key), None)

    def gap_places(self) -> Sequence[tuple[int, int]]:
        """Row and column at which each gap begins, downwards and on through the hours."""
        found = []
        for row, cells in enumerate(self._cells):
            before: frozenset[str] = frozenset()
            for column, cell in enumerate(cells, start=1):
                keys = frozenset(each.key for each in cell.gaps)
                if keys - before:
                    found.append((row, column))
                before = keys
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """The name and the hours."""
        return 0 if parent.isValid() else 1 + len(self.starts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, and says to a screen reader."""
        if not index.isValid():
            return None
        line, cell = self.lines[index.row()], self.cell_at(index)
        if role == LineRole:
            return line
        if role == CellRole:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(line, cell, index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._said(line, cell, index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The hour at which a column begins."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            line = self.lines[section]
            return line.row.service.name if line.row else line.department.department
        if section == 0:
            return self.tr("Department and service")
        start = self.starts[section - 1]
        is_shown = role == Qt.ItemDataRole.DisplayRole
        return f"{to_local(start):%H}" if is_shown else formats.moment(start)

    def _shown(self, line: HeatLine, cell: HeatCell | None, column: int) -> str:
        if column == 0:
            return line.row.service.name if line.row else line.department.department
        if line.row is None:
            return ""
        if cell is not None and cell.missing:
            return str(cell.missing)
        return line.note if column == 1 else ""

    def _said(self, line: HeatLine, cell: HeatCell | None, column: int) -> str:
        department = line.department
        if line.row is None:
            said = f"{department.department}: {standing_words(department)}"
            return f"{said}. {facts_words(department)}"
        place = f"{line.row.service.name}, {line.row.service.site}"
        if column == 0 or cell is None:
            worst = formats.count(line.row.worst, "person", "people")
            return f"{place}: {line.note or f'at worst {worst} missing'}"
        if line.note:
            return f"{place}: {line.note}"
        when = formats.period(cell.start, cell.end)
        missing = formats.count(cell.missing, "person", "people")
        answered = self.tr(", somebody answers for it") if cell.gaps and cell.is_answered else ""
        return f"{place}, {when}: {missing} missing{answered}"
