"""What a past day's roster amounts to: bands, nights, absences, clock changes, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rota.domain.baseline import (
    RosterDay,
    baseline,
    christmas_day,
    last_sunday,
    stretches_of,
)
from rota.domain.codes import DutyKind, Level, StaffGroup
from rota.domain.cover import CoverPerson, Presence, service_cover
from rota.domain.duties import Duty
from rota.domain.requirement_text import row_words
from rota.domain.times import at_local, end_of_day, oddity_of, start_of_day, to_local
from tests.domain.making import CONSULTANT, LADDER, RESIDENT, at, person

SUNDAY = date(2016, 1, 3)
EMERGENCY = Level.EMERGENCY_ONLY
PEOPLE = {
    each.staff_id: each
    for each in (
        person("A", "CONSULTANT", staff_group=CONSULTANT, competencies=frozenset({"airway"})),
        person("B", "ST"),
        person("C", "CT"),
        person("N", "Band 7", staff_group=StaffGroup.NURSE),
    )
}


def duty(who: str | None, start: str, end: str, grade: str = "CT", **more: object) -> Duty:
    made = Duty(f"{who} {start}", 1, RESIDENT, grade, at(start), at(end), DutyKind.WARD, who)
    return replace(made, **more)


def rows_of(
    *duties: Duty, day: date = SUNDAY, level: Level = EMERGENCY, away: str = ""
) -> list[str]:
    absences = {}
    if away:
        who, start, end = away.split("|")
        absences[who] = [(at(start), at(end))]
    found = baseline(RosterDay(day, duties, PEOPLE, absences), 1, level, LADDER)
    return [row_words(row) for row in found]


DAY = ("2016-01-03 08:00", "2016-01-03 20:00")
NIGHT = ("2016-01-03 20:00", "2016-01-04 08:00")


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ([duty("B", *DAY)], ["08:00 to 20:00: 1 × CT or above"]),
        ([duty("B", *NIGHT)], ["20:00 to 08:00: 1 × CT or above"]),
        ([duty("B", *DAY), duty("C", *NIGHT)], ["all day: 1 × CT or above"]),
        (
            [duty("B", *DAY), duty("C", *DAY, "FY1"), duty("A", *DAY)],
            ["08:00 to 20:00: 2 × CT or above", "08:00 to 20:00: 1 × FY1 or above"],
        ),
        (
            [duty("B", *DAY), duty("C", "2016-01-03 12:00", "2016-01-03 22:00")],
            [
                "08:00 to 12:00: 1 × CT or above",
                "12:00 to 20:00: 2 × CT or above",
                "20:00 to 22:00: 1 × CT or above",
            ],
        ),
    ],
    ids=["a day", "a night", "day and night join", "posts apart", "cut where the number changes"],
)
def test_a_roster_becomes_bands(duties: list[Duty], expected: list[str]) -> None:
    assert rows_of(*duties) == expected


def test_a_night_belongs_to_the_day_it_starts_on() -> None:
    before = duty("C", "2016-01-02 20:00", "2016-01-03 08:00")
    assert rows_of(before) == []
    assert rows_of(before, day=date(2016, 1, 2)) == ["20:00 to 08:00: 1 × CT or above"]


def test_a_weekend_on_call_counts_on_each_of_its_days() -> None:
    on_call = duty(
        "A", "2016-01-01 17:00", "2016-01-04 08:00", "CONSULTANT",
        kind=DutyKind.ON_CALL_NON_RESIDENT,
    )  # fmt: skip
    said = "1 × consultant or above, on call, non-resident"
    assert rows_of(on_call) == [f"all day: {said}"]
    assert rows_of(on_call, day=date(2016, 1, 1)) == [f"17:00 to 00:00: {said}"]


def test_a_handover_asks_for_nobody_more() -> None:
    day = duty("B", "2016-01-03 08:00", "2016-01-03 20:30")
    night = duty("C", "2016-01-03 20:00", "2016-01-04 08:30")
    assert rows_of(day, night) == ["all day: 1 × CT or above"]
    longer = duty("C", "2016-01-03 19:00", "2016-01-04 08:30")
    assert "19:00 to 20:30: 2 × CT or above" in rows_of(day, longer)


def test_who_was_absent_and_what_nobody_held_does_not_count() -> None:
    duties = duty("B", *DAY), duty(None, *DAY)
    assert rows_of(*duties, away="B|2016-01-02 00:00|2016-01-05 00:00") == []
    assert rows_of(*duties, away="B|2016-01-03 00:00|2016-01-03 12:00") == [
        "12:00 to 20:00: 1 × CT or above"
    ]


def test_what_the_holder_did_not_have_is_not_required() -> None:
    asked = frozenset({"airway"})
    assert rows_of(duty("C", *DAY, "ST", competencies=asked)) == ["08:00 to 20:00: 1 × CT or above"]
    assert rows_of(duty("A", *DAY, "ST", competencies=asked)) == [
        "08:00 to 20:00: 1 × ST or above, airway"
    ]


def test_other_staff_count_under_their_group() -> None:
    assert rows_of(duty("N", *DAY, "", staff_group=StaffGroup.NURSE)) == [
        "08:00 to 20:00: 1 × nurses"
    ]


def test_a_clinic_counts_only_at_the_normal_level() -> None:
    clinic = duty("B", *DAY, kind=DutyKind.CLINIC)
    assert rows_of(clinic) == []
    assert rows_of(clinic, level=Level.NORMAL) == ["08:00 to 20:00: 1 × CT or above, on clinic"]


def test_a_person_with_two_duties_at_once_counts_once_as_the_greater() -> None:
    assert rows_of(duty("B", *DAY), duty("B", "2016-01-03 08:00", "2016-01-03 17:00", "ST")) == [
        "08:00 to 17:00: 1 × ST or above",
        "17:00 to 20:00: 1 × CT or above",
    ]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 24), 13), (date(2026, 3, 28), 11)])
def test_a_night_over_a_clock_change_is_the_band_that_clocks_show(day: date, hours: int) -> None:
    night = duty("B", f"{day} 20:00", f"{day + timedelta(days=1)} 08:00")
    assert night.end - night.start == timedelta(hours=hours)
    assert rows_of(night, day=day) == ["20:00 to 08:00: 1 × CT or above"]


def test_an_hour_shown_twice_counts_where_they_are_there_both_times() -> None:
    night = duty("B", "2026-10-24 20:00", "2026-10-25 08:00")
    first = at("2026-10-25T01:30+01:00")
    roster = RosterDay(
        date(2026, 10, 24), (night,), PEOPLE, {"B": [(first, first + timedelta(minutes=15))]}
    )
    rows = baseline(roster, 1, EMERGENCY, LADDER)
    assert [row_words(row) for row in rows] == [
        "01:45 to 08:00: 1 × CT or above",
        "20:00 to 01:00: 1 × CT or above",
    ]


def test_the_days_people_go_by() -> None:
    tuesday = date(2016, 1, 12)
    assert last_sunday(tuesday) == date(2016, 1, 10)
    assert last_sunday(date(2016, 1, 10)) == SUNDAY
    assert christmas_day(tuesday) == date(2015, 12, 25)
    assert christmas_day(date(2025, 12, 26)) == date(2025, 12, 25)
    assert christmas_day(date(2025, 12, 25)) == date(2024, 12, 25)
    assert stretches_of({SUNDAY, date(2016, 1, 4), tuesday}) == [
        (SUNDAY, date(2016, 1, 4)),
        (tuesday, tuesday),
    ]


GRADES = ("FY1", "CT", "ST", "CONSULTANT")
people = st.lists(
    st.builds(
        person,
        st.sampled_from("ABCDE"),
        st.sampled_from(GRADES),
        competencies=st.frozensets(st.sampled_from(["airway", "trauma"])),
    ),
    max_size=5,
)
shifts = st.tuples(
    st.sampled_from("ABCDE"),
    st.integers(0, 47),
    st.integers(1, 48),
    st.sampled_from(GRADES),
    st.frozensets(st.sampled_from(["airway", "trauma"])),
    st.sampled_from(list(DutyKind)),
)


@given(
    people, st.lists(shifts, max_size=6),
    st.sampled_from([SUNDAY, date(2026, 3, 29), date(2026, 10, 25)]),
)  # fmt: skip
@example(
    [person("A", "FY1")],
    [
        ("A", 0, 1, "FY1", frozenset(), DutyKind.WARD),
        ("A", 4, 47, "FY1", frozenset(), DutyKind.WARD),
    ],
    date(2026, 10, 25),
)
def test_a_day_meets_the_requirement_it_became(
    known: list[CoverPerson], drawn: list[tuple[object, ...]], day: date
) -> None:
    """With every day rostered as that one, nobody is missing at any minute, clock change or not."""
    by_id = {each.staff_id: each for each in known}
    roster = [
        _shift(day, at_index, *parts)
        for at_index, parts in enumerate(drawn)
        if parts[0] in by_id
    ]  # fmt: skip
    rows = baseline(RosterDay(day, roster, by_id, {}), 1, Level.NORMAL, LADDER)
    present = [
        Presence(str(each.staff_id), *_moved(each, days), each.kind)
        for each in roster
        for days in (-1, 0, 1)
    ]
    span = start_of_day(day), end_of_day(day)
    cover = service_cover(1, Level.NORMAL, rows, present, by_id, LADDER, span)
    assert cover.missing_minutes == 0
    if day == SUNDAY:
        assert bool(rows) == bool(roster)


def _shift(
    day: date, number: int, who: str, half: int, length: int, grade: str,
    skills: frozenset[str], kind: DutyKind,
) -> Duty:  # fmt: skip
    return Duty(f"D{number}", 1, RESIDENT, grade, *_halves(day, half, length), kind, who, skills)


def _halves(day: date, half: int, length: int) -> tuple[datetime, datetime]:
    ends = day + timedelta(days=(half + length) // 48)
    return _clock(day, half), _clock(ends, (half + length) % 48)


def _clock(day: date, half: int) -> datetime:
    return at_local(day, time(half // 2, half % 2 * 30))


def _moved(each: Duty, days: int) -> tuple[datetime, datetime]:
    """Return when a duty runs some days later; one that ends in an hour shown twice, the second."""
    start, end = (to_local(at).replace(tzinfo=None) for at in (each.start, each.end))
    start, end = start + timedelta(days=days), end + timedelta(days=days)
    twice = timedelta(hours=oddity_of(end) == "happens_twice")
    return at_local(start.date(), start.time()), at_local(end.date(), end.time()) + twice
