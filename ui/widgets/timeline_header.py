"""The head of the timeline: long and short stretches of time, and flags for days of note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from rota.domain.times import end_of_day, start_of_day
from rota.services.calendar import CalendarView, LastPost
from ui.colours import Tone
from ui.theme import space
from ui.widgets.ribbon_ink import CENTRE, LEFT, RIGHT, Ink, first_that_fits
from ui.widgets.timeline_axis import Axis, Ticks
from ui.widgets.timeline_layout import Measures
from ui.widgets.timeline_words import (
    change_sentence,
    change_words,
    holiday_sentence,
    post_words,
)

LEAST_DAY = 2
"""From how many pixels a day bank holidays and clock changes are flagged."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to note at an instant: what the flag may say, the longest first."""

    start: datetime
    end: datetime
    said: tuple[str, ...]
    tip: str
    tone: Tone
    is_left: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it stands for a whole day."""
        return self.end > self.start


def post_flags(posts: Iterable[LastPost]) -> Iterator[Flag]:
    """The posting times of the current strike; the last of them has its words to the right."""
    found = tuple(posts)
    for post in found:
        said = post_words(post)
        wordings = (said, said.split(" until ")[0])
        tip = f"Last safe posting time: {said}"
        is_left = post is not found[-1]
        yield Flag(post.at, post.at, wordings, tip, Tone.OVERHANG, is_left=is_left)


def day_flags(
    view: CalendarView, axis: Axis, seen: tuple[datetime, datetime], now: datetime
) -> Iterator[Flag]:
    """The present; clock changes and bank holidays in sight, if the scale is fine enough."""
    yield Flag(now, now, ("now",), "The present", Tone.ACCENT)
    start, end = seen
    if axis.day_width < LEAST_DAY:
        return
    for change in view.changes:
        if change.day_end > start and change.day_start < end:
            said = (change_words(change), f"{change.hours} h")
            tip = change_sentence(change)
            yield Flag(change.at, change.at, said, tip, Tone.WARNING)
    for holiday in view.holidays_between(start, end):
        first, last = start_of_day(holiday.day), end_of_day(holiday.day)
        tip = holiday_sentence(holiday)
        yield Flag(first, last, (holiday.words, "bank holiday", "BH"), tip, Tone.LEAVE)


class HeaderPainter:
    """Draws the head over ``room`` pixels of the axis from ``left``."""

    def __init__(
        self, painter: QPainter, axis: Axis, measures: Measures, ink: Ink, seen: tuple[int, int]
    ) -> None:
        self.painter = painter
        self.axis = axis
        self.band = measures.band
        self.ink = ink
        self.left, self.room = seen

    def ticks(self, ticks: Ticks) -> None:
        """Name the stretches; a long one keeps its name in sight while it shows."""
        p, ink = self.painter, self.ink
        p.setFont(ink.small_bold)
        for at, tick in enumerate(ticks.major):
            x = self.axis.x_of(tick.at)
            after = ticks.major[at + 1 :]
            end = self.axis.x_of(after[0].at) if after else self.left + self.room
            wide = ink.small_bold_metrics.horizontalAdvance(tick.text) + space(2)
            place = min(max(x, self.left), end - wide)
            if place < max(x, self.left - wide):
                continue
            p.setPen(ink.text)
            p.drawText(QRect(place + space(1), 0, wide, self.band), LEFT, tick.text)
            p.setPen(ink.line)
            p.drawLine(x, 0, x, self.band)
        p.setFont(ink.small)
        p.setPen(ink.muted)
        free, edge = self.left - 1, self.left + self.room
        for tick in ticks.minor:
            x = self.axis.x_of(tick.at)
            wide = ink.small_metrics.horizontalAdvance(tick.text) + space(1)
            if x >= free and x + wide <= edge + space(1):
                p.drawText(QRect(x + space(0.5), self.band, wide, self.band), LEFT, tick.text)
                free = x + wide

    def flags(self, band: int, flags: Iterable[Flag]) -> None:
        """Draw flags in a band; the first come keep their words where two would touch."""
        p, top = self.painter, band * self.band
        seen = [flag for flag in flags if self._is_seen(flag)]
        for flag in seen:
            x, width = self.axis.span(flag.start, flag.end, 2)
            colours = self.ink.tone(flag.tone)
            colour = colours.fill if flag.is_day else colours.mark
            p.fillRect(x, top, width, self.band, colour)
        taken: list[tuple[int, int]] = []
        p.setFont(self.ink.small)
        for flag in seen:
            place = self._words(flag, taken)
            if place is None:
                continue
            text, left, wide = place
            taken.append((left, left + wide))
            box = QRect(left, top, wide, self.band)
            colours = self.ink.tone(flag.tone)
            p.fillRect(box, colours.fill)
            if not flag.is_day:
                p.fillRect(self.axis.x_of(flag.start), top, 2, self.band, colours.mark)
            p.setPen(colours.text)
            p.drawText(box, CENTRE, text)

    def _is_seen(self, flag: Flag) -> bool:
        x, width = self.axis.span(flag.start, flag.end, 2)
        return x + width >= self.left and x <= self.left + self.room

    def _words(self, flag: Flag, taken: list[tuple[int, int]]) -> tuple[str, int, int] | None:
        """The longest wording that touches no other, where it stands and how wide it is."""
        x, width = self.axis.span(flag.start, flag.end, 2)
        edge = self.left + self.room
        for text in flag.said:
            wide = self.ink.small_metrics.horizontalAdvance(text) + space(2)
            if flag.is_day:
                places = [max(x, min(self.left, x + width - wide))]
            else:
                places = [x + 2 - wide, x] if flag.is_left else [x, x + 2 - wide]
            for left in places:
                is_in = self.left <= left and left + wide <= edge
                if is_in and all(left + wide < a or left > b for a, b in taken):
                    return text, left, wide
        return None

    def names(self, measures: Measures) -> None:
        """Name the lane of everybody, in the corner."""
        p = self.painter
        p.setFont(self.ink.small)
        p.setPen(self.ink.muted)
        box = QRect(0, 4 * self.band, measures.labels - space(2), measures.row)
        p.drawText(
            box, RIGHT, first_that_fits(("Out at once",), box.width(), self.ink.small_metrics)
        )
