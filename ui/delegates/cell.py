"""How the cells of a plain table are painted: in the colour of their meaning, over a hairline."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.colours import Role, Tone, selection_fill, tone_colours
from ui.models.table import ToneRole
from ui.theme import font, space

_LOUD = (Tone.SHORT, Tone.WARNING)
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
Flag = QStyle.StateFlag
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Text takes the tone the model names, the loud tones in bold; rows part by a line.

    Drawn here whole, because the style's own drawing costs three times as much and leaves no
    room between columns.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground, the words, the hairline, and a frame where the keyboard is."""
        palette, box = option.palette, option.rect
        tone = index.data(ToneRole)
        painter.save()
        if option.state & Flag.State_Selected:
            painter.fillRect(box, selection_fill(palette))
        written = self._font(option.font, tone)
        painter.setFont(written)
        if tone is None:
            painter.setPen(palette.color(_group(option), Role.Text))
        else:
            painter.setPen(tone_colours(palette, tone).mark)
        inner = self._inside(box, index.column())
        self._write(painter, inner, index.data(_ALIGNMENT), index.data(_DISPLAY) or "")
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if option.state & Flag.State_HasFocus:
            painter.setPen(palette.color(Role.Accent))
            painter.drawRect(box.adjusted(0, 0, -1, -2))
        painter.restore()

    def _write(self, painter: QPainter, inner: QRect, alignment: int, text: str) -> None:
        """Draw the words in one line, cut short where there is no room."""
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag(alignment), cut)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the words."""
        written = self._font(option.font, index.data(ToneRole))
        wide = QFontMetrics(written).horizontalAdvance(index.data(_DISPLAY) or "")
        return QSize(wide + space(7), self.row_height())

    @staticmethod
    def row_height() -> int:
        """How high a row is."""
        return space(7)

    @staticmethod
    def _font(plain: QFont, tone: Tone | None) -> QFont:
        return font(bold=True) if tone in _LOUD else plain

    @staticmethod
    def _inside(box: QRect, column: int) -> QRect:
        """Where the words stand; the first column lines up with the page's title."""
        return box.adjusted(space(4) if column == 0 else space(2), 0, -space(2), 0)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    enabled = bool(option.state & Flag.State_Enabled)
    return QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
