"""The time axis of the timeline: where an instant stands at a scale, and what the ticks say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rota.domain.times import STRIKE_DAY_STARTS, at_local, start_of_day, to_local
from ui import formats

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
QUARTER_HOUR = timedelta(minutes=15)
DAYS_A_YEAR = 365.25
WIDEST_HOUR = 96.0
"""Pixels of an hour beyond which one cannot zoom in: a quarter of an hour is then 24."""
QUARTERS_FROM, HOURS_FROM = 16.0, 2.5
"""From how many pixels an hour an edge snaps to quarters of an hour, and to whole hours."""


class Zoom(StrEnum):
    """The four stretches one key shows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``start`` to ``end``, ``hour_width`` pixels a true hour; x counts from ``start``."""

    start: datetime
    end: datetime
    hour_width: float

    @property
    def width(self) -> int:
        """The whole axis in pixels."""
        return self.x_of(self.end)

    @property
    def day_width(self) -> float:
        """A day of 24 hours in pixels."""
        return self.hour_width * 24

    def x_of(self, at: datetime) -> int:
        """Where an instant stands."""
        return round((at - self.start) / HOUR * self.hour_width)

    def at_x(self, x: float) -> datetime:
        """The instant at a place."""
        return self.start + HOUR * (x / self.hour_width)

    def span(self, start: datetime, end: datetime | None, least: int = 3) -> tuple[int, int]:
        """Left and width of a stretch, to the axis's end if it has none; at least ``least``."""
        left = self.x_of(start)
        return left, max(self.x_of(self.end if end is None else end) - left, least)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis and its words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Ticks:
    """The two rows of an axis: the long stretches on top, the short ones below."""

    major: tuple[Tick, ...]
    minor: tuple[Tick, ...]


def stretch_of(zoom: Zoom, at: datetime) -> tuple[datetime, datetime]:
    """The day from 8 to 8, week from Monday, month or year that holds an instant."""
    local = to_local(at)
    day = local.date()
    match zoom:
        case Zoom.DAY:
            first = day if local.time() >= STRIKE_DAY_STARTS else day - DAY
            return at_local(first, STRIKE_DAY_STARTS), at_local(first + DAY, STRIKE_DAY_STARTS)
        case Zoom.WEEK:
            monday = day - day.weekday() * DAY
            return start_of_day(monday), start_of_day(monday + 7 * DAY)
        case Zoom.MONTH:
            first = day.replace(day=1)
            return start_of_day(first), start_of_day(_next_month(first))
        case Zoom.YEAR:
            return start_of_day(date(day.year, 1, 1)), start_of_day(date(day.year + 1, 1, 1))


def snapped(at: datetime, hour_width: float) -> datetime:
    """The nearest time an edge may take: a quarter of an hour, an hour or 8am, by the scale."""
    if hour_width < HOURS_FROM:
        day = to_local(at).date()
        eights = (at_local(day + n * DAY, STRIKE_DAY_STARTS) for n in (-1, 0, 1))
        return min(eights, key=lambda eight: abs(eight - at))
    step = QUARTER_HOUR if hour_width >= QUARTERS_FROM else HOUR
    midnight = start_of_day(to_local(at).date())
    return midnight + round((at - midnight) / step) * step


def step_of(hour_width: float) -> timedelta:
    """How far apart the times are that an edge may take."""
    if hour_width < HOURS_FROM:
        return DAY
    return QUARTER_HOUR if hour_width >= QUARTERS_FROM else HOUR


def ticks(axis: Axis, start: datetime, end: datetime, letter: int) -> Ticks:
    """The ticks from ``start`` to ``end``, with one before; ``letter`` is a digit's width."""
    first, last = to_local(start).date(), to_local(end).date() + DAY
    if axis.hour_width * 6 >= letter * 4:
        step = next(n for n in (1, 2, 3, 6) if axis.hour_width * n >= letter * 3.5 or n == 6)
        long = axis.day_width >= letter * 18
        return Ticks(
            tuple(
                Tick(start_of_day(each), formats.day(each, year=long))
                for each in _days(first, last)
            ),
            tuple(_hours(first, last, step)),
        )
    if axis.day_width * 7 >= letter * 4:
        return Ticks(
            tuple(_months(first, last, full=True)), tuple(_day_ticks(axis, first, last, letter))
        )
    if axis.day_width * 30 >= letter * 4:
        return Ticks(tuple(_years(first, last)), tuple(_months(first, last, full=False)))
    return Ticks((), tuple(_years(first, last)))


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


def _hours(first: date, last: date, step: int) -> Iterator[Tick]:
    """Every true hour whose number the step divides; a night that the clocks change has its own."""
    at, end = start_of_day(first), start_of_day(last)
    while at < end:
        local = to_local(at)
        if local.hour % step == 2 % step:
            yield Tick(at, f"{local:%H}")
        at += HOUR


def _day_ticks(axis: Axis, first: date, last: date, letter: int) -> Iterator[Tick]:
    named = axis.day_width >= letter * 7
    daily = axis.day_width >= letter * 3
    for day in _days(first - first.weekday() * DAY, last):
        if named:
            yield Tick(start_of_day(day), formats.day(day).rsplit(" ", 1)[0])
        elif daily or day.weekday() == 0:
            yield Tick(start_of_day(day), str(day.day))


def _months(first: date, last: date, *, full: bool) -> Iterator[Tick]:
    day = first.replace(day=1)
    while day <= last:
        yield Tick(start_of_day(day), f"{day:%B %Y}" if full else f"{day:%b}")
        day = _next_month(day)


def _years(first: date, last: date) -> Iterator[Tick]:
    for year in range(first.year, last.year + 1):
        yield Tick(at_local(date(year, 1, 1), time(0)), str(year))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
