"""The harm of moving one patient: what of an appointment weighs, by the rules of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rota.domain.appointments import Risk
from rota.domain.care import CareKind
from rota.domain.codes import AppointmentKind, Mode, Priority, words
from rota.domain.times import to_local
from rota.domain.triage_rules import DayRules, TriageRules

ELECTIVE = frozenset({AppointmentKind.DAY_CASE, AppointmentKind.INPATIENT_ELECTIVE})


@dataclass(frozen=True, slots=True)
class CoverThere:
    """What cover there is for one appointment.

    ``clinician_free``: it has a clinician who is neither called out, nor away, nor covering
    elsewhere; ``clinician_fits``: and is of every grade that it needs. ``other_free``: somebody
    else of the grade is there with nobody booked. ``needs`` names the highest grade it needs,
    ``highest`` the highest there when it starts; empty where nothing is asked, or nobody is there.
    """

    clinician_free: bool = False
    clinician_fits: bool = False
    other_free: bool = False
    needs: str = ""
    highest: str = ""


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """What the rules of triage read of one appointment. It names nobody.

    ``times_moved`` counts what the extract counts, and a strike that moved it to where it is now.
    """

    appointment_id: str
    service_id: int
    start: datetime
    kind: AppointmentKind
    mode: Mode
    priority: Priority
    rtt_start: date | None
    cancer_day_62: date | None
    times_moved: int
    deceased: bool
    risks: tuple[Risk, ...]
    care: CareKind | None
    cover: CoverThere

    @property
    def day(self) -> date:
        """Return the local day of the appointment, by whose rules it is judged."""
        return to_local(self.start).date()


@dataclass(frozen=True, slots=True)
class Weight:
    """One thing that makes moving a patient do harm.

    ``last``: puts them among the last to be moved. ``keep``: they must not wait.
    """

    points: int
    text: str
    last: bool = False
    keep: bool = False


def harm(facts: TriageFacts, rules: TriageRules, on: date | None = None) -> int:
    """Return the harm of moving a patient, in points; ``on`` is the day on which one decides.

    None: in good time, not on the day itself.
    """
    day = rules.on(facts.day)
    return harm_of(weights(facts, day, on), day)


def harm_of(found: Sequence[Weight], day: DayRules) -> int:
    """Return the harm of moving a patient, who stays behind all others if any weight says so."""
    last = day.last.last if any(each.last for each in found) else 0
    return last + sum(each.points for each in found)


def weights(facts: TriageFacts, day: DayRules, on: date | None) -> list[Weight]:
    """Return everything that weighs on moving one patient, the weightiest first."""
    priority, kind = day.priority(facts.priority), day.kinds[facts.kind]
    found = [
        Weight(
            priority.weight + kind.weight,
            f"{_priority_words(facts, day)}, {words(facts.kind)}",
            priority.last,
            priority.keep,
        ),
        *_cancer(facts, day),
        *_protection(facts, day),
        *_moved(facts, day),
        *_wait(facts, day),
        *_guarantee(facts, day, on),
    ]
    found.sort(key=lambda each: (not each.keep, not each.last, -each.points))
    return found


def _priority_words(facts: TriageFacts, day: DayRules) -> str:
    rule = day.priorities[facts.priority]
    if rule.reads_as is None:
        return rule.text[:1].upper() + rule.text[1:]
    return f"{facts.priority.value}, not in use on that day: taken as {words(rule.reads_as)}"


def _cancer(facts: TriageFacts, day: DayRules) -> list[Weight]:
    until = facts.cancer_day_62
    if until is None:
        return []
    rule, left = day.cancer, (until - facts.day).days
    if left < 0:
        points = rule.pathway + rule.near + rule.past
        text = f"Cancer: {_count(-left, 'day')} past day 62 ({_day(until)})"
        return [Weight(points, text, last=True, keep=True)]
    text = f"Cancer: day 62 is {_day(until)}, {_count(left, 'day')} after this date"
    if left <= rule.near_days:
        return [Weight(rule.pathway + rule.near, text, last=True, keep=True)]
    return [Weight(rule.pathway, text)]


def _protection(facts: TriageFacts, day: DayRules) -> list[Weight]:
    if facts.care is None or not facts.care.protected:
        return []
    text = f"A protected service: {facts.care.name.lower()}"
    return [Weight(day.last.protected_service, text, last=True, keep=True)]


def _moved(facts: TriageFacts, day: DayRules) -> list[Weight]:
    if facts.times_moved <= 0:
        return []
    rule, times = day.moved, facts.times_moved
    text = f"Moved {_count(times, 'time')} before"
    urgent = day.priority(facts.priority).last and facts.kind in ELECTIVE
    if rule.urgent_operation_once and urgent:
        text += ": an urgent operation is not cancelled a second time"
        return [Weight(rule.each * times, text, last=True, keep=True)]
    return [Weight(rule.each * times, text, last=True)]


def _wait(facts: TriageFacts, day: DayRules) -> list[Weight]:
    if facts.rtt_start is None or facts.rtt_start > facts.day:
        return []
    rule, waited = day.wait, (facts.day - facts.rtt_start).days
    weeks = waited // 7
    breach = facts.rtt_start + timedelta(weeks=rule.standard_weeks)
    left = (breach - facts.day).days
    points = weeks * rule.each_week
    points += rule.near if left <= rule.near_days else 0
    points += rule.past if left < 0 else 0
    ended = "ended" if left < 0 else "end"
    text = f"Waited {_count(weeks, 'week')}; {rule.standard_weeks} weeks {ended} {_day(breach)}"
    return [Weight(points, text, last=weeks >= rule.long_weeks)]


def _guarantee(facts: TriageFacts, day: DayRules, on: date | None) -> list[Weight]:
    if on != facts.day or not day.kinds[facts.kind].guarantee:
        return []
    by = facts.day + timedelta(days=day.guarantee.days)
    text = f"Moved on the day itself: a new date is owed by {_day(by)}"
    return [Weight(day.guarantee.weight, text)]


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
