"""How an entry of the navigation list is painted: drawing, name, and a count on the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.colours import Role, Tone, tone_colours
from ui.icons import pixmap
from ui.theme import Size, font, space

IconRole = Qt.ItemDataRole.UserRole + 1
BadgeRole = Qt.ItemDataRole.UserRole + 2

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
Flag = QStyle.StateFlag


class NavigationDelegate(QStyledItemDelegate):
    """The chosen page has an accent bar and bold letters; the keyboard's place has a frame."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One height for all; as wide as the name in bold, and the count beside it."""
        wide = space(11) + QFontMetrics(font(bold=True)).horizontalAdvance(index.data() or "")
        badge = index.data(BadgeRole) or ""
        return QSize(wide + space(3) + (_badge_width(badge) + space(2) if badge else 0), space(9))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one entry."""
        palette, box = option.palette, option.rect
        chosen = bool(option.state & Flag.State_Selected)
        painter.save()
        if chosen or option.state & Flag.State_MouseOver:
            painter.fillRect(box, palette.color(Role.Midlight))
        if chosen:
            bar = QRect(box.left(), box.top(), space(0.75), box.height())
            painter.fillRect(bar, palette.color(Role.Accent))
        colour = palette.color(Role.Accent if chosen else Role.WindowText)
        size = space(5)
        ratio = painter.device().devicePixelRatioF()
        drawing = pixmap(index.data(IconRole), size, colour, ratio)
        painter.drawPixmap(box.left() + space(4), box.center().y() - size // 2 + 1, drawing)
        painter.setPen(palette.color(Role.WindowText))
        painter.setFont(font(bold=chosen))
        words = box.adjusted(space(11), 0, -space(3), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | _MIDDLE, index.data())
        self._badge(painter, option, index.data(BadgeRole) or "")
        if option.state & Flag.State_HasFocus and option.state & Flag.State_KeyboardFocusChange:
            painter.setPen(palette.color(Role.Accent))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _badge(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        if not text:
            return
        small = font(Size.SMALL, bold=True)
        colours = tone_colours(option.palette, Tone.MUTED)
        height = space(4.5)
        box = QRect(0, 0, _badge_width(text), height)
        box.moveRight(option.rect.right() - space(3))
        box.moveTop(option.rect.center().y() - height // 2 + 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.fill)
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colours.text)
        painter.setFont(small)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _badge_width(text: str) -> int:
    letters = QFontMetrics(font(Size.SMALL, bold=True))
    return max(letters.horizontalAdvance(text) + space(3), space(6))
