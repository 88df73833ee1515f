"""How a report in the list is painted: its title, what it is for, and for whom."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.colours import Role, selection_fill
from ui.theme import Size, font, space

LinesRole = Qt.ItemDataRole.UserRole + 1
"""The title, what the report is for, and for whom."""

Index = QModelIndex | QPersistentModelIndex
Flag = QStyle.StateFlag
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ReportDelegate(QStyledItemDelegate):
    """Words wrap in the width of the list."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the lines, and a frame where the keyboard is."""
        palette, box = option.palette, option.rect
        painter.save()
        if option.state & Flag.State_Selected:
            painter.fillRect(box, selection_fill(palette))
            painter.fillRect(box.left(), box.top(), space(0.75), box.height(), palette.accent())
        inner = _inside(box)
        for at, (text, letters) in enumerate(_lines(index)):
            painter.setFont(letters)
            painter.setPen(palette.color(Role.Text if at < 2 else Role.PlaceholderText))
            used = painter.drawText(inner, _WRAP, text)
            inner.setTop(used.bottom() + space(0.5))
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if option.state & Flag.State_HasFocus:
            painter.setPen(palette.color(Role.Accent))
            painter.drawRect(box.adjusted(0, 0, -1, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped words."""
        view = option.widget
        wide = view.viewport().width() if isinstance(view, QAbstractItemView) else space(66)
        inner = _inside(QRect(0, 0, wide, space(200)))
        high = sum(
            QFontMetrics(letters).boundingRect(inner, _WRAP, text).height() + space(0.5)
            for text, letters in _lines(index)
        )
        return QSize(wide, high + space(3.5))


def _lines(index: Index) -> list[tuple[str, QFont]]:
    title, what, audience = index.data(LinesRole)
    return [(title, font(bold=True)), (what, font()), (audience, font(Size.SMALL))]


def _inside(box: QRect) -> QRect:
    return box.adjusted(space(4), space(1.5), -space(2), -space(1.5))
