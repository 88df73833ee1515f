"""A day from 8am to 8am with how many people a requirement asks for at each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rota.domain.requirements import CoverRequirement
from ui import formats
from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, line_colour, space

HOURS = 24
STEP = timedelta(minutes=15)
STEPS = HOURS * 4
FIRST = 8


def day_runs(needs: Sequence[CoverRequirement], day: date) -> tuple[tuple[int, int, int], ...]:
    """How many people from which quarter hour after 8am to which, once through the day."""
    start = datetime.combine(day, time(FIRST, 0))
    runs: list[tuple[int, int, int]] = []
    for step in range(STEPS):
        at = start + step * STEP
        number = sum(need.number for need in needs if need.holds(at))
        if runs and runs[-1][2] == number:
            runs[-1] = runs[-1][0], step + 1, number
        else:
            runs.append((step, step + 1, number))
    return tuple(runs)


class RequirementStrip(QWidget):
    """Says the same to a screen reader as it draws."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("requirement_strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._runs: tuple[tuple[int, int, int], ...] = ()
        self.setFont(font(Size.SMALL))

    @property
    def runs(self) -> tuple[tuple[int, int, int], ...]:
        """What it draws: quarter hours after 8am, and how many."""
        return self._runs

    def show_needs(self, needs: Sequence[CoverRequirement], day: date) -> None:
        """Draw what these rows ask for on a day."""
        self._runs = day_runs(needs, day)
        said = ", ".join(
            f"{_clock(start)} to {_clock(end)} {formats.count(number, 'person', 'people')}"
            for start, end, number in self._runs
        )
        self.setAccessibleName(self.tr("Required on {day}").format(day=formats.day(day)))
        self.setAccessibleDescription(said)
        self.setToolTip(said.replace(", ", "\n"))
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for bars, numbers and hours."""
        return QSize(space(120), space(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a bar for each run with its number, and the hours below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        palette, metrics = self.palette(), QFontMetrics(self.font())
        left, right = space(4), self.width() - space(4)
        floor, step = self.height() - metrics.height() - space(2), (right - left) / STEPS
        colours = tone_colours(palette, Tone.EMERGENCY)
        most = max((number for _, _, number in self._runs), default=0)
        tall = floor - metrics.height() - space(1)
        for start, end, number in self._runs:
            if not number:
                continue
            high = max(space(1), tall * number / most)
            box = QRectF(left + start * step, floor - high, (end - start) * step, high)
            painter.fillRect(box, colours.fill)
            painter.fillRect(QRectF(box.x(), box.y(), box.width(), 2), colours.mark)
            above = QRectF(box.x(), box.y() - metrics.height(), box.width(), metrics.height())
            painter.setFont(font(Size.SMALL, bold=True))
            painter.setPen(colours.mark)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, formats.number(number))
        self._hours(painter, left, floor, step, metrics)
        painter.end()

    def _hours(
        self, painter: QPainter, left: int, floor: int, step: float, metrics: QFontMetrics
    ) -> None:
        painter.setPen(QPen(line_colour(self.palette())))
        painter.drawLine(left, floor, round(left + STEPS * step), floor)
        painter.setFont(self.font())
        for hour in range(HOURS + 1):
            at = left + hour * 4 * step
            painter.setPen(line_colour(self.palette()))
            painter.drawLine(round(at), floor, round(at), floor + space(1))
            if hour % 2 == 0:
                painter.setPen(self.palette().color(Role.PlaceholderText))
                wide = metrics.horizontalAdvance("00") + space(1)
                box = QRectF(at - wide / 2, floor + space(1), wide, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{(FIRST + hour) % HOURS:02d}")


def _clock(step: int) -> str:
    minutes = (FIRST * 60 + step * 15) % (HOURS * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
