"""Why an appointment is at risk: each reason by itself, and every one that holds."""

from __future__ import annotations

from typing import Any

import pytest

from rota.domain.appointments import Risk, RiskRules, highest_rank_present
from rota.domain.codes import DutyKind, Level, LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.cover import Presence
from rota.domain.duties import Assignment
from rota.domain.losses import WindowFacts
from tests.domain.making import (
    CONSULTANT,
    LADDER,
    appointment,
    at,
    held,
    person,
    utc,
    visit,
    window,
)

ABSENT, SUSPENDED = Risk.CLINICIAN_ABSENT, Risk.SERVICE_SUSPENDED
NOBODY, MOVED = Risk.NOBODY_OF_GRADE, Risk.CLINICIAN_MOVED
PEOPLE = {
    each.staff_id: each
    for each in (
        person("R1", "ST"), person("F1", "FY1"),
        person("C1", "CONSULTANT", staff_group=CONSULTANT),
        person("N1", "CONSULTANT", staff_group=StaffGroup.NURSE),
    )
}  # fmt: skip


def risks(seen: Any, strike: Any = None, **facts: Any) -> tuple[Risk, ...]:
    strike = strike or window()
    there = highest_rank_present(facts.get("present", ()), PEOPLE, LADDER)
    rules = RiskRules(
        WindowFacts(strike, {}, facts.get("working", ())),
        {who: each.staff_group for who, each in PEOPLE.items()},
        facts.get("levels", {1: Level.EMERGENCY_ONLY}),
        facts.get("duties", ()),
        facts.get("assignments", ()),
        {1: there},
        LADDER,
    )
    return rules.reasons(seen)


@pytest.mark.parametrize(
    ("start", "reasons"),
    [
        pytest.param("2016-01-12 08:00", (ABSENT,), id="as the window starts"),
        pytest.param("2016-01-13 07:59", (ABSENT,), id="in its last minute"),
        pytest.param("2016-01-13 08:00", (), id="as it ends"),
        pytest.param("2016-01-12 07:50", (), id="begun before it"),
        pytest.param("2016-01-12 07:40", (), id="over before it"),
    ],
)
def test_a_striking_clinician_is_absent_from_what_starts_inside(
    start: str, reasons: tuple[Risk, ...]
) -> None:
    assert risks(visit(start)) == reasons


@pytest.mark.parametrize(
    ("seen", "facts"),
    [
        pytest.param(visit(clinician_staff_id="C1"), {}, id="a group that is not called out"),
        pytest.param(visit(clinician_staff_id=None), {}, id="no clinician named"),
        pytest.param(visit(clinician_staff_id="GHOST"), {}, id="a clinician not on the list"),
        pytest.param(visit(), {"working": {"R1"}}, id="declared working"),
        pytest.param(visit(), {"duties": [held("2016-01-12 07:00", "2016-01-12 12:00")]},
                     id="on a duty that began before the window"),
    ],
)  # fmt: skip
def test_a_clinician_who_comes_puts_nothing_at_risk(seen: Any, facts: dict[str, Any]) -> None:
    assert risks(seen, **facts) == ()


def test_a_duty_from_before_excuses_only_while_it_lasts() -> None:
    night = held("2016-01-11 20:00", "2016-01-12 08:30")
    assert risks(visit("2016-01-12 08:29"), duties=[night]) == ()
    assert risks(visit("2016-01-12 08:30"), duties=[night]) == (ABSENT,)


@pytest.mark.parametrize("state", [WindowState.SUSPENDED, WindowState.CALLED_OFF])
def test_a_window_that_is_off_puts_nothing_at_risk(state: WindowState) -> None:
    off = window(state=state)
    assert risks(visit(needs=("CONSULTANT",)), off, levels={1: Level.SUSPENDED}) == ()


def test_another_site_is_not_touched() -> None:
    here = window(sites=frozenset({"Elsewhere"}))
    assert risks(visit(), here, levels={1: Level.SUSPENDED}) == ()


def test_action_short_of_strike_takes_no_clinician_but_may_suspend_a_service() -> None:
    short = window(type=WindowType.ACTION_SHORT_OF_STRIKE)
    assert risks(visit(), short) == ()
    assert risks(visit(), short, levels={1: Level.SUSPENDED}) == (SUSPENDED,)


def test_a_suspended_service_stops_what_overlaps_the_window() -> None:
    other = visit("2016-01-12 07:50", clinician_staff_id="C1")
    assert risks(other, levels={1: Level.SUSPENDED}) == (SUSPENDED,)
    assert risks(other, levels={1: Level.NORMAL}) == ()
    assert risks(visit("2016-01-13 08:00"), levels={1: Level.SUSPENDED}) == ()


@pytest.mark.parametrize(
    ("needs", "who", "kind", "reasons"),
    [
        pytest.param(("ST",), "C1", DutyKind.WARD, (), id="a consultant for an ST"),
        pytest.param(("CONSULTANT",), "R1", DutyKind.WARD, (NOBODY,), id="an ST for a consultant"),
        pytest.param(
            ("FY1", "CONSULTANT"), "R1", DutyKind.WARD, (NOBODY,), id="the highest counts"
        ),
        pytest.param(("ST",), "N1", DutyKind.WARD, (NOBODY,), id="a nurse has no rank"),
        pytest.param(("ST",), "C1", DutyKind.ON_CALL_NON_RESIDENT, (NOBODY,), id="on call at home"),
        pytest.param(("ST",), "C1", DutyKind.CLINIC, (), id="in clinic is there"),
        pytest.param(("ST",), "C1", None, (), id="accepted cover is there"),
        pytest.param((), "F1", DutyKind.WARD, (), id="needs nobody of a grade"),
    ],
)
def test_somebody_of_the_grade_must_be_there_when_it_starts(
    needs: tuple[str, ...], who: str, kind: DutyKind | None, reasons: tuple[Risk, ...]
) -> None:
    stay = Presence(who, at("2016-01-12 10:00"), at("2016-01-12 10:01"), kind)
    seen = visit("2016-01-12 10:00", clinician_staff_id=None, needs=needs)
    assert risks(seen, present=[stay]) == reasons
    late = visit("2016-01-12 10:01", clinician_staff_id=None, needs=needs)
    assert (NOBODY in risks(late, present=[stay])) == bool(needs)


@pytest.mark.parametrize(
    ("service", "start", "end", "reasons"),
    [
        pytest.param(2, "2016-01-12 10:10", "2016-01-12 14:00", (MOVED,), id="elsewhere, overlaps"),
        pytest.param(1, "2016-01-12 10:10", "2016-01-12 14:00", (), id="the same service"),
        pytest.param(2, "2016-01-12 10:20", "2016-01-12 14:00", (), id="from its end on"),
        pytest.param(2, "2016-01-12 08:00", "2016-01-12 10:00", (), id="until its start"),
    ],
)
def test_a_clinician_moved_to_cover_another_service(
    service: int, start: str, end: str, reasons: tuple[Risk, ...]
) -> None:
    given = Assignment(1, "C1", service, at(start), at(end))
    seen = visit("2016-01-12 10:00", 20, clinician_staff_id="C1")
    assert risks(seen, assignments=[given]) == reasons


def test_every_reason_that_holds_is_told_in_order() -> None:
    given = Assignment(1, "R1", 2, at("2016-01-12 08:00"), at("2016-01-12 20:00"))
    found = risks(visit(needs=("ST",)), levels={1: Level.SUSPENDED}, assignments=[given])
    assert found == (ABSENT, SUSPENDED, NOBODY, MOVED)


def test_the_policy_of_duties_does_not_touch_appointments() -> None:
    assert risks(visit("2016-01-12 07:50"), window(policy=LossPolicy.CLIP)) == ()


def test_the_highest_rank_is_known_at_every_instant() -> None:
    stays = [
        Presence("F1", at("2016-01-12 08:00"), at("2016-01-12 20:00"), DutyKind.WARD),
        Presence("C1", at("2016-01-12 09:00"), at("2016-01-12 12:00"), DutyKind.WARD),
        Presence("R1", at("2016-01-12 12:00"), at("2016-01-12 14:00"), None),
        Presence("R1", at("2016-01-12 13:00"), at("2016-01-12 15:00"), DutyKind.WARD),
    ]
    ranks = highest_rank_present(stays, PEOPLE, LADDER)
    clocks = ("07:59", "08:00", "09:00", "11:59", "12:00", "14:00", "15:00", "20:00")
    found = [ranks.at(at(f"2016-01-12 {clock}")) for clock in clocks]
    assert found == [0, 1, 6, 6, 4, 4, 1, 0]


def test_an_appointment_lasts_true_minutes_over_the_clock_change() -> None:
    late = appointment("2026-10-25 00:30", duration_minutes=90)
    assert late.end == utc("2026-10-25 01:00")  # the clocks show 01:00 again
