"""Writes strike windows, and a person's cover, as iCalendar files that any calendar shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vText

from rota.domain.codes import WindowState
from rota.domain.cover_notices import CalendarCover
from rota.domain.notice_words import groups_words
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.tables.calendar_lines import OURS
from rota.tables.calendar_rows import OPEN_END, PROPERTY_OF
from rota.tables.csv_out import one_line, site_list

_STATUS = {
    WindowState.NOTIFIED: "TENTATIVE",
    WindowState.SUSPENDED: "TENTATIVE",
    WindowState.CONFIRMED: "CONFIRMED",
    WindowState.COMPLETED: "CONFIRMED",
    WindowState.CALLED_OFF: "CANCELLED",
}

_SEQUENCE_FROM = datetime(2000, 1, 1, tzinfo=UTC)


class _Text(vText):
    """Text on one line. icalendar 7.3 itself takes a backslash and an N for a line break."""

    def to_ical(self) -> bytes:
        """Return the text with what means something to iCalendar escaped."""
        return re.sub(r"([\\;,])", r"\\\1", one_line(self)).encode()


def windows_calendar(windows: Sequence[StrikeWindow], made_at: datetime) -> bytes:
    """Return windows as iCalendar, one event each, in UTC, as of ``made_at``.

    SEQUENCE is the revision. A window without an end has no DTEND and says so in a property of
    its own; so does all else that iCalendar has no place for.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Strike Rota//Strike windows//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    for window in windows:
        calendar.add_component(_event(window, made_at))
    return bytes(calendar.to_ical())


def cover_calendar(covers: Sequence[CalendarCover], made_at: datetime) -> bytes:
    """Return one person's cover as iCalendar, in UTC, as of ``made_at``.

    SEQUENCE counts minutes, so that a file made later replaces what an earlier one put into a
    calendar; cover that is no longer needed is cancelled there.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Strike Rota//Cover//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    for cover in covers:
        calendar.add_component(_cover_event(cover, made_at))
    return bytes(calendar.to_ical())


def _cover_event(cover: CalendarCover, made_at: datetime) -> Event:
    event = Event()
    event.add("UID", cover.uid)
    event.add("DTSTAMP", made_at)
    event.add("LAST-MODIFIED", made_at)
    event.add("SEQUENCE", int((made_at - _SEQUENCE_FROM).total_seconds() // 60))
    event.add("STATUS", "CANCELLED" if cover.is_cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if cover.is_cancelled else "OPAQUE")
    event.add("SUMMARY", _Text(cover.title))
    event.add("DTSTART", cover.start)
    event.add("DTEND", cover.end)
    if cover.place:
        event.add("LOCATION", _Text(cover.place))
    event.add("DESCRIPTION", _Text(cover.text))
    return event


def _event(window: StrikeWindow, made_at: datetime) -> Event:
    terms = window.terms
    event = Event()
    event.add("UID", _uid(window))
    event.add("DTSTAMP", made_at)
    event.add("LAST-MODIFIED", made_at)
    event.add("SEQUENCE", window.revision)
    event.add("STATUS", _STATUS[window.state])
    event.add("TRANSP", "TRANSPARENT")
    event.add("SUMMARY", _Text(_summary(window)))
    event.add("DTSTART", terms.start)
    if terms.end is not None:
        event.add("DTEND", terms.end)
    if terms.note:
        event.add("DESCRIPTION", _Text(terms.note))
    for name, text in _own(window).items():
        if text:
            # As text, or a line break in it would begin a new line of the file.
            event.add(name, _Text(text))
    return event


def _own(window: StrikeWindow) -> dict[str, str]:
    """Return what iCalendar has no property for."""
    terms = window.terms
    notice = terms.notice_received
    return {
        OURS + "ID": str(window.window_id),
        PROPERTY_OF["dispute"]: window.dispute,
        PROPERTY_OF["union"]: window.union,
        PROPERTY_OF["groups"]: ";".join(sorted(terms.groups)),
        PROPERTY_OF["type"]: terms.type.value,
        PROPERTY_OF["outcome"]: window.state.value,
        PROPERTY_OF["sites"]: site_list(terms.sites),
        PROPERTY_OF["policy"]: terms.policy.value,
        PROPERTY_OF["notice_received"]: "" if notice is None else f"{notice:%Y%m%dT%H%M%SZ}",
        PROPERTY_OF["affects_post"]: "TRUE" if terms.affects_post else "",
        OPEN_END: "TRUE" if terms.end is None else "",
    }


def _uid(window: StrikeWindow) -> str:
    """Return the same id for the same window each time, whatever its times become."""
    return str(uuid5(NAMESPACE_URL, f"{window.window_id}/{window.dispute}/{window.union}"))


def _summary(window: StrikeWindow) -> str:
    terms = window.terms
    who = groups_words(terms.groups, to_local(terms.start).date())
    called_off = "Called off: " if window.state is WindowState.CALLED_OFF else ""
    about = ", ".join(part for part in (who, terms.type_words) if part)
    return f"{called_off}{window.union} industrial action ({about})"
