"""Reads the times of calendar events: zones by name only, and repeats by the clock on the wall.

A time zone that the file itself describes (VTIMEZONE) is never believed: one moved a 09:30 by an
hour. Its name is looked up instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from dateutil.rrule import DAILY, FR, MO, SA, SU, TH, TU, WE, WEEKLY, rrule
from dateutil.rrule import weekday as Weekday  # noqa: N812
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rota.domain.times import LocalReading, TimeUnreadable, from_zone
from rota.tables.calendar_lines import Misread, Property

MAX_REPEATS = 200
UTC_NAME = "UTC"
_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001
_LONDON_WORDS = "dublin, edinburgh, lisbon, london"
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{8}", re.ASCII)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_FREQUENCIES: dict[str, Literal[2, 3]] = {"DAILY": DAILY, "WEEKLY": WEEKLY}
_WEEKDAYS = {"MO": MO, "TU": TU, "WE": WE, "TH": TH, "FR": FR, "SA": SA, "SU": SU}
_RULE_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
_OTHER_RULE = (
    "The event repeats in a way that the program does not read (only by days or weeks); export "
    "its dates as single events."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of an event: what the clock on the wall shows, in which zone, and its instant."""

    wall: datetime
    zone: str
    instant: datetime


def zone_of(tzid: str) -> str:
    """Return the IANA name that a TZID means: Windows names and paths are undone; empty for none.

    ``GMT Standard Time`` is Europe/London, ``/tzurl.org/2025a/Europe/London`` too.
    """
    said = " ".join(tzid.split()).strip("'\"")
    if known := _WINDOWS.get(said.casefold()):
        return known
    if said.casefold().endswith(_LONDON_WORDS):
        return "Europe/London"
    parts = [part for part in said.split("/") if part]
    tries = (said, "/".join(parts[-3:]), "/".join(parts[-2:]))
    return next((name for name in tries if from_zone(_ANY_DAY, name) is not None), "")


def read_moment(given: Property) -> Moment:
    """Return the moment of a property. Raises Misread for an all-day, floating or wrong time."""
    text = given.value.strip()
    if _DAY.fullmatch(text):
        sentence = "This is an all-day event; a strike needs clock times, such as 8am to 8am."
        raise Misread(given.name, "all_day", sentence)
    wall = _wall(text)
    if wall is None:
        sentence = "{} is not a time; iCalendar writes it as 20160112T080000."
        raise Misread(given.name, "time_unreadable", sentence, text or "(nothing)")
    if text[-1] in "Zz":
        return moment_at(given.name, wall, UTC_NAME)
    if not given.zone:
        sentence = (
            "The time names no time zone, so it is not certain which instant it is; export it "
            "with a TZID or in UTC."
        )
        raise Misread(given.name, "floating_time", sentence)
    return moment_at(given.name, wall, zone_of(given.zone), given.zone)


def _wall(text: str) -> datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def moment_at(name: str, wall: datetime, zone: str, quoting: str = "") -> Moment:
    """Return what a wall clock shows in a zone as a moment. Raises Misread for no such zone."""
    try:
        reading: LocalReading | None = from_zone(wall, zone)
    except TimeUnreadable as error:
        raise Misread(name, "time_unreadable", f"The time is wrong: {error}.") from None
    if reading is None:
        sentence = "{} is not a time zone that the program knows; use Europe/London."
        raise Misread(name, "unknown_time_zone", sentence, quoting or zone)
    return Moment(wall, zone, reading.instant)


def end_by_duration(start: Moment, given: Property) -> Moment:
    """Return when an event of a given DURATION ends.

    Its days go by the wall clock, its hours are true hours: P1D from 8am is 8am, PT24H may not be.
    """
    match = _DURATION.fullmatch(given.value.strip())
    if match is None or not any(match.groups()):
        sentence = "{} is not a duration; iCalendar writes one as P1D or PT24H."
        raise Misread(given.name, "duration_unreadable", sentence, given.value or "(nothing)")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    wall = start.wall + timedelta(weeks=weeks, days=days)
    by_days = moment_at(given.name, wall, start.zone)
    more = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not more:
        return by_days
    instant = by_days.instant + more
    return Moment(instant.replace(tzinfo=None), UTC_NAME, instant)


def repeats(
    rule: Property, start: Moment, end: Moment, left_out: Collection[datetime]
) -> Iterator[tuple[Moment, Moment]]:
    """Yield start and end of each occurrence: the wall clock shows the same times each day.

    ``left_out`` are the instants of EXDATE. Raises Misread for a rule that is not read, for more
    than 200 occurrences and for occurrences that overlap.
    """
    if UTC_NAME in (start.zone, end.zone) or start.zone != end.zone:
        sentence = (
            "A repeating event needs its start and its end in one local time zone (TZID), or its "
            "local time would move when the clocks change."
        )
        raise Misread(rule.name, "repeats_in_utc", sentence)
    length = end.wall - start.wall
    kept = [each for each in _starts(rule, start) if each.instant not in left_out]
    if not kept:
        raise Misread(rule.name, "repeats_never", "The rule leaves no date on which it happens.")
    if any(other.wall - one.wall < length for one, other in pairwise(kept)):
        sentence = "The event lasts longer than the step to its next repeat."
        raise Misread(rule.name, "repeats_overlap", sentence)
    for each in kept:
        yield each, moment_at("DTEND", each.wall + length, end.zone)


def _starts(rule: Property, start: Moment) -> list[Moment]:
    parts = _parts_of(rule)
    is_over = _until(rule, parts.get("UNTIL", ""))
    count = _whole(rule, parts, "COUNT", MAX_REPEATS)
    if count is None and is_over is None:
        sentence = "The event repeats without an end; give its last day (UNTIL) or a COUNT."
        raise Misread(rule.name, "repeats_without_end", sentence)
    dates = rrule(
        _FREQUENCIES[parts["FREQ"]],
        dtstart=start.wall,
        interval=_whole(rule, parts, "INTERVAL", 366) or 1,
        byweekday=_weekdays(rule, parts),
        wkst=_WEEKDAYS[parts.get("WKST", "MO")],
        count=count,
        cache=False,
    )
    found: list[Moment] = []
    for wall in dates:
        moment = moment_at(rule.name, wall, start.zone)
        if is_over is not None and is_over(moment):
            break
        if len(found) == MAX_REPEATS:
            sentence = f"The event repeats more than {MAX_REPEATS} times; give an earlier end."
            raise Misread(rule.name, "too_many_repeats", sentence)
        found.append(moment)
    if found and found[0].wall != start.wall:
        sentence = "The event starts on a day that its own rule does not name."
        raise Misread(rule.name, "rule_unreadable", sentence)
    return found


def _parts_of(rule: Property) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.value.upper().strip().strip(";").split(";"):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or name in parts:
            sentence = "The rule by which the event repeats cannot be read."
            raise Misread(rule.name, "rule_unreadable", sentence)
        parts[name] = value
    known = parts.keys() <= _RULE_PARTS and parts.get("FREQ") in _FREQUENCIES
    if not known or parts.get("WKST", "MO") not in _WEEKDAYS:
        raise Misread(rule.name, "rule_not_read", _OTHER_RULE)
    return parts


def _weekdays(rule: Property, parts: dict[str, str]) -> list[Weekday] | None:
    if "BYDAY" not in parts:
        return None
    days = [part.strip() for part in parts["BYDAY"].split(",")]
    if not _WEEKDAYS.keys() >= set(days):
        raise Misread(rule.name, "rule_not_read", _OTHER_RULE)
    return [_WEEKDAYS[day] for day in dict.fromkeys(days)]


def _whole(rule: Property, parts: dict[str, str], name: str, most: int) -> int | None:
    if name not in parts:
        return None
    text = parts[name]
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not 1 <= int(text) <= most:
        sentence = f"{name} of a repeating event is a whole number between 1 and {most}."
        raise Misread(rule.name, "rule_unreadable", sentence)
    return int(text)


def _until(rule: Property, text: str) -> Callable[[Moment], bool] | None:
    """Return what says that an occurrence lies past UNTIL; None where the rule has none."""
    if not text:
        return None
    given = Property(rule.name, f"{text}T235959" if _DAY.fullmatch(text) else text, UTC_NAME)
    last = read_moment(given)
    if text.endswith("Z"):
        return lambda moment: moment.instant > last.instant
    return lambda moment: moment.wall > last.wall
