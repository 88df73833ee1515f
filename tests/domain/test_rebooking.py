"""The price of a date: which clocks run for whom, and that more harm never costs less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import AppointmentKind, Priority, StaffGroup, WindowState, WindowType
from rota.domain.date_words import choice
from rota.domain.rebooking import (
    ClockName,
    RebookingProblem,
    Wanted,
    clocks,
    fits,
    harm,
    notice_harm,
    standing_over,
    unplaced_harm,
)
from rota.domain.slots import Slot
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.tables.date_rules import date_rules

NOW = datetime(2016, 1, 8, 9, 0, tzinfo=UTC)
RULES = date_rules()
WEIGHTS = RULES.on(date(2016, 1, 8))
START = datetime(2016, 1, 12, 10, 0, tzinfo=UTC)
VISIT = Wanted(
    "A1", 1, AppointmentKind.FOLLOW_UP, 20, START, "C1", Priority.ROUTINE, date(2015, 10, 13)
)
SLOT = Slot("F1", 1, "CL1", "C1", START + timedelta(days=28), 20, AppointmentKind.FOLLOW_UP)
KINDS = st.sampled_from(list(AppointmentKind))
VISITS = st.builds(
    Wanted,
    st.just("A1"),
    st.just(1),
    KINDS,
    st.just(20),
    st.just(START),
    st.sampled_from((None, "C1", "C2")),
    st.sampled_from(list(Priority)),
    st.none() | st.dates(date(2014, 1, 1), date(2016, 1, 10)),
    st.none() | st.dates(date(2016, 1, 1), date(2016, 5, 1)),
    st.integers(0, 4),
    st.booleans(),
    st.booleans(),
)


def on(day: int, **other: object) -> Slot:
    """The slot so many days after the planned date."""
    return replace(SLOT, start=START + timedelta(days=day), **other)


def price(visit: Wanted, slot: Slot) -> int:
    return harm(visit, slot, WEIGHTS, NOW)


def test_a_routine_date_costs_its_days_and_its_weeks_waited() -> None:
    """13 weeks waited: 10 + 13 a day for 28 days; 18 weeks (16 February) are not yet up."""
    assert price(VISIT, SLOT) == 28 * (10 + 13)
    assert price(replace(VISIT, times_postponed=2), SLOT) == 28 * (10 + 13 + 2 * 5)
    assert price(VISIT, replace(SLOT, clinician_staff_id="C2")) == 28 * 23 + 100
    assert price(replace(VISIT, clinician_staff_id=None), SLOT) == 28 * 23


def test_each_clock_costs_once_and_by_the_day_it_is_passed() -> None:
    assert price(VISIT, on(35)) == 35 * 23
    assert price(VISIT, on(36)) - 36 * 23 == 300 + 20
    cancer = replace(VISIT, cancer_day_62=date(2016, 2, 9))
    assert price(cancer, on(28)) == 28 * 23
    assert price(cancer, on(30)) - 30 * 23 == 5000 + 2 * 200
    second = replace(VISIT, priority=Priority.P2, rtt_start=None)
    assert price(second, on(28)) == 28 * 60
    assert price(second, on(29)) == 29 * 60 + 3000 + 100


def test_short_notice_costs_until_it_is_agreed() -> None:
    """21 days are counted from today, not from the planned date."""
    assert price(VISIT, on(17)) == 17 * 23
    assert price(VISIT, on(16)) == 16 * 23 + 100 + 15
    assert price(replace(VISIT, is_agreed=True), on(16)) == 16 * 23
    assert notice_harm(date(2016, 1, 29), WEIGHTS, NOW) == 0


def test_the_guarantee_is_for_admissions_cancelled_on_the_day() -> None:
    for kind in AppointmentKind:
        visit = replace(VISIT, kind=kind, is_last_minute=True)
        names = {clock.name for clock in clocks(visit, WEIGHTS)}
        is_admission = kind in (AppointmentKind.DAY_CASE, AppointmentKind.INPATIENT_ELECTIVE)
        assert (ClockName.GUARANTEE in names) == is_admission
        (clock,) = [c for c in clocks(visit, WEIGHTS) if c.name is ClockName.GUARANTEE] or [None]
        assert clock is None or clock.last_day == date(2016, 2, 9)


def test_suspected_cancer_waits_by_the_standard_of_the_day() -> None:
    def limit(day: date) -> int | None:
        return RULES.on(day).priorities[Priority.SUSPECTED_CANCER].clinical_days

    assert limit(date(2016, 1, 8)) == 14
    assert limit(date(2023, 9, 30)) == 14
    assert limit(date(2023, 10, 1)) == 28
    assert limit(date(1999, 1, 1)) == 14


def test_every_rule_says_where_it_comes_from() -> None:
    for _, weights in RULES.dated:
        for rule in (*weights.priorities.values(), *weights.clocks.values()):
            assert rule.source


@given(VISITS, st.integers(1, 300), st.integers(1, 300))
def test_a_later_date_never_harms_less_once_notice_is_reasonable(
    visit: Wanted, one: int, more: int
) -> None:
    visit = replace(visit, is_agreed=True)
    assert price(visit, on(one + more)) >= price(visit, on(one))


@given(VISITS, st.integers(-3, 300))
def test_no_date_harms_more_than_any(visit: Wanted, day: int) -> None:
    assert unplaced_harm(visit, (START + timedelta(days=300)).date(), WEIGHTS) > price(
        visit, on(day, clinician_staff_id="C9")
    )


@given(VISITS, st.integers(0, 300), st.integers(0, 6))
def test_who_was_moved_before_is_never_cheaper_to_delay(visit: Wanted, day: int, more: int) -> None:
    again = replace(visit, times_postponed=visit.times_postponed + more)
    assert price(again, on(day)) >= price(visit, on(day))


@pytest.mark.parametrize(
    ("slot", "is_fit"),
    [
        (SLOT, True),
        (replace(SLOT, duration_minutes=30), True),
        (replace(SLOT, duration_minutes=15), False),
        (replace(SLOT, service_id=2), False),
        (replace(SLOT, kind=AppointmentKind.OUTPATIENT_NEW), False),
        (on(0), False),
    ],
)
def test_what_fits(slot: Slot, is_fit: bool) -> None:
    assert fits(VISIT, slot) == is_fit


def test_a_patient_who_is_elsewhere_is_not_asked() -> None:
    begin = SLOT.start + timedelta(minutes=20)
    assert fits(replace(VISIT, busy=((begin, begin + timedelta(hours=1)),)), SLOT)
    begin -= timedelta(minutes=1)
    assert not fits(replace(VISIT, busy=((begin, begin + timedelta(hours=1)),)), SLOT)


def test_only_notified_and_confirmed_strikes_at_the_site_stand() -> None:
    group = frozenset({StaffGroup.RESIDENT_DOCTOR})
    kind = WindowType.EMERGENCY_CARE_ONLY
    terms = WindowTerms(START, START + timedelta(days=1), kind, group, frozenset({"Main"}))
    end = START + timedelta(minutes=20)
    for state in WindowState:
        window = StrikeWindow(1, "D", "BMA", state, 1, terms)
        stands = standing_over([window], "main", START, end) is window
        assert stands == (state in (WindowState.NOTIFIED, WindowState.CONFIRMED))
        assert standing_over([window], "Other", START, end) is None
        before = START - timedelta(minutes=20)
        assert standing_over([window], "Main", before, START) is None
    open_end = replace(terms, end=None)
    window = StrikeWindow(1, "D", "BMA", WindowState.NOTIFIED, 1, open_end)
    far = START + timedelta(days=400)
    assert standing_over([window], "Main", far, far + timedelta(minutes=20)) is window


def test_words_put_warnings_first_and_count_days_in_hospital_time() -> None:
    """A slot at 00:30 on 1 June is 31 May in UTC: people count the day on the hospital's clock."""
    problem = RebookingProblem((VISIT,), (), WEIGHTS, NOW)
    at = datetime(2016, 5, 31, 23, 30, tzinfo=UTC)
    made = choice(VISIT, replace(SLOT, start=at), problem, is_too_late=False)
    assert made.notes[0] == "141 days later"
    assert made.warnings == ("33 weeks from referral by then: past 18 weeks (16 Feb 2016)",)
    late = replace(VISIT, rtt_start=date(2015, 1, 1))
    assert choice(late, SLOT, problem, is_too_late=True).warnings == (
        "Too soon for a letter: phone the patient",
    )
    assert (
        "57 weeks from referral by then: past 18 weeks (7 May 2015)"
        in choice(late, SLOT, problem, is_too_late=False).notes
    )
