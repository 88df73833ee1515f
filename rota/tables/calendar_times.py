"""Reads the times of calendar events: zones by name only, and repeats by the clock on the wall.

A time zone that the file itself describes (VTIMEZONE) is never believed: one moved a 09:30 by an
hour. Its name is looked up instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dateutil.rrule import DAILY, FR, MO, SA, SU, TH, TU, WE, WEEKLY, rrule
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from rota.domain.times import LocalReading, TimeUnreadable, from_zone
from rota.tables.calendar_lines import Misread, Property

MAX_REPEATS = 200
UTC_NAME = "UTC"
_LONDON_WORDS = "dublin, edinburgh, lisbon, london"
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{8}", re.ASCII)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY}
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
    """Return the IANA name that a TZID most likely means: Windows names and paths are undone.

    ``GMT Standard Time`` is Europe/London, ``/tzurl.org/2025a/Europe/London`` too.
    """
    said = " ".join(tzid.split()).strip("'\"")
    if known := _WINDOWS.get(said.casefold()):
        return known
    if said.casefold().endswith(_LONDON_WORDS):
        return "Europe/London"
    parts = [part for part in said.split("/") if part]
    return "/".join(parts[-2:]) if len(parts) > 3 or said.startswith("/") else "/".join(parts)


def read_moment(given: Property) -> Moment:
    """Return the moment of a property. Raises Misread for an all-day, floating or wrong time."""
    text = given.value.strip()
    if _DAY.fullmatch(text):
        sentence = "This is an all-day event; a strike needs clock times, such as 8am to 8am."
        raise Misread(given.name, "all_day", sentence)
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        wall = datetime(*(int(part) for part in match.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        sentence = "{} is not a time; iCalendar writes it as 20160112T080000."
        raise Misread(given.name, "time_unreadable", sentence, text or "(nothing)") from None
    if match.group(7):
        return moment_at(given.name, wall, UTC_NAME)
    if not given.zone:
        sentence = (
            "The time names no time zone, so it is not certain which instant it is; export it "
            "with a TZID or in UTC."
        )
        raise Misread(given.name, "floating_time", sentence)
    return moment_at(given.name, wall, zone_of(given.zone), given.zone)


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
