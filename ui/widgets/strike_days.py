"""A strike's days from 8am to 8am: each hour's lost duties, and the true length of each day."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rota.domain.times import to_local
from rota.services.strikes import StrikeDay
from ui import formats
from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, line_colour, space
from ui.widgets.ribbon_ink import CENTRE, LEFT, RIGHT

HOUR = timedelta(hours=1)


class StrikeDays(QWidget):
    """One row a day, one box an hour; the darker the box the more duties are lost then."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strike_days")
        self.setAccessibleName(self.tr("Strike days, 8am to 8am"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._days: tuple[StrikeDay, ...] = ()
        self._most = 1

    @property
    def days(self) -> tuple[StrikeDay, ...]:
        """The days shown."""
        return self._days

    def show_days(self, days: tuple[StrikeDay, ...]) -> None:
        """Show these days instead."""
        self._days = days
        self._most = max((lost for day in days for lost in day.lost), default=0) or 1
        self.setAccessibleDescription(" ".join(day_sentence(day) for day in days))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the days need."""
        return QSize(space(120), self._header() + len(self._days) * self._row() + space(2))

    def minimumSizeHint(self) -> QSize:
        """Never less high."""
        return QSize(space(60), self.sizeHint().height())

    def box_of(self, day: int, hour: int) -> QRect:
        """Where an hour of a day stands."""
        left, width = self._hours_left(), self._hours_width()
        hours = len(self._days[day].lost)
        x = left + width * hour // hours
        right = left + width * (hour + 1) // hours
        top = self._header() + day * self._row()
        return QRect(x, top + space(1), right - x, self._row() - space(2))

    def _row(self) -> int:
        return space(8)

    def _header(self) -> int:
        return space(5)

    def _hours_left(self) -> int:
        return space(4) + space(25)

    def _hours_width(self) -> int:
        return max(self.width() - self._hours_left() - space(26), space(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hours' names, then day by day."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(Role.Base))
        if self._days:
            self._paint_header(painter)
        for at, day in enumerate(self._days):
            self._paint_day(painter, at, day)
        painter.end()

    def _paint_header(self, painter: QPainter) -> None:
        painter.setFont(font(Size.SMALL))
        painter.setPen(self.palette().color(Role.PlaceholderText))
        first = self._days[0]
        hours = len(first.lost)
        step = 2 if self._hours_width() // hours >= space(4) else 4
        for hour in range(0, hours + 1, step):
            x = self._hours_left() + self._hours_width() * hour // hours
            text = f"{to_local(first.day_start + HOUR * hour):%H}"
            painter.drawText(QRect(x - space(4), 0, space(8), self._header()), CENTRE, text)

    def _paint_day(self, painter: QPainter, at: int, day: StrikeDay) -> None:
        palette = self.palette()
        top, row = self._header() + at * self._row(), self._row()
        painter.setPen(palette.color(Role.Midlight))
        painter.drawLine(0, top, self.width(), top)
        painter.setFont(font())
        is_inside = day.end > day.start
        painter.setPen(palette.color(Role.Text if is_inside else Role.PlaceholderText))
        name = formats.day(to_local(day.day_start).date())
        painter.drawText(QRect(space(4), top, space(24), row), LEFT, name)
        self._paint_length(painter, day, QRect(self.width() - space(25), top, space(21), row))
        for hour, lost in enumerate(day.lost):
            self._paint_hour(painter, day, hour, lost, self.box_of(at, hour))
        if is_inside:
            frame = self._frame(at, day)
            painter.setPen(palette.color(Role.Text))
            painter.drawRect(frame.adjusted(0, 0, -1, -1))

    def _frame(self, at: int, day: StrikeDay) -> QRect:
        left, width = self._hours_left(), self._hours_width()
        whole = day.day_end - day.day_start
        first = left + round((day.start - day.day_start) / whole * width)
        last = left + round((day.end - day.day_start) / whole * width)
        box = self.box_of(at, 0)
        return QRect(first, box.top() - 1, last - first, box.height() + 2)

    def _paint_length(self, painter: QPainter, day: StrikeDay, box: QRect) -> None:
        text, is_odd = length_words(day)
        painter.setFont(font(bold=is_odd))
        tone = Tone.WARNING if is_odd else Tone.MUTED
        painter.setPen(tone_colours(self.palette(), tone).mark)
        painter.drawText(box, RIGHT, text)

    def _paint_hour(
        self, painter: QPainter, day: StrikeDay, hour: int, lost: int, box: QRect
    ) -> None:
        palette = self.palette()
        colours = tone_colours(palette, Tone.LOST)
        start = day.day_start + HOUR * hour
        if not lost:
            inside = start < day.end and start + HOUR > day.start
            if inside:
                painter.fillRect(box.adjusted(0, 0, -1, 0), tone_colours(palette, Tone.MUTED).fill)
            return
        share = lost / self._most
        ground = _mixed(palette.color(Role.Base), colours.mark, 0.12 + 0.5 * share)
        painter.fillRect(box.adjusted(0, 0, -1, 0), ground)
        painter.setFont(font(Size.SMALL))
        text = formats.number(lost)
        if QFontMetrics(painter.font()).horizontalAdvance(text) <= box.width() - 2:
            painter.setPen(palette.color(Role.Text))
            painter.drawText(box, CENTRE, text)
        painter.setPen(line_colour(palette))

    def event(self, event: QEvent) -> bool:
        """Say what an hour holds."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(
                event.globalPos(), self.tip_at(event.pos().x(), event.pos().y()), self
            )
            return True
        return super().event(event)

    def tip_at(self, x: int, y: int) -> str:
        """What the tooltip says at a place."""
        for at, day in enumerate(self._days):
            for hour, lost in enumerate(day.lost):
                if self.box_of(at, hour).contains(x, y):
                    start = day.day_start + HOUR * hour
                    return (
                        f"{_hour_words(start)}: {formats.count(lost, 'lost duty', 'lost duties')}"
                    )
        return ""


def length_words(day: StrikeDay) -> tuple[str, bool]:
    """``24 h``; a day whose clocks change is said loudly, and what is still lost after the end."""
    if day.end <= day.start:
        return "still lost", False
    text = formats.duration(timedelta(hours=day.hours))
    if day.day_hours == 24:
        return text, False
    return f"{text}, clocks {'back' if day.day_hours > 24 else 'forward'}", True


def day_sentence(day: StrikeDay) -> str:
    """One day for a screen reader."""
    length, _ = length_words(day)
    most = formats.count(max(day.lost, default=0), "duty", "duties")
    return f"{formats.day(to_local(day.day_start).date())}: {length}, at most {most} lost at once."


def _hour_words(start: datetime) -> str:
    return f"{formats.moment(start)} to {formats.clock(start + HOUR)}"


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    return QColor(
        round(one.red() + (other.red() - one.red()) * share),
        round(one.green() + (other.green() - one.green()) * share),
        round(one.blue() + (other.blue() - one.blue()) * share),
    )
