"""The rows of a requirement as a person edits them: text in every cell, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from rota.domain.codes import Level
from rota.domain.grades import GradeLadder
from rota.domain.requirement_text import CELLS, RequirementReading, RequirementText, read
from rota.domain.requirements import CoverRequirement
from ui.colours import Tone
from ui.models.table import Index, ToneRole

HEADINGS = {
    "start": "From",
    "end": "To",
    "days": "Days",
    "number": "Number",
    "grade_min": "Grade or above",
    "competencies": "Competencies",
    "staff_groups": "Staff groups",
    "kinds": "Kinds of duty that count",
}
BLANK = {
    "days": "every day",
    "grade_min": "any grade",
    "competencies": "none",
    "staff_groups": "doctors",
    "kinds": "ward; on call, resident",
}
"""What a blank cell means, said quietly in its place."""

WHOLE_DAY = "all day"

Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RequirementRows(QAbstractTableModel):
    """Emits ``edited`` after each change that a person made."""

    edited = Signal()

    def __init__(self, ladder: GradeLadder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ladder = ladder
        self._level = Level.EMERGENCY_ONLY
        self._rows: list[RequirementText] = []
        self._readings: list[RequirementReading] = []

    @property
    def texts(self) -> tuple[RequirementText, ...]:
        """The rows as typed."""
        return tuple(self._rows)

    @property
    def needs(self) -> tuple[CoverRequirement, ...]:
        """What the rows mean, but for those that mean nothing yet."""
        return tuple(each.need for each in self._readings if each.need is not None)

    @property
    def problems(self) -> tuple[tuple[int, str, str], ...]:
        """Every cell that means nothing: its row, its name and why."""
        return tuple(
            (at, cell, each.problems[cell])
            for at, each in enumerate(self._readings)
            for cell in CELLS
            if cell in each.problems
        )

    def show(self, rows: Iterable[RequirementText], level: Level) -> None:
        """Show these rows of a level instead."""
        self.beginResetModel()
        self._level, self._rows = level, list(rows)
        self._readings = [self._read(each) for each in self._rows]
        self.endResetModel()

    def insert(self, at: int, row: RequirementText) -> None:
        """Put a row in before another."""
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self._readings.insert(at, self._read(row))
        self.endInsertRows()
        self.edited.emit()

    def remove(self, places: Sequence[int]) -> None:
        """Take rows out."""
        for at in sorted(places, reverse=True):
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at], self._readings[at]
            self.endRemoveRows()
        if places:
            self.edited.emit()

    def _read(self, row: RequirementText) -> RequirementReading:
        return read(row, self._ladder, self._level)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(CELLS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A cell as typed, or what its blank means; its problem as a tooltip."""
        if not index.isValid():
            return None
        cell = CELLS[index.column()]
        text = str(getattr(self._rows[index.row()], cell))
        problem = self._readings[index.row()].problems.get(cell, "")
        if role == Role.EditRole:
            return text
        if role == Role.DisplayRole:
            return self._shown(index.row(), cell) or ("?" if problem else BLANK.get(cell, ""))
        if role == ToneRole:
            return Tone.SHORT if problem else (None if text else Tone.MUTED)
        if role == Role.TextAlignmentRole:
            return _RIGHT if cell == "number" else _LEFT
        if role == Role.ToolTipRole:
            return problem or text or BLANK.get(cell, "")
        if role == Role.AccessibleTextRole:
            said = f"{HEADINGS[cell]}: {text or BLANK.get(cell, '')}"
            return f"{said}. {problem}" if problem else said
        return None

    def _shown(self, at: int, cell: str) -> str:
        """A band from a time to the same time is the whole day."""
        row = self._rows[at]
        is_whole = cell == "end" and row.start == row.end
        return WHOLE_DAY if is_whole and "end" not in self._readings[at].problems else str(
            getattr(row, cell)
        )  # fmt: skip

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Keep what was typed; what means nothing is kept too, and marked."""
        if role != Role.EditRole or not index.isValid():
            return False
        at, cell = index.row(), CELLS[index.column()]
        row = self._rows[at].with_cell(cell, " ".join(str(value).split()))
        if row != self._rows[at]:
            self._rows[at], self._readings[at] = row, self._read(row)
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(CELLS) - 1))
            self.edited.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The column's heading, or the row's number."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return HEADINGS[CELLS[section]]
        if role == Role.TextAlignmentRole:
            return _RIGHT if CELLS[section] == "number" else _LEFT
        return None
