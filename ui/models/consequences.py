"""What follows from changing a strike, as a tree: kinds that open and close, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from rota.domain.disputes import CONSEQUENCE_WORDS, Consequence
from ui import formats
from ui.colours import Tone
from ui.models.table import ToneRole

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("What follows", "Number")
TONES = {
    "day_gained": Tone.LOST,
    "day_lost": Tone.COVERED,
    "tell_by_phone": Tone.SHORT,
    "tell_by_letter": Tone.WARNING,
    "tell_another_way": Tone.SHORT,
    "tell_to_go_ahead": Tone.WARNING,
    "tell_perhaps": Tone.WARNING,
    "appointment_double_booked": Tone.SHORT,
    "new_date_to_find": Tone.WARNING,
    "appointment_slot_gone": Tone.WARNING,
    "appointment_to_look_at": Tone.SHORT,
    "appointment_reinstated": Tone.COVERED,
    "appointment_stays": Tone.MUTED,
    "appointment_still_struck": Tone.LOST,
    "slot_given_back": Tone.MUTED,
    "pas_again": Tone.WARNING,
    "duty_restored": Tone.COVERED,
    "duty_lost": Tone.LOST,
    "cover_stood_down": Tone.EMERGENCY,
    "cover_to_ask_again": Tone.EMERGENCY,
    "appointment_no_longer_at_risk": Tone.COVERED,
    "appointment_at_risk": Tone.LOST,
    "new_date_in_strike": Tone.SHORT,
    "letter_to_withhold": Tone.MUTED,
    "letter_to_withdraw": Tone.WARNING,
    "letter_posted_now_wrong": Tone.SHORT,
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_KIND = 0
"""The internal id of a kind's row; a thing's is the place of its kind, counted from 1."""


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of consequence and everything of it that is shown."""

    kind: str
    rows: tuple[Consequence, ...]

    @property
    def text(self) -> str:
        """The kind in words."""
        return CONSEQUENCE_WORDS.get(self.kind, self.kind)


class ConsequenceModel(QAbstractItemModel):
    """Kinds in the order people read them, each with its number of things."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[Consequence, ...] = ()
        self._groups: list[Group] = []
        self._words: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is shown."""
        return tuple(self._groups)

    @property
    def found(self) -> tuple[Consequence, ...]:
        """Everything that follows, shown or not."""
        return self._found

    def show(self, found: Sequence[Consequence]) -> None:
        """Show these instead."""
        self._found = tuple(found)
        self._regroup()

    def search(self, text: str) -> None:
        """Show only what holds every word."""
        self._words = tuple(text.casefold().split())
        self._regroup()

    def lines(self, indexes: Iterable[Index]) -> list[tuple[str, str, str]]:
        """Kind, number and words of these rows; a kind's row stands for all of its things."""
        picked: dict[tuple[str, str, str], None] = {}
        for index in indexes:
            group = self._group_of(index)
            rows = group.rows if index.internalId() == _KIND else (group.rows[index.row()],)
            picked.update(dict.fromkeys((group.text, each.id, each.text) for each in rows))
        return list(picked)

    def _regroup(self) -> None:
        self.beginResetModel()
        held: dict[str, list[Consequence]] = {}
        for each in self._found:
            if self._passes(each):
                held.setdefault(each.kind, []).append(each)
        self._groups = [Group(kind, tuple(rows)) for kind, rows in held.items()]
        self.endResetModel()

    def _passes(self, each: Consequence) -> bool:
        said = f"{CONSEQUENCE_WORDS.get(each.kind, '')} {each.id} {each.text}".casefold()
        return all(word in said for word in self._words)

    def _group_of(self, index: Index) -> Group:
        inside = index.internalId()
        return self._groups[index.row() if inside == _KIND else inside - 1]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        """Where a row stands."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _KIND)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # QObject.parent() shares the name
        """The kind that a thing is under."""
        if not index.isValid() or index.internalId() == _KIND:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _KIND)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many kinds, or how many things of one."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _KIND or parent.column() > 0:
            return 0
        return len(self._groups[parent.row()].rows)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:
        """Words, and the number of things or the thing's own number."""
        return len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up; nothing is asked of anybody."""
        if not index.isValid():
            return None
        group = self._group_of(index)
        is_kind = index.internalId() == _KIND
        if role == ToneRole:
            return TONES.get(group.kind) if is_kind else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        text, number = group.text, formats.number(len(group.rows))
        if not is_kind:
            text, number = group.rows[index.row()].text, group.rows[index.row()].id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return number if index.column() else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{text}: {number}" if is_kind else f"{group.text}: {text}, {number}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The column's heading."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(HEADINGS):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return None
