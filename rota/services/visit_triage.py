"""Triage as the list of appointments shows it: proposals in rows, in groups, and by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.permissions import See, refuse_sight
from rota.domain.rules import Rulebook
from rota.domain.triage import MOVES, TriageRow, strike_day
from rota.domain.visit_filters import PRESSING, VisitFact
from rota.services.appointment_list import NO_FACT, VisitPicture
from rota.services.ports import Storage
from rota.services.strike_picture import find_window
from rota.services.triage import Triage, propose_triage

_NOT_KEPT = MOVES | {Decision.STAND_BY}


@dataclass(frozen=True, slots=True)
class Cohort:
    """Undecided appointments of one kind and priority for which the same is proposed."""

    kind: AppointmentKind
    priority: Priority
    decision: Decision
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One strike day: how many are at risk, moved so far, and the most to be moved if said."""

    day: date
    at_risk: int
    moved: int
    most: int | None

    @property
    def is_reached(self) -> bool:
        """Say whether no more are to be moved on the day."""
        return self.most is not None and self.moved >= self.most

    @property
    def over(self) -> int:
        """How many more are moved than the line allows."""
        return 0 if self.most is None else max(self.moved - self.most, 0)


@dataclass(frozen=True, slots=True)
class TriagePlan:
    """What is proposed for a strike, and how it stands; ``rows`` by appointment."""

    rows: Mapping[str, TriageRow] = field(default_factory=dict)
    cohorts: tuple[Cohort, ...] = ()
    days: tuple[DayLine, ...] = ()

    @property
    def past_limit(self) -> int:
        """How many are undecided because the most to be moved on their day is reached."""
        return sum(
            row.at_risk and row.decided is None and row.over_stop for row in self.rows.values()
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks against a decision by hand; none of it forbids.

    ``days``: those that it takes past their line, with all that is moved then. ``kept``: how many
    are among the last to be moved and proposed to be kept. ``deceased``: how many patients died.
    """

    days: tuple[DayLine, ...] = ()
    kept: int = 0
    deceased: int = 0


def weigh_decision(
    storage: Storage,
    plan: TriagePlan,
    window_id: int,
    decision: Decision,
    appointment_ids: Collection[str],
) -> Weighed:
    """Say what a decision by hand on some appointments does to the days of a strike."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        terms = find_window(work, window_id).terms
        sites = {each.service_id: each.site for each in work.duties.services()}
        listed = work.listing.rows(appointment_ids)
        made = work.appointments.decisions.existing(appointment_ids)
    more: Counter[date] = Counter()
    for each in listed:
        was = made.get(each.appointment_id)
        before = was is not None and was.decided_start == each.start and was.decision in MOVES
        if terms.affects_site(sites[each.service_id]):
            more[strike_day(terms.start, each.start)] += (decision in MOVES) - before
    after = (replace(day, moved=day.moved + more[day.day]) for day in plan.days)
    rows = (plan.rows.get(each.appointment_id) for each in listed if not each.deceased)
    return Weighed(
        tuple(day for day in after if day.over and more[day.day] > 0),
        sum(row.protected and row.decision is Decision.KEEP for row in rows if row is not None)
        if decision in _NOT_KEPT
        else 0,
        sum(each.deceased for each in listed),
    )


def plan_triage(storage: Storage, rules: Rulebook, window_id: int, now: datetime) -> TriagePlan:
    """Return the proposals for a strike, in groups that can be accepted together, and by day."""
    found = propose_triage(storage, rules, window_id, now)
    open_rows = {
        row.appointment_id: row
        for row in found.rows
        if row.at_risk and row.decided is None and not row.over_stop
    }
    groups: dict[tuple[AppointmentKind, Priority, Decision], list[str]] = defaultdict(list)
    with storage.read() as work:
        start = find_window(work, window_id).terms.start
        for listed in work.listing.rows(open_rows):
            decision = open_rows[listed.appointment_id].decision
            groups[listed.kind, listed.priority, decision].append(listed.appointment_id)
    cohorts = [Cohort(*key, tuple(ids)) for key, ids in groups.items()]
    cohorts.sort(key=lambda each: (-PRESSING.index(each.priority), each.kind, each.decision))
    rows = {row.appointment_id: row for row in found.rows}
    return TriagePlan(rows, tuple(cohorts), _days(found, start))


def _days(found: Triage, start: datetime) -> tuple[DayLine, ...]:
    at_risk = Counter(strike_day(start, row.start) for row in found.rows if row.at_risk)
    days = sorted(at_risk.keys() | found.stops.keys() | found.moved.keys())
    return tuple(
        DayLine(day, at_risk[day], found.moved.get(day, 0), found.stops.get(day)) for day in days
    )


def with_proposals(picture: VisitPicture, plan: TriagePlan) -> VisitPicture:
    """Return a picture that says what is proposed, and where each stands in order of harm.

    What is decided already is proposed nothing, unless it is no longer at risk.
    """
    facts: dict[str, VisitFact] = {
        key: replace(fact, proposed=None, new_start=None, place=0, over_stop=False)
        for key, fact in picture.facts.items()
    }
    for place, row in enumerate(plan.rows.values(), start=1):
        is_open = row.decided is None or not row.at_risk
        facts[row.appointment_id] = replace(
            facts.get(row.appointment_id, NO_FACT),
            proposed=row.decision if is_open else None,
            new_start=row.new_start if is_open else None,
            place=place,
            over_stop=row.over_stop,
        )
    return replace(picture, facts=facts)
