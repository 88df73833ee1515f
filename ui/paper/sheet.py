"""A page in points: words, greys, frames and hatching, the same for a PDF and for a printer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QLineF, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
)

from rota.domain.errors import Unavailable
from ui.theme import FONT_FAMILY

BLACK, DARK, MID, LIGHT, PALE, WHITE = 0, 70, 130, 195, 230, 255
"""The greys; there is nothing else."""
SMALL, BODY, TITLE = 7.0, 8.5, 13.0
"""Sizes of text in points on A4; nothing is smaller than the first."""
LINE = 1.22
"""The height of a line of words, in sizes of its text."""
LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0


class Paper(Enum):
    """The papers of an office printer. On A3 everything is a fifth larger, and more fits."""

    A4 = (QPageSize.PageSizeId.A4, 1.0)
    A3 = (QPageSize.PageSizeId.A3, 1.2)

    @property
    def layout(self) -> QPageLayout:
        """The sheet lying on its long side, without margins: the drawing keeps its own."""
        size = QPageSize(self.value[0])
        return QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the points of the drawing."""
        points = self.layout.fullRect(QPageLayout.Unit.Point)
        return points.width() / self.value[1], points.height() / self.value[1]


class Sheet:
    """Draws on a paged device, in points from the top left corner of the page.

    On a printer that holds another paper the page is made to fit.
    """

    def __init__(self, device: QPagedPaintDevice, paper: Paper) -> None:
        self._device = device
        self._painter = QPainter()
        if not self._painter.begin(device):
            raise Unavailable(
                "cannot_print", "The printer took no page. Look whether it is switched on."
            )
        self.width, self.height = paper.size
        self._unit = min(device.width() / self.width, device.height() / self.height)
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}

    def new_page(self) -> None:
        """Go on on the next page."""
        self._device.newPage()

    def end(self) -> None:
        """Finish the last page."""
        self._painter.end()

    def width_of(self, text: str, size: float = SMALL, *, bold: bool = False) -> float:
        """How wide words stand."""
        return self._font(size, bold)[1].horizontalAdvance(text) / self._unit

    def words(
        self,
        box: QRectF,
        text: str,
        size: float = SMALL,
        *,
        bold: bool = False,
        at: float = LEFT,
        ink: int = BLACK,
    ) -> None:
        """A line of words in the middle of a box's height, shortened where it does not fit."""
        font, metrics = self._font(size, bold)
        room = box.width() * self._unit
        said = text
        if metrics.horizontalAdvance(text) > room:
            said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        x = box.left() * self._unit + (room - metrics.horizontalAdvance(said)) * at
        middle = (box.top() + box.height() / 2) * self._unit
        self._painter.setFont(font)
        self._painter.setPen(_colour(ink))
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        self._painter.drawText(QPointF(x, baseline), said)

    def lines(
        self,
        box: QRectF,
        lines: Sequence[str],
        *,
        bold: bool = False,
        at: float = LEFT,
        ink: int = BLACK,
    ) -> None:
        """Lines of small words, together in the middle of a box's height."""
        height = SMALL * LINE
        top = box.top() + (box.height() - height * len(lines)) / 2
        for number, line in enumerate(lines):
            part = QRectF(box.left(), top + number * height, box.width(), height)
            self.words(part, line, bold=bold, at=at, ink=ink)

    def wrapped(self, text: str, width: float, *, bold: bool = False) -> list[str]:
        """Small words cut into lines; a single word that is too long stays whole."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width_of(longer, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def fill(self, box: QRectF, grey: int) -> None:
        """A box in one grey."""
        self._painter.fillRect(self._scaled(box), _colour(grey))

    def rule(
        self,
        line: QLineF,
        width: float = 0.4,
        grey: int = BLACK,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        """A straight line."""
        self._painter.setPen(self._pen(grey, width, style))
        self._painter.drawLine(
            QLineF(line.p1() * self._unit, line.p2() * self._unit),
        )

    def frame(
        self,
        box: QRectF,
        width: float = 0.6,
        grey: int = BLACK,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        """A frame inside the edges of a box."""
        self._painter.setPen(self._pen(grey, width, style))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        self._painter.drawRect(self._scaled(box.adjusted(half, half, -half, -half)))

    def hatch(
        self, box: QRectF, step: float, width: float, grey: int, *, falling: bool = False
    ) -> None:
        """Slanting lines ``step`` points apart; they run on from one box to the next."""
        p, height = self._painter, box.height()
        first = int((box.left() - height) // step) * step
        count = int((box.right() - first) // step) + 1
        bottom, top = (box.top(), box.bottom()) if falling else (box.bottom(), box.top())
        p.save()
        p.setClipRect(self._scaled(box))
        p.setPen(self._pen(grey, width))
        starts = [first + number * step for number in range(count)]
        unit = self._unit
        p.drawLines(
            [QLineF(x * unit, bottom * unit, (x + height) * unit, top * unit) for x in starts]
        )
        p.restore()

    def arrow(self, tip: QPointF, length: float) -> None:
        """A black triangle; a negative length points to the left."""
        unit, half = self._unit, abs(length) * 0.6
        back = tip.x() - length
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(_colour(BLACK))
        corners = ((tip.x(), tip.y()), (back, tip.y() - half), (back, tip.y() + half))
        self._painter.drawPolygon([QPointF(x * unit, y * unit) for x, y in corners])

    def _scaled(self, box: QRectF) -> QRectF:
        unit = self._unit
        return QRectF(box.left() * unit, box.top() * unit, box.width() * unit, box.height() * unit)

    def _pen(self, grey: int, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        pen = QPen(_colour(grey), width * self._unit, style, Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    def _font(self, size: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if (size, bold) not in self._fonts:
            font = QFont(FONT_FAMILY)
            font.setPixelSize(round(size * self._unit))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[size, bold] = font, QFontMetricsF(font)
        return self._fonts[size, bold]


def _colour(grey: int) -> QColor:
    return QColor(grey, grey, grey)
