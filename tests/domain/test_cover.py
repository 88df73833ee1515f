"""Requirement bands, who fits a post, and gaps: always compared with a minute-by-minute count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rota.domain.codes import DutyKind, Level, StaffGroup
from rota.domain.cover import Presence, ServiceCover, fits, presences, service_cover
from rota.domain.duties import Assignment
from rota.domain.matching import unfilled
from rota.domain.requirements import CoverRequirement, band_edges
from rota.domain.stretches import StepFunction, without
from rota.domain.times import to_local
from tests.domain.making import CONSULTANT, LADDER, MINUTE, at, held, need, person, post

CLOCKS = ("00:00", "00:30", "01:00", "01:30", "02:15", "08:00", "17:00", "20:00", "23:45")
BANDS = st.tuples(st.sampled_from(CLOCKS), st.sampled_from(CLOCKS)).map("-".join)
NIGHTS = st.sampled_from(["2016-01-11", "2016-03-26", "2016-10-29", "2026-03-28", "2026-10-24"])
NEEDS = st.builds(
    need, BANDS, st.integers(0, 2), st.sets(st.sampled_from("0123456"), min_size=1).map("".join)
)


@pytest.mark.parametrize(
    ("band", "days", "holds", "does_not"),
    [
        pytest.param("08:00-20:00", "0123456", "2016-01-12 08:00 2016-01-12 19:59",
                     "2016-01-12 07:59 2016-01-12 20:00", id="day band, every day"),
        pytest.param("08:00-20:00", "01234", "2016-01-15 08:00", "2016-01-16 08:00",
                     id="weekdays only"),
        pytest.param("20:00-08:00", "4", "2016-01-15 20:00 2016-01-16 07:59",
                     "2016-01-15 07:59 2016-01-16 08:00 2016-01-16 20:00",
                     id="Fri night reaches into Saturday"),
        pytest.param("20:00-08:00", "6", "2016-01-17 23:59 2016-01-18 00:00", "2016-01-17 07:00",
                     id="Sun night reaches into Monday"),
        pytest.param("00:00-00:00", "1", "2016-01-12 00:00 2016-01-12 23:59",
                     "2016-01-11 23:59 2016-01-13 00:00", id="the whole of Tuesday"),
        pytest.param("08:00-08:00", "1", "2016-01-12 00:00 2016-01-12 23:59",
                     "2016-01-13 00:00", id="8 to 8 is the whole calendar day"),
        pytest.param("17:00-00:00", "1", "2016-01-12 23:59", "2016-01-13 00:00 2016-01-12 16:59",
                     id="up to midnight"),
        pytest.param("01:30-05:00", "6", "2026-10-25 01:30", "2026-10-25 01:29",
                     id="inside the hour that happens twice"),
    ],
)  # fmt: skip
def test_a_band_holds_by_the_wall_clock(band: str, days: str, holds: str, does_not: str) -> None:
    wanted = need(band, days=days)
    for moment in _moments(holds):
        assert wanted.holds(to_local(at(moment))), moment
    for moment in _moments(does_not):
        assert not wanted.holds(to_local(at(moment))), moment


def _moments(text: str) -> list[str]:
    return [text[start : start + 16] for start in range(0, len(text), 17)]


@pytest.mark.parametrize(
    ("day", "minutes"), [("2026-03-28", 11 * 60), ("2026-10-24", 13 * 60), ("2016-01-12", 720)]
)
def test_a_night_band_has_the_true_length_of_its_night(day: str, minutes: int) -> None:
    weekday = str(date.fromisoformat(day).weekday())
    wanted, noon = need("20:00-08:00", days=weekday), at(f"{day} 12:00")
    held_minutes = [n for n in range(24 * 60) if wanted.holds(to_local(noon + n * MINUTE))]
    assert len(held_minutes) == minutes


@given(st.lists(NEEDS, min_size=1, max_size=4), NIGHTS)
@settings(max_examples=60, deadline=None)
def test_demand_changes_only_at_the_edges(needs: list[CoverRequirement], day: str) -> None:
    """Compared with a count of every minute of two days."""
    start = at(f"{day} 12:00")
    end = start + timedelta(days=2)
    edges = band_edges(needs, start, end)
    minutes = [start + n * MINUTE for n in range(2 * 24 * 60)]
    demand = [sum(n.number for n in needs if n.holds(to_local(minute))) for minute in minutes]
    changes = {minutes[n] for n in range(1, len(minutes)) if demand[n] != demand[n - 1]}
    assert changes <= edges
    assert all(start < edge < end for edge in edges)


@pytest.mark.parametrize(
    ("who", "wanted", "fit"),
    [
        pytest.param(person(), post("ST"), True, id="same grade"),
        pytest.param(person(grade="CONSULTANT", staff_group=CONSULTANT), post("FY1"), True,
                     id="a consultant acts down"),
        pytest.param(person(grade="CT"), post("ST"), False, id="below the grade"),
        pytest.param(person(grade="ODD"), post("FY1"), False, id="a grade off the ladder"),
        pytest.param(person(), post("", ""), True, id="any doctor"),
        pytest.param(person(staff_group=StaffGroup.NURSE), post(""), False,
                     id="a nurse is no doctor"),
        pytest.param(person(staff_group=StaffGroup.PHYSICIAN_ASSISTANT, grade="ST"), post(""),
                     False, id="a physician assistant never counts as a doctor"),
        pytest.param(person(staff_group=StaffGroup.NURSE, grade="Band 6"),
                     post("ST", staff_groups=frozenset({StaffGroup.NURSE})), True,
                     id="a nurse where nurses are named"),
        pytest.param(person(staff_group=StaffGroup.NURSE, grade="Band 6"),
                     post("band 6", staff_groups=frozenset({StaffGroup.NURSE})), True,
                     id="the very grade that the post names"),
        pytest.param(person(staff_group=StaffGroup.NURSE, grade="Band 5"),
                     post("band 6", staff_groups=frozenset({StaffGroup.NURSE})), False,
                     id="another grade off the ladder"),
        pytest.param(person(), post("ST", staff_groups=frozenset({CONSULTANT})), False,
                     id="a resident where consultants are named"),
        pytest.param(person(competencies=frozenset({"airway"})), post("ST", "airway"), True,
                     id="has the competency"),
        pytest.param(person(competencies=frozenset({"airway"})), post("ST", "airway;paeds"), False,
                     id="lacks one of two"),
    ],
)  # fmt: skip
def test_who_fits_a_post(who: Any, wanted: Any, fit: bool) -> None:
    assert fits(who, wanted, LADDER) is fit


def brute_unfilled(demand: list[int], people: list[int]) -> int:
    """The fewest places left empty, by trying every choice of people for every place."""
    places = [index for index, number in enumerate(demand) for _ in range(number)]
    most = 0
    for size in range(min(len(places), len(people)), 0, -1):
        for some in combinations(places, size):
            for order in permutations(people, size):
                if all(mask >> place & 1 for mask, place in zip(order, some, strict=True)):
                    most = max(most, size)
                    break
            if most == size:
                break
        if most:
            break
    return len(places) - most


@given(st.lists(st.integers(0, 2), min_size=1, max_size=3), st.lists(st.integers(1, 7), max_size=4))
@settings(max_examples=400, deadline=None)
def test_as_many_posts_are_filled_as_can_be(demand: list[int], people: list[int]) -> None:
    groups = [(mask, people.count(mask)) for mask in sorted(set(people))]
    missing = unfilled(demand, groups)
    assert sum(missing) == brute_unfilled(demand, people)
    assert all(0 <= left <= wanted for left, wanted in zip(missing, demand, strict=True))


@pytest.mark.parametrize(
    ("demand", "people", "missing"),
    [
        pytest.param([1, 1], [(0b11, 1)], [0, 1], id="the hardest first"),
        pytest.param([1, 1], [(0b01, 1), (0b11, 1)], [0, 0], id="moved along for the other"),
        pytest.param([1, 1, 1], [(0b011, 1), (0b110, 1)], [0, 0, 1], id="the last goes without"),
        pytest.param([2], [(0b1, 1)], [1], id="one of two"),
        pytest.param([0, 0], [(0b11, 5)], [0, 0], id="nothing wanted"),
        pytest.param([3], [], [3], id="nobody there"),
        pytest.param([1, 2], [(0b10, 1), (0b11, 2)], [0, 0], id="all three"),
    ],
)
def test_the_hardest_posts_are_filled_first(
    demand: list[int], people: list[tuple[int, int]], missing: list[int]
) -> None:
    assert unfilled(demand, people) == missing


PEOPLE = {
    each.staff_id: each
    for each in (
        person("A", "FY1"), person("B", "ST"),
        person("C", "ST", competencies=frozenset({"airway"})),
        person("D", "CONSULTANT", staff_group=CONSULTANT),
        person("N", staff_group=StaffGroup.NURSE),
    )
}  # fmt: skip
POSTS = (
    post("FY1"),
    post("ST"),
    post("ST", "airway"),
    post("", staff_groups=frozenset({StaffGroup.NURSE})),
)
START = "2026-10-24 20:00"
STAYS = st.builds(
    lambda who, start, length, kind: Presence(
        who, at(START) + start * MINUTE, at(START) + (start + length) * MINUTE, kind
    ),
    st.sampled_from(sorted(PEOPLE)), st.integers(-60, 300), st.integers(1, 240),
    st.sampled_from([DutyKind.WARD, DutyKind.ON_CALL_NON_RESIDENT, DutyKind.CLINIC, None]),
)  # fmt: skip
POSTED_NEEDS = st.builds(
    lambda band, number, wanted, level: need(band, number, post=wanted, level=level),
    BANDS, st.integers(1, 2), st.sampled_from(POSTS),
    st.sampled_from([Level.EMERGENCY_ONLY, Level.EMERGENCY_ONLY, Level.NORMAL]),
)  # fmt: skip


def missing_at(minute: datetime, needs: list[CoverRequirement], stays: list[Presence]) -> int:
    """Missing people at one minute, counted without any cleverness."""
    wanted = [n for n in needs if n.level is Level.EMERGENCY_ONLY and n.holds(to_local(minute))]
    posts = [n.post for n in wanted for _ in range(n.number)]
    here: dict[str, set[DutyKind | None]] = {}
    for stay in stays:
        if stay.start <= minute < stay.end:
            here.setdefault(stay.staff_id, set()).add(stay.kind)
    masks = [
        sum(
            1 << index
            for index, wanted_post in enumerate(posts)
            if (None in kinds or kinds & wanted_post.kinds)
            and fits(PEOPLE[who], wanted_post, LADDER)
        )
        for who, kinds in here.items()
    ]
    return brute_unfilled([1] * len(posts), masks)


@given(st.lists(POSTED_NEEDS, min_size=1, max_size=3), st.lists(STAYS, max_size=4))
@settings(max_examples=300, deadline=None)
def test_gaps_sum_to_the_minutes_counted_one_by_one(
    needs: list[CoverRequirement], stays: list[Presence]
) -> None:
    """Over the night on which the clocks go back."""
    span = at(START), at(START) + 5 * 60 * MINUTE
    cover = service_cover(1, Level.EMERGENCY_ONLY, needs, stays, PEOPLE, LADDER, span)
    if not cover.specified:
        assert all(each.level is Level.NORMAL for each in needs)
        return
    edges = sorted({span[0], *(each.start for each in cover.segments)})
    for minute in {*edges, *(edge - MINUTE for edge in edges[1:])}:
        counted = missing_at(minute, needs, stays)
        assert counted == sum(g.missing for g in cover.gaps if g.start <= minute < g.end)
    total = sum(missing_at(span[0] + n * MINUTE, needs, stays) for n in range(0, 300, 10))
    sampled = sum(
        sum(g.missing for g in cover.gaps if g.start <= span[0] + n * MINUTE < g.end)
        for n in range(0, 300, 10)
    )
    assert sampled == total
    assert_well_made(cover, span)


def assert_well_made(cover: ServiceCover, span: tuple[datetime, datetime]) -> None:
    """Segments tile the span; gaps of one post are maximal and do not overlap."""
    assert (cover.segments[0].start, cover.segments[-1].end) == span
    assert all(one.end == other.start for one, other in pairwise(cover.segments))
    for name in {gap.post for gap in cover.gaps}:
        gaps = sorted((g for g in cover.gaps if g.post == name), key=lambda gap: gap.start)
        assert all(gap.start < gap.end and gap.missing > 0 for gap in gaps)
        for one, other in pairwise(gaps):
            assert one.end <= other.start
            assert one.end < other.start or one.missing != other.missing
    assert cover.missing_minutes == sum(
        segment.missing_people * int((segment.end - segment.start) / MINUTE)
        for segment in cover.segments
    )


TUESDAY = at("2016-01-12 08:00"), at("2016-01-13 08:00")


def cover_of(*stays: Presence, needs: tuple[CoverRequirement, ...] = (need("08:00-08:00"),),
             level: Level = Level.EMERGENCY_ONLY) -> ServiceCover:  # fmt: skip
    return service_cover(1, level, needs, stays, PEOPLE, LADDER, TUESDAY)


def test_a_service_without_rows_at_its_level_is_missing_nobody() -> None:
    cover = cover_of(level=Level.NORMAL)
    assert (cover.specified, cover.gaps, cover.missing_minutes) == (False, (), 0)


def test_a_suspended_service_requires_nobody_and_is_not_unspecified() -> None:
    cover = cover_of(level=Level.SUSPENDED)
    assert (cover.specified, cover.gaps) == (True, ())


def test_a_gap_goes_on_through_changes_of_who_is_there() -> None:
    """One of two is missing all day, whoever the one is."""
    two = (need("08:00-08:00", 2),)
    early = Presence("B", TUESDAY[0], at("2016-01-12 20:00"), DutyKind.WARD)
    late = Presence("C", at("2016-01-12 20:00"), TUESDAY[1], None)
    (gap,) = cover_of(early, late, needs=two).gaps
    assert (gap.start, gap.end, gap.missing, gap.person_minutes) == (*TUESDAY, 1, 1440)


def test_one_person_with_two_duties_fills_one_place() -> None:
    both = [Presence("B", *TUESDAY, kind) for kind in (DutyKind.WARD, DutyKind.ON_CALL_RESIDENT)]
    assert cover_of(*both, needs=(need("08:00-08:00", 2),)).missing_minutes == 1440


def test_kinds_that_do_not_count_fill_nothing_unless_the_post_names_them() -> None:
    away = Presence("B", *TUESDAY, DutyKind.ON_CALL_NON_RESIDENT)
    assert cover_of(away).missing_minutes == 1440
    at_home = need("08:00-08:00", post=post(kinds=frozenset({DutyKind.ON_CALL_NON_RESIDENT})))
    assert cover_of(away, needs=(at_home,)).missing_minutes == 0


def test_an_empty_span_has_no_segments() -> None:
    cover = service_cover(1, Level.EMERGENCY_ONLY, (need("08:00-08:00"),), (), {}, LADDER,
                          (TUESDAY[0], TUESDAY[0]))  # fmt: skip
    assert (cover.segments, cover.gaps) == ((), ())


def test_presence_is_a_duty_without_what_is_lost_and_absent_and_cover_without_absence() -> None:
    duty = held("2016-01-12 08:00", "2016-01-12 20:00")
    lost = {"D1": [(at("2016-01-12 18:00"), at("2016-01-12 20:00"))]}
    absences = {"R1": [(at("2016-01-12 10:00"), at("2016-01-12 11:00"))]}
    given_cover = Assignment(1, "R1", 2, at("2016-01-12 09:00"), at("2016-01-12 12:00"))
    vacant = held("2016-01-12 08:00", "2016-01-12 20:00", staff_id=None)
    found = presences([duty, vacant], lost, [given_cover], absences)
    clocks = {
        service: [(f"{s.start:%H}-{s.end:%H}", s.kind) for s in stays]
        for service, stays in found.items()
    }
    assert clocks == {
        1: [("08-10", DutyKind.WARD), ("11-18", DutyKind.WARD)],
        2: [("09-10", None), ("11-12", None)],
    }  # fmt: skip


HOLES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=6)


@given(st.integers(0, 60), st.integers(1, 40), HOLES)
def test_cutting_holes_out_leaves_every_minute_outside_them(
    start: int, length: int, holes: list[tuple[int, int]]
) -> None:
    base = at("2016-01-12 08:00")

    def stretch(first: int, minutes: int) -> tuple[datetime, datetime]:
        return base + first * MINUTE, base + (first + minutes) * MINUTE

    left = without(stretch(start, length), [stretch(*hole) for hole in holes])
    for number in range(start, start + length):
        covered = any(first <= number < first + minutes for first, minutes in holes)
        inside = any(s <= base + number * MINUTE < e for s, e in left)
        assert inside == (not covered)
    assert all(one[1] < other[0] or one[1] == other[0] for one, other in pairwise(left))


def test_a_step_function_holds_from_each_edge() -> None:
    steps = StepFunction([(at("2016-01-12 08:00"), 4), (at("2016-01-12 20:00"), 0)], -1)
    clocks = ("07:59", "08:00", "19:59", "20:00")
    assert [steps.at(at(f"2016-01-12 {clock}")) for clock in clocks] == [-1, 4, 4, 0]


@pytest.mark.parametrize(
    ("wanted", "label"),
    [
        (post("ST"), "ST or above"),
        (post("SPECIALTY_DOCTOR", "paeds;airway"), "specialty doctor or above, airway, paeds"),
        (post(""), "any doctor"),
        (post("", staff_groups=frozenset({StaffGroup.NURSE})), "nurses"),
        (post("ST", kinds=frozenset({DutyKind.CLINIC})), "ST or above, on clinic"),
    ],
)
def test_a_post_is_named_in_words(wanted: Any, label: str) -> None:
    assert wanted.label == label


def test_bands_are_times_without_seconds() -> None:
    assert need("20:00-08:00").start == time(20, 0)
