"""The price of a gap in patients: whom an open stretch displaces, and whom a volunteer keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import AppointmentSlice, Risk
from rota.domain.cover import CoverPerson
from rota.domain.duties import Assignment
from rota.domain.harm import harm
from rota.domain.permissions import See, refuse_sight
from rota.domain.rules import Rulebook
from rota.domain.stretches import joined
from rota.services.candidates import Candidate, Candidates
from rota.services.own_departments import seen_services
from rota.services.ports import Storage
from rota.services.strike_picture import AtRisk, StrikePicture
from rota.services.triage_facts import facts_at_risk, recorded

FOR_WANT_OF_COVER = frozenset({Risk.NOBODY_OF_GRADE, Risk.CLINICIAN_MOVED})
"""Why cover that is short at a service displaces its patients."""


@dataclass(frozen=True, slots=True)
class GapPrice:
    """Whom an open stretch of a service displaces, and their harm in the points of triage.

    They may be displaced for another reason as well; filling the gap does not bring back those.
    Which they are is said only to whoever may look at the service's appointments.
    """

    service_id: int
    start: datetime
    end: datetime
    patients: int
    weight: int
    appointment_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volunteer:
    """What becomes of the appointments if one person covers a stretch.

    ``keeps``: go ahead that would not. ``loses``: would go ahead and do not, since the person is
    taken from them, or from the service that they are at.
    """

    staff_id: str
    name: str
    service_id: int
    keeps: int
    loses: int = 0


def gap_prices(storage: Storage, rules: Rulebook, window_id: int) -> tuple[GapPrice, ...]:
    """Return the price of every longest stretch in which somebody is missing at a service.

    The dearest first. A stretch that displaces nobody is there as well.
    """
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        picture = StrikePicture(work, window_id, rules.ladder)
        gaps = [
            (cover.service_id, start, end)
            for cover in picture.cover
            for start, end in joined(
                (each.start, each.end) for each in cover.segments if each.missing_people
            )
        ]
        prices = _priced(picture, rules, gaps)
    return tuple(sorted(prices, key=lambda each: (-each.weight, each.start, each.service_id)))


def price_of(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    service_id: int,
    start: datetime,
    end: datetime,
) -> GapPrice:
    """Return whom it displaces that a service is short of cover in one stretch."""
    with storage.read() as work:
        picture = StrikePicture(work, window_id, rules.ladder)
        return _priced(picture, rules, [(service_id, start, end)])[0]


def volunteers(
    storage: Storage, rules: Rulebook, window_id: int, found: Candidates
) -> tuple[Volunteer, ...]:
    """Return how many appointments each candidate for a gap keeps, in the candidates' order.

    Each covers the parts of the gap in which they are free, and leaves a duty elsewhere for it.
    """
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        picture = StrikePicture(work, window_id, rules.ladder)
        known = work.people.cover_people({each.staff_id for each in found.can})
        asked, service_id = _Asked(picture), found.service.service_id
        return tuple(
            asked.about(window_id, service_id, each, known[each.staff_id]) for each in found.can
        )


def _priced(
    picture: StrikePicture, rules: Rulebook, gaps: Sequence[tuple[int, datetime, datetime]]
) -> list[GapPrice]:
    displaced: dict[int, list[AtRisk]] = defaultdict(list)
    for each in picture.at_risk:
        if FOR_WANT_OF_COVER & set(each.reasons):
            displaced[each.visit.service_id].append(each)
    within = [
        [
            each.visit.appointment_id
            for each in displaced[service_id]
            if start <= each.visit.start < end
        ]
        for service_id, start, end in gaps
    ]
    weights = _weights(picture, rules, {each for ids in within for each in ids})
    own = seen_services(picture.work)
    return [
        GapPrice(
            *gap,
            len(ids),
            sum(weights[each] for each in ids),
            tuple(ids) if own is None or gap[0] in own else (),
        )
        for gap, ids in zip(gaps, within, strict=True)
    ]


def _weights(
    picture: StrikePicture, rules: Rulebook, appointment_ids: Collection[str]
) -> dict[str, int]:
    found = facts_at_risk(picture, rules, recorded(picture.work), appointment_ids)
    return {facts.appointment_id: harm(facts, rules.triage) for facts, _ in found}


class _Asked:
    """Asks of one person after another what would become of the appointments."""

    def __init__(self, picture: StrikePicture) -> None:
        self._picture = picture
        self._at_risk = {each.visit.appointment_id for each in picture.at_risk}
        self._at: dict[int, list[AppointmentSlice]] = defaultdict(list)
        self._own: dict[str, list[AppointmentSlice]] = defaultdict(list)
        for visit in picture.visits:
            if visit.needs:
                self._at[visit.service_id].append(visit)
            self._own[visit.clinician_staff_id or ""].append(visit)

    def about(
        self, window_id: int, service_id: int, each: Candidate, person: CoverPerson
    ) -> Volunteer:
        """Return what becomes of them if a candidate covers what they can of a gap."""
        leaves = each.on_duty_elsewhere
        more = [
            Assignment(window_id, each.staff_id, service_id, *part, leaves_duties=leaves)
            for part in each.free
        ]
        kept, lost = self._changed(more, person) if self._picture.visits else (0, 0)
        return Volunteer(each.staff_id, each.name, service_id, kept, lost)

    def _changed(self, more: Sequence[Assignment], person: CoverPerson) -> tuple[int, int]:
        ground = self._picture.risk_ground
        rules = ground.rules_with(more, person)
        seen = list(self._own[person.staff_id])
        for service_id in ground.touched_by(more):
            seen += self._at[service_id]
        before = {visit.appointment_id: visit.appointment_id in self._at_risk for visit in seen}
        after = {visit.appointment_id: bool(rules.reasons(visit)) for visit in seen}
        return (
            sum(before[each] and not after[each] for each in before),
            sum(after[each] and not before[each] for each in before),
        )
