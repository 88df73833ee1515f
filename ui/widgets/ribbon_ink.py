"""What every part of the ribbon's painting shares: fonts, colours, fitting words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPalette

from ui.colours import Role, Tone, ToneColours, tone_colours
from ui.theme import Size, font, line_colour, space

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_MOST_WIDTHS = 4096


class Ink:
    """Fonts and colours, and how wide words are in them, looked up once."""

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
        self.chosen = mixed(self.accent, self.base, 0.16)

        self.margin = space(2)
        self._tones = {tone: tone_colours(palette, tone) for tone in Tone}
        self._widths: dict[tuple[str, bool], int] = {}

    def tone(self, tone: Tone) -> ToneColours:
        """The colours of a meaning."""
        return self._tones[tone]

    def width(self, text: str, *, bold: bool = False) -> int:
        """How wide small words are; asked thousands of times for the same few."""
        key = text, bold
        if key not in self._widths:
            if len(self._widths) > _MOST_WIDTHS:
                self._widths.clear()
            metrics = self.small_bold_metrics if bold else self.small_metrics
            self._widths[key] = metrics.horizontalAdvance(text)
        return self._widths[key]

    def fitting(self, said: Sequence[str], width: int, *, bold: bool = False) -> str:
        """The first small wording that fits into a width, or none."""
        return next((text for text in said if self.width(text, bold=bold) <= width), "")


def first_that_fits(said: Sequence[str], width: int, metrics: QFontMetrics) -> str:
    """The first wording that fits into a width, or none."""
    return next((text for text in said if metrics.horizontalAdvance(text) <= width), "")


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two, ``share`` of the way from the other to the one."""
    rest = 1 - share
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * rest,
        one.greenF() * share + other.greenF() * rest,
        one.blueF() * share + other.blueF() * rest,
    )
