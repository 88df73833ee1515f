"""Turnout: the beta-binomial range, groups never about a person, and what a forecast rests on."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import exp, lgamma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.beta_binomial import Prior, Seen, Shape, fit, predict
from rota.domain.errors import Refused
from rota.domain.turnout import (
    ANY_SITE,
    HERE,
    SEVERAL_GRADES,
    SEVERAL_SITES,
    TurnoutTotal,
    check_total,
    grouped,
    history,
    joined,
)
from rota.tables.turnout_rules import turnout_rules
from tests.benchmarks.turnout import as_a_coin, by_the_program, coverage

PRIOR = turnout_rules().prior
DAY, LATER, NEXT = date(2016, 1, 12), date(2016, 1, 26), date(2016, 2, 10)
sizes = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["ST", "CT", "FY1", "FY2"])),
    st.integers(0, 30),
)


@pytest.mark.parametrize(("a", "b", "of"), [(2.0, 3.0, 7), (0.3, 0.2, 12), (400.0, 80.0, 30)])
def test_the_range_is_that_of_the_beta_binomial_written_out(a: float, b: float, of: int) -> None:
    def chance(hits: int) -> float:
        ways = lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)
        beta = lgamma(hits + a) + lgamma(of - hits + b) - lgamma(of + a + b)
        return exp(ways + beta + lgamma(a + b) - lgamma(a) - lgamma(b))

    chances = [chance(hits) for hits in range(of + 1)]
    found = predict([Shape(a, b, 1.0)], of, 0.8)
    assert found.expected == pytest.approx(sum(n * each for n, each in enumerate(chances)))
    assert sum(chances[: found.low]) <= 0.1 < sum(chances[: found.low + 1])
    assert sum(chances[found.high + 1 :]) <= 0.1 < sum(chances[found.high :])


def test_few_days_give_a_wide_range_and_days_that_differ_a_wider_one_than_equal_days() -> None:
    def width(*shares: int) -> int:
        found = predict(fit([Seen(each, 100) for each in shares], PRIOR), 100, 0.8)
        return found.high - found.low

    none = predict(fit([], PRIOR), 100, 0.8)
    assert none.low <= 10  # every share alike, and spread beside it
    assert none.high >= 90
    assert 80 > width(60) > width(60, 60) > width(*[60] * 8)
    assert width(*[40, 80] * 4) > 1.5 * width(*[60] * 8)


def test_several_groups_of_one_day_do_not_count_as_several_days() -> None:
    def width(days: list[Seen]) -> int:
        found = predict(fit(days, PRIOR), 100, 0.8)
        return found.high - found.low

    assert width([Seen(60, 100, 0.25)] * 4) == width([Seen(60, 100)])
    assert width([Seen(60, 100)] * 4) < width([Seen(60, 100)])


def test_an_80_per_cent_range_holds_about_80_per_cent_and_without_spread_it_falls_short() -> None:
    for days in (2, 6):
        held, width = coverage(by_the_program, days, trials=150, seed=days)
        control, _ = coverage(as_a_coin, days, trials=150, seed=days)
        print(f"{days} days: {held:.0%} held, control {control:.0%}, width {width:.0%}")
        assert 0.74 <= held <= 0.92
        assert control < 0.62


@given(sizes)
def test_every_group_has_five_people_or_is_left_out(people: dict[tuple[str, str], int]) -> None:
    groups = grouped(people, 5)
    total: Counter[tuple[str, str]] = Counter()
    for place, group in groups.items():
        total[group] += people[place]
    assert all(number >= 5 for number in total.values())
    left = [place for place in people if place not in groups]
    assert sum(people[place] for place in left) < 5
    assert all(groups[place] == place for place, number in people.items() if number >= 5)


def test_small_groups_join_their_grade_first_then_the_rest() -> None:
    small = {("A", "ST"): 20, ("A", "FY1"): 3, ("B", "FY1"): 2, ("A", "CT"): 3, ("A", "FY2"): 4}
    rest = ("A", SEVERAL_GRADES)
    assert grouped(small, 5) == {
        ("A", "ST"): ("A", "ST"),
        ("A", "FY1"): (SEVERAL_SITES, "FY1"),
        ("B", "FY1"): (SEVERAL_SITES, "FY1"),
        ("A", "CT"): rest,
        ("A", "FY2"): rest,
    }
    totals = [TurnoutTotal(DAY, *place, number, 2, 1) for place, number in small.items()]
    kept, left = joined([*totals, TurnoutTotal(LATER, "A", "ST", 4, 4, 0)], 5)
    assert left == 1
    assert (DAY, *rest, 7, 4, 2) in {(*each.key, each.due, each.on_strike, 2) for each in kept}


def test_a_forecast_rests_on_its_own_days_or_on_its_grade_elsewhere_and_never_on_later_ones() -> (
    None
):
    totals = [
        TurnoutTotal(DAY, "A", "ST", 40, 20, 4),
        TurnoutTotal(LATER, "A", "ST", 40, 30, 0),
        TurnoutTotal(LATER, "B", "ST", 20, 5, 0),
        TurnoutTotal(NEXT, "A", "ST", 40, 0, 0),
        TurnoutTotal(DAY, "A", "CT", 10, 0, 10),
    ]
    own, days, about = history(totals, ("A", "ST"), NEXT)
    assert (own, days, about) == ([Seen(20, 36, 1.0), Seen(30, 40, 1.0)], 2, HERE)
    seen, days, about = history(totals, ("C", "ST"), NEXT)
    assert [each.weight for each in seen] == [1.0, 0.5, 0.5]
    assert (days, about) == (2, ANY_SITE)
    assert history(totals, ("A", "CT"), NEXT)[1] == 0  # everybody was absent otherwise
    assert history(totals, ("A", "CONSULTANT"), NEXT)[1] == 0


@pytest.mark.parametrize(
    ("total", "code"),
    [
        (TurnoutTotal(DAY, "A", "ST", 4, 1, 0), "too_few"),
        (TurnoutTotal(DAY, "A", "ST", 10, 8, 3), "more_than_due"),
        (TurnoutTotal(DAY, "A", "ST", 10, -1, 3), "out_of_range"),
        (TurnoutTotal(NEXT, "A", "ST", 10, 1, 3), "not_yet"),
        (TurnoutTotal(DAY, " ", "ST", 10, 1, 3), "missing"),
    ],
)
def test_totals_that_cannot_be_are_refused(total: TurnoutTotal, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_total(total, 5, LATER)
    assert refused.value.code == code


def test_the_prior_is_one_of_shares_alike_and_of_some_spread() -> None:
    assert Prior((1.0, 1.0), (1.0, 14.0)) == PRIOR
    assert "unverified" in turnout_rules().source
