"""How a search behaves: the same every time, alive, stopped at once, and sparing when repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rota.domain.cover_problem import CoverPlan, CoverProblem, PlanStatus
from rota.solver.checking import check
from rota.solver.planning import Limits, ProgressReport, solve
from tests.benchmarks.hospitals import hospital_problem, make_hospital
from tests.benchmarks.sickness import changed_duties, without
from tests.solver.cancelling import answers_at_once

HARD = make_hospital("a search that is cut short", staff=200, duties=330, days=5)
HARD["cost"]["second_duty"] = 60  # charged once in five days: far harder than for each further one


@pytest.fixture(scope="module")
def hard() -> CoverProblem:
    """Five days in which the best plan is not found in the time given."""
    return hospital_problem(HARD)


def test_the_same_problem_gives_the_same_plan_to_the_last_byte(hard: CoverProblem) -> None:
    little = Limits(seconds=60, work=0.2)
    plans = [solve(hard, little), solve(hospital_problem(HARD), little)]

    assert plans[0].status is PlanStatus.FEASIBLE
    assert repr(plans[0]).encode() == repr(plans[1]).encode()


def test_a_plan_is_told_at_once_and_each_later_one_is_no_worse(hard: CoverProblem) -> None:
    told: list[ProgressReport] = []
    plan = solve(hard, Limits(seconds=60, work=0.2), told.append)

    assert told[0].seconds < 1
    costs, bounds = [each.cost for each in told], [each.bound for each in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert told[-1].plan == plan
    assert all(check(hard, each.plan) == [] for each in told)


@pytest.mark.parametrize("after", [0.0, 0.1, 1.0])
def test_a_cancelled_search_answers_within_half_a_second(hard: CoverProblem, after: float) -> None:
    answers_at_once(hard, after)


def test_when_ten_people_fall_sick_few_duties_change_and_none_is_lost_that_can_be_kept() -> None:
    problem = hospital_problem(make_hospital("sick", staff=400, duties=200))
    before = solve(problem)
    assert before.status is PlanStatus.OPTIMAL
    sick = {choice.person_id for choice in before.chosen[::20]}
    assert len(sick) == 10

    afresh = solve(without(problem, sick, ()))
    plan = solve(without(problem, sick, before.chosen))

    assert len(plan.unfilled) == len(afresh.unfilled)
    assert changed_duties(before, plan) <= 15 < changed_duties(before, afresh)


def test_what_stands_against_everybody_is_counted_by_kind() -> None:
    problem = hospital_problem(make_hospital("short of hands", staff=120, duties=200))
    plan: CoverPlan = solve(problem)

    assert plan.unfilled
    for left in plan.unfilled:
        assert sum(reason.people for reason in left.reasons) == 120


def test_nonsense_is_refused() -> None:
    problem = hospital_problem(make_hospital("nonsense", staff=20, duties=5))

    with pytest.raises(ValueError, match="named once"):
        replace(problem, people=problem.people * 2)
    with pytest.raises(ValueError, match="given once"):
        replace(problem, options=problem.options * 2)
    with pytest.raises(ValueError, match="not given"):
        replace(problem, jobs=())
