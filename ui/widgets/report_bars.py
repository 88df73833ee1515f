"""Bars of a report: lying where there are few, standing where there are many, such as hours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from rota.domain.report_words import number_words
from rota.domain.reports import Bars
from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, space
from ui.widgets.hatching import hatched
from ui.widgets.report_picture import Picture, mixed

_MOST_LYING = 16
_TONES = {"gap": Tone.SHORT, "cover": Tone.COVERED, "quiet": Tone.MUTED, "accent": Tone.ACCENT}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TALL = 30


class BarPicture(Picture):
    """Up and Down, or Left and Right, go from label to label; the key of shades is on top."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.is_lying = len(bars.labels) <= _MOST_LYING
        rows, columns = (len(bars.labels), 1) if self.is_lying else (1, len(bars.labels))
        sums = [self._whole(at) for at in range(len(bars.labels))]
        self._most = max(sums, default=0.0) or 1.0
        super().__init__(bars.title, bars.words, rows, columns)
        self.setObjectName(f"bars_{bars.code}")

    def words_of(self, row: int, column: int) -> str:
        """``ED: Missing 2, There 5 people``."""
        at = row if self.is_lying else column
        said = ", ".join(
            f"{series.name} {number_words(series.values[at])}" for series in self.bars.series
        )
        return f"{self.bars.labels[at]}: {said} {self.bars.unit}".rstrip()

    def heightForWidth(self, width: int) -> int:
        """The key, then a line for each label or room for bars that stand."""
        down = self._line() * self._key_lines(width)
        if self.is_lying:
            return down + len(self.bars.labels) * self._row() + space(1)
        return down + space(_TALL) + 2 * self._line()

    def field_at(self, point: QPoint) -> tuple[int, int] | None:
        """The label whose bars are under a point."""
        for at in range(len(self.bars.labels)):
            if self._field(at).contains(point):
                return (at, 0) if self.is_lying else (0, at)
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key and the bars."""
        painter = QPainter(self)
        painter.setFont(font(Size.SMALL))
        for box, name, shade in self._key(self.width()):
            self._fill(
                painter, QRect(box.left(), box.top() + space(1), space(3), space(2.5)), shade
            )
            painter.setPen(self.palette().color(Role.Text))
            painter.drawText(box.adjusted(space(4), 0, space(4), 0), _LEFT, name)
        for at in range(len(self.bars.labels)):
            self._lying(painter, at) if self.is_lying else self._standing(painter, at)
        if self.hasFocus() and self.bars.labels:
            painter.setPen(self.palette().color(Role.Accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            at = self.cursor_at[0] if self.is_lying else self.cursor_at[1]
            painter.drawRect(self._field(at).adjusted(0, 0, -1, -1))
        painter.end()

    def _lying(self, painter: QPainter, at: int) -> None:
        box, label = self._field(at), self._label()
        pen = self.palette().color(Role.Text)
        painter.setPen(pen)
        room = QRect(box.left() + space(1), box.top(), label - space(3), box.height())
        painter.drawText(room, _LEFT, self._short(self.bars.labels[at], room.width()))
        left, lines = label, 1 if self.bars.is_stacked else max(1, len(self.bars.series))
        high = max(2, (box.height() - space(1.5)) // lines)
        for place, series in enumerate(self.bars.series):
            long = round(self._scale(series.values[at]) * self._room())
            top = box.top() + space(0.75) + (0 if self.bars.is_stacked else place * high)
            self._fill(painter, QRect(left, top, long, high - (lines > 1)), series.shade)
            if self.bars.is_stacked:
                left += long
            else:
                painter.setPen(pen)
                self._say(painter, left + long, top, high, number_words(series.values[at]))
        if self.bars.is_stacked:
            said = " + ".join(number_words(series.values[at]) for series in self.bars.series)
            if len(self.bars.series) > 1:
                said += f" = {number_words(self._whole(at))}"
            painter.setPen(pen)
            self._say(painter, left, box.top(), box.height(), said)

    def _standing(self, painter: QPainter, at: int) -> None:
        box, line = self._field(at), self._line()
        foot, inner = box.bottom() - line, box.adjusted(0, line, -1, -line)
        drawn = self.bars.series
        wide = (
            inner.width() if self.bars.is_stacked else max(1, inner.width() // max(1, len(drawn)))
        )
        left, bottom = inner.left(), foot
        for series in drawn:
            tall = round(self._scale(series.values[at]) * inner.height())
            self._fill(painter, QRect(left, bottom - tall, wide, tall), series.shade)
            if self.bars.is_stacked:
                bottom -= tall
            else:
                left += wide
        painter.setPen(self.palette().color(Role.Text))
        top = foot - round(self._scale(self._whole(at)) * inner.height())
        said = number_words(self._whole(at))
        if self._whole(at) and self.small.horizontalAdvance(said) <= box.width() + 1:
            painter.drawText(
                QRect(box.left(), top - line, box.width(), line), Qt.AlignmentFlag.AlignCenter, said
            )
        painter.setPen(self.palette().color(Role.Dark))
        painter.drawLine(box.left(), foot, box.right(), foot)
        widest = max(map(self.small.horizontalAdvance, self.bars.labels), default=0) + space(1)
        every = max(1, -(-widest // max(1, box.width())))
        if at % every == 0:
            painter.setPen(self.palette().color(Role.PlaceholderText))
            painter.drawText(
                QRect(box.left(), foot + 1, widest + space(1), line), _LEFT, self.bars.labels[at]
            )

    def _fill(self, painter: QPainter, box: QRect, shade: str) -> None:
        if box.width() <= 0 or box.height() <= 0:
            return
        palette = self.palette()
        tone = _TONES.get(shade, Tone.COVERED)
        colours = tone_colours(palette, tone)
        if shade == "gap":
            painter.fillRect(box, mixed(palette, colours.fill, 0.2))
            hatched(painter, box, colours.mark, space(1.25))
        else:
            share = {"cover": 0.55, "quiet": 0.2}.get(shade, 1.0)
            painter.fillRect(box, mixed(palette, colours.mark, share))
        painter.setPen(QColor(colours.mark))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _say(self, painter: QPainter, left: int, top: int, high: int, said: str) -> None:
        room = QRect(left + space(1.5), top, self.width() - left - space(1.5), high)
        painter.drawText(room, _LEFT, self._short(said, room.width()))

    def _field(self, at: int) -> QRect:
        top = self._line() * self._key_lines(self.width())
        if self.is_lying:
            return QRect(0, top + at * self._row(), self.width(), self._row())
        count = len(self.bars.labels)
        wide = max(2, min(self.width() // count, space(10)))
        return QRect(at * wide, top, wide, space(_TALL) + 2 * self._line())

    def _key(self, width: int) -> list[tuple[QRect, str, str]]:
        """Where each name of the key stands, going on in a new line where the width ends."""
        found, left, top = [], 0, 0
        for series in self.bars.series:
            wide = self.small.horizontalAdvance(series.name) + space(7)
            if left and left + wide > width:
                left, top = 0, top + self._line()
            found.append((QRect(left, top, wide, self._line()), series.name, series.shade))
            left += wide
        return found

    def _key_lines(self, width: int) -> int:
        key = self._key(width)
        return 1 + key[-1][0].top() // self._line() if key else 0

    def _whole(self, at: int) -> float:
        values = [max(0.0, series.values[at]) for series in self.bars.series]
        return sum(values) if self.bars.is_stacked else max(values, default=0.0)

    def _scale(self, value: float) -> float:
        return max(0.0, value) / self._most

    def _label(self) -> int:
        widest = max(map(self.small.horizontalAdvance, self.bars.labels), default=0)
        return min(widest + space(4), space(50))

    def _room(self) -> int:
        """How long the longest bar is: behind it stands its number."""
        said = len(" + ".join(["000"] * max(1, len(self.bars.series)))) + 6
        behind = self.small.averageCharWidth() * min(said, 30)
        return max(space(10), min(space(110), self.width() - self._label() - behind - space(2)))

    def _row(self) -> int:
        lines = 1 if self.bars.is_stacked else max(1, len(self.bars.series))
        return self._line() * lines + space(1)

    def _line(self) -> int:
        return self.small.height() + space(0.75)

    def _short(self, text: str, width: int) -> str:
        return self.small.elidedText(text, Qt.TextElideMode.ElideRight, width)
