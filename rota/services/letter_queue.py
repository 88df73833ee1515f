"""The queue: who needs which letter, where it stands and why it may not leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.calls import CallMade, known_since
from rota.domain.codes import Decision, LetterKind
from rota.domain.crossing import PostedLetter
from rota.domain.duties import Service
from rota.domain.extracts import as_decided
from rota.domain.languages import ENGLISH
from rota.domain.letter_rules import LetterRules
from rota.domain.letters import LineTold
from rota.domain.permissions import See, refuse_sight
from rota.domain.posting import PostingClock
from rota.domain.suppression import without_medium
from rota.domain.taken_back import NOTHING, TakenBack, taken_back
from rota.domain.telling import KIND_OF, Told, first_due, follows, kind_needed, replaces, to_tell
from rota.domain.visit_told import VisitTold
from rota.domain.wording_choice import wording_kind
from rota.services.calendar import home_nation
from rota.services.crossing import Crossing
from rota.services.extract_age import extract_age
from rota.services.letter_languages import LetterLanguages
from rota.services.letter_truth import Judged, Truth
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
        "wrong_number",
        "language_not_approved",
        "returned_mail",
    }
)
"""Holds that do not keep the patient from being reached: by post once settled, or by phone."""


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
    ``replaces``: a letter posted before told something that no longer holds. ``follows``: one said
    that the new date would follow. ``notes`` are codes of
    ``NOTES``; ``language`` is the tag of what is printed beside English. ``released`` are the holds
    that a second person let go, ``address`` what is printed in the window instead of the patient's
    own, and ``hand_to`` who takes it. ``said_sha256`` digests what a letter made now depends on.
    ``too_late``: whichever way it goes, it can no longer be counted on to arrive in time.
    ``told_at``: when a call told the patient what is decided now. ``untrue`` is the code of why a
    letter that was made does not stand any more (see ``Truth.why_untrue``). ``taken_back`` is what
    the patient was told before and must not go by any more.
    ``to_decide``: no letter is needed, but what was decided does not hold any more.
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
    follows: bool = False
    notes: tuple[str, ...] = ()
    language: str = ENGLISH
    released: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    hand_to: str = ""
    said_sha256: str = ""
    too_late: bool = False
    told_at: datetime | None = None
    untrue: str = ""
    to_decide: bool = False
    taken_back: TakenBack = NOTHING

    @property
    def appointment_id(self) -> str:
        """Return the appointment's id."""
        return self.visit.appointment_id


def letter_queue(storage: Storage, rules: LetterRules, now: datetime) -> list[QueuedLetter]:
    """Return every letter needed or made and not posted, the most pressing first."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        return queue_in(work, rules, now)


def queue_in(work: Work, rules: LetterRules, now: datetime) -> list[QueuedLetter]:
    """Return the queue within one reading; every hold is worked out anew."""
    decided, told = work.appointments.decided(), work.letters.told()
    waiting = work.letters.waiting()
    heard = work.gate.heard()
    calls, posted = work.gate.calls(), work.gate.posted()
    ids = decided.keys() | told.keys() | waiting.keys() | heard.keys()
    visits = work.appointments.visits.existing(ids)
    gone = work.appointments.visits.retired(ids)
    clock = local_clock(work, rules.posting)
    unprinted = clock.of_unprinted()
    truth = Truth(work, [*visits.values(), *gone.values()], now)
    languages, crossing = LetterLanguages(work, rules), Crossing(work, now)
    age = extract_age(work, clock, now)
    stale = ["stale_extract"] if age is not None and age.holds_letters else []
    queue = []
    for appointment_id, found in {**visits, **gone}.items():
        made, letter = decided.get(appointment_id), waiting.get(appointment_id)
        if appointment_id in gone and made is None and letter is None:
            continue
        visit = as_decided(found, made)
        last = told.get(appointment_id)
        kind = _kind(visit, made, last, truth.services, heard.get(appointment_id, ()))
        if kind is LetterKind.CORRECTION and appointment_id in gone:
            kind = None
        is_moot = _is_over(visit, made, now) or not truth.changed(visit, made)
        if kind is None and letter is None and is_moot:
            continue
        before_making = [*languages.holds(visit.patient, kind), *stale]
        judged = truth.judged(visit, made, kind, before_making if letter is None else ())
        if letter is not None:
            judged = replace(judged, holds=without_medium(judged.holds, letter.medium))
        if appointment_id in gone:
            judged = replace(judged, holds=(*judged.holds, "retired"))
        its_clock = unprinted if letter is None else clock
        said, letters = calls.get(appointment_id, ()), posted.get(appointment_id, ())
        taken = taken_back(visit.start, wanted_of(made), said, letters, now)
        entry = _entry(visit, truth, made, kind, letter, judged, taken, its_clock, now)
        queue.append(
            replace(
                entry,
                replaces=replaces(visit.start, made, last),
                follows=follows(visit.start, made, last),
                notes=(
                    *entry.notes,
                    *(("english_only",) if languages.is_english_only(visit.patient) else ()),
                    *crossing.notes(visit, made, entry.channel, its_clock, found is not visit),
                ),
                language=languages.printed(visit.patient),
                told_at=told_by_phone(visit, made, said, letters),
            )
        )
    queue.sort(key=lambda each: (each.visit.start, each.visit.patient.patient_id))
    lacking = _not_approved(queue, languages)
    return [
        replace(each, state="held", holds=lacking[each.appointment_id])
        if each.appointment_id in lacking
        else each
        for each in queue
    ]


def _is_over(visit: Appointment, made: DecisionMade | None, now: datetime) -> bool:
    """Say whether an appointment and its new date have passed: nobody decides on it again."""
    new_start = None if made is None else made.new_start
    return max(visit.start, new_start or visit.start) <= now


def told_by_phone(
    visit: Appointment,
    made: DecisionMade | None,
    calls: Sequence[CallMade],
    posted: Sequence[PostedLetter],
) -> datetime | None:
    """Return when a call told the patient what is decided now, if nothing since said otherwise."""
    told = [(each.posted_at, each.told) for each in posted]
    return known_since(calls, told, visit.start, wanted_of(made))


def wanted_of(made: DecisionMade | None) -> Told:
    """Return what a decision means the patient should know."""
    return Told() if made is None else to_tell(made.decision, made.new_start)


def _not_approved(
    queue: Sequence[QueuedLetter], languages: LetterLanguages
) -> dict[str, tuple[str, ...]]:
    """Return what holds letters about several appointments that no approved wording can tell."""
    found: dict[str, tuple[str, ...]] = {}
    for group in by_patient([each for each in queue if each.state == "ready"]):
        if len(group) > 1:
            kind = wording_kind(letter_kind(group), told_of(group))
            if holds := languages.holds(group[0].visit.patient, kind):
                found |= {each.appointment_id: tuple(holds) for each in group}
    return found


def _kind(
    visit: Appointment,
    made: DecisionMade | None,
    told: Told | None,
    services: Mapping[int, Service],
    heard: Sequence[Told],
) -> LetterKind | None:
    """Return the kind of letter needed; nobody puts right, undecided, what the dead were told."""
    place = (services[visit.service_id].site, visit.mode)
    kind = kind_needed(visit.start, made, told, place, heard)
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
    judged: Judged,
    taken: TakenBack,
    clock: PostingClock,
    now: datetime,
) -> QueuedLetter:
    holds, let_go = judged.holds, judged.let_go
    state, untrue = "held" if holds else "ready", ""
    if letter is not None:
        untrue = truth.why_untrue(letter, visit, made)
        state = "withdraw" if holds or untrue else "in_batch"
    local = let_go.by_hand or any(code not in DECIDABLE for code in holds)
    due = taken.first_due(first_due(visit.start, made))
    channel = "local" if local else clock.channel(now, due)
    noted = {
        "by_hand": let_go.by_hand,
        "wrong_number": channel == "phone" and truth.is_wrong_number(visit),
    }
    decision = Decision.KEEP if made is None else made.decision
    last_first = clock.last_safe("first", due)
    is_over = kind is None and letter is not None
    return QueuedLetter(
        visit,
        truth.services[visit.service_id],
        made,
        kind or LetterKind.GOING_AHEAD,
        state,
        channel,
        last_first,
        clock.last_safe("second", due),
        holds,
        None if letter is None else letter.batch,
        "" if letter is None else letter.reference,
        notes=tuple(code for code, holds_true in noted.items() if holds_true),
        released=tuple(sorted(let_go.codes)),
        address=let_go.address,
        hand_to=let_go.hand_to,
        said_sha256=truth.said(visit, decision, let_go.address),
        too_late=now > last_first and not is_over,
        untrue=untrue,
        taken_back=taken,
        to_decide=kind is None and letter is None,
    )


def letters_needed(work: Work) -> set[str]:
    """Return the appointments whose patient was told something else than what is decided."""
    decided, told = work.appointments.decided(), work.letters.told()
    heard = work.gate.heard()
    visits = work.appointments.visits.existing(decided.keys() | told.keys() | heard.keys())
    services = {each.service_id: each for each in work.duties.services()}
    return {
        appointment_id
        for appointment_id, visit in visits.items()
        if _kind(
            visit,
            decided.get(appointment_id),
            told.get(appointment_id),
            services,
            heard.get(appointment_id, ()),
        )
    }


def letter_group(queue: Sequence[QueuedLetter], queued: QueuedLetter) -> list[QueuedLetter]:
    """Return every appointment that the same letter would tell of, the chosen one among them."""
    if queued.state != "ready":
        return [queued]
    ready = [each for each in queue if each.state == "ready"]
    return next((group for group in by_patient(ready) if queued in group), [queued])


def by_patient(ready: Sequence[QueuedLetter]) -> list[list[QueuedLetter]]:
    """Group what is ready so that a patient gets one letter; sorted by postcode for the post.

    What goes another way than the post is a letter of its own.
    """
    groups: dict[tuple[object, ...], list[QueuedLetter]] = defaultdict(list)
    for each in ready:
        way = ("by_hand" in each.notes, each.address, each.hand_to)
        groups[(each.visit.patient.patient_id, *way)].append(each)
    return sorted(
        groups.values(),
        key=lambda group: (group[0].visit.patient.postcode, group[0].visit.patient.patient_id),
    )


def letter_kind(group: Sequence[QueuedLetter]) -> LetterKind:
    """Return the kind of one letter about several appointments: the gravest of what it tells."""
    return min((each.kind for each in group), key=_GRAVEST.index)


def told_of(group: Sequence[QueuedLetter]) -> list[VisitTold]:
    """Return what one letter tells of each of its appointments, in order of time."""
    return [
        VisitTold(
            each.visit,
            each.service.name,
            each.service.site,
            wanted_of(each.made).new_start,
            each.made is not None and each.made.window_id is not None,
            _news(each),
            each.replaces,
            each.follows,
            each.taken_back.date,
            each.taken_back.by_phone,
        )
        for each in sorted(group, key=lambda each: each.visit.start)
    ]


def _news(queued: QueuedLetter) -> LetterKind:
    """Return what a letter tells of an appointment; a correction tells what holds now."""
    if queued.kind is not LetterKind.CORRECTION:
        return queued.kind
    return KIND_OF[Decision.KEEP if queued.made is None else queued.made.decision]


def counts_by_state(queue: Sequence[QueuedLetter]) -> Mapping[str, int]:
    """Return how many letters are in each state."""
    counts: dict[str, int] = defaultdict(int)
    for each in queue:
        counts[each.state] += 1
    return counts
