from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import StaffGroup
from rota.domain.cover import CoverPerson
from rota.domain.what_if import Supposition


def doctors(number: int, grade: str) -> list[CoverPerson]:
    group = StaffGroup.RESIDENT_DOCTOR
    return [CoverPerson(f"{grade}{n}", group, grade, frozenset()) for n in range(number)]


def test_named_people_are_away() -> None:
    assert Supposition(frozenset({"ST1"})).away(doctors(3, "ST")) == {"ST1"}


@pytest.mark.parametrize(
    ("number", "share", "away"), [(10, 0, 0), (10, 20, 2), (10, 100, 10), (3, 50, 2), (3, 16, 0)]
)
def test_a_share_of_a_grade_is_a_whole_number_of_people_and_a_half_is_one_more(
    number: int, share: int, away: int
) -> None:
    assert len(Supposition(shares={"ST": share}).away(doctors(number, "ST"))) == away


def test_a_share_of_one_grade_leaves_the_others_alone() -> None:
    away = Supposition(shares={"ST": 50}).away([*doctors(4, "ST"), *doctors(4, "CT")])
    assert {each[:2] for each in away} == {"ST"}


@given(st.integers(0, 60), st.integers(0, 100), st.integers(0, 100), st.integers(1, 50))
def test_a_larger_share_takes_those_of_a_smaller_one_and_more(
    number: int, one: int, other: int, draw: int
) -> None:
    people = doctors(number, "ST")
    less = Supposition(shares={"ST": min(one, other)}, draw=draw).away(people)
    assert less <= Supposition(shares={"ST": max(one, other)}, draw=draw).away(people)


def test_the_same_draw_takes_the_same_people_and_another_takes_others() -> None:
    people = doctors(40, "ST")
    first = Supposition(shares={"ST": 25}, draw=1).away(people)
    assert Supposition(shares={"ST": 25}, draw=1).away(reversed(people)) == first
    assert Supposition(shares={"ST": 25}, draw=2).away(people) != first
