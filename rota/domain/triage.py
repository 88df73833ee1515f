"""Triage: what to do with an appointment at risk, why, and the harm of moving the patient.

One appointment at a time, least harm first; nothing here decides, it proposes. Nobody is moved in
blocks: the clinically urgent, cancer near or past day 62, long waiters, those moved before and
protected services come last (NHS England PRN00526, PRN00677).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rota.domain.appointments import DecisionMade, Risk
from rota.domain.codes import Decision, Mode, words
from rota.domain.harm import TriageFacts, Weight, harm_of, weights
from rota.domain.telling import Told
from rota.domain.times import STRIKE_DAY_STARTS, short_words, to_local
from rota.domain.triage_rules import DayRules, TriageRules

MOVES = frozenset({Decision.POSTPONE, Decision.REBOOK})
"""Decisions by which the patient does not come on the day; these count against a stop line."""

TRIAGE_WHY = "Triage"
"""What the reason kept with a decision accepted from triage begins with."""

MUST_NOT_WAIT = "Must not wait: find "
LAST_TO_MOVE = "Among the last to be moved: keep the place until it is sure that nobody can come"
CANNOT_CALL = frozenset({Risk.CLINICIAN_ABSENT, Risk.CLINICIAN_MOVED})


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date held out to one patient, and what speaks for it and against it in words."""

    start: datetime
    slot_id: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageRow:
    """What is proposed for one appointment, and why, the most important reason first.

    ``harm``: points of harm of moving this patient. ``protected``: among the last to be moved.
    ``over_stop``: beyond the day's stop line. ``decided``: what is recorded for it now. Not
    ``at_risk``: decided for a strike that leaves it alone now.
    """

    appointment_id: str
    service_id: int
    start: datetime
    decision: Decision
    new_start: datetime | None
    slot_id: str | None
    reasons: tuple[str, ...]
    harm: int
    protected: bool
    over_stop: bool = False
    decided: Decision | None = None
    at_risk: bool = True

    @property
    def wants_cover(self) -> bool:
        """Say whether it can only be kept if somebody is found."""
        return self.reasons[0].startswith(MUST_NOT_WAIT)


def propose(
    facts: TriageFacts, rules: TriageRules, on: date, new_date: NewDate | None = None
) -> TriageRow:
    """Return what to do with one appointment at risk; ``on`` is the day on which one decides."""
    day = rules.on(facts.day)
    found = weights(facts, day, on)
    decision, headline = _decision(facts, day, found, new_date)
    taken = new_date if decision is Decision.REBOOK else None
    return TriageRow(
        facts.appointment_id,
        facts.service_id,
        facts.start,
        decision,
        None if taken is None else taken.start,
        None if taken is None else taken.slot_id,
        (
            headline,
            *(() if taken is None else taken.why),
            *(each.text for each in found if each.text),
            *_cover_words(facts),
        ),
        harm_of(found, day),
        any(each.last for each in found),
    )


def with_decision(row: TriageRow, made: DecisionMade | None) -> TriageRow:
    """Return a proposal beside what is recorded, and say so where that was about another time."""
    if made is None:
        return row
    reasons = row.reasons
    if made.decided_start != row.start:
        stood = short_words(made.decided_start)
        reasons = (f"Decided when it stood at {stood}: moved since, decide again", *reasons)
    return replace(row, decided=made.decision, reasons=reasons)


def keep_as_booked(
    facts: TriageFacts, rules: TriageRules, on: date, made: DecisionMade, told: Told | None
) -> TriageRow:
    """Return what to do with an appointment that was decided on and is no longer at risk.

    It can be kept as booked, unless a posted letter told the patient otherwise.
    """
    row = propose(facts, rules, on)
    said = told if told is not None and told.about == facts.start else Told()
    if said.decision is Decision.KEEP:
        first = f"Decided ({words(made.decision)}), but no longer at risk: keep as booked?"
        decision, new_start = Decision.KEEP, None
    else:
        first = f"No longer at risk, but a letter told the patient: {words(said.decision)}"
        decision, new_start = made.decision, made.new_start
    return replace(
        row,
        decision=decision,
        new_start=new_start,
        slot_id=None,
        reasons=(first, *row.reasons[1:]),
        decided=made.decision,
        at_risk=False,
    )


def _decision(
    facts: TriageFacts, day: DayRules, found: Sequence[Weight], new_date: NewDate | None
) -> tuple[Decision, str]:
    """Return what to propose and the first reason, with the choices of least harm tried first."""
    if facts.deceased:
        return Decision.KEEP, "Recorded as having died: nothing to move"
    if can_convert(facts, day):
        return Decision.CONVERT, "By phone or video: the clinician is free to call"
    if facts.cover.other_free:
        return Decision.KEEP, "Somebody else of the grade is there and has nobody booked then"
    suspended = Risk.SERVICE_SUSPENDED in facts.risks
    if any(each.keep for each in found):
        return Decision.KEEP, MUST_NOT_WAIT + ("another place" if suspended else "cover")
    if new_date is not None:
        return Decision.REBOOK, f"New date: {short_words(new_date.start)}"
    if any(each.last for each in found) and not suspended:
        return Decision.STAND_BY, LAST_TO_MOVE
    why = "Its service does not run then" if suspended else "No cover for it"
    return Decision.POSTPONE, f"{why}: new date to follow"


def can_convert(facts: TriageFacts, day: DayRules) -> bool:
    """Say whether the patient can be called instead.

    A clinician on strike cannot call, nor one who covers elsewhere or is away; and whoever calls
    must be of the grade that the appointment needs.
    """
    return (
        facts.mode is Mode.FACE_TO_FACE
        and day.kinds[facts.kind].converts
        and day.priority(facts.priority).converts
        and not CANNOT_CALL & set(facts.risks)
        and facts.cover.clinician_free
        and facts.cover.clinician_fits
    )


def _cover_words(facts: TriageFacts) -> list[str]:
    risks = [words(each) for each in facts.risks if each is not Risk.NOBODY_OF_GRADE]
    found = [", ".join(risks).capitalize()] if risks else []
    cover = facts.cover
    if Risk.NOBODY_OF_GRADE in facts.risks:
        there = f"the highest there is {words(cover.highest)}" if cover.highest else "nobody there"
        return [*found, f"Needs {words(cover.needs)} or above: {there}"]
    if cover.needs and not cover.other_free:
        found.append(f"{words(cover.needs)} or above is there then, but not free")
    return found


def strike_day(window_start: datetime, at: datetime) -> date:
    """Return the strike day that an instant belongs to, by the calendar date on which it begins.

    Strike days turn at 8am; what begins before the strike belongs to its first day.
    """
    first, local = to_local(window_start).date(), to_local(at)
    before_eight = local.time() < STRIKE_DAY_STARTS
    return max(first, local.date() - timedelta(days=1) if before_eight else local.date())


def in_order(rows: Iterable[TriageRow]) -> list[TriageRow]:
    """Return rows in the order in which patients are moved: least harm first."""
    return sorted(rows, key=lambda row: (row.harm, row.start, row.appointment_id))


def within_stops(
    rows: Iterable[TriageRow],
    window_start: datetime,
    stops: Mapping[date, int],
    moved: Mapping[date, int],
) -> list[TriageRow]:
    """Return rows in order, those marked that would take a day beyond its stop line.

    Only what is proposed and not decided counts further; what is decided counts in ``moved``.
    """
    counts = Counter(moved)
    found = []
    for row in in_order(rows):
        day = strike_day(window_start, row.start)
        if row.decided is None and row.decision in MOVES and day in stops:
            over = counts[day] >= stops[day]
            counts[day] += not over
            row = replace(row, over_stop=over)
        found.append(row)
    return found
