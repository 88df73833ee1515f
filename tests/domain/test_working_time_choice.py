"""Which rules judge whom, by contract, nation, grade and date; true hours when clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.working_time import (
    People,
    Place,
    Rule,
    RuleSet,
    Turn,
    WorkingTimeBook,
    judge,
)
from tests.domain.rosters import (
    BOOK,
    CONSULTANT,
    HOME,
    NURSE,
    RESIDENT,
    SAS,
    at,
    daily,
    found,
    rules,
    turn,
)

V1, V5 = "TCS 2016 v1 (Aug 2016)", "TCS 2016 v5 (Aug 2019)"
OLD = "TCS 2002 and New Deal"
TRAINING, SENIOR = "WTR 1998, doctors in training", "WTR 1998 with AL(MD) 6/98"


@pytest.mark.parametrize(
    ("contract", "nation", "on", "terms"),
    [
        ("", "ENG", date(2016, 1, 12), OLD),
        ("2016", "ENG", date(2016, 1, 12), OLD),
        ("", "ENG", date(2016, 8, 2), OLD),
        ("", "ENG", date(2016, 8, 3), V1),
        ("", "ENG", date(2019, 7, 31), V1),
        ("", "ENG", date(2019, 8, 1), V5),
        ("", "ENG", date(2026, 1, 12), V5),
        ("2016 TCS", "ENG", date(2026, 1, 12), V5),
        ("NHS 2016", "ENG", date(2018, 1, 12), V1),
        ("Trust grade", "ENG", date(2026, 1, 12), V5),
        ("2002", "ENG", date(2026, 1, 12), OLD),
        ("tcs_2002", "ENG", date(2026, 1, 12), OLD),
        ("new deal", "ENG", date(2026, 1, 12), OLD),
        ("", "WLS", date(2026, 1, 12), OLD),
        ("", "SCT", date(2026, 1, 12), OLD),
        ("", "NIR", date(2026, 1, 12), OLD),
        ("2016 TCS", "WLS", date(2026, 1, 12), V5),
    ],
)
def test_the_terms_of_a_resident(contract, nation, on, terms):
    chosen = BOOK.sets_for(replace(RESIDENT, contract=contract), nation, on)
    assert {each.version for each in chosen} == {TRAINING, terms}


@pytest.mark.parametrize(
    ("worker", "version"),
    [
        (CONSULTANT, SENIOR),
        (SAS, SENIOR),
        (NURSE, "WTR 1998"),
        (replace(NURSE, staff_group=StaffGroup.PHYSICIAN_ASSISTANT), "WTR 1998"),
        (replace(RESIDENT, grade="SPECIALTY_DOCTOR"), SENIOR),
    ],
    ids=["consultant", "SAS doctor", "nurse", "physician assistant", "resident of a SAS grade"],
)
@pytest.mark.parametrize("nation", ["ENG", "WLS", "SCT", "NIR"])
def test_the_regulations_alone(worker, version, nation):
    for on in (date(2016, 1, 12), date(2026, 1, 12)):
        assert [each.version for each in BOOK.sets_for(worker, nation, on)] == [version]


def test_nobody_is_judged_before_the_regulations():
    assert BOOK.sets_for(NURSE, "ENG", date(1998, 9, 30)) == ()
    assert found(NURSE, daily(date(1998, 9, 1), 20, "08:00", 20)) == []


def roster(year, month, monday):
    """A week of five long days and a thirteen-and-a-half-hour shift after a rest of ten hours."""
    first = date(year, month, monday)
    return [*daily(first, 5, "08:00", 13.5), *daily(date(year, month, monday + 7), 7, "09:00", 9)]


def test_one_roster_by_the_terms_of_january_2016_and_of_today():
    assert rules(RESIDENT, roster(2016, 1, 4)) == {"wtr_daily_rest", "wtr_average"}
    today = rules(RESIDENT, roster(2026, 1, 5))
    assert today >= {"tcs2016_max_shift", "tcs2016_daily_rest", "tcs2016_long_shifts"}
    assert not any(each.startswith(("tcs2002", "wtr_daily")) for each in today)
    wales = rules(RESIDENT, roster(2026, 1, 5), nation="WLS")
    assert wales == {"wtr_daily_rest", "wtr_average"}


def test_the_same_shortfall_is_told_once_by_the_stricter_rule():
    turns = [turn("2016-01-12 08:00", 9), turn("2016-01-13 00:00", 9)]
    assert [each.rule for each in found(RESIDENT, turns)] == ["wtr_daily_rest"]
    turns = [turn("2026-01-12 08:00", 9), turn("2026-01-13 00:00", 8)]
    (finding,) = [each for each in found(RESIDENT, turns) if "daily_rest" in each.rule]
    assert (finding.rule, finding.version) == ("tcs2016_daily_rest", V5)


def test_a_change_of_terms_is_met_by_each_turns_own_date():
    turns = [turn("2016-08-02 18:00", 13, 30), turn("2016-08-03 20:00", 13, 30)]
    (finding,) = found(RESIDENT, turns, "tcs2016_max_shift")
    assert finding.duties == (turns[1].ref,)
    old = [turn("2016-08-02 18:00", 14, 30), turn("2016-08-04 20:00", 9)]
    assert "tcs2002_max_shift" in rules(RESIDENT, old)
    days = daily(date(2019, 7, 25), 8, "08:00", 8)
    (finding,) = found(RESIDENT, days, "tcs2016_days")
    assert (finding.version, finding.limit) == (V5, "7 days")
    assert not found(RESIDENT, daily(date(2019, 7, 24), 8, "08:00", 8), "tcs2016_days")


def test_an_unverified_limit_says_so():
    (finding,) = found(RESIDENT, daily(date(2016, 1, 4), 8, "20:00", 8), "tcs2002_nights")
    assert finding.source.endswith("(unverified)")


@pytest.mark.parametrize(
    ("evening", "morning", "measured"),
    [
        ("2026-01-10 20:00", "2026-01-11 08:30", []),
        ("2026-10-24 20:00", "2026-10-25 08:30", ["13 h 30"]),
        ("2026-03-28 20:00", "2026-03-29 08:30", []),
        ("2026-03-28 19:30", "2026-03-29 09:30", []),
    ],
    ids=["ordinary, 12.5 h", "clocks go back, 13.5 h", "forward, 11.5 h", "forward, 13 h"],
)
def test_a_night_by_its_true_hours(evening, morning, measured):
    shift = Turn("night", at(evening), at(morning), DutyKind.WARD)
    assert [each.measured for each in found(RESIDENT, [shift])] == measured


def test_the_long_night_in_words():
    (finding,) = found(RESIDENT, [turn("2026-10-24 20:00", 13.5)])
    assert (finding.rule, finding.version, finding.limit) == ("tcs2016_max_shift", V5, "13 h")
    assert finding.text == (
        "13 h 30 at work from 20:00 Saturday 24 October to 08:30 Sunday 25 October; 13 h allowed."
    )


@pytest.mark.parametrize(
    ("evening", "morning", "measured"),
    [
        ("2026-01-10 21:30", "2026-01-11 08:30", []),
        ("2026-10-24 22:30", "2026-10-25 08:30", []),
        ("2026-10-24 22:31", "2026-10-25 08:30", ["10 h 59"]),
        ("2026-03-28 21:30", "2026-03-29 08:30", ["10 h"]),
        ("2026-03-28 20:30", "2026-03-29 08:30", []),
    ],
    ids=["ordinary, 11 h", "back, 11 h", "back, 10 h 59", "forward, 10 h", "forward, 11 h"],
)
def test_rest_by_its_true_hours(evening, morning, measured):
    before = Turn("day", at(evening) - timedelta(hours=9), at(evening), DutyKind.WARD)
    findings = found(RESIDENT, [before, turn(morning, 9)], "tcs2016_daily_rest")
    assert [each.measured for each in findings] == measured


def test_a_night_over_the_clock_change_keeps_its_three_hours():
    """01:00 to 02:00 does not exist: 23:00 to 03:00 on clocks is three hours."""
    week = [*daily(date(2026, 3, 25), 4, "15:00", 11), turn("2026-03-29 23:00", 8)]
    assert found(RESIDENT, week, "tcs2016_nights")
    last = turn("2026-03-28 15:00", 10)
    assert not found(RESIDENT, [*week[:3], last, week[4]], "tcs2016_nights")


def test_a_consultant_is_owed_the_rest_that_is_missing():
    turns = [turn("2026-01-12 14:00", 11, 30), turn("2026-01-13 08:00", 9)]
    (finding,) = found(CONSULTANT, turns)
    assert (finding.severity, finding.measured, finding.limit) == ("warn", "6 h 30", "11 h")
    assert finding.text == (
        "6 h 30 of rest before 08:00 Tuesday 13 January; 11 h needed; "
        "4 h 30 of compensatory rest owed."
    )
    (same,) = found(RESIDENT, turns, "tcs2016_daily_rest")
    assert same.severity == "stop"
    assert same.text == "6 h 30 of rest before 08:00 Tuesday 13 January; 11 h needed."


def test_a_consultant_is_never_stopped():
    turns = [*daily(date(2026, 1, 5), 20, "08:00", 22), turn("2026-01-25 08:00", 40)]
    findings = found(CONSULTANT, turns)
    assert {each.severity for each in findings} <= {"warn", "note"}
    assert {each.rule for each in findings} == {
        "wtr_daily_rest",
        "wtr_shift",
        "wtr_weekly_rest",
        "wtr_average",
    }
    weekly = next(each for each in findings if each.rule == "wtr_weekly_rest")
    assert weekly.text.endswith("48 h needed; 48 h of compensatory rest owed.")


def test_on_call_from_home_the_night_before_a_clinic():
    turns = [
        turn("2026-01-12 09:00", 8),
        turn("2026-01-12 17:00", 15, kind=HOME),
        turn("2026-01-13 09:00", 4, kind=DutyKind.CLINIC, place="Cardiology"),
    ]
    (finding,) = found(CONSULTANT, turns)
    assert (finding.rule, finding.severity) == ("wtr_on_call_rest", "warn")
    assert (finding.measured, finding.limit) == ("1 h", "11 h")
    assert finding.text == (
        "On call from home until 08:00 Tuesday 13 January: 1 h of rest clear of it before "
        "09:00 Tuesday 13 January (clinic, Cardiology), 11 h needed; calls mean up to 10 h of "
        "compensatory rest owed."
    )
    assert finding.duties == (turns[1].ref, turns[2].ref)


def test_on_call_from_home_that_leaves_the_night_before_free():
    turns = [turn("2026-01-12 08:00", 8, kind=HOME), turn("2026-01-13 08:00", 9)]
    assert found(CONSULTANT, turns) == []
    turns = [turn("2026-01-12 08:00", 24, kind=HOME), turn("2026-01-14 08:00", 9)]
    assert found(CONSULTANT, turns) == []


def test_a_book_without_sets_finds_nothing():
    assert WorkingTimeBook(()).sets_for(RESIDENT, "ENG", date(2026, 1, 1)) == ()


def a_set(name, rule_id, hours, measure="daily_rest"):
    rule = Rule(rule_id, measure, "warn", "a source", True, hours=hours)
    return RuleSet(
        name, name, name, date(2000, 1, 1), [People({StaffGroup.NURSE})], [Place("ENG")], [rule],
        "a source", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(8, 11, "second"), (11, 8, "first"), (11, 11, "second")],
    ids=["later stricter", "earlier stricter", "equal, the later"],
)
def test_of_two_sets_the_stricter_rest_is_asked(first, second, kept):
    book = WorkingTimeBook([a_set("A", "first", first), a_set("B", "second", second)])
    turns = [turn("2026-01-12 08:00", 13), turn("2026-01-13 04:00", 8)]
    assert [each.rule for each in judge(NURSE, turns, book, "ENG")] == [kept]


@pytest.mark.parametrize(("first", "second", "kept"), [(8, 12, "first"), (12, 8, "second")])
def test_of_two_sets_the_stricter_length_is_asked(first, second, kept):
    book = WorkingTimeBook(
        [a_set("A", "first", first, "shift_length"), a_set("B", "second", second, "shift_length")]
    )
    found_here = judge(NURSE, [turn("2026-01-12 08:00", 13)], book, "ENG")
    assert [each.rule for each in found_here] == [kept]
