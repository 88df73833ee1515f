"""Triage as the list of appointments shows it: proposals in rows, in groups, and by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.rules import Rulebook
from rota.domain.triage import TriageRow, strike_day
from rota.domain.visit_filters import PRESSING, VisitFact
from rota.services.appointment_list import NO_FACT, VisitPicture
from rota.services.ports import Storage
from rota.services.strike_picture import find_window
from rota.services.triage import Triage, propose_triage


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


@dataclass(frozen=True, slots=True)
class TriagePlan:
    """What is proposed for a strike, and how it stands; ``rows`` by appointment."""

    rows: Mapping[str, TriageRow] = field(default_factory=dict)
    cohorts: tuple[Cohort, ...] = ()
    days: tuple[DayLine, ...] = ()


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
