"""What proposing new dates needs, read in one view: who waits, and which slots may be given.

No slot is offered that lies in a notified or confirmed strike at its site, on a bank holiday of its
site's nation, or too soon to reach the patient.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rota.domain.appointments import Appointment, DecisionMade, Patient
from rota.domain.codes import AppointmentKind, Decision
from rota.domain.duties import Service
from rota.domain.permissions import See, refuse_sight
from rota.domain.posting import PostingClock
from rota.domain.rebooking import (
    DateWeights,
    Offered,
    RebookingProblem,
    Wanted,
    may_be_last_minute,
    standing_over,
)
from rota.domain.rules import Rulebook
from rota.domain.slots import Slot
from rota.domain.stretches import Stretch
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.calendar import site_nation
from rota.services.deciding import known_visits
from rota.services.letter_queue import local_clock
from rota.services.own_departments import seen_services
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window

FARTHEST = timedelta(days=3 * 366)
"""How far ahead a slot is looked for."""

Place = tuple[int, AppointmentKind]


class Barred(StrEnum):
    """Why a free slot is never proposed."""

    STRIKE = "strike"
    HOLIDAY = "bank_holiday"
    SOON = "too_soon"


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """Everything about a proposal of new dates; nothing of it changes while it is worked on.

    ``barred`` counts the free slots of a service and kind that are never proposed, by reason.
    ``imported`` says whether any free slot was brought in at all. ``deceased`` get no date.
    """

    window_id: int
    problem: RebookingProblem
    services: Mapping[int, Service]
    posting: PostingClock
    barred: Mapping[Place, Mapping[Barred, int]]
    patients: Mapping[str, str]
    deceased: frozenset[str]
    imported: bool

    @property
    def places(self) -> dict[str, int]:
        """Return the free places of every slot that may be given."""
        return {each.slot.slot_id: each.places for each in self.problem.offered}


def read_dates(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    now: datetime,
    appointment_ids: Collection[str] | None = None,
) -> DateQuestion:
    """Read what proposing dates needs: for these appointments, or for everyone postponed.

    Somebody asked about by id gives up the slot that is held for them, for this question.
    """
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        window = find_window(work, window_id)
        visits = _visits(work, window, appointment_ids)
        ids = [visit.appointment_id for visit in visits]
        decided = work.appointments.decisions.existing(ids)
        weights = rules.dates.on(to_local(now).date())
        services = {each.service_id: each for each in work.duties.services()}
        offered, barred = _offered(work, rules, weights, services, ids, now)
        problem = RebookingProblem(
            tuple(_wanted(work, visits, decided, weights, now)), tuple(offered), weights, now
        )
        return DateQuestion(
            window_id,
            problem,
            services,
            local_clock(work, rules.posting),
            barred,
            {visit.appointment_id: visit.patient.patient_id for visit in visits},
            frozenset(each.appointment_id for each in visits if each.patient.deceased),
            bool(offered or barred) or bool(work.slots.slots.all()),
        )


def _visits(
    work: Work, window: StrikeWindow, appointment_ids: Collection[str] | None
) -> list[Appointment]:
    """Return who is asked about: of those postponed, whoever still stands at the old time."""
    if appointment_ids is not None:
        return list(known_visits(work, list(dict.fromkeys(appointment_ids))).values())
    postponed = {
        each: made
        for each, made in work.appointments.decided().items()
        if made.decision is Decision.POSTPONE
    }
    sites = {each.service_id: each.site for each in work.duties.services()}
    terms, own = window.terms, seen_services(work)
    return [
        visit
        for each, visit in work.appointments.visits.existing(postponed).items()
        if postponed[each].decided_start == visit.start
        and (own is None or visit.service_id in own)
        and (
            postponed[each].window_id == window.window_id
            or terms.reaches(sites[visit.service_id], visit.start, visit.end)
        )
    ]


def _wanted(
    work: Work,
    visits: Sequence[Appointment],
    decided: Mapping[str, DecisionMade],
    weights: DateWeights,
    now: datetime,
) -> Iterable[Wanted]:
    busy = _busy(work, visits)
    late = [visit for visit in visits if may_be_last_minute(visit.kind, visit.start, weights, now)]
    moved = work.journal.moved_at([each.appointment_id for each in late]) if late else {}
    on_the_day = {
        visit.appointment_id
        for visit in late
        if to_local(moved.get(visit.appointment_id, now)).date() >= to_local(visit.start).date()
    }
    for visit in visits:
        made = decided.get(visit.appointment_id)
        yield Wanted(
            visit.appointment_id,
            visit.service_id,
            visit.kind,
            visit.duration_minutes,
            visit.start,
            visit.clinician_staff_id,
            visit.priority,
            visit.rtt_start,
            visit.cancer_day_62,
            visit.times_postponed,
            bool(made and made.agreed),
            visit.appointment_id in on_the_day,
            tuple(busy[visit.patient.patient_id]),
        )


def _busy(work: Work, visits: Sequence[Appointment]) -> dict[str, list[Stretch]]:
    """Return when else each patient is to come: other appointments that have not been postponed."""
    asked = {visit.appointment_id for visit in visits}
    others = [
        each
        for each in work.appointments.of_same_people(visits)
        if each.appointment_id not in asked
    ]
    decided = work.appointments.decisions.existing([each.appointment_id for each in others])
    found: dict[str, list[Stretch]] = defaultdict(list)
    for each in others:
        made = decided.get(each.appointment_id)
        if made is not None and made.decision is Decision.POSTPONE:
            continue
        start = made.new_start if made is not None and made.new_start is not None else each.start
        found[each.patient.patient_id].append((start, start + (each.end - each.start)))
    return found


def _offered(
    work: Work,
    rules: Rulebook,
    weights: DateWeights,
    services: Mapping[int, Service],
    asked: Collection[str],
    now: datetime,
) -> tuple[list[Offered], dict[Place, Counter[Barred]]]:
    windows, settings = work.windows.all(), work.settings.all()
    soonest = now + timedelta(hours=weights.reach_hours)
    nations = {each.site: site_nation(settings, each.site) for each in services.values()}
    offered: list[Offered] = []
    barred: dict[Place, Counter[Barred]] = defaultdict(Counter)
    for each in _free(work, asked, now):
        slot = each.slot
        site = services[slot.service_id].site
        day = to_local(slot.start).date()
        if standing_over(windows, site, slot.start, slot.end):
            barred[slot.service_id, slot.kind][Barred.STRIKE] += 1
        elif rules.posting.holiday_name(nations[site], day):
            barred[slot.service_id, slot.kind][Barred.HOLIDAY] += 1
        elif slot.start < soonest:
            barred[slot.service_id, slot.kind][Barred.SOON] += 1
        else:
            offered.append(each)
    return offered, barred


def _free(work: Work, asked: Collection[str], now: datetime) -> Iterable[Offered]:
    """Return the free slots from now on, counting what the asked themselves hold as free."""
    found = {
        slot.slot_id: Offered(slot, places) for slot, places in work.slots.free(now, now + FARTHEST)
    }
    own = Counter(held.slot_id for held in work.slots.holds.existing(asked).values())
    slots: Mapping[str, Slot] = work.slots.slots.existing(own) if own else {}
    for slot_id, slot in slots.items():
        if slot.start >= now:
            left = found[slot_id].places if slot_id in found else 0
            found[slot_id] = Offered(slot, min(left + own[slot_id], slot.capacity))
    return [each for each in found.values() if each.places > 0]


def patients_of(storage: Storage, appointment_ids: Collection[str]) -> dict[str, Patient]:
    """Return the patients of some appointments, for a list of their new dates."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        visits = known_visits(work, appointment_ids)
    return {key: visit.patient for key, visit in visits.items()}
