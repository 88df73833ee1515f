"""Dates, durations and counts as people say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from rota.domain.times import LONDON, to_local

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MINUTE = timedelta(minutes=1)


class _Present:
    """The present that dates are said in; without one every year that is asked for is said."""

    def __init__(self) -> None:
        self.now: Callable[[], datetime] | None = None

    def has_year_of(self, value: date) -> bool:
        """Whether a day lies in the present's year, so that its year goes without saying."""
        return self.now is not None and to_local(self.now()).year == value.year


_present = _Present()


def keep_present(now: Callable[[], datetime] | None) -> None:
    """Say no year from now on where it is the present's; None: say every year asked for."""
    _present.now = now


def day(value: date, *, year: bool = False) -> str:
    """``Tue 12 Jan``; with ``year`` the year is said unless it is the present's."""
    return _day(value, year=year and not _present.has_year_of(value))


def _day(value: date, *, year: bool) -> str:
    words = f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}"
    return f"{words} {value.year}" if year else words


def clock(instant: datetime) -> str:
    """``08:00``; the hour that happens twice says which: ``01:30 GMT``."""
    local = to_local(instant)
    other = local.replace(fold=1 - local.fold, tzinfo=LONDON)
    if other.utcoffset() != local.utcoffset():
        return f"{local:%H:%M} {local.tzname()}"
    return f"{local:%H:%M}"


def moment(instant: datetime, *, year: bool = False) -> str:
    """``Tue 12 Jan 08:00`` in hospital time; the year as in ``day``."""
    return f"{day(to_local(instant).date(), year=year)} {clock(instant)}"


def period(start: datetime, end: datetime | None, *, year: bool = False) -> str:
    """``Tue 12 Jan 08:00 to Wed 13 Jan 08:00``; a day is not said twice.

    With ``year`` either both days say their year or neither does.
    """
    if end is None:
        return f"from {moment(start, year=year)}, no end given"
    first, last = to_local(start).date(), to_local(end).date()
    if first == last:
        return f"{moment(start, year=year)} to {clock(end)}"
    both = year and not (_present.has_year_of(first) and _present.has_year_of(last))
    return f"{_day(first, year=both)} {clock(start)} to {_day(last, year=both)} {clock(end)}"


def clock_period(start: datetime, end: datetime) -> str:
    """``02:00 to 05:00``, where the day is already known."""
    return f"{clock(start)} to {clock(end)}"


@lru_cache(maxsize=4096)
def duration(length: timedelta) -> str:
    """``24 h``, ``5 h 30 min``, ``45 min``: elapsed hours, never days."""
    minutes = round(length / _MINUTE)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours:,} h {rest} min" if rest else f"{sign}{hours:,} h"


def countdown(length: timedelta) -> str:
    """``4 d 3 h``, ``3 h 12 min``, ``less than a minute``: how long a person still has."""
    minutes = abs(length) // _MINUTE
    if minutes < 1:
        return "less than a minute"
    if minutes < 24 * 60:
        return duration(timedelta(minutes=minutes))
    days, rest = divmod(minutes, 24 * 60)
    hours = rest // 60
    return f"{days} d {hours} h" if hours else f"{days} d"


def strike_clock(now: datetime, start: datetime, end: datetime | None) -> str:
    """``starts in 4 d 3 h``, ``ends in 2 h``, ``ended 3 d ago``."""
    if now < start:
        return f"starts in {countdown(start - now)}"
    if end is None:
        return f"started {countdown(now - start)} ago"
    if now < end:
        return f"ends in {countdown(end - now)}"
    return f"ended {countdown(now - end)} ago"


def number(value: int) -> str:
    """``1,234``."""
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """``1 gap``, ``3 gaps``, ``no gaps``."""
    many = many or one + "s"
    if value == 0:
        return f"no {many}"
    return f"{number(value)} {one if value == 1 else many}"
