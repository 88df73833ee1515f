"""One table model for every table: columns that look things up in immutable rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from ui.colours import Tone

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

SortRole = Qt.ItemDataRole.UserRole + 1
RowRole = Qt.ItemDataRole.UserRole + 2
ToneRole = Qt.ItemDataRole.UserRole + 3

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_STEPS = 50


@dataclass(frozen=True)  # with slots, Column[Row](...) is a TypeError on Python 3.11
class Column(Generic[Row]):
    """One column: its heading and how to read a row.

    ``sort`` gives the native value to order by (None first), ``spoken`` what a screen reader
    says, ``tone`` a meaning the delegate colours by, ``width`` a first width in characters.
    """

    heading: str
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    is_number: bool = False
    tip: Callable[[Row], str] | None = None
    spoken: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    width: int = 16

    def sort_value(self, row: Row) -> tuple[bool, Any]:
        """What to order by: None before everything, words without regard to capitals."""
        value = self.sort(row) if self.sort else self.text(row)
        if value is None:
            return (False, 0)
        return (True, value.casefold() if isinstance(value, str) else value)


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows as they were last read; ``replace`` shows newer ones and disturbs little."""

    def __init__(
        self,
        columns: tuple[Column[Row], ...],
        key: Callable[[Row], Hashable],
        rows: tuple[Row, ...] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._key = key
        self._rows = list(rows)
        self._order: tuple[int, bool] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in the order shown."""
        return tuple(self._rows)

    def row_at(self, index: Index) -> Row | None:
        """The row under an index of this model."""
        return self._rows[index.row()] if index.isValid() else None

    def key_at(self, index: Index) -> Hashable | None:
        """The key of the row under an index of this model."""
        return self._key(self._rows[index.row()]) if index.isValid() else None

    def index_of(self, key: Hashable) -> QModelIndex:
        """Where the row of that key is; an invalid index if it is not here."""
        for at, row in enumerate(self._rows):
            if self._key(row) == key:
                return self.index(at, 0)
        return QModelIndex()

    def replace(self, rows: tuple[Row, ...]) -> None:
        """Show these rows instead. Rows that stay keep their selection and their place."""
        wanted = self._sorted(list(rows))
        old = [self._key(row) for row in self._rows]
        new = [self._key(row) for row in wanted]
        if old == new:
            self._update(wanted)
            return
        were, will = frozenset(old), frozenset(new)
        leaving = _groups([at for at, key in enumerate(old) if key not in will])
        coming = _groups([at for at, key in enumerate(new) if key not in were])
        if not old or len(leaving) + len(coming) > _MOST_STEPS:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
            return
        self._remove(leaving)
        self._reorder(wanted)
        self._insert(coming, wanted)
        self._update(wanted)

    def _update(self, wanted: list[Row]) -> None:
        last = self.columnCount() - 1
        for at, row in enumerate(wanted):
            if self._rows[at] != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))

    def _remove(self, groups: list[tuple[int, int]]) -> None:
        for first, last in reversed(groups):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _insert(self, groups: list[tuple[int, int]], wanted: list[Row]) -> None:
        for first, last in groups:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self.endInsertRows()

    def _reorder(self, wanted: list[Row]) -> None:
        """Bring the rows that stay into the order of ``wanted``."""
        here = {self._key(row): row for row in self._rows}
        self._rearrange([here[key] for row in wanted if (key := self._key(row)) in here])

    def _rearrange(self, rows: list[Row]) -> None:
        new_place = {self._key(row): at for at, row in enumerate(rows)}
        places = [new_place[self._key(row)] for row in self._rows]
        if places == list(range(len(places))):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        after = [self.index(places[index.row()], index.column()) for index in before]
        self._rows = rows
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sorted(self, rows: list[Row]) -> list[Row]:
        if self._order is None:
            return rows
        column, is_descending = self._order
        return sorted(rows, key=self.columns[column].sort_value, reverse=is_descending)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows; a row has no children."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One look-up; nothing is asked of anybody."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        return row if role == RowRole else row_data(row, column, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The column's heading, or the row's number for a screen reader."""
        return heading_data(self.columns, section, orientation, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column's native values; later rows are put in the same order."""
        if 0 <= column < len(self.columns):
            self._order = (column, order == Qt.SortOrder.DescendingOrder)
            self._rearrange(self._sorted(self._rows))


def row_data(row: Row | None, column: Column[Row], role: int) -> Any:
    """What a cell answers for a role; None is a row that has not been read yet."""
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if column.is_number else _LEFT
    if row is None:
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return column.text(row)
    if role == ToneRole:
        return column.tone(row) if column.tone else None
    if role == SortRole:
        return column.sort(row) if column.sort else column.text(row)
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.tip(row) if column.tip else column.text(row)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        spoken = column.spoken or column.text
        return f"{column.heading}: {spoken(row)}"
    return None


def heading_data(
    columns: Sequence[Column[Any]], section: int, orientation: Qt.Orientation, role: int
) -> Any:
    """What a heading answers for a role."""
    if orientation == Qt.Orientation.Vertical:
        return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
    if not 0 <= section < len(columns):
        return None
    column = columns[section]
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return column.heading
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if column.is_number else _LEFT
    return None


def _groups(places: list[int]) -> list[tuple[int, int]]:
    """Neighbouring places as (first, last) pairs."""
    groups: list[tuple[int, int]] = []
    for place in places:
        if groups and groups[-1][1] == place - 1:
            groups[-1] = (groups[-1][0], place)
        else:
            groups.append((place, place))
    return groups


class SortProxy(QSortFilterProxyModel):
    """Hides rows that a test refuses, and hands sorting to the model, which knows native values.

    Sorting in the model keeps 20,000 rows quick: one Python sort, not 300,000 comparisons
    called from C++.
    """

    def __init__(self, source: TableModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = source
        self._test: Callable[[Any], bool] | None = None
        self.setDynamicSortFilter(True)
        self.setSourceModel(source)

    def show_only(self, test: Callable[[Any], bool] | None) -> None:
        """Show the rows that pass; None shows all."""
        self.beginFilterChange()
        self._test = test
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def row_at(self, index: Index) -> Any:
        """The row under an index of this proxy."""
        return self._table.row_at(self.mapToSource(index))

    def rows_in(self, places: Sequence[int]) -> tuple[Any, ...]:
        """The rows at these places; where nothing is hidden none is mapped one by one."""
        if self._test is None:
            rows = self._table._rows
            return tuple(rows[place] for place in places)
        return tuple(self.row_at(self.index(place, 0)) for place in places)

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:
        """Whether a row passes."""
        return self._test is None or self._test(self._table._rows[source_row])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the model sort."""
        self._table.sort(column, order)

    def sourceModel(self) -> QAbstractItemModel:
        """The table behind."""
        return self._table
