"""The whole picture of the ribbon: the board, and over it the edges that stay."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.widgets.ribbon_edges import HeaderPainter, LabelPainter
from ui.widgets.ribbon_ink import Ink
from ui.widgets.ribbon_layout import RibbonLayout
from ui.widgets.ribbon_paint import BoardPainter
from ui.widgets.ribbon_sight import Sight


def paint_ribbon(
    painter: QPainter, layout: RibbonLayout, ink: Ink, size: QRect, sight: Sight
) -> None:
    """Draw what shows of a board in a viewport of this size."""
    m, left, top = layout.measures, sight.left, sight.top
    shown = QRect(left, top, size.width() - m.labels, size.height() - m.header)
    painter.save()
    painter.setClipRect(QRect(m.labels, m.header, shown.width(), shown.height()))
    painter.translate(m.labels - left, m.header - top)
    board = BoardPainter(painter, layout, ink, shown)
    board.paint(sight)
    painter.restore()
    painter.save()
    painter.setClipRect(QRect(0, m.header, m.labels, shown.height()))
    painter.translate(0, m.header - top)
    labels = LabelPainter(painter, layout, ink)
    labels.paint(board.lines, sight)
    painter.restore()
    header = HeaderPainter(painter, layout, ink)
    header.paint(size.width(), left)
    header.edge(size.height())
    painter.setClipRect(QRect(0, m.header, size.width(), shown.height()))
    painter.translate(0, m.header - top)
    labels.headings(board.lines, size.width())
