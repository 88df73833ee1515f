"""What a strike removes: start inside or clip, states, types, groups, sites, marks, absences."""

from __future__ import annotations

from typing import Any

import pytest

from rota.domain.codes import LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.losses import WindowFacts, horizon, lost_duties, lost_stretch
from tests.domain.making import CONSULTANT, at, held, window

CLIP = LossPolicy.CLIP
DAY = ("2016-01-12 09:00", "2016-01-12 17:00")


def lost_minutes(duty: Any, strike: Any, **facts: Any) -> int:
    marks, working = facts.get("marks", {}), facts.get("working", ())
    found = lost_duties([duty], WindowFacts(strike, marks, working), facts.get("absences", {}))
    return sum(each.lost_minutes for each in found)


@pytest.mark.parametrize(
    ("start", "end", "start_inside", "clip"),
    [
        pytest.param(*DAY, 480, 480, id="Tue day, wholly inside"),
        pytest.param("2016-01-12 08:00", "2016-01-12 20:30", 750, 750, id="starts with the window"),
        pytest.param("2016-01-12 20:00", "2016-01-13 08:30", 750, 720, id="night over the end"),
        pytest.param("2016-01-11 20:00", "2016-01-12 08:30", 0, 30, id="began before: finished"),
        pytest.param("2016-01-12 07:59", "2016-01-12 20:00", 0, 720, id="a minute early"),
        pytest.param("2016-01-13 07:59", "2016-01-13 20:00", 721, 1, id="in the last minute"),
        pytest.param("2016-01-13 08:00", "2016-01-13 20:00", 0, 0, id="starts as the window ends"),
        pytest.param("2016-01-11 20:00", "2016-01-12 08:00", 0, 0, id="ends as the window starts"),
        pytest.param("2016-01-11 00:00", "2016-01-14 00:00", 0, 1440, id="around the window"),
    ],
)
def test_the_edges_of_a_window(start: str, end: str, start_inside: int, clip: int) -> None:
    assert lost_minutes(held(start, end), window()) == start_inside
    assert lost_minutes(held(start, end), window(policy=CLIP)) == clip


def test_true_minutes_are_lost_over_the_clock_change() -> None:
    night = held("2026-10-24 20:00", "2026-10-25 08:30")
    assert lost_minutes(night, window("2026-10-24 08:00", "2026-10-25 08:00")) == 810
    clipped = window("2026-10-24 08:00", "2026-10-25 08:00", policy=CLIP)
    assert lost_minutes(night, clipped) == 780


def test_an_open_window_loses_whatever_starts_later() -> None:
    assert lost_minutes(held("2016-03-01 09:00", "2016-03-01 10:00"), window(end=None)) == 60
    assert lost_minutes(held(*DAY), window(end=None, policy=CLIP)) == 480


@pytest.mark.parametrize(
    ("state", "lost"),
    [
        (WindowState.NOTIFIED, True), (WindowState.CONFIRMED, True), (WindowState.COMPLETED, True),
        (WindowState.SUSPENDED, False), (WindowState.CALLED_OFF, False),
    ],
)  # fmt: skip
def test_only_standing_windows_remove(state: WindowState, lost: bool) -> None:
    assert bool(lost_minutes(held(*DAY), window(state=state))) == lost


@pytest.mark.parametrize(
    ("kind", "unmarked", "marked"),
    [
        (WindowType.FULL_WALKOUT, True, True),
        (WindowType.EMERGENCY_CARE_ONLY, True, False),
        (WindowType.CHRISTMAS_DAY_COVER, True, False),
        (WindowType.ACTION_SHORT_OF_STRIKE, False, False),
    ],
)
def test_the_type_decides_whether_a_mark_keeps_a_duty(
    kind: WindowType, unmarked: bool, marked: bool
) -> None:
    assert bool(lost_minutes(held(*DAY), window(type=kind))) == unmarked
    assert bool(lost_minutes(held(*DAY, emergency=True), window(type=kind))) == marked


@pytest.mark.parametrize(
    ("in_file", "mark", "lost"),
    [
        pytest.param(False, None, True, id="neither"),
        pytest.param(True, None, False, id="the file's mark alone"),
        pytest.param(False, True, False, id="the manager's mark alone"),
        pytest.param(True, False, True, id="the manager's no over the file's yes"),
    ],
)
def test_a_managers_mark_goes_over_the_files(in_file: bool, mark: bool | None, lost: bool) -> None:
    marks = {} if mark is None else {"D1": mark}
    assert bool(lost_minutes(held(*DAY, emergency=in_file), window(), marks=marks)) == lost


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"holder_group": CONSULTANT}, id="another group"),
        pytest.param({"staff_id": None, "holder_group": None}, id="nobody holds it"),
        pytest.param({"site": "Elsewhere"}, id="another site"),
    ],
)
def test_what_the_window_does_not_reach_is_kept(change: dict[str, Any]) -> None:
    strike = window(sites=frozenset({"Main"}))
    assert lost_minutes(held(*DAY), strike) == 480
    assert lost_minutes(held(*DAY, **change), strike) == 0


def test_a_window_without_sites_reaches_every_site() -> None:
    assert lost_minutes(held(*DAY, site="Anywhere"), window()) == 480


def test_a_window_may_call_out_several_groups() -> None:
    strike = window(groups=frozenset({CONSULTANT, StaffGroup.NURSE}))
    assert lost_minutes(held(*DAY, holder_group=CONSULTANT), strike) == 480
    assert lost_minutes(held(*DAY), strike) == 0


def test_who_declared_working_keeps_the_duty() -> None:
    assert lost_minutes(held(*DAY), window(), working={"R1"}) == 0
    assert lost_minutes(held(*DAY), window(), working={"R2"}) == 480


@pytest.mark.parametrize(
    ("start", "end", "lost"),
    [
        pytest.param("2016-01-12 00:00", "2016-01-13 00:00", 0, id="away all day"),
        pytest.param("2016-01-12 09:00", "2016-01-12 09:01", 0, id="away as it starts"),
        pytest.param("2016-01-12 08:00", "2016-01-12 09:00", 480, id="back as it starts"),
        pytest.param("2016-01-12 10:00", "2016-01-12 17:00", 480, id="away later only"),
    ],
)
def test_absent_at_the_start_is_not_striking(start: str, end: str, lost: int) -> None:
    absences = {"R1": [(at(start), at(end))]}
    assert lost_minutes(held(*DAY), window(), absences=absences) == lost


def test_lost_duties_come_in_order_and_say_why() -> None:
    duties = [
        held("2016-01-12 20:00", "2016-01-13 08:30", duty_id="D3"),
        held(*DAY, duty_id="D2"),
        held(*DAY, duty_id="D1"),
        held("2016-01-13 08:00", "2016-01-13 12:00", duty_id="D4"),
    ]
    found = lost_duties(duties, WindowFacts(window(), {}, ()), {})
    assert [each.duty.duty_id for each in found] == ["D1", "D2", "D3"]
    assert found[0].reason == "starts inside the window"
    assert "after the window" in found[2].reason
    (clipped,) = lost_duties(duties[:1], WindowFacts(window(policy=CLIP), {}, ()), {})
    assert "inside the window" in clipped.reason
    assert horizon(window(), found) == at("2016-01-13 08:30")
    assert horizon(window(), found[:1]) == at("2016-01-13 08:00")
    assert horizon(window(end=None), []) == at("2016-01-12 08:00")


def test_the_overhang_goes_to_the_duties_end_also_when_clipped() -> None:
    duty = held("2016-01-12 20:00", "2016-01-13 08:30")
    facts = WindowFacts(window(policy=CLIP), {}, ())
    assert lost_stretch(duty, facts, {}) == (duty.start, at("2016-01-13 08:00"))
    assert horizon(facts.window, lost_duties([duty], facts, {})) == at("2016-01-13 08:30")
