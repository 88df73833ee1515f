"""Patients whom no letter reaches in time: to be told by phone, and what came of the calls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.call_scripts import what_to_tell
from rota.domain.calls import OF_CALLS, CallMade, Number, wrong_numbers
from rota.domain.codes import Decision
from rota.domain.crossing import PostedLetter
from rota.domain.extracts import as_decided
from rota.domain.languages import is_english
from rota.domain.letter_rules import LetterRules
from rota.domain.permissions import See, refuse_sight
from rota.domain.suppression import HOLDS, NOTES, full_name, is_under_16, patient_holds
from rota.domain.taken_back import TakenBack, taken_back
from rota.domain.telling import Told, first_due, was_told_to_come
from rota.domain.times import short_words, to_local
from rota.services.calls import MUST_SETTLE
from rota.services.letter_queue import (
    QueuedLetter,
    local_clock,
    queue_in,
    told_by_phone,
    wanted_of,
)
from rota.services.letter_truth import phone_digest
from rota.services.ports import Storage
from rota.services.strike_picture import find_window

UNSETTLED = "What was decided does not hold any more. Decide again before you ring."
UNDECIDED = "A strike stands over this appointment and nobody has decided on it. Decide first."
TOO_LATE = "The letter can no longer arrive."
HELD_TOO_LATE = "The letter is held and can no longer arrive."
POSTED_TOO_LATE = "The letter was posted too late to arrive."
NOT_TO_RING = frozenset({"prison"})
"""Holds of patients who must not be rung: whoever looks after them is told instead."""
NOT_AT_HOME = NOT_TO_RING | {"do_not_post"}
"""Holds that say how a patient may be reached, whatever becomes of the letter."""
SORRY = "We are sorry: this is because of industrial action."


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One patient to phone about one appointment, and why a letter will not do.

    ``tell`` is what to say. ``calls`` are those made and messages handed out so far, the oldest
    first. ``is_told``: a call told the patient what holds now and nothing since said otherwise, so
    nobody need ring. ``note`` says what to know before ringing. ``phone`` is left blank where the
    patient must not be rung. ``check`` is to be done before anything is said, ``about`` names the
    appointment, and ``sorry`` gives the reason. ``wanted`` is what the patient should know, and
    ``is_barred`` says that the patient must not be rung, whatever the number.
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
    check: str = ""
    about: str = ""
    sorry: str = ""
    patient_id: str = ""
    wanted: Told = field(default_factory=Told)
    is_barred: bool = False

    @property
    def script(self) -> str:
        """Return what to say from beginning to end; nothing while something is to be decided."""
        if not self.tell:
            return ""
        return " ".join(part for part in (f"{self.about}.", self.tell, self.sorry) if part)

    @property
    def tries(self) -> int:
        """Return how many calls were made."""
        return sum(each.outcome in OF_CALLS for each in self.calls)


def phone_list(
    storage: Storage, rules: LetterRules, now: datetime, window_id: int
) -> list[PhoneCall]:
    """Return whom to phone about a strike, the soonest first; who was told is still listed.

    Letters needed that can no longer arrive, also where something holds them, and letters posted
    too late to arrive. What somebody takes by hand is timed as first class. Days count that the
    strike had once: who was told of a day called off since is rung about it.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        queue = queue_in(work, rules, now)
        find_window(work, window_id)
        terms = [each.terms for each in work.windows.revisions(window_id)]
        clock = local_clock(work, rules.posting)
        posted = work.gate.posted()
        there = work.appointments.visits.existing(posted)
        calls, decided = work.gate.calls(), work.appointments.decided()
        services = {each.service_id: each.name for each in work.duties.services()}
    wrong = wrong_numbers(calls)
    queued = {each.appointment_id: each for each in queue}
    visits = {key: each.visit for key, each in queued.items()}
    why = {
        key: HELD_TOO_LATE if each.holds and each.channel == "local" else TOO_LATE
        for key, each in queued.items()
        if is_for_phone(each)
    }

    def told(key: str) -> _Told:
        visit, made = visits[key], decided.get(key)
        said, letters = calls.get(key, ()), posted.get(key, ())
        taken = taken_back(visit.start, wanted_of(made), said, letters, now)
        return _Told(visit, said, letters, made, taken)

    for key, found in there.items():
        last = posted[key][-1]
        visit = as_decided(found, decided.get(key))
        visits.setdefault(key, visit)
        if visit.start <= now or visit.patient.deceased:
            continue
        if was_told_to_come(decided.get(key), last.told):
            continue
        due = told(key).taken.first_due(first_due(visit.start, decided.get(key)))
        if clock.latest_arrival(last.timed_as, last.posted_at) >= to_local(due).date():
            why.setdefault(key, POSTED_TOO_LATE)

    listed = [
        _call(told(key), reason, queued.get(key), wrong, services[visits[key].service_id], now)
        for key, reason in why.items()
        if any(each.overlaps(visits[key].start, visits[key].end) for each in terms)
    ]
    return sorted(listed, key=lambda each: (each.start, each.appointment_id))


def is_for_phone(queued: QueuedLetter) -> bool:
    """Say whether a letter of the queue cannot arrive in time, so that its patient is rung."""
    return queued.too_late and "deceased" not in queued.holds


def is_to_ring(queued: QueuedLetter) -> bool:
    """Say whether the patient of a letter of the queue is still to be told by phone."""
    is_unsettled = bool(MUST_SETTLE & {*queued.holds})
    return is_for_phone(queued) and (is_unsettled or queued.told_at is None)


def calls_to_make(listed: Sequence[PhoneCall]) -> list[PhoneCall]:
    """Return those of a phone list whom nobody told yet, also where there is nothing to ring."""
    return [each for each in listed if not each.is_told]


@dataclass(frozen=True, slots=True)
class _Told:
    """An appointment, what its patient was told of it so far, and what is decided."""

    visit: Appointment
    calls: Sequence[CallMade]
    letters: Sequence[PostedLetter]
    made: DecisionMade | None
    taken: TakenBack

    @property
    def wanted(self) -> Told:
        return wanted_of(self.made)

    @property
    def knows(self) -> bool:
        return told_by_phone(self.visit, self.made, self.calls, self.letters) is not None


def _call(
    told: _Told,
    why: str,
    queued: QueuedLetter | None,
    wrong: Collection[Number],
    service: str,
    now: datetime,
) -> PhoneCall:
    visit, patient = told.visit, told.visit.patient
    holds = queued.holds if queued else ()
    is_unsettled = bool(MUST_SETTLE & {*holds})
    reached = [code for code in patient_holds(patient) if code in NOT_AT_HOME]
    said = dict.fromkeys((*(holds if why == HELD_TOO_LATE else ()), *reached))
    if (patient.patient_id, phone_digest(patient)) in wrong:
        said["wrong_number"] = None
    unsettled = UNDECIDED if "at_risk_undecided" in holds else UNSETTLED
    notes = [unsettled] if is_unsettled else []
    notes += [_note(code) for code in said if code not in MUST_SETTLE]
    if queued and queued.hand_to:
        notes.append(f"The letter goes to: {queued.hand_to}.")
    if not is_english(patient.language):
        notes.append(f"May need an interpreter: {patient.language}.")
    is_barred = bool(NOT_TO_RING & {*reached})
    if not patient.phone.strip() and not is_barred:
        notes.append(_other_way(patient))
    is_child = is_under_16(patient, to_local(now).date())
    return PhoneCall(
        visit.appointment_id,
        full_name(patient),
        "" if is_barred else patient.phone.strip(),
        visit.start,
        why,
        "" if is_unsettled else what_to_tell(told.wanted, visit.mode, visit.start, told.taken),
        tuple(told.calls),
        not is_unsettled and told.knows,
        " ".join(notes),
        _check(patient, is_child),
        f"{_whose(patient, is_child)} appointment on {short_words(visit.start)}, {service}",
        SORRY if _is_strikes_fault(told.made) else "",
        patient.patient_id,
        told.wanted,
        is_barred,
    )


def _other_way(patient: Patient) -> str:
    """Return how to reach a patient whose number nobody knows."""
    if patient.do_not_post:
        return "No number: ask the GP practice how this patient may be reached."
    mail = f"e-mail {patient.email.strip()}, " if patient.email.strip() else ""
    return f"No number: {mail}ask the GP practice for one, or have the letter taken by hand."


def _check(patient: Patient, is_child: bool) -> str:
    """Return what to make sure of before a word is said of the appointment."""
    child = "A child: speak to the parent or guardian. " if is_child else ""
    born = patient.date_of_birth
    what = f"date of birth {born.day} {born:%b %Y}" if born else "that it is the patient"
    return f"{child}Check first: {what}. Do not leave details with anybody else."


def _whose(patient: Patient, is_child: bool) -> str:
    if not is_child:
        return "Your"
    return f"{patient.forename}'s" if patient.forename else "Your child's"


def _is_strikes_fault(made: DecisionMade | None) -> bool:
    """Say whether a strike is the reason; on stand by that is said already."""
    said = (Decision.POSTPONE, Decision.REBOOK, Decision.CONVERT)
    return made is not None and made.window_id is not None and made.decision in said


def _note(code: str) -> str:
    """Return what to know of a hold before ringing, and who looks after it."""
    return f"{NOTES.get(code, HOLDS[code].text)} ({HOLDS[code].owner})"
