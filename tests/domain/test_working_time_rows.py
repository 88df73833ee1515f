"""Turns in a row and how often: at the limit and one beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rota.domain.codes import DutyKind
from tests.domain.rosters import HOME, NURSE, OPTED_OUT, RESIDENT, daily, found, turn

JAN_2016, JAN_2017, JAN_2026 = date(2016, 1, 4), date(2017, 1, 2), date(2026, 1, 5)

ROWS = {
    "4 long shifts": ("tcs2016_long_shifts", JAN_2026, 4, "08:00", 10.5, "4 long shifts"),
    "5 long shifts in 2017": ("tcs2016_long_shifts", JAN_2017, 5, "08:00", 10.5, "5 long shifts"),
    "7 long shifts in 2016": ("tcs2002_long_shifts", JAN_2016, 7, "08:00", 10.5, "7 long shifts"),
    "4 late shifts": ("tcs2016_late_shifts", JAN_2026, 4, "12:30", 11, "4 long late shifts"),
    "4 late, 2017": ("tcs2016_late_shifts", JAN_2017, 4, "12:30", 11, "4 long late shifts"),
    "4 nights": ("tcs2016_nights", JAN_2026, 4, "20:00", 12, "4 nights"),
    "4 nights in 2017": ("tcs2016_nights", JAN_2017, 4, "20:00", 12, "4 nights"),
    "7 nights in 2016": ("tcs2002_nights", JAN_2016, 7, "20:00", 12, "7 nights"),
    "7 days": ("tcs2016_days", JAN_2026, 7, "08:00", 8, "7 days"),
    "8 days in 2017": ("tcs2016_days", JAN_2017, 8, "08:00", 8, "8 days"),
    "12 days in 2016": ("tcs2002_days", JAN_2016, 12, "08:00", 8, "12 days"),
    "days over the end of a month": ("tcs2016_days", date(2026, 1, 28), 7, "08:00", 8, "7 days"),
}


@pytest.mark.parametrize("case", ROWS)
def test_so_many_in_a_row_and_one_more(case):
    rule, first, count, clock, hours, limit = ROWS[case]
    assert not found(RESIDENT, daily(first, count, clock, hours), rule)
    (finding,) = found(RESIDENT, daily(first, count + 1, clock, hours), rule)
    assert finding.limit == limit
    assert len(finding.duties) == count + 1


@pytest.mark.parametrize(("hours", "long"), [(10, False), (10 + 1 / 60, True)])
def test_a_long_shift_lasts_longer_than_ten_hours(hours, long):
    turns = daily(JAN_2026, 5, "08:00", hours)
    assert bool(found(RESIDENT, turns, "tcs2016_long_shifts")) is long


@pytest.mark.parametrize(
    ("clock", "hours", "late"),
    [("15:59", 10.5, True), ("16:00", 10.5, False), ("12:00", 11, False), ("12:00", 11.1, True)],
    ids=["starts 15:59", "starts 16:00", "ends 23:00", "ends 23:06"],
)
def test_a_late_shift_starts_before_1600_and_ends_after_2300(clock, hours, late):
    turns = daily(JAN_2026, 5, clock, hours)
    assert bool(found(RESIDENT, turns, "tcs2016_late_shifts")) is late


@pytest.mark.parametrize(
    ("clock", "hours", "night"),
    [
        ("18:00", 8, True),
        ("18:00", 8 - 1 / 60, False),
        ("03:00", 8, True),
        ("03:01", 8, False),
        ("23:30", 8, True),
    ],
    ids=["until 02:00", "until 01:59", "from 03:00", "from 03:01", "near midnight"],
)
def test_a_night_has_three_hours_of_work_between_2300_and_0600(clock, hours, night):
    turns = daily(JAN_2026, 5, clock, hours)
    assert bool(found(RESIDENT, turns, "tcs2016_nights")) is night


def test_nights_that_start_either_side_of_midnight_follow_each_other():
    turns = [turn(f"2026-01-{day:02} {clock}", 8) for day, clock in (
        (5, "22:00"), (7, "00:30"), (7, "22:00"), (8, "22:00"), (9, "22:00"))]  # fmt: skip
    (finding,) = found(RESIDENT, turns, "tcs2016_nights")
    assert finding.measured == "5 nights"
    assert finding.text.startswith("5 nights in a row, Monday 5 January to Friday 9 January")


def test_a_day_on_which_a_night_only_ends_breaks_a_row_of_days():
    turns = [*daily(JAN_2026, 4, "08:00", 8), turn("2026-01-09 20:00", 12)]
    turns += daily(date(2026, 1, 12), 4, "08:00", 8)
    assert not found(RESIDENT, turns, "tcs2016_days")


def test_two_nights_ask_no_long_rest_before_the_refresh():
    turns = [*daily(JAN_2017, 2, "20:00", 12), turn("2017-01-05 08:00", 9)]
    assert not found(RESIDENT, turns, "tcs2016_rest_after_nights")


def test_rest_after_nights_names_the_clinic_it_empties():
    nights = daily(date(2026, 1, 12), 2, "21:00", 11)
    clinic = turn("2026-01-15 06:00", 4, kind=DutyKind.CLINIC, place="Cardiology")
    (finding,) = found(RESIDENT, [*nights, clinic], "tcs2016_rest_after_nights")
    assert finding.text == (
        "22 h of rest after 2 nights in a row, until 06:00 Thursday 15 January "
        "(clinic, Cardiology); 46 h needed."
    )
    assert finding.duties[-1] == clinic.ref


def weekends(first_saturday, worked, of):
    """Weekdays of some weeks, and the first weekends of them."""
    monday = first_saturday - timedelta(days=5)
    turns = [
        each for week in range(of) for each in daily(monday + timedelta(weeks=week), 3, "09:00", 8)
    ]
    turns += [turn(f"{first_saturday + timedelta(weeks=week)} 09:00", 8) for week in range(worked)]
    end = monday + timedelta(weeks=of)
    return [*turns, turn(f"{end} 09:00", 8)]


@pytest.mark.parametrize(
    ("year", "worked", "of", "broken"),
    [
        (2026, 1, 3, False), (2026, 2, 3, True), (2026, 2, 4, False), (2026, 3, 4, True),
        (2017, 2, 4, False), (2017, 3, 4, True), (2017, 2, 3, False), (2026, 1, 1, False),
    ],
)  # fmt: skip
def test_weekends_of_those_on_record(year, worked, of, broken):
    saturday = date(2026, 1, 10) if year == 2026 else date(2017, 1, 7)
    findings = found(RESIDENT, weekends(saturday, worked, of), "tcs2016_weekends")
    assert bool(findings) is broken
    for each in findings:
        assert each.measured == f"{worked} of {of} weekends"
        assert (each.severity, each.limit) == ("warn", "1 in 3" if year == 2026 else "1 in 2")


@pytest.mark.parametrize(
    ("start", "hours", "works"),
    [
        ("2026-01-09 20:00", 4, False),
        ("2026-01-09 20:00", 4 + 2 / 60, True),
        ("2026-01-11 23:58", 8, True),
        ("2026-01-11 23:59", 8, False),
    ],
    ids=["Friday to midnight", "Friday past 00:01", "Sunday 23:58", "Sunday 23:59"],
)
def test_a_weekend_is_from_0001_on_saturday_to_2359_on_sunday(start, hours, works):
    turns = [turn(start, hours), turn("2026-01-17 09:00", 8)]
    assert bool(found(RESIDENT, turns, "tcs2016_weekends")) is works


def on_call(*days):
    return [turn(f"2026-01-{day:02} 17:00", 15, kind=HOME) for day in days]


@pytest.mark.parametrize(
    ("days", "broken"),
    [
        ((5, 7, 9), False),
        ((5, 6), True),
        ((10, 11), False),
        ((9, 10), True),
        ((11, 12), True),
    ],
    ids=["apart", "Mon Tue", "Sat Sun", "Fri Sat", "Sun Mon"],
)
def test_on_call_from_home_in_a_row_only_on_saturday_and_sunday(days, broken):
    assert bool(found(RESIDENT, on_call(*days), "tcs2016_on_call_in_a_row")) is broken


@pytest.mark.parametrize(
    ("days", "broken"), [((5, 7, 9), False), ((5, 7, 9, 11), True), ((5, 7, 9, 12), False)]
)
def test_on_call_from_home_three_times_in_seven_days(days, broken):
    findings = found(RESIDENT, on_call(*days), "tcs2016_on_call_in_7_days")
    assert bool(findings) is broken
    for each in findings:
        assert (each.measured, each.limit) == ("4 on-call periods", "3 on-call periods")


def test_an_average_of_few_weeks_is_a_note_that_says_so():
    (finding,) = found(RESIDENT, daily(JAN_2026, 7, "08:00", 8), "tcs2016_average")
    assert (finding.severity, finding.measured) == ("note", "56 h")
    assert "only 1 week of records" in finding.text


def test_an_average_slides_over_longer_records():
    busy = [
        each
        for week in range(30)
        for each in daily(
            JAN_2026 + timedelta(weeks=week), 6, "08:00", 8 if week < 4 else 8 + 1 / 6
        )
    ]
    findings = found(RESIDENT, busy, "tcs2016_average")
    assert {each.severity for each in findings} == {"warn"}
    assert findings[0].measured.startswith("49 h")
    assert "over the 26 weeks from" in findings[0].text


def test_the_opt_out_lifts_the_average_and_never_rest():
    turns = [*daily(JAN_2026, 6, "08:00", 9), turn("2026-01-11 01:00", 2)]
    broken = {each.rule for each in found(RESIDENT, turns)}
    assert broken >= {"tcs2016_average", "tcs2016_daily_rest"}
    assert {each.rule for each in found(OPTED_OUT, turns)} == broken - {"tcs2016_average"}
    nurse = replace(NURSE, opt_out_48h=True)
    assert {each.rule for each in found(nurse, turns)} == {"wtr_daily_rest"}
    assert {each.rule for each in found(NURSE, turns)} == {"wtr_daily_rest", "wtr_average"}
