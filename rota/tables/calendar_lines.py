"""Cuts an iCalendar file into its events, keeping only the properties that the program reads.

The file is not to be trusted: it is capped before anything is parsed, and time zones, alarms,
attendees and attachments are passed over, so that only a few short lines of each event are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from rota.domain.errors import Refused

MAX_BYTES = 1_000_000
MAX_EVENTS = 2_000
MAX_LINE = 25_000
"""The longest line read, in characters, folds undone."""

_MAX_DEPTH = 10
_MAX_REPEATED = 50
_MAX_PARAMETERS = 1_000
_QUOTED = re.compile(r'"[^"]*"')
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_EDGE = re.compile(r"(BEGIN|END):([A-Za-z0-9-]{1,40})[ \t]*", re.IGNORECASE)
_NAME = re.compile(r"[ \t]*([A-Za-z0-9-]{1,60})[ \t]*[:;]")
_CALENDAR, _EVENT = "VCALENDAR", "VEVENT"

OURS = "X-STRIKE-ROTA-"
READ = frozenset(
    {
        "UID", "SEQUENCE", "STATUS", "DESCRIPTION", "DTSTART", "DTEND", "DURATION", "RRULE",
        "RDATE", "EXDATE", "RECURRENCE-ID",
        *(
            OURS + name
            for name in (
                "DISPUTE", "UNION", "GROUPS", "TYPE", "STATE", "SITES", "POLICY",
                "NOTICE-RECEIVED", "AFFECTS-POST", "OPEN-END",
            )
        ),
    }
)  # fmt: skip
"""The properties of an event that are read; all others are dropped unparsed."""

_MAY_REPEAT = frozenset({"EXDATE"})


class Misread(Exception):
    """Something in one event that cannot be read: which property, a code and a sentence.

    ``quoting`` is what stands for ``{}`` in the sentence.
    """

    def __init__(self, name: str, code: str, text: str, quoting: str = "") -> None:
        super().__init__(text)
        self.name, self.code, self.text, self.quoting = name, code, text, quoting


@dataclass(frozen=True, slots=True)
class Property:
    """One line of an event: its name, time zone, value type, and its value as text."""

    name: str
    value: str
    zone: str = ""


@dataclass(slots=True)
class CalendarEvent:
    """One event as written: its number in the file, its lines, and what is wrong with them."""

    number: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    faults: list[Misread] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return a property's value; empty where the event has none."""
        found = self.properties.get(name)
        return found[0].value.strip() if found else ""

    def first(self, name: str) -> Property | None:
        """Return a property; None where the event has none."""
        found = self.properties.get(name)
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """Every event of a file. ``is_whole`` is False for a file cut short."""

    events: tuple[CalendarEvent, ...]
    is_whole: bool


def read_calendar(data: bytes) -> CalendarFile:
    """Return the events of an iCalendar file.

    Raises Refused when it is too large, has too many events or is not UTF-8 text.
    """
    if len(data) > MAX_BYTES:
        raise Refused("file_too_large", "The calendar is larger than 1 MB. Export fewer events.")
    try:
        text = _FOLD.sub(b"", data).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            "not_utf8", "The calendar is not UTF-8 text. Export it again as iCalendar (.ics)."
        ) from None
    cutter = _Cutter()
    for line in _LINE_END.split(text):
        if line and not line.isspace():
            cutter.take(line)
    return cutter.finish()


class _Cutter:
    """Takes the lines of a file in turn and gathers its events."""

    def __init__(self) -> None:
        self._events: list[CalendarEvent] = []
        self._inside: list[str] = []
        self._method_cancels = False

    def take(self, line: str) -> None:
        """Take one line, folds undone."""
        if edge := _EDGE.fullmatch(line):
            name = edge.group(2).upper()
            if edge.group(1).upper() == "BEGIN":
                self._begin(name)
            else:
                self._end(name)
        elif self._inside == [_CALENDAR, _EVENT]:
            self._keep(self._events[-1], line)
        elif self._inside == [_CALENDAR] and line.upper().strip() == "METHOD:CANCEL":
            self._method_cancels = True

    def finish(self) -> CalendarFile:
        """Return what was gathered."""
        if self._method_cancels:
            for event in self._events:
                event.properties["STATUS"] = [Property("STATUS", "CANCELLED")]
        return CalendarFile(tuple(self._events), not self._inside)

    def _begin(self, name: str) -> None:
        if name == _EVENT and self._inside[:2] == [_CALENDAR, _EVENT]:
            self._not_closed()
        if len(self._inside) == _MAX_DEPTH:
            raise Refused("calendar_broken", "The calendar is damaged: its parts are not closed.")
        self._inside.append(name)
        if self._inside == [_CALENDAR, _EVENT]:
            if len(self._events) == MAX_EVENTS:
                raise Refused(
                    "too_many_rows",
                    f"The calendar has more than {MAX_EVENTS:,} events. Export fewer.",
                )
            self._events.append(CalendarEvent(len(self._events) + 1))

    def _end(self, name: str) -> None:
        if name not in self._inside:
            return
        if self._inside[:2] == [_CALENDAR, _EVENT] and name != self._inside[-1]:
            self._not_closed(name)
        while self._inside.pop() != name:
            pass

    def _not_closed(self, closing: str = "") -> None:
        """Note that a part of the present event was never closed, and leave the event."""
        part = self._inside[2] if closing == _EVENT else _EVENT
        text = f"A part of this event is never closed: END:{part} is missing."
        self._events[-1].faults.append(Misread(part, "not_closed", text))
        if not closing:
            del self._inside[1:]

    def _keep(self, event: CalendarEvent, line: str) -> None:
        match = _NAME.match(line)
        if match is None:
            text = "A line of this event is not an iCalendar line; the event is damaged."
            if all(fault.code != "line_unreadable" for fault in event.faults):
                event.faults.append(Misread(_EVENT, "line_unreadable", text))
            return
        name = match.group(1).upper()
        if name not in READ:
            return
        held = event.properties.setdefault(name, [])
        if held and (name not in _MAY_REPEAT or len(held) == _MAX_REPEATED):
            text = f"The event has {name} more than once; keep one."
            if all(fault.name != name for fault in event.faults):
                event.faults.append(Misread(name, "repeated_property", text))
            return
        try:
            held.append(_parsed(name, line))
        except Misread as fault:
            held.append(Property(name, ""))
            event.faults.append(fault)


def _parsed(name: str, line: str) -> Property:
    parameters_end = len(_QUOTED.sub("", line).partition(":")[0])
    if len(line) > MAX_LINE or parameters_end > _MAX_PARAMETERS:
        text = f"A line may hold at most {MAX_LINE:,} characters, and few before its colon."
        raise Misread(name, "line_too_long", text)
    try:
        _, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]  # no types there
    except ValueError:
        text = "The line is not an iCalendar line; check its quotation marks and semicolons."
        raise Misread(name, "line_unreadable", text) from None
    return Property(name, value, _zone_of(parameters))


def _zone_of(parameters: Mapping[str, object]) -> str:
    zone = parameters.get("TZID", "")
    return ", ".join(map(str, zone)) if isinstance(zone, list) else str(zone)
