"""The head of the page of appointments: the order of the list, and its errands."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from rota.domain.visit_filters import VisitOrder
from ui.widgets.buttons import push_button
from ui.widgets.panels import PageHeader


class VisitHeader(PageHeader):
    """``order_asked`` carries a ``VisitOrder`` and whether it is turned round."""

    order_asked = Signal(object, bool)
    add_asked = Signal()
    dates_asked = Signal()
    file_asked = Signal()
    import_asked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.order = QComboBox()
        self.order.setObjectName("order")
        self.order.setAccessibleName(self.tr("Order of the list"))
        self.order.setPlaceholderText(self.tr("By column"))
        for text, order, is_descending in (
            (self.tr("By time"), VisitOrder.WHEN, False),
            (self.tr("Most pressing first"), VisitOrder.HARM, True),
            (self.tr("Least harm first"), VisitOrder.HARM, False),
        ):
            self.order.addItem(text, (order, is_descending))
        self.order.setCurrentIndex(0)
        self.order.activated.connect(self._ask_order)
        self.dates = push_button(self.tr("New dates…"), self.dates_asked.emit, name="new_dates")
        self.dates.setToolTip(
            self.tr("For the chosen, or for everybody postponed in this strike (N)")
        )
        self.file = push_button(self.tr("File for PAS…"), self.file_asked.emit, name="pas_file")
        self.file.setToolTip(self.tr("What was decided, for the hospital's own system"))
        self.new = push_button(
            self.tr("Add…"), self.add_asked.emit, name="add_appointment", icon_name="add"
        )
        self.new.setAccessibleName(self.tr("Add appointment"))
        self.new.setToolTip(self.tr("Add an appointment that the extract lacks (Insert)"))
        self.import_button = push_button(
            self.tr("Import…"), self.import_asked.emit, name="import_appointments",
            icon_name="import",
        )  # fmt: skip
        for widget in (self.order, self.dates, self.file, self.new, self.import_button):
            self.add(widget)

    def show_work(self, is_shown: bool) -> None:
        """Show what needs appointments, or only what brings them in."""
        for widget in (self.order, self.dates, self.file):
            widget.setVisible(is_shown)

    def show_order(self, order: VisitOrder, *, is_descending: bool) -> None:
        """Name the order; that of a heading is not in the list."""
        found = [
            at
            for at in range(self.order.count())
            if self.order.itemData(at) == (order, is_descending)
        ]
        self.order.setCurrentIndex(found[0] if found else -1)

    @Slot(int)
    def _ask_order(self, at: int) -> None:
        order, is_descending = self.order.itemData(at)
        self.order_asked.emit(order, is_descending)
