"""Telling each covering person of their cover, and what they answered.

Nothing is sent from here: files are made and text is given, for the trust's own post and mail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.codes import Reply, words
from rota.domain.cover_notices import (
    STATE_WORDS,
    TO_TELL,
    CoverToTell,
    NoticePage,
    TellState,
    notice_page,
    staff_name,
    stretch_words,
    tell_state,
    told_now,
)
from rota.domain.duties import Assignment, Service
from rota.domain.errors import Refused
from rota.domain.people import StaffMember
from rota.domain.permissions import See, refuse_sight
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import find_window
from rota.services.hospital_details import trust_details
from rota.services.ports import Storage, Work

CONTACT = "cover_contact"
"""The setting that says whom covering staff ring; without it, the hospital's own phone."""

ORDER = (
    TellState.NO_ANSWER,
    TellState.NOT_NEEDED,
    TellState.CHANGED,
    TellState.NOT_TOLD,
    TellState.DECLINED,
    TellState.ACCEPTED,
)
"""Whom to see to first: those who have not answered, then those who do not know."""


@dataclass(frozen=True, slots=True)
class PersonToTell:
    """One person with cover in a window, and what they are to know of each."""

    staff_id: str
    name: str
    surname: str
    grade: str
    phone: str
    email: str
    covers: tuple[CoverToTell, ...]

    @property
    def state(self) -> TellState:
        """Return the most pressing state of their cover."""
        return min((each.state for each in self.covers), key=ORDER.index)

    @property
    def has_notice(self) -> bool:
        """Say whether there is anything to write to them; not to those who declined it all."""
        return any(each.state is not TellState.DECLINED for each in self.covers)


@dataclass(frozen=True, slots=True)
class TellView:
    """Everyone with cover in a window: who has not answered first, then who is to be told."""

    window: StrikeWindow
    trust: str
    contact: str
    people: tuple[PersonToTell, ...]

    def chosen(self, staff_ids: Collection[str] = ()) -> tuple[PersonToTell, ...]:
        """Return the people of these ids that a notice can be written to; no ids: everyone.

        In order of name. Refuses when there is nobody, and an id that has no cover here.
        """
        if unknown := sorted(set(staff_ids) - {each.staff_id for each in self.people}):
            raise Refused("no_cover", f"No cover in this strike for: {', '.join(unknown)}.")
        found = [
            each
            for each in self.people
            if each.has_notice and (not staff_ids or each.staff_id in staff_ids)
        ]
        if not found:
            raise Refused("nobody_to_tell", "There is nobody to write to: no cover stands here.")
        return tuple(sorted(found, key=_by_name))

    def page(self, person: PersonToTell, now: datetime) -> NoticePage:
        """Return one person's notice as of now."""
        today = to_local(now).date()
        return notice_page(person.name, person.covers, self.contact, self.trust, today)


def notices_of(storage: Storage, window_id: int) -> TellView:
    """Return whom to tell what about a window. Refuses a window that is not there."""
    refuse_sight(storage.user, See.STAFF)
    with storage.read() as work:
        return tell_view(work, window_id)


def tell_view(work: Work, window_id: int) -> TellView:
    """Return whom to tell what about a window, inside a transaction."""
    window = find_window(work, window_id)
    given = [*work.cover.of_window(window_id), *work.cover.stood_down(window_id)]
    services = {each.service_id: each for each in work.duties.services()}
    covers: dict[str, list[CoverToTell]] = defaultdict(list)
    for each in sorted(given, key=lambda cover: (cover.start, cover.assignment_id)):
        state = tell_state(each)
        if state is not None:
            covers[each.staff_id].append(_to_tell(each, services[each.service_id], state))
    ids = list(covers)
    members = {**work.people.staff.retired(ids), **work.people.staff.existing(ids)}
    people = [_person(staff_id, members.get(staff_id), covers[staff_id]) for staff_id in ids]
    people.sort(key=lambda each: (ORDER.index(each.state), *_by_name(each)))
    details = trust_details(work)
    contact = work.settings.all().get(CONTACT, "") or details.phone
    return TellView(window, details.name, contact, tuple(people))


def record_told(
    storage: Storage, window_id: int, staff_ids: Collection[str], how: str, now: datetime
) -> Changes:
    """Keep that people now know of all their cover in a window, and how they were told.

    An answer that they gave to other times no longer holds then.
    """
    if not how.strip():
        raise Refused("how_missing", "Say how they were told: by phone, by email, in person.")
    with storage.write("told of cover", how.strip()) as work:
        view = tell_view(work, window_id)
        people = view.chosen(staff_ids) if staff_ids else ()
        if not people:
            raise Refused("nobody_to_tell", "Choose who was told.")
        told = [
            told_now(cover.given, now)
            for person in people
            for cover in person.covers
            if cover.state is not TellState.DECLINED
        ]
        work.cover.change(told)
        work.say(f"{_people(len(people))} told of their cover, {how.strip()}.")
    return work.changes


def record_reply(
    storage: Storage, assignment_ids: Collection[int], reply: Reply, note: str, now: datetime
) -> Changes:
    """Keep what people answered about their cover. Who answers knows of the cover as it is now.

    Declined cover no longer counts, so that the gap is open again.
    """
    if not assignment_ids:
        raise Refused("no_cover", "Choose the cover that was answered.")
    with storage.write("answer about cover", note.strip()) as work:
        answered = [_answered(work, each, reply, now) for each in assignment_ids]
        work.cover.change(answered)
        names = {each.service_id: each.name for each in work.duties.services()}
        which = [f"{names[a.service_id]}, {stretch_words(a.start, a.end)}" for a in answered]
        shown = which[0] if len(which) == 1 else f"{len(which)} covers"
        opens = " It no longer counts." if reply is Reply.DECLINED else ""
        work.say(f"{words(reply).capitalize()}: {shown}.{opens}")
    return work.changes


def save_contact(storage: Storage, contact: str) -> Changes:
    """Keep whom covering staff ring."""
    with storage.write("cover contact") as work:
        work.settings.put({CONTACT: " ".join(contact.split())})
        work.say("Changed whom covering staff ring.")
    return work.changes


def call_list(view: TellView) -> tuple[tuple[str, str, str, str], ...]:
    """Return whom to ring: name, phone, cover, why. The unanswered first, then those to tell."""
    rows = []
    for person in view.people:
        for cover in person.covers:
            if cover.state in TO_TELL or cover.state is TellState.NO_ANSWER:
                rows.append((person.name, person.phone, cover))
    rows.sort(key=lambda row: ORDER.index(row[2].state))
    return tuple(
        (name, phone, cover.words, STATE_WORDS[cover.state]) for name, phone, cover in rows
    )


def _answered(work: Work, assignment_id: int, reply: Reply, now: datetime) -> Assignment:
    given = work.cover.one(assignment_id)
    if given is None:
        raise Refused("unknown_cover", f"There is no cover {assignment_id}.")
    if given.stood_down:
        raise Refused("stood_down", f"Cover {assignment_id} was taken back; nobody need answer it.")
    if reply is Reply.NO_ANSWER:
        return replace(given, reply=reply, replied_at=None)
    is_known = given.told_at is not None and tell_state(given) is not TellState.CHANGED
    known = given if is_known else told_now(given, now)
    return replace(known, reply=reply, replied_at=now)


def _to_tell(given: Assignment, service: Service, state: TellState) -> CoverToTell:
    return CoverToTell(given, service.name, service.site, state)


def _person(
    staff_id: str, member: StaffMember | None, covers: Sequence[CoverToTell]
) -> PersonToTell:
    if member is None:
        return PersonToTell(staff_id, staff_id, staff_id, "", "", "", tuple(covers))
    return PersonToTell(
        staff_id,
        staff_name(member),
        member.surname,
        member.grade,
        member.phone,
        member.email,
        tuple(covers),
    )


def _by_name(person: PersonToTell) -> tuple[str, str, str]:
    return person.surname.casefold(), person.name.casefold(), person.staff_id


def _people(number: int) -> str:
    return "1 person was" if number == 1 else f"{number} people were"
