"""How one strike looks as a bar: its type by hatching and shape, its state by its outline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPen, QPolygon

from rota.domain.codes import WindowState, WindowType
from rota.domain.windows import StrikeWindow
from ui.icons import pixmap
from ui.strike_words import STATE_TONES
from ui.theme import ToneColours, space
from ui.widgets.hatching import hatched
from ui.widgets.ribbon_ink import LEFT, Ink, first_that_fits

HOLLOW = frozenset({WindowState.CALLED_OFF, WindowState.SUSPENDED})
HATCHED = frozenset({WindowType.EMERGENCY_CARE_ONLY, WindowType.CHRISTMAS_DAY_COVER})


@dataclass(frozen=True, slots=True)
class BarEnds:
    """Which ends of a bar are its own: elsewhere it was cut, by the week or for want of an end."""

    starts_here: bool = True
    ends_here: bool = True
    is_open: bool = False


class BarPainter:
    """Draws bars; the looks are the same in the timeline and in the month."""

    def __init__(self, painter: QPainter, ink: Ink, ratio: float) -> None:
        self.painter = painter
        self.ink = ink
        self.ratio = ratio
        self.struck = QFont(ink.small)
        self.struck.setStrikeOut(True)

    def draw(self, window: StrikeWindow, box: QRect, ends: BarEnds | None = None) -> None:
        """Draw a bar without its words."""
        p, ends = self.painter, ends or BarEnds()
        tone = self.tone(window)
        shape = self.shape(window, box)
        if window.state not in HOLLOW:
            self._fill(window, shape, tone, ends)
        elif ends.is_open:
            shape = shape.adjusted(0, 0, -space(2), 0)
        width = 2 if window.state is WindowState.CONFIRMED and shape.width() > space(2) else 1
        style = Qt.PenStyle.SolidLine
        if window.state is WindowState.SUSPENDED:
            style = Qt.PenStyle.DashLine
        p.setPen(QPen(tone.mark, width, style))
        self._outline(shape, ends)
        if ends.is_open:
            self._arrow(shape, tone.mark)

    def words(
        self, window: StrikeWindow, said: tuple[str, ...], inside: QRect, beside: QRect
    ) -> None:
        """Write the longest wording that fits inside the bar, or else beside it."""
        icon = self._icon(window)
        if window.terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
            inside, beside = inside.adjusted(0, -1, 0, -space(1)), QRect()
        metrics = self.ink.small_metrics
        pad = space(2) + (icon + space(1) if icon else 0)
        text = first_that_fits(said, inside.width() - pad, metrics)
        outside = first_that_fits(said, beside.width() - pad, metrics)
        place, on_bar = inside, True
        if outside and (not text or (text == said[-1] and outside != text)):
            text, place, on_bar = outside, beside, False
        if not text and (not icon or inside.width() < icon + space(1)):
            return
        tone = self.tone(window)
        colour = tone.text if on_bar and window.state not in HOLLOW else self._plain(window, tone)
        width = min(metrics.horizontalAdvance(text) + pad, place.width())
        left = place.left() + (1 if on_bar else space(0.5))
        ground = QRect(left, place.top() + 2, width - 1, place.height() - 4)
        if on_bar and window.state not in HOLLOW and window.terms.type in HATCHED:
            self.painter.fillRect(ground, tone.fill)
        x = ground.left() + space(0.75)
        if icon:
            drawn = pixmap("letters", icon, colour, self.ratio)
            self.painter.drawPixmap(x, ground.center().y() - icon // 2, drawn)
            x += icon + space(1)
        off = window.state is WindowState.CALLED_OFF
        self.painter.setFont(self.struck if off else self.ink.small)
        self.painter.setPen(colour)
        self.painter.drawText(QRect(x, ground.top(), width, ground.height()), LEFT, text)

    def tone(self, window: StrikeWindow) -> ToneColours:
        """The colours of a strike's state."""
        return self.ink.tone(STATE_TONES[window.state])

    def _plain(self, window: StrikeWindow, tone: ToneColours) -> QColor:
        return tone.mark if window.state in HOLLOW else self.ink.muted

    @staticmethod
    def shape(window: StrikeWindow, box: QRect) -> QRect:
        """The bar's body: action short of strike is a line at the foot, its words above."""
        if window.terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
            return QRect(box.left(), box.bottom() + 1 - space(1), box.width(), space(1))
        return box

    @staticmethod
    def _icon(window: StrikeWindow) -> int:
        return space(3.5) if window.terms.affects_post else 0

    def _fill(self, window: StrikeWindow, shape: QRect, tone: ToneColours, ends: BarEnds) -> None:
        p = self.painter
        if shape.width() <= space(1):
            p.fillRect(shape, tone.mark)
            return
        if ends.is_open:
            fading = QLinearGradient(shape.topLeft(), shape.topRight())
            clear = QColor(tone.fill)
            clear.setAlpha(0)
            fading.setColorAt(0.0, tone.fill)
            fading.setColorAt(0.6, tone.fill)
            fading.setColorAt(1.0, clear)
            p.fillRect(shape, fading)
        else:
            p.fillRect(shape, tone.fill)
        stripe = QColor(tone.mark)
        match window.terms.type:
            case WindowType.EMERGENCY_CARE_ONLY:
                stripe.setAlphaF(0.45)
                hatched(p, shape, stripe, space(2))
            case WindowType.CHRISTMAS_DAY_COVER:
                stripe.setAlphaF(0.8)
                _dots(p, shape, stripe)
            case WindowType.FULL_WALKOUT:
                p.fillRect(QRect(shape.left(), shape.top(), shape.width(), space(0.75)), tone.mark)
            case WindowType.ACTION_SHORT_OF_STRIKE:
                pass

    def _outline(self, shape: QRect, ends: BarEnds) -> None:
        p = self.painter
        frame = shape.adjusted(0, 0, -1, -1)
        p.drawLine(frame.topLeft(), frame.topRight())
        p.drawLine(frame.bottomLeft(), frame.bottomRight())
        if ends.starts_here:
            p.drawLine(frame.topLeft(), frame.bottomLeft())
        if ends.ends_here and not ends.is_open:
            p.drawLine(frame.topRight(), frame.bottomRight())

    def _arrow(self, shape: QRect, colour: QColor) -> None:
        p = self.painter
        half = min(space(1.5), shape.height() // 2)
        tip = QPoint(shape.right(), shape.center().y())
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(colour)
        p.drawPolygon(QPolygon([tip, tip + QPoint(-half, -half), tip + QPoint(-half, half)]))
        p.setBrush(Qt.BrushStyle.NoBrush)

    def cursor(self, shape: QRect) -> None:
        """The bar the keyboard is on, framed twice so that it shows on any ground."""
        p = self.painter
        p.setPen(QPen(self.ink.accent, 2))
        p.drawRect(shape.adjusted(-2, -2, 2, 2))


def _dots(painter: QPainter, box: QRect, colour: QColor) -> None:
    step = space(1.5)
    painter.setPen(QPen(colour, max(space(0.4), 1)))
    points = [
        QPoint(x, y)
        for row, y in enumerate(range(box.top() + step // 2, box.bottom(), step))
        for x in range(box.left() + step // 2 + (row % 2) * step // 2, box.right(), step)
    ]
    painter.drawPoints(QPolygon(points))
