"""How the range of a forecast is painted: everybody due as a track, the range on it, a mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from rota.domain.turnout import Forecast
from ui.colours import Role, Tone, tone_colours
from ui.delegates.cell import CellDelegate
from ui.models.table import RowRole
from ui.theme import space

Index = QModelIndex | QPersistentModelIndex


class RangeDelegate(CellDelegate):
    """The track is everybody due, from nobody on the left to all on the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of a cell, then the bar."""
        super().paint(painter, option, index)
        row = index.data(RowRole)
        if isinstance(row, Forecast) and row.due:
            draw_range(painter, self._inside(option.rect, index.column()), option, row)


def draw_range(painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: Forecast) -> None:
    """Draw one range, as high as the words beside it."""
    palette, high = option.palette, space(2.5)
    colours = tone_colours(palette, Tone.EMERGENCY)
    track = QRect(box.left(), box.center().y() - high // 2, box.width(), high)
    low, up, middle = (
        track.left() + round((track.width() - 1) * each / row.due)
        for each in (row.low, row.high, row.expected)
    )
    painter.save()
    painter.fillRect(track, palette.color(Role.Midlight))
    painter.fillRect(QRect(low, track.top(), max(up - low, 2), high), colours.fill)
    painter.setPen(colours.mark)
    painter.drawRect(QRect(low, track.top(), max(up - low, 2), high - 1))
    over = space(1)
    mark = QRect(middle - space(0.5), track.top() - over, max(space(0.75), 3), high + 2 * over)
    painter.fillRect(mark, colours.mark)
    painter.restore()
