"""The queue: who needs which letter, where it stands and why it may not leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import LetterKind
from rota.domain.duties import Service
from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import LineTold
from rota.domain.posting import PostingClock
from rota.domain.telling import Told, kind_needed, replaces
from rota.services.calendar import home_nation
from rota.services.extract_age import extract_age
from rota.services.letter_truth import Truth
from rota.services.ports import Storage, Work
from rota.services.post_times import at_post_times

DECIDABLE = frozenset(
    {
        "no_phone",
        "by_phone_already",
        "strike_changed",
        "new_date_in_strike",
        "changed_since_decision",
        "stale_extract",
        "slot_changed",
        "at_risk_undecided",
    }
)
"""Holds that a decision or a fresh extract settles: the patient can be reached by post or phone."""


_GRAVEST = (
    LetterKind.POSTPONED,
    LetterKind.RESCHEDULED,
    LetterKind.MODE_CHANGE,
    LetterKind.CONDITIONAL,
    LetterKind.CORRECTION,
    LetterKind.GOING_AHEAD,
)


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """One appointment whose patient must be told something, and where its letter stands.

    ``state`` is ready, held, in_batch (made, not posted) or withdraw (made, but no longer true).
    ``last_first`` and ``last_second``: until when it is to be posted or, not made yet, printed.
    ``replaces``: a letter posted before told something that no longer holds.
    """

    visit: Appointment
    service: Service
    made: DecisionMade | None
    kind: LetterKind
    state: str
    channel: str
    last_first: datetime
    last_second: datetime
    holds: tuple[str, ...]
    batch: int | None
    reference: str
    replaces: bool = False

    @property
    def appointment_id(self) -> str:
        """Return the appointment's id."""
        return self.visit.appointment_id


def letter_queue(storage: Storage, rules: LetterRules, now: datetime) -> list[QueuedLetter]:
    """Return every letter needed or made and not posted, the most pressing first."""
    with storage.read() as work:
        return queue_in(work, rules, now)


def queue_in(work: Work, rules: LetterRules, now: datetime) -> list[QueuedLetter]:
    """Return the queue within one reading; every hold is worked out anew."""
    decided, told = work.appointments.decided(), work.letters.told()
    waiting = work.letters.waiting()
    ids = decided.keys() | told.keys() | waiting.keys()
    visits = work.appointments.visits.existing(ids)
    gone = work.appointments.visits.retired(ids)
    clock = local_clock(work, rules.posting)
    unprinted = clock.of_unprinted()
    truth = Truth(work, [*visits.values(), *gone.values()])
    queue = []
    age = extract_age(work, clock, now)
    for appointment_id, found in {**visits, **gone}.items():
        made, letter = decided.get(appointment_id), waiting.get(appointment_id)
        if appointment_id in gone and made is None and letter is None:
            continue
        visit = as_decided(found, made)
        last = told.get(appointment_id)
        kind = _kind(visit, made, last, truth.services)
        if kind is LetterKind.CORRECTION and appointment_id in gone:
            kind = None
        if kind is None and letter is None and not truth.changed(visit, made):
            continue
        holds = truth.holds(visit, made, kind)
        if appointment_id in gone:
            holds.append("retired")
        if letter is None and age is not None and age.holds_letters:
            holds.append("stale_extract")
        its_clock = unprinted if letter is None else clock
        entry = _entry(visit, truth, made, kind, letter, holds, its_clock, now)
        queue.append(replace(entry, replaces=replaces(visit.start, made, last)))
    queue.sort(key=lambda each: (each.visit.start, each.visit.patient.patient_id))
    return queue


def _kind(
    visit: Appointment,
    made: DecisionMade | None,
    told: Told | None,
    services: Mapping[int, Service],
) -> LetterKind | None:
    """Return the kind of letter needed; nobody puts right, undecided, what the dead were told."""
    place = (services[visit.service_id].site, visit.mode)
    kind = kind_needed(visit.start, made, told, place)
    is_unasked = made is None or kind is LetterKind.CORRECTION
    return None if is_unasked and visit.patient.deceased else kind


def local_clock(work: Work, clock: PostingClock) -> PostingClock:
    """Return the posting clock of the hospital: its times, nation and the postal strikes."""
    settings = work.settings.all()
    nation = home_nation(settings)
    return at_post_times(settings, clock).in_nation(nation).stopped_by(work.windows.all())


def _entry(
    visit: Appointment,
    truth: Truth,
    made: DecisionMade | None,
    kind: LetterKind | None,
    letter: LineTold | None,
    holds: Sequence[str],
    clock: PostingClock,
    now: datetime,
) -> QueuedLetter:
    state = "held" if holds else "ready"
    if letter is not None:
        stands = not holds and truth.stands(letter, visit, made)
        state = "in_batch" if stands else "withdraw"
    local = any(code not in DECIDABLE for code in holds)
    return QueuedLetter(
        visit,
        truth.services[visit.service_id],
        made,
        kind or LetterKind.GOING_AHEAD,
        state,
        "local" if local else clock.channel(now, visit.start),
        clock.last_safe("first", visit.start),
        clock.last_safe("second", visit.start),
        tuple(holds),
        None if letter is None else letter.batch,
        "" if letter is None else letter.reference,
    )


def letters_needed(work: Work) -> set[str]:
    """Return the appointments whose patient was last told something else than what is decided."""
    decided, told = work.appointments.decided(), work.letters.told()
    visits = work.appointments.visits.existing(decided.keys() | told.keys())
    services = {each.service_id: each for each in work.duties.services()}
    return {
        appointment_id
        for appointment_id, visit in visits.items()
        if _kind(visit, decided.get(appointment_id), told.get(appointment_id), services)
    }


def letter_group(queue: Sequence[QueuedLetter], queued: QueuedLetter) -> list[QueuedLetter]:
    """Return every appointment that the same letter would tell of, the chosen one among them."""
    if queued.state != "ready":
        return [queued]
    ready = [each for each in queue if each.state == "ready"]
    return next((group for group in by_patient(ready) if queued in group), [queued])


def by_patient(ready: Sequence[QueuedLetter]) -> list[list[QueuedLetter]]:
    """Group what is ready so that a patient gets one letter; sorted by postcode for the post."""
    groups: dict[str, list[QueuedLetter]] = defaultdict(list)
    for each in ready:
        groups[each.visit.patient.patient_id].append(each)
    return sorted(
        groups.values(),
        key=lambda group: (group[0].visit.patient.postcode, group[0].visit.patient.patient_id),
    )


def letter_kind(group: Sequence[QueuedLetter]) -> LetterKind:
    """Return the kind of one letter about several appointments: the gravest of what it tells."""
    return min((each.kind for each in group), key=_GRAVEST.index)


def counts_by_state(queue: Sequence[QueuedLetter]) -> Mapping[str, int]:
    """Return how many letters are in each state."""
    counts: dict[str, int] = defaultdict(int)
    for each in queue:
        counts[each.state] += 1
    return counts
