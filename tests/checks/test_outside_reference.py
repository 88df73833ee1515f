"""The outside check's own sums, worked by hand, so that a disagreement can be trusted."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest

from tests.checks.hospital import plan_hospital
from tests.checks.outside import Answers, check_window, compare, told_minute
from tests.checks.records import (
    Appointment,
    Assignment,
    Duty,
    Hospital,
    Person,
    Requirement,
    Window,
    absence_of,
    local_of,
    minute_of,
    requirement_of,
)
from tests.checks.reference import Reading, Recomputation, band_holds, most_filled

ANY_DAY = frozenset(range(7))
WARD = frozenset({"ward"})
RESIDENTS = frozenset({"resident_doctor"})
STAFF = {
    "R": Person("R", "resident_doctor", "ST5", frozenset({"airway"})),
    "F": Person("F", "resident_doctor", "F1", frozenset()),
    "C": Person("C", "consultant", "CONSULTANT", frozenset({"airway"})),
    "N": Person("N", "nurse", "Band 6", frozenset({"airway"})),
}


def duty(number: str, who: str, start: str, end: str, kind: str = "ward", **rest: Any) -> Duty:
    begins, ends = minute_of(start), minute_of(end)
    return Duty(
        number, "ED", "Medicine", "Main", who, begins, ends, kind, **{"emergency": False, **rest}
    )


def need(
    band: str = "00:00-00:00", number: int = 1, grade: str = "FY1", **rest: Any
) -> Requirement:
    row = {
        "service": "ED", "level": "emergency_only", "from": band[:5], "to": band[6:], "days": "",
        "number": str(number), "grade_min": grade, "competencies": "", "staff_groups": "",
        "kinds": "", **rest,
    }  # fmt: skip
    return requirement_of(row)


def strike(start: str, end: str, kind: str = "full_walkout", **rest: Any) -> Window:
    return Window("1", RESIDENTS, frozenset(), minute_of(start), minute_of(end), kind, **rest)


def ed(window: Window, *duties: Duty, **rest: Any) -> Recomputation:
    parts = {"absences": {}, "requirements": (need(),), "appointments": (), **rest}
    services = {"ED": ("Medicine", "Main")}
    return Recomputation(
        Hospital(STAFF, duties=duties, services=services, windows=(window,), **parts)
    )


def total(again: Recomputation, window: Window) -> int:
    return sum(again.missing(window).get("ED", {}).values())


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-29 01:30", "2026-03-29T01:30"),  # does not exist: the offset from before
        ("29/03/2026 02:00", "2026-03-29T01:00"),
        ("2026-10-25 01:30", "2026-10-25T00:30"),  # happens twice: the first
        ("25/10/2026 02:00", "2026-10-25T02:00"),
    ],
)
def test_local_times_on_clock_change_nights(local: str, utc: str) -> None:
    assert minute_of(local) == told_minute(
        {
            "start_utc": f"{utc}:00+00:00",
            "start": local_of(minute_of(local)).isoformat(),
        },
        "start",
    )


def test_a_bare_date_ends_an_absence_at_the_end_of_that_day() -> None:
    bare = absence_of({"from": "2026-03-28", "to": "2026-03-29"})
    assert bare[1] - bare[0] == 47 * 60
    assert absence_of({"from": "2026-03-28", "to": "2026-03-28 00:00"})[1] == bare[0]


def test_an_autumn_night_is_lost_to_its_own_end_and_an_hour_longer() -> None:
    window = strike("2026-10-24 08:00", "2026-10-25 08:00")
    night = duty("D1", "R", "2026-10-24 20:00", "2026-10-25 08:30")
    begun = duty("D2", "F", "2026-10-23 20:00", "2026-10-24 08:30")
    again = ed(window, night, begun)
    assert again.lost_duties(window) == {"D1": 13 * 60 + 30}
    assert again.horizon(window) == (window.start, night.end)
    # 25 hours and 30 minutes of overhang, less the half hour for which the night before stays on.
    assert total(again, window) == 25 * 60


def test_clip_takes_only_the_minutes_inside_and_those_of_a_duty_begun_before() -> None:
    window = strike("2026-06-09 08:00", "2026-06-09 17:00", policy="clip")
    before = duty("D1", "F", "2026-06-08 20:00", "2026-06-09 08:30")
    late = duty("D2", "R", "2026-06-09 13:00", "2026-06-09 22:00")
    assert ed(window, before, late).lost_duties(window) == {"D1": 30, "D2": 240}


def test_what_keeps_a_duty() -> None:
    window = strike(
        "2026-06-09 08:00",
        "2026-06-10 08:00",
        "emergency_care_only",
        marks={"D1": False, "D3": True},
    )
    day = ("2026-06-09 09:00", "2026-06-09 17:00")
    filed = duty("D1", "R", *day, emergency=True)  # the mark for the window wins over the file
    kept = duty("D2", "F", *day, emergency=True)
    marked = duty("D3", "F", *day)
    other, vacant = duty("D4", "C", *day), duty("D5", "", *day)
    away = duty("D6", "F", *day)
    assert set(ed(window, filed, kept, marked, other, vacant).lost_duties(window)) == {"D1"}
    leave = {"F": (absence_of({"from": "2026-06-09", "to": "2026-06-09 09:01"}),)}
    assert not ed(window, away, absences=leave).lost_duties(window)
    assert total(ed(window, away, absences=leave), window) == 24 * 60 - 8 * 60 + 1
    for change in ({"state": "suspended"}, {"declared": {"R": "working"}}, {"sites": WARD}):
        spared = replace(window, **change)
        assert not ed(spared, filed).lost_duties(spared)


def test_bands_go_by_the_wall_clock_and_belong_to_the_day_they_start_on() -> None:
    saturday = need("23:00-01:30", days="Sat")
    held = [
        minute
        for minute in range(minute_of("2026-10-23 12:00"), minute_of("2026-10-26 12:00"))
        if band_holds(saturday, minute, Reading())
    ]
    # 23:00 to 01:30, and 01:00 to 01:30 once more when the clock has gone back.
    assert len(held) == 180
    assert held[0] == minute_of("2026-10-24 23:00")
    assert held[-1] == minute_of("2026-10-25 01:29") + 60


def test_people_are_moved_along_so_that_most_places_are_filled() -> None:
    assert most_filled([["a", "b"], ["a"], ["b", "c"]]) == 3
    assert most_filled([["a"], ["a"], ["a", "b"]]) == 2
    assert most_filled([[], []]) == 0


def test_group_grade_competence_and_kind_each_count() -> None:
    window = strike("2026-06-09 09:00", "2026-06-09 10:00", "action_short_of_strike",
                    levels={"ED": "emergency_only"})  # fmt: skip
    day = ("2026-06-09 08:00", "2026-06-09 20:00")
    there = (duty("D1", "F", *day), duty("D2", "N", *day), duty("D3", "C", *day, kind="clinic"))

    def short(*rows: Requirement) -> int:
        return total(ed(window, *there, requirements=rows), window) // 60

    assert short(need(grade="ST")) == 1  # the consultant is in clinic, the nurse is not medical
    assert short(need(grade="ST", kinds="clinic;ward")) == 0
    assert short(need(grade="", staff_groups="nurse"), need(number=2)) == 1
    assert short(need(competencies="airway"), need(grade="", staff_groups="nurse")) == 1
    assert short(need(number=1, kinds="clinic;ward"), need()) == 0


def test_unspecified_and_suspended_services() -> None:
    window = strike("2026-06-09 08:00", "2026-06-10 08:00")
    assert ed(window, requirements=()).services(window) == ["ED"]
    assert ed(window, requirements=()).unspecified(window) == {"ED"}
    shut = replace(window, levels={"ED": "suspended"})
    assert ed(shut).unspecified(shut) == set()
    assert total(ed(shut), shut) == 0


def test_every_reason_that_puts_an_appointment_at_risk() -> None:
    window = strike("2026-06-09 08:00", "2026-06-10 08:00")
    night = duty("D1", "R", "2026-06-08 20:00", "2026-06-09 08:30")
    day = duty("D2", "C", "2026-06-09 08:30", "2026-06-09 12:00")

    def seen(number: str, who: str, start: str, *needs: str) -> Appointment:
        begins = minute_of(start)
        return Appointment(number, "ED", "Main", who, needs, begins, begins + 20)

    appointments = (
        seen("excused", "R", "2026-06-09 08:10", "ST"),
        seen("striking", "R", "2026-06-09 09:00", "FY1", "CONSULTANT"),
        seen("nobody", "C", "2026-06-09 12:00", "FY1"),
        seen("across", "F", "2026-06-09 07:50", "CONSULTANT"),
        seen("before", "F", "2026-06-09 07:40", "CONSULTANT"),
        seen("moved", "C", "2026-06-09 10:00", "ST"),
    )
    moved = (
        Assignment("1", "C", "Ward", minute_of("2026-06-09 10:10"), minute_of("2026-06-09 14:00")),
    )
    again = ed(window, night, day, appointments=appointments, assignments=moved)
    assert again.at_risk(window) == {
        "striking": {"clinician_absent"},
        "nobody": {"nobody_of_grade", "clinician_moved"},
        "across": {"nobody_of_grade"},
        "moved": {"clinician_moved"},
    }
    off = replace(window, state="called_off")
    assert ed(off, appointments=appointments).at_risk(off) == {}


def stretches_of(minutes: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """The stretches over which as many are missing."""
    pairs = enumerate(sorted(minutes))
    for (_, number), run in groupby(pairs, lambda pair: (pair[1] - pair[0], minutes[pair[1]])):
        stretch = [minute for _, minute in run]
        yield stretch[0], stretch[-1] + 1, number


def answers_of(again: Recomputation, window: Window) -> Answers:
    """The answers that a program of this reading would give, each service one requirement."""

    def edges(start: int, end: int) -> dict[str, str]:
        ends = {"start": local_of(start), "end": local_of(end)}
        told = {key: moment.isoformat() for key, moment in ends.items()}
        offsets = {key: moment - moment.utcoffset() for key, moment in ends.items()}  # type: ignore[operator]
        utc = {f"{key}_utc": f"{moment:%Y-%m-%dT%H:%M:%S}+00:00" for key, moment in offsets.items()}
        return told | utc

    hospital, about = again.hospital, {"window": 7, "revision": 1}
    lost, risks, missing = again.lost_duties(window), again.at_risk(window), again.missing(window)
    duties = [
        {"duty_id": one.id, "staff_id": one.staff_id, "service": one.service,
         "department": one.department, "site": one.site, "lost_minutes": lost[one.id],
         **edges(one.start, one.end)}
        for one in hospital.duties if one.id in lost
    ]  # fmt: skip
    appointments = [
        {"appointment_id": one.id, "service": one.service, "reasons": list(risks[one.id]),
         "decision": None, "letter_needed": False, **edges(one.start, one.end)}
        for one in hospital.appointments if one.id in risks
    ]  # fmt: skip
    gaps = []
    for service, minutes in missing.items():
        department, site = hospital.services[service]
        place = {"service": service, "department": department, "site": site, "requirement": "all"}
        for start, end, number in stretches_of(minutes):
            gaps.append({**place, "missing": number, **edges(start, end)})
    totals = {service: sum(minutes.values()) for service, minutes in missing.items()}
    unspecified = sorted(again.unspecified(window))
    return Answers(
        {**about, "duties": duties}, {**about, "appointments": appointments},
        {**about, "unspecified": unspecified, "missing_person_minutes": totals, "gaps": gaps},
        listed={},
    )  # fmt: skip


@pytest.mark.parametrize("seed", [2, 5, 12])
def test_answers_of_our_own_reading_agree_and_a_changed_one_does_not(seed: int) -> None:
    hospital = plan_hospital(seed).known()
    again = Recomputation(hospital)
    for window in hospital.windows:
        answers = answers_of(again, window)
        assert compare(answers, window, again) == []
        gaps = answers.gaps["gaps"]
        late = {**answers.gaps, "gaps": gaps[1:]}
        found = compare(replace(answers, gaps=late), window, again)
        assert any("sum to" in one for one in found) == bool(gaps)


def test_another_reading_is_named_when_it_settles_every_difference() -> None:
    plan = plan_hospital(12)
    hospital = plan.known()
    other = Recomputation(hospital, Reading(lost_in="this_window"))
    entered, window = plan.windows[0], hospital.windows[0]
    answers = replace(
        answers_of(other, window),
        listed={
            "window": 7, "revision": 1, "dispute": entered.dispute, "union": entered.union,
            "type": entered.type, "state": entered.state, "groups": list(entered.groups),
            "start_utc": "2026-01-01T00:00:00+00:00", "start": "2026-01-01T00:00:00+00:00",
            "end": None,
        },
    )  # fmt: skip
    found, readings = check_window(hospital, entered, window, answers)
    assert readings == ["lost_in=this_window"]
    assert any("agrees when read as lost_in=this_window" in one for one in found)


def test_a_seed_names_a_hospital_for_good() -> None:
    assert plan_hospital(3, "clock_change") == plan_hospital(3, "clock_change")
    plain = [plan_hospital(seed, "mixed", start_inside_only=True) for seed in range(30)]
    assert {window.policy for plan in plain for window in plan.windows} == {"start_inside"}
