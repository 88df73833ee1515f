"""Hatching from a small tile: a bar of any width is filled at once, and does not swim."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap


@lru_cache(maxsize=64)
def _tile(rgba: int, step: int, ratio: float) -> QPixmap:
    tile = QPixmap(round(step * ratio), round(step * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rgba), max(step / 4, 1)))
    painter.drawLines([QLineF(x - step, 2 * step, x + 2 * step, -step) for x in (-step, 0, step)])
    painter.end()
    return tile


def hatched(painter: QPainter, box: QRect, colour: QColor, step: int) -> None:
    """Fill a box with slanting lines, the same wherever the box is cut."""
    ratio = painter.device().devicePixelRatioF()
    painter.fillRect(box, QBrush(_tile(colour.rgba(), step, ratio)))
