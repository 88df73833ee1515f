"""The table of appointments: as many as the hospital has, chosen by place and known by id."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from rota.domain.visit_filters import VisitOrder
from rota.services.appointment_list import VisitPages, VisitRow, keys_in
from ui.models.visits import ORDERS, VisitModel
from ui.widgets.table_view import RowsTable

MOST_KEPT = 2000
"""Up to this many chosen rows are found again one by one when the rows change."""


class VisitTable(RowsTable):
    """``chosen_changed`` says that other rows are selected; ``row_activated`` carries an id.

    Nothing here is asked of every row: a selection is a few stretches of places.
    """

    chosen_changed = Signal()
    row_activated = Signal(str)

    def __init__(
        self, model: VisitModel, spoken_name: str, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self._table = model
        self._is_quiet = False
        self.setModel(model)
        self._set_up(model.columns)
        self.activated.connect(self._activate)

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """The selected places, from top to bottom, each stretch once."""
        found: list[tuple[int, int]] = []
        picked = sorted(
            (each.top(), each.bottom())
            for each in list(self.selectionModel().selection())  # type: ignore[call-overload]
        )
        for first, last in picked:
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((first, last))
        return found

    @property
    def number_chosen(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.stretches)

    @property
    def chosen_ids(self) -> tuple[str, ...]:
        """The ids of the selected rows, read or not."""
        return keys_in(self._table.pages, self.stretches)

    @property
    def chosen(self) -> tuple[VisitRow, ...]:
        """The selected rows that have been read."""
        return self._table.rows_read(self.chosen_ids)

    @property
    def seen(self) -> int:
        """The place at the top of what is on screen."""
        return max(self.rowAt(0), 0)

    def select_places(self, places: list[int], current: int = -1) -> None:
        """Select the rows at these places and put the cursor on one."""
        selection = QItemSelection()
        for place in places:
            index = self._table.index(place, 0)
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        if current >= 0:
            at = self._table.index(current, 0)
            self.selectionModel().setCurrentIndex(at, flags.NoUpdate)
            self.scrollTo(at)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def select_keys(self, keys: frozenset[str], current: str = "") -> None:
        """Select the rows of these ids, where they are here."""
        places = sorted(place for each in keys if (place := self._table.place_of(each)) >= 0)
        self.select_places(places, self._table.place_of(current) if current else -1)

    def show_pages(self, found: VisitPages) -> None:
        """Show other rows; the selection stays with its appointments, the view at its place."""
        self._is_quiet = True
        try:
            self._show_pages(found)
        finally:
            self._is_quiet = False
        self.chosen_changed.emit()

    def _show_pages(self, found: VisitPages) -> None:
        number, count = self.number_chosen, self._table.rowCount()
        kept, held = self.kept, self.currentIndex().row()
        current = self._table.key_at(held) if 0 <= held < count else ""
        top = self.verticalScrollBar().value()
        self._table.show_pages(found)
        self.verticalScrollBar().setValue(top)
        if number == 0 or self.number_chosen == number:
            return
        if number == count and found.count == count:
            self.selectAll()
            return
        places = sorted(place for each in kept if (place := self._place(found, each)) >= 0)
        if places:
            at = self._place(found, current) if current in kept else places[0]
            self.select_places(places, at if at >= 0 else places[0])
        elif found.count and number == 1:
            place = min(max(held, 0), found.count - 1)
            self.select_places([place], place)

    @property
    def kept(self) -> frozenset[str]:
        """The ids to find again when the rows change."""
        return frozenset(self.chosen_ids) if self.number_chosen <= MOST_KEPT else frozenset()

    def _place(self, found: VisitPages, key: str) -> int:
        return found.places[key] if key in found.places else self._table.place_of(key)

    def show_order(self, order: VisitOrder, *, is_descending: bool) -> None:
        """Point at the heading that the rows are in order of; harm has none."""
        across = self.horizontalHeader()
        was_blocked = across.blockSignals(True)
        at = ORDERS.index(order) if order in ORDERS else -1
        down = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        across.setSortIndicator(at, down)
        across.blockSignals(was_blocked)
        across.viewport().update()

    def go_to_rows(self) -> None:
        """Take the keys, with the cursor on a row if there is any."""
        if self._table.rowCount():
            if not self.number_chosen:
                self.selectRow(0)
            self.setFocus()

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_activated.emit(self._table.key_at(index.row()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other rows are selected now."""
        super().selectionChanged(selected, deselected)
        if not self._is_quiet:
            self.chosen_changed.emit()
