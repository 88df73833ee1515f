"""How a row of a suggested plan is painted: a tick box, then as any person of the lists."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from ui.delegates.person import PersonDelegate
from ui.theme import space

Index = QModelIndex | QPersistentModelIndex
_TICK = Qt.ItemDataRole.CheckStateRole
_WIDE = 6


class SuggestionDelegate(PersonDelegate):
    """A click on the box, or Space, sets the tick; a click beside it only chooses the row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row and its box."""
        super().paint(painter, option, index)
        ticked = index.data(_TICK)
        if ticked is None:
            return
        box = QStyleOptionViewItem(option)
        box.rect = tick_box(option.rect)
        is_on = Qt.CheckState(ticked) == Qt.CheckState.Checked
        on, off = QStyle.StateFlag.State_On, QStyle.StateFlag.State_Off
        box.state = QStyle.StateFlag.State_Enabled | (on if is_on else off)
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        element = QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck
        style.drawPrimitive(element, box, painter, widget)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Turn the tick at a click on its column or at Space."""
        ticked = index.data(_TICK)
        if ticked is None or not _is_meant(event, option.rect):
            return False
        is_on = Qt.CheckState(ticked) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
        return model.setData(index, wanted, _TICK)


def tick_box(row: QRect) -> QRect:
    """Where the box is in a row."""
    size = space(3.5) + 2
    return QRect(row.left() + space(1), row.top() + space(1.5), size, size)


def _is_meant(event: QEvent, row: QRect) -> bool:
    if isinstance(event, QKeyEvent):
        pressed = event.type() == QEvent.Type.KeyPress
        return pressed and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
    if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
        is_left = event.button() == Qt.MouseButton.LeftButton
        return is_left and event.position().x() < row.left() + space(_WIDE)
    return False
