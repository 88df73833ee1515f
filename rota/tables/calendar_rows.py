"""Turns a calendar event into the cells of a windows file, with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rota.domain.codes import WindowState
from rota.domain.grades import plain
from rota.domain.importing import ImportKind
from rota.tables.calendar_lines import OURS, CalendarEvent, Misread, Property
from rota.tables.calendar_times import Moment, end_by_duration, read_moment, repeats
from rota.tables.headings import columns_of
from rota.tables.layout import Layout
from rota.tables.protecting import protected
from rota.tables.rows.record import Column, Record
from rota.tables.rows.spellings import WINDOW_STATES
from rota.tables.sheets import SheetRow

COLUMNS = columns_of(ImportKind.WINDOWS)
PROPERTY_OF = {
    "dispute": OURS + "DISPUTE",
    "union": OURS + "UNION",
    "groups": OURS + "GROUPS",
    "type": OURS + "TYPE",
    "outcome": OURS + "STATE",
    "sites": OURS + "SITES",
    "policy": OURS + "POLICY",
    "notice_received": OURS + "NOTICE-RECEIVED",
    "affects_post": OURS + "AFFECTS-POST",
    "start": "DTSTART",
    "end": "DTEND",
    "note": "DESCRIPTION",
}
"""Which property of an event stands for which column of a windows file."""

OPEN_END = OURS + "OPEN-END"
YES = frozenset({"TRUE", "YES", "Y", "1"})
HEAD = 1
"""The calendar's head is row 1, so event 1 is row 2."""

_CANCELLED = "CANCELLED"
_STATE_OF_STATUS = {
    "CONFIRMED": WindowState.CONFIRMED,
    "TENTATIVE": WindowState.NOTIFIED,
    _CANCELLED: WindowState.CALLED_OFF,
}
_TIMED = ("start", "end", "notice_received")
_FREE_TEXT = frozenset({"dispute", "union", "sites", "note"})
_NEEDED = {
    "dispute": "which dispute it belongs to",
    "union": "which union calls it",
    "groups": "which staff groups are called out",
    "type": "what kind of action it is",
}
_PLACES = {name: (at,) for at, name in enumerate(COLUMNS)}
_LAYOUT = Layout(COLUMNS, _PLACES, COLUMNS, as_written=True)
_LONDON = "europe/london"

Stretch = tuple[Moment | None, Moment | None]


def rows_of(event: CalendarEvent, newest: Mapping[str, int]) -> Iterator[Record]:
    """Yield the row of an event, or one for each date of an event that repeats.

    ``newest`` gives for each UID the number of its newest event. What is wrong stands on each row,
    under the name of the property.
    """
    faults = [*event.faults, *_faults_of(event, newest)]
    stretches: Sequence[Stretch] = ((None, None),)
    notice: Moment | None = None
    try:
        if given := event.first(PROPERTY_OF["notice_received"]):
            notice = read_moment(given)
        stretches = _stretches(event)
    except Misread as misread:
        if all(known.name != misread.name for known in faults):
            faults.append(misread)
    for start, end in stretches:
        cells = _texts(event) | {
            column: "" if moment is None else _cell(moment)
            for column, moment in zip(_TIMED, (start, end, notice), strict=True)
        }
        row = SheetRow(event.number + HEAD, tuple(cells[column] for column in COLUMNS))
        record = _LAYOUT.record(row)
        for fault in faults:
            record.refuse(Column(fault.name, 0), fault.code, fault.text, fault.quoting)
        yield record


def _faults_of(event: CalendarEvent, newest: Mapping[str, int]) -> Iterator[Misread]:
    """Yield what is wrong with an event as a whole."""
    posts = event.value(PROPERTY_OF["affects_post"]).upper() in YES
    for column, what in _NEEDED.items():
        name = PROPERTY_OF[column]
        if not event.value(name) and not (column == "groups" and posts):
            yield Misread(name, "missing", f"The event has no {name}, so it does not say {what}.")
    if event.first("RDATE"):
        text = "The event repeats on listed dates (RDATE); export them as single events."
        yield Misread("RDATE", "rule_not_read", text)
    uid = event.value("UID")
    if event.first("RECURRENCE-ID"):
        text = "This event changes one date of a repeating event; export single events."
        yield Misread("RECURRENCE-ID", "changed_repeat", text)
    elif newest.get(uid, event.number) != event.number:
        text = f"Row {newest[uid] + HEAD} is a newer version of this event (the same UID)."
        yield Misread("UID", "superseded", text)
    status, state = event.value("STATUS").upper(), event.value(PROPERTY_OF["outcome"])
    called_off = WINDOW_STATES.get(plain(state)) is WindowState.CALLED_OFF
    if status and state and (status == _CANCELLED) != called_off:
        text = f"STATUS and {PROPERTY_OF['outcome']} disagree on whether the strike is called off."
        yield Misread("STATUS", "states_differ", text)


def _stretches(event: CalendarEvent) -> Sequence[Stretch]:
    """Return start and end of each occurrence; the end is None for an open one."""
    first, rule = event.first("DTSTART"), event.first("RRULE")
    if first is None:
        raise Misread("DTSTART", "missing", "The event has no DTSTART; a strike needs a start.")
    start = read_moment(first)
    end = _end_of(event, start)
    if rule is None:
        return ((start, end),)
    if end is None:
        raise Misread("RRULE", "open_repeats", "A strike with no end given cannot repeat.")
    left_out = {
        read_moment(Property("EXDATE", text, given.zone)).instant
        for given in event.properties.get("EXDATE", ())
        for text in given.value.split(",")
    }
    return tuple(repeats(rule, start, end, left_out))


def _end_of(event: CalendarEvent, start: Moment) -> Moment | None:
    last, length = event.first("DTEND"), event.first("DURATION")
    is_open = event.value(OPEN_END).upper() in YES
    if sum((last is not None, length is not None, is_open)) > 1:
        text = f"The event has more than one of DTEND, DURATION and {OPEN_END}; keep one."
        raise Misread("DTEND", "ends_differ", text)
    if length is not None:
        return end_by_duration(start, length)
    if last is not None:
        return read_moment(last)
    if is_open:
        return None
    text = f"The event has no DTEND; a strike whose end is not known says {OPEN_END}:TRUE."
    raise Misread("DTEND", "missing", text)


def _texts(event: CalendarEvent) -> dict[str, str]:
    """Return the cells that hold no time. Free text is protected, as in a CSV file."""
    cells = {
        column: event.value(name) for column, name in PROPERTY_OF.items() if column not in _TIMED
    }
    if not cells["outcome"]:
        status = event.value("STATUS").upper()
        cells["outcome"] = _STATE_OF_STATUS.get(status, WindowState.NOTIFIED)
    return {c: protected(text) if c in _FREE_TEXT else text for c, text in cells.items()}


def _cell(moment: Moment) -> str:
    """Return a moment as a cell: London's as the wall shows it, so that oddities are warned of."""
    if moment.zone.casefold() == _LONDON:
        return moment.wall.isoformat(" ")
    instant: datetime = moment.instant
    return f"{instant:%Y-%m-%dT%H:%M:%S}Z"
