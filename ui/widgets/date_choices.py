"""The dates one patient may have: the proposed one and those that stay free, one to be picked."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.models.dates import DateRow, choice_words
from ui.theme import Size, space
from ui.widgets.labels import paragraph, text_label

_SLOT = Qt.ItemDataRole.UserRole


class DateChoices(QWidget):
    """Emits ``picked`` with the slot id; up and down pick, as among radio buttons."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(space(82))
        self.title = text_label(size=Size.BODY, bold=True)
        self.about = paragraph(muted=True)
        self.list = QListWidget()
        self.list.setObjectName("date_choices")
        self.list.setAccessibleName(self.tr("Dates to choose from"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setSpacing(space(1))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._pick)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(2), 0, 0, 0)
        down.setSpacing(space(2))
        for widget in (self.title, self.about):
            down.addWidget(widget)
        down.addWidget(self.list, 1)
        down.addStretch(0)

    def show_row(self, row: DateRow | None, full: Collection[str]) -> None:
        """Show the dates of one patient; slots in ``full`` are given to others by now."""
        was_blocked = self.list.blockSignals(True)
        self.list.clear()
        self.title.setText("" if row is None else row.name)
        self.about.setText(_about(row))
        for choice in row.choices if row is not None else ():
            item = QListWidgetItem(choice_words(choice), self.list)
            item.setData(_SLOT, choice.slot_id)
            if choice.slot_id in full:
                item.setText(f"{item.text()}\n{self.tr('Chosen for somebody else')}")
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            if row is not None and choice == row.picked:
                self.list.setCurrentItem(item)
        self.list.setVisible(self.list.count() > 0)
        self.list.blockSignals(was_blocked)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(_SLOT))


def _about(row: DateRow | None) -> str:
    if row is None:
        return ""
    if not row.choices:
        return "\n".join(f"{each}." for each in row.offer.why)
    return "The first is proposed; any other here stays free."
