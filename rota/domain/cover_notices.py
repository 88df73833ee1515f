"""What each covering person is told: which cover, from when to when, and what changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from rota.domain.codes import CoverKind, Reply
from rota.domain.duties import Assignment
from rota.domain.people import StaffMember
from rota.domain.times import (
    clock_changes,
    day_words,
    elapsed_hours,
    iso_utc,
    oddity_of,
    to_local,
)


class TellState(StrEnum):
    """Where a person stands with one cover: what they know and what they said."""

    NOT_TOLD = "not_told"
    CHANGED = "changed"
    NOT_NEEDED = "not_needed"
    NO_ANSWER = "no_answer"
    ACCEPTED = "accepted"
    DECLINED = "declined"


TO_TELL = frozenset({TellState.NOT_TOLD, TellState.CHANGED, TellState.NOT_NEEDED})
"""States in which what a person knows is not what is so."""

STATE_WORDS = {
    TellState.NOT_TOLD: "not told yet",
    TellState.CHANGED: "changed since told",
    TellState.NOT_NEEDED: "no longer needed, not told",
    TellState.NO_ANSWER: "told, no answer",
    TellState.ACCEPTED: "accepted",
    TellState.DECLINED: "declined",
}


@dataclass(frozen=True, slots=True)
class CoverToTell:
    """One cover as its person is told of it."""

    given: Assignment
    service: str
    site: str
    state: TellState

    @property
    def words(self) -> str:
        """Return the cover in words: where, from when to when."""
        where = f"{self.service}, {self.site}" if self.site else self.service
        return f"{where}: {stretch_words(self.given.start, self.given.end)}"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One cover on a notice, in words; ``remarks`` are sentences about it."""

    what: str
    when: str
    hours: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One person's notice, the same for paper and for the trust's own mail.

    ``subject`` names neither a service nor anything clinical.
    """

    trust: str
    written_on: str
    name: str
    subject: str
    title: str
    opening: str
    rows: tuple[NoticeRow, ...]
    closing: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the notice as plain text, without its subject."""
        parts = [f"Dear {self.name},", self.opening, *map(_row_text, self.rows), *self.closing]
        if self.trust:
            parts.append(self.trust)
        return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class CalendarCover:
    """One cover for a person's own calendar. ``uid`` stays the same whatever becomes of it."""

    uid: str
    start: datetime
    end: datetime
    title: str
    place: str
    text: str
    is_cancelled: bool


def told_digest(given: Assignment) -> str:
    """Return the digest of what a person is told of a cover; it differs once that differs."""
    said = (given.service_id, iso_utc(given.start), iso_utc(given.end), given.stood_down)
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()


def tell_state(given: Assignment) -> TellState | None:
    """Return where a person stands with a cover; None when there is nothing to tell them.

    That is cover taken back before they heard of it, after they declined it, or with their
    knowledge.
    """
    is_current = given.told_sha256 == told_digest(given)
    if given.stood_down:
        believes = bool(given.told_sha256) and given.reply is not Reply.DECLINED
        return TellState.NOT_NEEDED if believes and not is_current else None
    if given.reply is Reply.DECLINED:
        return TellState.DECLINED
    if given.told_sha256 and not is_current:
        return TellState.CHANGED
    if given.reply is Reply.ACCEPTED:
        return TellState.ACCEPTED
    return TellState.NO_ANSWER if given.told_sha256 else TellState.NOT_TOLD


def told_now(given: Assignment, now: datetime) -> Assignment:
    """Return a cover after its person was told; an answer to other times no longer holds."""
    changed = tell_state(given) is TellState.CHANGED
    return replace(
        given,
        told_at=now,
        told_sha256=told_digest(given),
        reply=Reply.NO_ANSWER if changed else given.reply,
        replied_at=None if changed else given.replied_at,
    )


def staff_name(member: StaffMember) -> str:
    """Return a member of staff as one writes to them: Dr Ada Okafor."""
    parts = (member.title, member.forename, member.surname)
    return " ".join(part for part in parts if part) or member.staff_id


def clock_of(instant: datetime) -> str:
    """Return a time of day, 08:00; the hour that happens twice says which: 01:30 GMT."""
    local = to_local(instant)
    twice = oddity_of(local.replace(tzinfo=None)) == "happens_twice"
    return f"{local:%H:%M} {local.tzname()}" if twice else f"{local:%H:%M}"


def stretch_words(start: datetime, end: datetime) -> str:
    """Return from when to when, with weekdays, in hospital time; a day is not said twice."""
    first, last = to_local(start).date(), to_local(end).date()
    if first == last:
        return f"{day_words(first)}, {clock_of(start)} to {clock_of(end)}"
    return f"{day_words(first)}, {clock_of(start)} to {day_words(last)}, {clock_of(end)}"


def hours_words(start: datetime, end: datetime) -> str:
    """Return the hours that truly pass: 12 h 30 min."""
    minutes = round(elapsed_hours(start, end) * 60)
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest)) if part
    )


def cover_uid(given: Assignment, dispute: str, union: str) -> str:
    """Return the id by which calendars know a cover, the same however often it is written."""
    name = f"cover/{given.window_id}/{dispute}/{union}/{given.assignment_id}"
    return str(uuid5(NAMESPACE_URL, name))


def calendar_cover(cover: CoverToTell, uid: str, contact: str) -> CalendarCover:
    """Return a cover for a person's calendar; one that is not needed is cancelled there."""
    given = cover.given
    is_off = given.stood_down or given.reply is Reply.DECLINED
    title = f"Cover: {cover.service}"
    text = f"{stretch_words(given.start, given.end)} ({hours_words(given.start, given.end)}). "
    text += "You are not needed for this." if is_off else contact
    return CalendarCover(
        uid,
        given.start,
        given.end,
        f"Not needed: {title}" if is_off else title,
        cover.site,
        text.strip(),
        is_off,
    )


def contact_words(contact: str) -> str:
    """Return whom to ring, as a sentence."""
    return f"To answer or ask, ring: {contact}." if contact else "To answer or ask, ring us."


def notice_page(
    name: str, covers: Sequence[CoverToTell], contact: str, trust: str, today: date
) -> NoticePage:
    """Return what a person is told of all their cover; cover they declined is left out."""
    told = [each for each in covers if each.state is not TellState.DECLINED]
    told.sort(key=lambda each: (each.state is TellState.NOT_NEEDED, each.given.start))
    standing = [each for each in told if each.state is not TellState.NOT_NEEDED]
    off = len(told) - len(standing)
    first = day_words(to_local(min(each.given.start for each in told)).date())
    if standing:
        asks = any(each.state is not TellState.ACCEPTED for each in standing)
        subject = f"Cover from {first}" + (": please answer" if asks else "")
        title = "Your cover during industrial action"
        opening = "You are down for the cover below."
        if off:
            opening += " Some of it is no longer needed, as it says there."
    else:
        asks = False
        subject = f"Cover from {first}: you are not needed after all"
        title = "You are not needed after all"
        opening = "The cover below is no longer needed from you. Thank you for being ready."
    return NoticePage(
        trust,
        day_words(today),
        name,
        subject,
        title,
        opening,
        tuple(map(_notice_row, told)),
        tuple(_closing(standing, contact, asks=asks)),
    )


def _closing(standing: Sequence[CoverToTell], contact: str, *, asks: bool) -> list[str]:
    said = []
    if asks:
        said.append(
            "Cover is by agreement. Please answer as soon as you can, also if you cannot do it: "
            "until you answer, the people on duty do not know whether you are coming."
        )
    elif standing:
        said.append("You have told us that you can do this. If that changes, please ring at once.")
    if any(each.given.kind is CoverKind.ACTING_DOWN for each in standing):
        said.append(
            "Acting down means doing work that somebody of a more junior grade usually does. It "
            "is by your agreement only, and you may say no."
        )
    said.append(contact_words(contact))
    return said


def _notice_row(cover: CoverToTell) -> NoticeRow:
    given = cover.given
    where = f"{cover.service}, {cover.site}" if cover.site else cover.service
    return NoticeRow(
        where,
        stretch_words(given.start, given.end),
        hours_words(given.start, given.end),
        tuple(_remarks(cover)),
    )


def _remarks(cover: CoverToTell) -> list[str]:
    given = cover.given
    if cover.state is TellState.NOT_NEEDED:
        return ["You are not needed for this after all."]
    said = []
    if cover.state is TellState.CHANGED and given.told_at is not None:
        day = day_words(to_local(given.told_at).date())
        said.append(f"This replaces what we told you on {day} at {clock_of(given.told_at)}.")
    if given.kind is CoverKind.ACTING_DOWN:
        said.append("You would be acting down; this is by agreement.")
    if given.leaves_duties:
        said.append("For this time you leave your own duty; you are not expected there.")
    if clock_changes(given.start, given.end):
        said.append("The clocks change in this time; the hours are those that truly pass.")
    if cover.state is TellState.ACCEPTED:
        said.append("You have accepted this.")
    return said


def _row_text(row: NoticeRow) -> str:
    return "\n".join(
        [row.what, f"  {row.when} ({row.hours})", *(f"  {each}" for each in row.remarks)]
    )
