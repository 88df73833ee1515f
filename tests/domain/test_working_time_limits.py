"""Each working-time limit in hours: met exactly, with a minute to spare, and missed by a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rota.domain.working_time import Turn, Worker
from tests.domain.rosters import (
    CONSULTANT,
    HOME,
    NURSE,
    OPTED_OUT,
    RESIDENT,
    SAS,
    at,
    daily,
    found,
    longer,
    turn,
)

Roster = Callable[[int], list[Turn]]
"""A roster that lies so many minutes beyond the limit."""

JAN_2016, JAN_2017, JAN_2026 = date(2016, 1, 4), date(2017, 1, 2), date(2026, 1, 5)
"""Mondays."""


def shift(start: str, hours: int) -> Roster:
    return lambda over: [turn(start, hours, over)]


def rest(first: list[Turn], hours: int, next_hours: float = 8) -> Roster:
    """Then rest that is so many minutes short of the hours, then a turn."""
    ends = first[-1].end
    return lambda short: [
        *first,
        turn(ends + timedelta(hours=hours, minutes=-short), next_hours),
    ]


def week(first: date, days: int, hours: float) -> Roster:
    return lambda over: longer(daily(first, days, "08:00", hours), over)


def weeks(first: date, number: int, days: int, hours: float) -> Roster:
    """So many weeks of the same days; 48 hours are six times eight."""
    turns = [
        each
        for week_number in range(number)
        for each in daily(first + timedelta(weeks=week_number), days, "08:00", hours)
    ]
    return lambda over: longer(turns, over)


def two_short_rests(first: date) -> Roster:
    """Work on each day of a fortnight, with two rests of 24 hours but for some minutes."""

    def made(short: int) -> list[Turn]:
        long_week = daily(first, 6, "08:00", 8)
        turns = [*long_week, turn(long_week[-1].end + timedelta(hours=24, minutes=-short))]
        more = [turn(turns[-1].start + timedelta(days=each)) for each in range(1, 6)]
        last = turn(more[-1].end + timedelta(hours=24, minutes=-short))
        return [*turns, *more, last, *(turn(last.start + timedelta(hours=12 * n)) for n in (1, 2))]

    return made


def before_clinic(date_text: str) -> Roster:
    """A clinic after on-call from home that leaves 11 hours but for some minutes."""
    return lambda short: [
        turn(f"{date_text} 21:00", 10, short, kind=HOME),
        turn(at(f"{date_text} 21:00") + timedelta(hours=21), 4),
    ]


LIMITS: dict[str, tuple[str, Worker, str, Roster, str]] = {
    "13 h shift": (
        "tcs2016_max_shift", RESIDENT, "13 h", shift("2026-01-05 08:00", 13), "stop"),
    "13 h shift in 2017": (
        "tcs2016_max_shift", RESIDENT, "13 h", shift("2017-01-02 08:00", 13), "stop"),
    "14 h shift on the 2002 terms": (
        "tcs2002_max_shift", RESIDENT, "14 h", shift("2016-01-12 08:00", 14), "stop"),
    "13 h shift of a nurse": (
        "wtr_shift", NURSE, "13 h", shift("2026-01-05 08:00", 13), "warn"),
    "13 h shift of a consultant": (
        "wtr_shift", CONSULTANT, "13 h", shift("2026-01-05 08:00", 13), "warn"),
    "72 h in 168": (
        "tcs2016_168_hours", RESIDENT, "72 h", week(JAN_2026, 6, 12), "stop"),
    "72 h in 168 in 2017": (
        "tcs2016_168_hours", RESIDENT, "72 h", week(JAN_2017, 6, 12), "stop"),
    "91 h in 168 on the 2002 terms": (
        "tcs2002_168_hours", RESIDENT, "91 h", week(JAN_2016, 7, 13), "warn"),
    "11 h between shifts": (
        "tcs2016_daily_rest", RESIDENT, "11 h", rest([turn("2026-01-05 08:00", 12)], 11), "stop"),
    "11 h between shifts in 2017": (
        "tcs2016_daily_rest", RESIDENT, "11 h", rest([turn("2017-01-02 08:00", 12)], 11), "stop"),
    "11 h between shifts in January 2016": (
        "wtr_daily_rest", RESIDENT, "11 h", rest([turn("2016-01-12 08:00", 12)], 11), "stop"),
    "8 h between shifts in 2003": (
        "tcs2002_daily_rest", RESIDENT, "8 h", rest([turn("2003-01-06 08:00", 14)], 8, 9), "stop"),
    "11 h between a nurse's shifts": (
        "wtr_daily_rest", NURSE, "11 h", rest([turn("2026-01-05 08:00", 12)], 11), "stop"),
    "11 h between a consultant's shifts": (
        "wtr_daily_rest", CONSULTANT, "11 h", rest([turn("2026-01-05 08:00", 12)], 11), "warn"),
    "11 h between a SAS doctor's shifts": (
        "wtr_daily_rest", SAS, "11 h", rest([turn("2026-01-05 08:00", 12)], 11), "warn"),
    "46 h after one night": (
        "tcs2016_rest_after_nights", RESIDENT, "46 h",
        rest(daily(JAN_2026, 1, "20:00", 12), 46), "stop"),
    "46 h after four nights": (
        "tcs2016_rest_after_nights", RESIDENT, "46 h",
        rest(daily(JAN_2026, 4, "20:00", 12), 46), "stop"),
    "46 h after three nights in 2017": (
        "tcs2016_rest_after_nights", RESIDENT, "46 h",
        rest(daily(JAN_2017, 3, "20:00", 12), 46), "stop"),
    "48 h after four long shifts": (
        "tcs2016_rest_after_long_shifts", RESIDENT, "48 h",
        rest(daily(JAN_2026, 4, "08:00", 12), 48), "stop"),
    "48 h after five long shifts in 2017": (
        "tcs2016_rest_after_long_shifts", RESIDENT, "48 h",
        rest(daily(JAN_2017, 5, "08:00", 12), 48), "stop"),
    "48 h after four late shifts": (
        "tcs2016_rest_after_late_shifts", RESIDENT, "48 h",
        rest(daily(JAN_2026, 4, "12:00", 11.5), 48), "stop"),
    "48 h after four late shifts in 2017": (
        "tcs2016_rest_after_late_shifts", RESIDENT, "48 h",
        rest(daily(JAN_2017, 4, "12:00", 11.5), 48), "stop"),
    "48 h after seven days": (
        "tcs2016_rest_after_days", RESIDENT, "48 h",
        rest(daily(JAN_2026, 7, "08:00", 8), 48), "stop"),
    "48 h after eight days in 2017": (
        "tcs2016_rest_after_days", RESIDENT, "48 h",
        rest(daily(JAN_2017, 8, "08:00", 8), 48), "stop"),
    "48 h average over 26 weeks": (
        "tcs2016_average", RESIDENT, "48 h", weeks(JAN_2026, 26, 6, 8), "warn"),
    "48 h average over 26 weeks in 2017": (
        "tcs2016_average", RESIDENT, "48 h", weeks(JAN_2017, 26, 6, 8), "warn"),
    "56 h average of a resident who opted out": (
        "tcs2016_average", OPTED_OUT, "56 h", weeks(JAN_2026, 26, 7, 8), "warn"),
    "48 h average in 2016": (
        "wtr_average", RESIDENT, "48 h", weeks(date(2016, 1, 4), 26, 6, 8), "warn"),
    "56 h average in 2016 of a resident who opted out": (
        "tcs2002_average", OPTED_OUT, "56 h", weeks(date(2016, 1, 4), 26, 7, 8), "warn"),
    "48 h average over a nurse's 17 weeks": (
        "wtr_average", NURSE, "48 h", weeks(JAN_2026, 17, 6, 8), "warn"),
    "24 h of rest twice in 14 days": (
        "wtr_weekly_rest", NURSE, "48 h", two_short_rests(JAN_2026), "warn"),
    "24 h of a resident's rest twice in 14 days": (
        "wtr_weekly_rest", RESIDENT, "48 h", two_short_rests(JAN_2026), "warn"),
    "24 h of a consultant's rest twice in 14 days": (
        "wtr_weekly_rest", CONSULTANT, "48 h", two_short_rests(JAN_2026), "warn"),
    "24 h on call from home": (
        "tcs2016_on_call_length", RESIDENT, "24 h",
        lambda over: [turn("2026-01-05 08:00", 24, over, kind=HOME)], "stop"),
    "10 h of work the day after on-call": (
        "tcs2016_after_on_call", RESIDENT, "10 h",
        lambda over: [turn("2026-01-05 17:00", 15, kind=HOME), turn("2026-01-06 08:00", 10, over)],
        "warn"),
    "11 h clear of on-call before a clinic": (
        "wtr_on_call_rest", CONSULTANT, "11 h", before_clinic("2026-01-05"), "warn"),
}  # fmt: skip


@pytest.mark.parametrize("over", [-1, 0, 1], ids=["a minute inside", "exactly", "a minute outside"])
@pytest.mark.parametrize("case", LIMITS)
def test_a_limit_in_hours(case, over):
    rule, worker, limit, roster, severity = LIMITS[case]
    findings = found(worker, roster(over), rule)
    assert bool(findings) is (over > 0)
    for each in findings:
        assert (each.limit, each.severity) == (limit, severity)
        assert each.text.endswith(".")
        assert each.duties
        assert each.source


def test_the_168_hours_begin_at_any_turn_not_at_midnight():
    turns = [*daily(date(2026, 1, 6), 5, "13:00", 12), *daily(date(2026, 1, 12), 1, "13:00", 12)]
    assert not found(RESIDENT, turns, "tcs2016_168_hours")
    (finding,) = found(RESIDENT, [*turns, turn("2026-01-13 12:00", 2)], "tcs2016_168_hours")
    assert finding.measured == "73 h"
    assert finding.text == (
        "73 h of work in the 168 hours from 13:00 Tuesday 6 January; 72 h allowed."
    )


def test_the_168_hours_may_end_with_a_turn():
    """The most is worked in a window whose end, not whose start, is the edge of a shift."""
    turns = [turn("2026-01-05 08:00", 13), *daily(date(2026, 1, 6), 5, "08:00", 12)]
    turns += [turn("2026-01-12 08:00", 1)]
    (finding, *_) = found(RESIDENT, turns, "tcs2016_168_hours")
    assert finding.measured == "73 h"


def test_two_clinics_with_lunch_between_are_one_day_of_work():
    turns = [turn("2026-01-05 09:00", 4), turn("2026-01-05 14:00", 3, 30)]
    assert not found(RESIDENT, [*turns, turn("2026-01-06 09:00", 8)])


@pytest.mark.parametrize(("over", "broken"), [(0, False), (1, True)])
def test_a_day_in_two_parts_ends_within_13_hours_of_its_start(over, broken):
    turns = [turn("2026-01-05 08:00", 4), turn("2026-01-05 18:00", 3, over)]
    assert bool(found(RESIDENT, turns, "tcs2016_daily_rest")) is broken


def test_a_late_turn_after_a_night_is_short_of_rest():
    turns = [turn("2026-01-05 22:00", 8), turn("2026-01-06 14:00", 8)]
    (finding,) = found(NURSE, turns)
    assert (finding.rule, finding.measured) == ("wtr_daily_rest", "8 h")


def test_duty_and_cover_back_to_back_are_one_shift():
    turns = [turn("2026-01-05 08:00", 8), turn("2026-01-05 16:00", 6, kind=None)]
    (finding,) = found(RESIDENT, turns, "tcs2016_max_shift")
    assert finding.measured == "14 h"
    assert finding.duties == tuple(each.ref for each in turns)


def test_time_on_two_duties_at_once_is_counted_once():
    turns = [turn("2026-01-05 08:00", 10), turn("2026-01-05 12:00", 9)]
    assert found(RESIDENT, turns) == []


def test_on_call_from_home_is_no_work():
    turns = [turn("2026-01-05 08:00", 9), turn("2026-01-05 17:00", 15, kind=HOME)]
    assert found(RESIDENT, [*turns, turn("2026-01-06 08:00", 9)]) == []


def test_a_turn_that_ends_before_it_starts_is_left_out():
    assert found(RESIDENT, [turn("2026-01-05 08:00", -1)]) == []
    assert found(RESIDENT, []) == []
