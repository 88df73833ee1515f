"""What every part of the ribbon's painting shares: fonts, colours, hatching, fitting words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLine, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen

from ui.colours import Role, Tone, ToneColours, tone_colours
from ui.theme import Size, font, line_colour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Ink:
    """Fonts and colours of one painting, looked up once."""

    def __init__(self, palette: QPalette) -> None:
        self.palette = palette
        self.small = font(Size.SMALL)
        self.small_bold = font(Size.SMALL, bold=True)
        self.body = font()
        self.bold = font(bold=True)
        self.small_metrics = QFontMetrics(self.small)
        self.small_bold_metrics = QFontMetrics(self.small_bold)
        self.body_metrics = QFontMetrics(self.body)
        self.base = palette.color(Role.Base)
        self.text = palette.color(Role.Text)
        self.muted = tone_colours(palette, Tone.MUTED).mark
        self.accent = palette.color(Role.Accent)
        self.line = line_colour(palette)
        self.faint = palette.color(Role.Midlight)
        self.current = tone_colours(palette, Tone.MUTED).fill

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of a meaning."""
        return tone_colours(self.palette, tone)


def hatch(painter: QPainter, box: QRect, colour: QColor, step: int) -> None:
    """Slanting lines over a box."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, max(step / 4, 1)))
    height = box.height()
    start = box.left() - height - (box.left() - height) % step
    painter.drawLines(
        [QLine(x, box.bottom() + 1, x + height, box.top()) for x in range(start, box.right(), step)]
    )
    painter.restore()


def first_that_fits(said: Sequence[str], width: int, metrics: QFontMetrics) -> str:
    """The first wording that fits into a width, or none."""
    return next((text for text in said if metrics.horizontalAdvance(text) <= width), "")
