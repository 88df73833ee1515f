"""The one home of time: the hospital's zone, the clock, strike days and elapsed hours.

Everything outside this module holds aware UTC instants. Local hospital time is Europe/London.
A local time that does not exist takes the offset from before the change (01:30 on 29 March 2026 is
01:30 UTC); one that happens twice is the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from dateutil import parser as date_parser

LONDON = ZoneInfo("Europe/London")
STRIKE_DAY_STARTS = time(8, 0)
MINUTE = timedelta(minutes=1)

Clock = Callable[[], datetime]
Oddity = Literal["", "does_not_exist", "happens_twice"]

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?"
)
# Only the hospital's own offsets: "2016-01-12 08:00-09:00" is a stretch of an hour, not an offset.
_WITH_OFFSET = re.compile(r"(\d.*:\d{2}) ?(?:Z|\+0([01]):00)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
_EARLIEST, _LATEST = 1900, 2200


class TimeUnreadable(ValueError):
    """The text is not a time this program understands; the message says what it expects."""


class _NotWrittenSo(TimeUnreadable):
    """The text is written in no way that a time is."""


@dataclass(frozen=True, slots=True)
class LocalReading:
    """A local time as written: its UTC instant, if a time was written, and what was odd."""

    instant: datetime
    day: date
    has_time: bool
    oddity: Oddity = ""


def utc_now() -> datetime:
    """Return the present instant; the only call of the computer's clock."""
    return datetime.now(UTC).replace(microsecond=0)


def to_utc(local: datetime) -> datetime:
    """Return the UTC instant of a naive local time (gap: the old offset; fold: the first)."""
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    return local.replace(tzinfo=LONDON, fold=0).astimezone(UTC)


def to_local(instant: datetime) -> datetime:
    """Return an aware instant in the hospital's local time."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(LONDON)


def from_zone(local: datetime, zone: str) -> LocalReading | None:
    """Read a naive local time of another place by its zone's IANA name; None for no such zone.

    Gaps and folds are read as in London. Raises TimeUnreadable for a year that is out of range.
    """
    name = _zone_names().get(zone.casefold())
    if name is None:
        return None
    _check_year(local)
    there = ZoneInfo(name)
    instant = local.replace(tzinfo=there, fold=0).astimezone(UTC)
    return LocalReading(instant, local.date(), True, oddity_of(local, there))


@cache
def _zone_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def oddity_of(local: datetime, zone: ZoneInfo = LONDON) -> Oddity:
    """Say whether a naive local time does not exist or happens twice."""
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    there = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return "happens_twice" if there == local else "does_not_exist"


def read_local(text: str) -> LocalReading:
    """Read a local time as people and files write it, day first: ``12/01/2016 08:00``.

    London's offset may follow (``2026-10-25T01:30+00:00``), which tells the hour that happens
    twice apart. Raises TimeUnreadable with a sentence for anything else, two-digit years included.
    """
    said = " ".join(text.split())
    if match := _WITH_OFFSET.fullmatch(said):
        naive, _ = _read_naive(match.group(1))
        _check_year(naive)
        instant = naive.replace(tzinfo=UTC) - timedelta(hours=int(match.group(2) or 0))
        return LocalReading(instant, to_local(instant).date(), True)
    naive, has_time = _read_naive(said)
    _check_year(naive)
    return LocalReading(to_utc(naive), naive.date(), has_time, oddity_of(naive))


def _check_year(naive: datetime) -> None:
    if not _EARLIEST <= naive.year <= _LATEST:
        raise TimeUnreadable(f"the year must lie between {_EARLIEST} and {_LATEST}")


def _read_naive(said: str) -> tuple[datetime, bool]:
    try:
        if match := _ISO.fullmatch(said):
            year, month, day = (int(part) for part in match.group(1, 2, 3))
        elif match := _DAY_FIRST.fullmatch(said):
            day, month, year = (int(part) for part in match.group(1, 2, 3))
        else:
            return _read_words(said)
        hour, minute, second = (int(part or 0) for part in match.group(4, 5, 6))
        if hour == 24 and minute == second == 0:
            return datetime(year, month, day) + timedelta(days=1), True  # noqa: DTZ001
        return datetime(year, month, day, hour, minute, second), match.group(4) is not None  # noqa: DTZ001
    except (ValueError, OverflowError) as error:
        if isinstance(error, TimeUnreadable):
            raise
        raise TimeUnreadable("there is no such day or time in the calendar") from None


def _read_words(said: str) -> tuple[datetime, bool]:
    """Read '12 January 2016 08:00'; refuse anything dateutil would have to guess."""
    if not re.fullmatch(
        r"(?:[A-Za-z]{3,9},? )?\d{1,2} [A-Za-z]{3,9} \d{4}(?:,? \d{1,2}:\d{2})?", said
    ):
        raise _NotWrittenSo("a time is written 2016-01-12 08:00 or 12/01/2016 08:00")
    try:
        parsed = date_parser.parse(said, dayfirst=True, ignoretz=True, default=datetime(2000, 1, 1))  # noqa: DTZ001
    except (ValueError, OverflowError):
        raise TimeUnreadable("there is no such day or time in the calendar") from None
    return parsed, ":" in said


def read_clock(text: str) -> time:
    """Read a time of day, ``08:00``; ``24:00`` is midnight. Raises TimeUnreadable."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise TimeUnreadable("a time of day is written 08:00")
    hour, minute = int(match.group(1)), int(match.group(2))
    if hour == 24 and minute == 0:
        return time(0, 0)
    if hour > 23 or minute > 59:
        raise TimeUnreadable("a time of day lies between 00:00 and 23:59")
    return time(hour, minute)


def read_day(text: str) -> date:
    """Read a bare date; a time written beside it is dropped only when it is midnight."""
    try:
        reading = read_local(text)
    except _NotWrittenSo:
        raise TimeUnreadable("a date is written 2016-01-12 or 12/01/2016") from None
    if reading.has_time and to_local(reading.instant).time() != time(0, 0):
        raise TimeUnreadable("a date is wanted here, without a time")
    return reading.day


def start_of_day(day: date) -> datetime:
    """Return the UTC instant of local midnight at the start of ``day``."""
    return to_utc(datetime.combine(day, time(0, 0)))


def end_of_day(day: date) -> datetime:
    """Return the UTC instant of local midnight at the end of ``day``."""
    return start_of_day(day + timedelta(days=1))


def at_local(day: date, clock: time) -> datetime:
    """Return the UTC instant of a local time of day on ``day``."""
    return to_utc(datetime.combine(day, clock))


def elapsed_hours(start: datetime, end: datetime) -> float:
    """Return true hours between two instants: 08:00 Sat to 08:00 Sun may be 23, 24 or 25."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 3600


def minutes_between(start: datetime, end: datetime) -> int:
    """Return whole true minutes between two instants."""
    return int((end - start).total_seconds() // 60)


def strike_days(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a stretch at every 8am local time; the first and last slice may be short."""
    at = start
    while at < end:
        local = to_local(at)
        day = local.date() if local.time() < STRIKE_DAY_STARTS else local.date() + timedelta(days=1)
        cut = min(at_local(day, STRIKE_DAY_STARTS), end)
        yield at, cut
        at = cut


def local_instants(day: date, clock: time) -> tuple[datetime, ...]:
    """Return the UTC instants at which clocks show ``clock`` on ``day``: none, one or two."""
    naive = datetime.combine(day, clock)
    instants = {naive.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in instants if to_local(at).replace(tzinfo=None) == naive))


def clock_changes(start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the instants between ``start`` and ``end`` at which the local offset changes."""
    found = []
    day = to_local(start).date()
    while start_of_day(day) < end:
        low, high = start_of_day(day), end_of_day(day)
        if to_local(low).utcoffset() != to_local(high).utcoffset():
            found.append(_change_between(low, high))
        day += timedelta(days=1)
    return tuple(at for at in found if start <= at < end)


def _change_between(low: datetime, high: datetime) -> datetime:
    before = to_local(low).utcoffset()
    while high - low > MINUTE:
        middle = low + (high - low) // 2
        if to_local(middle).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def iso_utc(instant: datetime) -> str:
    """Return ``2016-01-12T08:00:00+00:00``, the form of every ``*_utc`` key."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def written(instant: datetime) -> str:
    """Return an instant as files hold it, ``2016-01-12 08:00``; ``read_local`` gives it back.

    The offset follows only where the local time happens twice.
    """
    naive = to_local(instant).replace(tzinfo=None)
    if oddity_of(naive):
        return iso_local(instant)
    return f"{naive:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def iso_local(instant: datetime) -> str:
    """Return local time with its offset, ``2016-01-12T08:00:00+00:00``."""
    return to_local(instant).isoformat(timespec="seconds")


def day_words(day: date) -> str:
    """Return a day as people write it: Tuesday 12 January 2016."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def clock_words(clock: time) -> str:
    """Return a time of day for a letter: 8:30am, 12 noon, 12 midnight."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "12 noon" if clock.hour else "12 midnight"
    hour = clock.hour % 12 or 12
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def short_words(instant: datetime) -> str:
    """Return an instant as a manager reads it: Tue 12 Jan 2016 08:00."""
    local = to_local(instant)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M}"
