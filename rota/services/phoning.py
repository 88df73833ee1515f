"""Patients whom no letter reaches in time: to be told by phone, and what came of the calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.calls import CallMade, CallOutcome
from rota.domain.codes import Decision
from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.suppression import HOLDS, NOTES, full_name
from rota.domain.telling import Told, to_tell
from rota.domain.times import short_words, to_local
from rota.services.calls import MUST_SETTLE
from rota.services.letter_queue import local_clock, queue_in
from rota.services.letter_truth import phone_digest
from rota.services.ports import Storage
from rota.services.strike_picture import find_window

UNSETTLED = "What was decided does not hold any more. Decide again before you ring."
_TELL = {
    Decision.KEEP: "It goes ahead as booked.",
    Decision.CONVERT: "Do not come: it will be by phone at that time.",
    Decision.REBOOK: "Do not come then. A new date follows.",
    Decision.POSTPONE: "Do not come then. A new date follows.",
    Decision.STAND_BY: "Do not come if the industrial action goes ahead; come if it is called off.",
}


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One patient to phone about one appointment, and why a letter will not do.

    ``tell`` is what to say. ``calls`` are those made so far, the oldest first. ``is_told``: one of
    them told the patient what holds now, so nobody need ring. ``note`` says what to know before
    ringing.
    """

    appointment_id: str
    name: str
    phone: str
    start: datetime
    why: str
    tell: str = ""
    calls: tuple[CallMade, ...] = ()
    is_told: bool = False
    note: str = ""

    @property
    def tries(self) -> int:
        """Return how many calls were made."""
        return len(self.calls)


def phone_list(
    storage: Storage, rules: LetterRules, now: datetime, window_id: int
) -> list[PhoneCall]:
    """Return whom to phone about a strike, the soonest first; who was told is still listed.

    Letters needed that can no longer arrive, and letters posted too late to arrive.
    """
    with storage.read() as work:
        queue = queue_in(work, rules, now)
        terms = find_window(work, window_id).terms
        clock = local_clock(work, rules.posting)
        posted = work.gate.posted()
        there = work.appointments.visits.existing(posted)
        calls, decided = work.gate.calls(), work.appointments.decided()
    visits = {each.appointment_id: each.visit for each in queue}
    why = {
        each.appointment_id: "The letter can no longer arrive."
        for each in queue
        if each.channel == "phone" and "deceased" not in each.holds
    }
    for key, found in there.items():
        last = posted[key][-1]
        visit = as_decided(found, decided.get(key))
        visits.setdefault(key, visit)
        if visit.start <= now or not last.went_by_post or visit.patient.deceased:
            continue
        comes = clock.latest_arrival(last.post_class or "first", last.posted_at)
        if comes >= to_local(visit.start).date():
            why[key] = "The letter was posted too late to arrive."
    unsettled = {each.appointment_id for each in queue if MUST_SETTLE & set(each.holds)}
    wanted = [
        _call(visits[key], reason, calls.get(key, ()), decided.get(key), key in unsettled)
        for key, reason in why.items()
        if terms.overlaps(visits[key].start, visits[key].end)
    ]
    return sorted(wanted, key=lambda each: (each.start, each.appointment_id))


def calls_to_make(listed: Sequence[PhoneCall]) -> list[PhoneCall]:
    """Return those of a phone list whom nobody told yet."""
    return [each for each in listed if not each.is_told]


def _call(
    visit: Appointment,
    why: str,
    calls: Sequence[CallMade],
    made: DecisionMade | None,
    is_unsettled: bool,
) -> PhoneCall:
    patient = visit.patient
    wanted = to_tell(made.decision, made.new_start) if made else Told()
    last = calls[-1] if calls else None
    is_wrong = (
        last is not None
        and last.outcome is CallOutcome.WRONG_NUMBER
        and last.phone_sha256 == phone_digest(patient)
    )
    notes = (
        UNSETTLED if is_unsettled else "",
        f"{NOTES['wrong_number']} ({HOLDS['wrong_number'].owner})" if is_wrong else "",
    )
    return PhoneCall(
        visit.appointment_id,
        full_name(patient),
        patient.phone,
        visit.start,
        why,
        "" if is_unsettled else _tell(wanted),
        tuple(calls),
        any(each.tells(visit.start, wanted) for each in calls),
        " ".join(filter(None, notes)),
    )


def _tell(wanted: Told) -> str:
    if wanted.new_start is not None:
        return f"Do not come then. The new date is {short_words(wanted.new_start)}."
    return _TELL[wanted.decision]
