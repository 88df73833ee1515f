"""What holds for every roster: order, more turns, findings about some turns, plain figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import DutyKind
from rota.domain.working_time import (
    Turn,
    busiest_168,
    hours_between,
    judge,
    rest_after,
    rest_before,
)
from tests.domain.rosters import BOOK, CONSULTANT, HOME, NURSE, RESIDENT, at, found, turn

MAXIMA = {
    "tcs2016_max_shift", "tcs2016_168_hours", "tcs2016_days", "tcs2016_long_shifts",
    "tcs2016_late_shifts", "tcs2016_nights",
}  # fmt: skip
KINDS = [None, *DutyKind]


@st.composite
def turns_of_some_weeks(draw, most=14):
    """Turns that overlap, touch or lie apart, over the end of March or of October."""
    origin = at(draw(st.sampled_from(["2026-03-16 00:00", "2026-10-12 00:00"])))
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(0, 20 * 48), st.integers(1, 30), st.sampled_from(KINDS)
            ),
            min_size=1,
            max_size=most,
        )
    )  # fmt: skip
    halves = timedelta(minutes=30)
    return [
        Turn(f"D{index}", origin + start * halves, origin + (start + length) * halves, kind)
        for index, (start, length, kind) in enumerate(drawn)
    ]


WORKERS = st.sampled_from([RESIDENT, NURSE, CONSULTANT])


@given(turns_of_some_weeks(), st.integers(0, 20 * 48), st.integers(1, 30), st.sampled_from(KINDS))
def test_one_more_turn_never_removes_a_breach_of_a_maximum(turns, start, length, kind):
    origin = turns[0].start
    begins = origin + timedelta(minutes=30 * start)
    more = Turn("more", begins, begins + timedelta(minutes=30 * length), kind)
    before = {each.rule for each in judge(RESIDENT, turns, BOOK, "ENG")}
    after = {each.rule for each in judge(RESIDENT, [*turns, more], BOOK, "ENG")}
    assert before & MAXIMA <= after


@given(turns_of_some_weeks(), st.randoms(use_true_random=False), WORKERS)
def test_the_order_of_turns_does_not_matter(turns, random, worker):
    shuffled = random.sample(turns, len(turns))
    assert judge(worker, turns, BOOK, "ENG") == judge(worker, shuffled, BOOK, "ENG")


@given(turns_of_some_weeks(), st.sets(st.sampled_from([f"D{n}" for n in range(14)])), WORKERS)
def test_about_only_ever_filters(turns, about, worker):
    every = judge(worker, turns, BOOK, "ENG")
    some = judge(worker, turns, BOOK, "ENG", about)
    assert some == tuple(each for each in every if about & set(each.duties))


@given(turns_of_some_weeks(most=8))
def test_the_busiest_168_hours_are_as_busy_as_any(turns):
    most, start = busiest_168(turns)
    assert hours_between(turns, start, start + timedelta(hours=168)) == most
    origin = min(each.start for each in turns)
    for step in range(-168, 20 * 24, 13):
        begins = origin + timedelta(hours=step)
        assert hours_between(turns, begins, begins + timedelta(hours=168)) <= most


@given(turns_of_some_weeks(most=8))
def test_hours_add_up_from_part_to_part(turns):
    first, last = min(each.start for each in turns), max(each.end for each in turns)
    middle = first + (last - first) / 2
    middle = middle.replace(second=0, microsecond=0)
    whole = hours_between(turns, first, last)
    assert whole == hours_between(turns, first, middle) + hours_between(turns, middle, last)
    assert whole <= sum((each.end - each.start for each in turns), timedelta())


def test_a_breach_elsewhere_is_not_blamed_on_new_cover():
    old = [turn("2026-01-05 08:00", 12), turn("2026-01-06 04:00", 8)]
    cover = turn("2026-01-12 08:00", 8, kind=None)
    later = turn("2026-01-13 02:00", 8)
    assert found(RESIDENT, [*old, cover], about={cover.ref}) == []
    (finding,) = found(
        RESIDENT, [*old, cover, later], "tcs2016_daily_rest", about={cover.ref}
    )  # fmt: skip
    assert finding.duties == (cover.ref, later.ref)


def test_a_night_of_cover_empties_thursdays_clinic():
    cover = turn("2026-01-13 21:00", 11, kind=None, place="Acute take")
    clinic = turn("2026-01-15 09:00", 4, kind=DutyKind.CLINIC, place="Cardiology")
    (finding,) = found(RESIDENT, [cover, clinic], about={cover.ref})
    assert finding.text == (
        "25 h of rest after 1 night, until 09:00 Thursday 15 January (clinic, Cardiology); "
        "46 h needed."
    )
    assert finding.duties == (cover.ref, clinic.ref)
    assert finding.severity == "stop"


def test_the_words_of_short_rest():
    turns = [turn("2016-01-12 12:00", 10, 30), turn("2016-01-13 08:00", 9)]
    (finding,) = found(RESIDENT, turns)
    assert finding.text == "9 h 30 of rest before 08:00 Wednesday 13 January; 11 h needed."
    assert (finding.measured, finding.limit, finding.source) == (
        "9 h 30",
        "11 h",
        "WTR 1998 reg 10",
    )
    assert (finding.rule, finding.severity) == ("wtr_daily_rest", "stop")


TURNS = [
    turn("2026-01-05 08:00", 8),
    turn("2026-01-05 12:00", 6),
    turn("2026-01-05 18:00", 14, kind=HOME),
    turn("2026-01-07 08:00", 8),
]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-01-05 00:00", "2026-01-08 00:00", 18),
        ("2026-01-05 10:00", "2026-01-05 17:00", 7),
        ("2026-01-05 18:00", "2026-01-07 08:00", 0),
    ],
    ids=["overlap counted once", "a part", "on call from home"],
)
def test_hours_worked_in_a_stretch(start, end, hours):
    assert hours_between(TURNS, at(start), at(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        ("2026-01-05 08:00", None, 0),
        ("2026-01-05 20:00", 2, 36),
        ("2026-01-05 10:00", 0, 0),
        ("2026-01-07 16:00", 0, None),
        ("2026-01-08 16:00", 24, None),
    ],
    ids=["first start", "evening", "at work", "last end", "a day later"],
)
def test_rest_before_and_after_a_moment(moment, before, after):
    def as_time(hours):
        return None if hours is None else timedelta(hours=hours)

    assert rest_before(TURNS, at(moment)) == as_time(before)
    assert rest_after(TURNS, at(moment)) == as_time(after)


def test_the_busiest_168_hours_about_one_turn():
    week = [turn(f"2026-01-{day:02} 08:00", 12) for day in range(5, 10)]
    alone = turn("2026-01-28 08:00", 4)
    assert busiest_168([*week, alone]) == (timedelta(hours=60), at("2026-01-05 08:00"))
    assert busiest_168([*week, alone], {alone.ref})[0] == timedelta(hours=4)
    assert busiest_168([])[0] == timedelta()
