"""Who is moved first, what is proposed and why: every rule and its boundary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.appointments import DecisionMade, Risk
from rota.domain.care import CareKind
from rota.domain.codes import AppointmentKind, Decision, Mode, Priority
from rota.domain.harm import CoverThere, TriageFacts, harm
from rota.domain.telling import Told
from rota.domain.triage import (
    MOVES,
    NewDate,
    TriageRow,
    in_order,
    keep_as_booked,
    propose,
    strike_day,
    with_decision,
    within_stops,
)
from rota.tables.triage_rules import triage_rules
from tests.domain.making import at

RULES = triage_rules()
TODAY = date(2026, 6, 8)
DAY = date(2026, 6, 15)
START = at("2026-06-15 10:00")
IN_2016 = at("2016-01-12 10:00")
DIALYSIS = CareKind("dialysis", "Dialysis", (), 3, True, "", False)
OPEN = CareKind("clinic", "Clinic", (), 1, False, "", False)
FREE = CoverThere(clinician_free=True, clinician_fits=True, needs="ST")
ABSENT = (Risk.CLINICIAN_ABSENT,)
NOBODY = (Risk.NOBODY_OF_GRADE,)


def facts(**more: Any) -> TriageFacts:
    """A routine follow-up whose clinician is on strike; nobody else is free."""
    made = TriageFacts(
        "A1", 1, START, AppointmentKind.FOLLOW_UP, Mode.FACE_TO_FACE, Priority.ROUTINE,
        None, None, 0, False, ABSENT, None, CoverThere(needs="ST"),
    )  # fmt: skip
    return replace(made, **more)


def proposed(new_date: NewDate | None = None, on: date = TODAY, **more: Any) -> TriageRow:
    return propose(facts(**more), RULES, on, new_date)


def waited(days: int) -> date:
    return DAY - timedelta(days=days)


def left(days: int) -> date:
    return DAY + timedelta(days=days)


POSTPONE, KEEP, STAND_BY = Decision.POSTPONE, Decision.KEEP, Decision.STAND_BY
CASES: Mapping[str, tuple[dict[str, Any], Decision, bool, str]] = {
    "nothing special": ({}, POSTPONE, False, "Routine, follow-up"),
    "P4": (
        {"priority": Priority.P4},
        POSTPONE,
        False,
        "P4, can wait more than 3 months, follow-up",
    ),
    "P3": ({"priority": Priority.P3}, POSTPONE, False, "P3, within 10 to 12 weeks, follow-up"),
    "P2": ({"priority": Priority.P2}, KEEP, True, "P2, within about 4 weeks, follow-up"),
    "P1b": ({"priority": Priority.P1B}, KEEP, True, "P1b, within 72 hours, follow-up"),
    "P1a": ({"priority": Priority.P1A}, KEEP, True, "P1a, within 24 hours, follow-up"),
    "P2 before 2020": (
        {"priority": Priority.P2, "start": IN_2016},
        STAND_BY,
        True,
        "P2, not in use on that day: taken as urgent, follow-up",
    ),
    "P3 before 2020": (
        {"priority": Priority.P3, "start": IN_2016},
        POSTPONE,
        False,
        "P3, not in use on that day: taken as routine, follow-up",
    ),
    "P2 the day before the rule": (
        {"priority": Priority.P2, "start": at("2020-04-10 10:00")},
        STAND_BY,
        True,
        "P2, not in use on that day: taken as urgent, follow-up",
    ),
    "P2 on its first day": (
        {"priority": Priority.P2, "start": at("2020-04-11 00:00")},
        KEEP,
        True,
        "P2, within about 4 weeks, follow-up",
    ),
    "urgent": ({"priority": Priority.URGENT}, STAND_BY, True, "Urgent, follow-up"),
    "suspected cancer": (
        {"priority": Priority.SUSPECTED_CANCER},
        KEEP,
        True,
        "Suspected cancer, follow-up",
    ),
    "day 62 long after": (
        {"cancer_day_62": left(29)},
        POSTPONE,
        False,
        "Cancer: day 62 is Tue 14 Jul 2026, 29 days after this date",
    ),
    "day 62 near": (
        {"cancer_day_62": left(28)},
        KEEP,
        True,
        "Cancer: day 62 is Mon 13 Jul 2026, 28 days after this date",
    ),
    "day 62 itself": (
        {"cancer_day_62": DAY},
        KEEP,
        True,
        "Cancer: day 62 is Mon 15 Jun 2026, 0 days after this date",
    ),
    "day 62 past": (
        {"cancer_day_62": left(-1)},
        KEEP,
        True,
        "Cancer: 1 day past day 62 (Sun 14 Jun 2026)",
    ),
    "waited a little": (
        {"rtt_start": waited(13)},
        POSTPONE,
        False,
        "Waited 1 week; 18 weeks end Tue 6 Oct 2026",
    ),
    "18 weeks today": (
        {"rtt_start": waited(126)},
        POSTPONE,
        False,
        "Waited 18 weeks; 18 weeks end Mon 15 Jun 2026",
    ),
    "past 18 weeks": (
        {"rtt_start": waited(127)},
        POSTPONE,
        False,
        "Waited 18 weeks; 18 weeks ended Sun 14 Jun 2026",
    ),
    "51 weeks": (
        {"rtt_start": waited(363)},
        POSTPONE,
        False,
        "Waited 51 weeks; 18 weeks ended Tue 21 Oct 2025",
    ),
    "52 weeks": (
        {"rtt_start": waited(364)},
        STAND_BY,
        True,
        "Waited 52 weeks; 18 weeks ended Mon 20 Oct 2025",
    ),
    "moved before": ({"times_moved": 1}, STAND_BY, True, "Moved 1 time before"),
    "moved twice": ({"times_moved": 2}, STAND_BY, True, "Moved 2 times before"),
    "an urgent operation moved before": (
        {"times_moved": 1, "priority": Priority.URGENT, "kind": AppointmentKind.DAY_CASE},
        KEEP,
        True,
        "Moved 1 time before: an urgent operation is not cancelled a second time",
    ),
    "a protected service": ({"care": DIALYSIS}, KEEP, True, "A protected service: dialysis"),
    "a kind of care that is not": ({"care": OPEN}, POSTPONE, False, "Routine, follow-up"),
    "its service suspended, moved before": (
        {"times_moved": 1, "risks": (Risk.SERVICE_SUSPENDED,)},
        POSTPONE,
        True,
        "Service suspended",
    ),
    "its service suspended, dialysis": (
        {"care": DIALYSIS, "risks": (Risk.SERVICE_SUSPENDED,)},
        KEEP,
        True,
        "Must not wait: find another place",
    ),
    "died": ({"deceased": True}, KEEP, False, "Recorded as having died: nothing to move"),
    "somebody else free": (
        {"cover": CoverThere(other_free=True, needs="ST")},
        KEEP,
        False,
        "Somebody else of the grade is there and has nobody booked then",
    ),
}


@pytest.mark.parametrize(("more", "decision", "last", "reason"), CASES.values(), ids=CASES.keys())
def test_what_is_proposed_and_why(
    more: dict[str, Any], decision: Decision, last: bool, reason: str
) -> None:
    row = proposed(**more)
    assert (row.decision, row.protected) == (decision, last)
    assert reason in row.reasons


CALLS: Mapping[str, tuple[dict[str, Any], bool]] = {
    "a follow-up of a free clinician": ({}, True),
    "a new outpatient": ({"kind": AppointmentKind.OUTPATIENT_NEW}, True),
    "before an operation": ({"kind": AppointmentKind.PRE_OP}, True),
    "urgent": ({"priority": Priority.URGENT}, True),
    "moved before": ({"times_moved": 1}, True),
    "its service suspended": ({"risks": (Risk.SERVICE_SUSPENDED,)}, True),
    "a protected service": ({"care": DIALYSIS}, True),
    "a diagnostic test": ({"kind": AppointmentKind.DIAGNOSTIC}, False),
    "an operation": ({"kind": AppointmentKind.DAY_CASE}, False),
    "suspected cancer": ({"priority": Priority.SUSPECTED_CANCER}, False),
    "P2": ({"priority": Priority.P2}, False),
    "a call already": ({"mode": Mode.PHONE}, False),
    "a clinician on strike": ({"risks": ABSENT}, False),
    "a clinician moved to cover": ({"risks": (*NOBODY, Risk.CLINICIAN_MOVED)}, False),
    "a clinician away, or out with another union": (
        {"cover": replace(FREE, clinician_free=False)},
        False,
    ),
    "a clinician below the grade": ({"cover": replace(FREE, clinician_fits=False)}, False),
    "a patient who died": ({"deceased": True}, False),
}


@pytest.mark.parametrize(("more", "converts"), CALLS.values(), ids=CALLS.keys())
def test_only_who_can_be_called_is_converted(more: dict[str, Any], converts: bool) -> None:
    row = proposed(**{"risks": NOBODY, "cover": FREE, **more})
    assert (row.decision is Decision.CONVERT) is converts


def test_each_week_waited_weighs_and_a_missed_standard_more() -> None:
    wait = RULES.on(DAY).wait
    at_rest = harm(facts(), RULES)

    def weight(days: int) -> int:
        return harm(facts(rtt_start=waited(days)), RULES) - at_rest

    assert (weight(6), weight(7), weight(97)) == (0, wait.each_week, 13 * wait.each_week)
    assert weight(98) == 14 * wait.each_week + wait.near  # 28 days to go
    assert weight(126) == 18 * wait.each_week + wait.near
    assert weight(127) == 18 * wait.each_week + wait.near + wait.past
    assert weight(-1) == 0


def test_an_offered_date_is_taken_with_its_reasons() -> None:
    offer = NewDate(at("2026-07-08 09:00"), "S7", ("the same clinician",))
    row = proposed(offer, times_moved=1)
    assert (row.decision, row.new_start, row.slot_id) == (Decision.REBOOK, offer.start, "S7")
    assert row.reasons[:2] == ("New date: Wed 8 Jul 2026 09:00", "the same clinician")
    kept = proposed(offer, priority=Priority.P2)
    assert (kept.decision, kept.new_start, kept.slot_id) == (KEEP, None, None)
    assert "the same clinician" not in kept.reasons


def test_the_reasons_end_with_what_stands_in_the_way() -> None:
    both = proposed(risks=(*ABSENT, *NOBODY), cover=CoverThere(needs="CONSULTANT", highest="ST"))
    assert both.reasons[-2:] == (
        "Clinician not available",
        "Needs consultant or above: the highest there is ST",
    )
    assert proposed(risks=NOBODY).reasons[-1] == "Needs ST or above: nobody there"
    assert proposed().reasons[-1] == "ST or above is there then, but not free"


@pytest.mark.parametrize(
    ("kind", "on", "owed"),
    [
        (AppointmentKind.DAY_CASE, DAY, True),
        (AppointmentKind.INPATIENT_ELECTIVE, DAY, True),
        (AppointmentKind.DAY_CASE, DAY - timedelta(days=1), False),
        (AppointmentKind.FOLLOW_UP, DAY, False),
    ],
)
def test_28_days_are_owed_for_an_operation_moved_on_the_day_itself(
    kind: AppointmentKind, on: date, owed: bool
) -> None:
    row = proposed(kind=kind, on=on)
    assert ("Moved on the day itself: a new date is owed by Mon 13 Jul 2026" in row.reasons) is owed
    later = harm(facts(kind=kind), RULES)
    assert row.harm - later == (RULES.on(DAY).guarantee.weight if owed else 0)


facts_of_any = st.builds(
    facts,
    kind=st.sampled_from(AppointmentKind),
    mode=st.sampled_from(Mode),
    priority=st.sampled_from(Priority),
    rtt_start=st.none() | st.integers(0, 900).map(waited),
    cancer_day_62=st.none() | st.integers(-70, 70).map(left),
    times_moved=st.integers(0, 9),
    care=st.sampled_from([None, DIALYSIS, OPEN]),
    risks=st.lists(st.sampled_from(Risk), min_size=1, unique=True).map(tuple),
    start=st.sampled_from([START, IN_2016]),
    cover=st.sampled_from([CoverThere(needs="ST"), FREE]),
)
SCALES = (
    (Priority.P4, Priority.P3, Priority.P2, Priority.P1B, Priority.P1A),
    (Priority.ROUTINE, Priority.URGENT, Priority.SUSPECTED_CANCER),
)
UP = {low: high for scale in SCALES for low, high in pairwise(scale)}


def raised(one: TriageFacts) -> list[TriageFacts]:
    """The same patient with more against moving them, one thing at a time."""
    found = [replace(one, times_moved=one.times_moved + 1), replace(one, care=DIALYSIS)]
    if one.priority in UP:
        found.append(replace(one, priority=UP[one.priority]))
    if one.rtt_start is not None:
        found += [replace(one, rtt_start=one.rtt_start - timedelta(days=n)) for n in (1, 7, 60)]
    if one.cancer_day_62 is not None:
        sooner = one.cancer_day_62 - timedelta(days=9)
        found.append(replace(one, cancer_day_62=sooner))
    return found


@given(facts_of_any, st.lists(facts_of_any, max_size=12))
def test_more_against_moving_a_patient_never_moves_them_earlier(
    one: TriageFacts, others: list[TriageFacts]
) -> None:
    named = [replace(each, appointment_id=f"B{n}") for n, each in enumerate(others)]
    rest = [propose(each, RULES, TODAY) for each in named]

    def before(mine: TriageFacts) -> set[str]:
        order = in_order([*rest, propose(mine, RULES, TODAY)])
        moved = [row.appointment_id for row in order if row.decision in MOVES]
        return set(moved[: moved.index("A1")])

    if propose(one, RULES, TODAY).decision not in MOVES:
        assert all(propose(each, RULES, TODAY).decision not in MOVES for each in raised(one))
        return
    for each in raised(one):
        row = propose(each, RULES, TODAY)
        assert row.protected >= propose(one, RULES, TODAY).protected
        assert row.decision not in MOVES or before(each) >= before(one)


@given(st.lists(facts_of_any, max_size=30))
def test_who_is_to_be_moved_last_comes_after_everybody_else(some: list[TriageFacts]) -> None:
    rows = in_order(propose(each, RULES, TODAY) for each in some)
    assert [row.protected for row in rows] == sorted(row.protected for row in rows)
    assert all(one.harm <= other.harm for one, other in pairwise(rows))


def rows_of(number: int, start: datetime = START) -> list[TriageRow]:
    return [
        replace(proposed(), appointment_id=f"A{n:02d}", start=start, harm=n) for n in range(number)
    ]


def test_a_stop_line_lets_those_of_least_harm_through_first() -> None:
    rows = within_stops(reversed(rows_of(6)), START, {DAY: 5}, {DAY: 2})
    assert [(row.harm, row.over_stop) for row in rows] == [
        (0, False), (1, False), (2, False), (3, True), (4, True), (5, True),
    ]  # fmt: skip


def test_a_stop_line_counts_only_what_is_yet_to_be_moved() -> None:
    kept, decided, moved = rows_of(3)
    rows = [replace(kept, decision=KEEP), replace(decided, decided=Decision.POSTPONE), moved]
    assert not any(row.over_stop for row in within_stops(rows, START, {DAY: 1}, {}))
    assert within_stops(rows, START, {DAY: 0}, {})[-1].over_stop
    assert not within_stops(rows, START, {date(2026, 6, 16): 0}, {})[-1].over_stop


@pytest.mark.parametrize(
    ("begins", "visit", "day"),
    [
        ("2026-06-15 08:00", "2026-06-15 08:00", 15),
        ("2026-06-15 08:00", "2026-06-16 07:59", 15),
        ("2026-06-15 08:00", "2026-06-16 08:00", 16),
        ("2026-06-15 08:00", "2026-06-15 07:50", 15),  # began before the strike
        ("2026-06-15 07:00", "2026-06-15 07:30", 15),
        ("2026-06-15 07:00", "2026-06-16 06:30", 15),
        ("2026-03-28 08:00", "2026-03-29 07:30", 28),  # a night of 23 hours
    ],
)
def test_a_strike_day_turns_at_eight(begins: str, visit: str, day: int) -> None:
    assert strike_day(at(begins), at(visit)).day == day


def made(decision: Decision, **more: Any) -> DecisionMade:
    return replace(DecisionMade("A1", decision, None, START, "why", 1, 1), **more)


def test_a_decision_no_longer_needed_is_brought_up() -> None:
    row = keep_as_booked(facts(risks=()), RULES, TODAY, made(Decision.POSTPONE), None)
    assert (row.decision, row.decided, row.at_risk) == (KEEP, Decision.POSTPONE, False)
    assert row.reasons[0] == "Decided (postpone), but no longer at risk: keep as booked?"


def test_unless_a_letter_has_told_the_patient_otherwise() -> None:
    new = at("2026-07-08 09:00")
    told = Told(Decision.REBOOK, new, START)
    rebooked = made(Decision.REBOOK, new_start=new)
    row = keep_as_booked(facts(risks=()), RULES, TODAY, rebooked, told)
    assert (row.decision, row.new_start) == (Decision.REBOOK, new)
    assert row.reasons[0] == "No longer at risk, but a letter told the patient: rebook"
    of_another_time = replace(told, about=at("2026-05-01 10:00"))
    assert keep_as_booked(facts(), RULES, TODAY, rebooked, of_another_time).decision is KEEP


def test_a_decision_about_another_time_is_said_to_be_one() -> None:
    row = proposed()
    assert with_decision(row, None) is row
    assert with_decision(row, made(KEEP)).reasons == row.reasons
    old = with_decision(row, made(KEEP, decided_start=at("2026-06-01 10:00")))
    assert old.decided is KEEP
    assert old.reasons[0] == (
        "Decided when it stood at Mon 1 Jun 2026 10:00: moved since, decide again"
    )
