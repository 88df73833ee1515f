"""The table every page uses: rows chosen whole, sorted by heading, kept chosen when rows change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.delegates.cell import CellDelegate
from ui.models.table import Column, SortProxy, TableModel
from ui.theme import font, space

FEW = 8
"""Up to this many keys are looked up one by one instead of walking every row."""


class RowsTable(QTableView):
    """How a table of whole rows looks, whatever model is behind it."""

    def _set_up(self, columns: Sequence[Column[Any]]) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(CellDelegate.row_height())
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        across.setSortIndicatorClearable(False)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        character = QFontMetrics(font()).averageCharWidth()
        for at, column in enumerate(columns):
            self.setColumnWidth(at, column.width * character + space(3))
        self.setSortingEnabled(True)


class TableView(RowsTable):
    """Shows a ``TableModel`` through its own ``SortProxy``.

    ``rows_chosen`` carries the tuple of selected rows, ``row_activated`` the row of a double
    click or Enter.
    """

    rows_chosen = Signal(object)
    row_activated = Signal(object)

    def __init__(
        self, table: TableModel[Any], spoken_name: str, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self._table = table
        self.proxy = SortProxy(table, self)
        self._kept: tuple[frozenset[Hashable], Hashable | None] = (frozenset(), None)
        table.modelAboutToBeReset.connect(self._remember)
        self.setModel(self.proxy)
        table.modelReset.connect(self._recall)
        self._set_up(table.columns)
        self.activated.connect(self._activate)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns, in order."""
        return self._table.columns

    @property
    def chosen(self) -> tuple[Any, ...]:
        """The selected rows, from top to bottom."""
        places: set[int] = set()
        for stretch in list(self.selectionModel().selection()):  # type: ignore[call-overload]
            places.update(range(stretch.top(), stretch.bottom() + 1))
        return self.proxy.rows_in(sorted(places))

    @property
    def current(self) -> Any:
        """The row the cursor is on, or None."""
        return self.proxy.row_at(self.currentIndex())

    def show_only(self, test: Callable[[Any], bool] | None) -> None:
        """Show the rows that pass; None shows all."""
        self.proxy.show_only(test)

    def select_keys(self, keys: frozenset[Hashable], current: Hashable | None = None) -> None:
        """Select the rows of these keys, and put the cursor on one."""
        selection = QItemSelection()
        if len(keys) <= FEW:
            for key in keys:
                index = self.proxy.mapFromSource(self._table.index_of(key))
                selection.select(index, index)
            self._put_back(selection, self.proxy.mapFromSource(self._table.index_of(current)))
            return
        at = QModelIndex()
        for row in range(self.proxy.rowCount()):
            index = self.proxy.index(row, 0)
            key = self._table.key_at(self.proxy.mapToSource(index))
            if key in keys:
                selection.select(index, index)
            if key == current:
                at = index
        self._put_back(selection, at)

    def go_to_rows(self) -> None:
        """Take the keys, with the cursor on a row if there is any."""
        if not self.proxy.rowCount():
            return
        if not self.chosen:
            self.selectRow(0)
        self.setFocus()

    def _put_back(self, selection: QItemSelection, at: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        if at.isValid():
            model.setCurrentIndex(at, flags.NoUpdate)
            self.scrollTo(at)
        model.select(selection, flags.ClearAndSelect | flags.Rows)

    @Slot()
    def _remember(self) -> None:
        keys = (
            self._table.key_at(self.proxy.mapToSource(index))
            for index in self.selectionModel().selectedRows()
        )
        current = self._table.key_at(self.proxy.mapToSource(self.currentIndex()))
        self._kept = (frozenset(keys), current)

    @Slot()
    def _recall(self) -> None:
        keys, current = self._kept
        if keys or current is not None:
            self.select_keys(keys, current)

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        row = self.proxy.row_at(index)
        if row is not None and not self.chosen:
            self.selectRow(index.row())  # a filter left the cursor on a row nobody can see it on
        elif row is not None:
            self.row_activated.emit(row)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which rows are selected now."""
        super().selectionChanged(selected, deselected)
        self.rows_chosen.emit(self.chosen)
