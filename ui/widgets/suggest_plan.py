"""The list of a suggested plan: people to tick, and the stretches that stay open with reasons."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from rota.services.suggesting import Suggestion
from ui.delegates.suggestion import SuggestionDelegate
from ui.models.suggestions import SuggestionModel


class PlanList(QListView):
    """Emits ``pointed`` with service, person and time of the row that somebody went to."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("suggest_plan")
        self.setAccessibleName(self.tr("Suggested cover, and what stays open"))
        self.plan_model = SuggestionModel(self)
        self.setModel(self.plan_model)
        self.setItemDelegate(SuggestionDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._is_filling = False
        self.selectionModel().currentChanged.connect(self._go)

    def show_plan(
        self, plan: Suggestion | None, *, can_tick: bool, other: Suggestion | None = None
    ) -> None:
        """Show a plan, marked where it differs from another; the list stays scrolled as it is."""
        down, row = self.verticalScrollBar().value(), self.currentIndex().row()
        self._is_filling = True
        self.plan_model.show_plan(plan, can_tick=can_tick, other=other)
        rows = self.plan_model.rowCount()
        if rows:
            self.setCurrentIndex(self.plan_model.index(min(max(row, 1), rows - 1)))
        self.verticalScrollBar().setValue(down)
        self._is_filling = False

    def point(self) -> None:
        """Lead to the row the keys are on."""
        self._go(self.currentIndex())

    def _go(self, index: QModelIndex) -> None:
        place = self.plan_model.place_at(index.row()) if index.isValid() else None
        if place is not None and not self._is_filling:
            self.pointed.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the row again when it is clicked a second time."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index == self.currentIndex():
            self._go(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
