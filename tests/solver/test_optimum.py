"""On problems small enough to try every plan, the solver finds the best one, always."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from rota.domain.cover_problem import CoverProblem, PlanStatus
from rota.solver import cliques
from rota.solver.checking import check
from rota.solver.composing import suits
from rota.solver.ensemble import Ensemble
from rota.solver.linear import Rows
from rota.solver.planning import solve
from rota.solver.proving import Proof
from rota.solver.relaxing import Relaxation
from rota.solver.roster import hold
from rota.solver.rows import write_rows
from rota.solver.tables import tabulate
from tests.solver.brute_force import least_cost
from tests.solver.tiny import plain_rosters, problems, rosters

many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = settings(many, max_examples=100)


@many
@given(problems())
def test_the_plan_costs_what_the_best_of_all_plans_costs(problem: CoverProblem) -> None:
    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.cost == plan.bound == least_cost(problem)


@many
@given(rosters())
def test_with_patterns_of_days_it_is_the_same(problem: CoverProblem) -> None:
    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.cost == plan.bound == least_cost(problem)


@some
@given(rosters())
def test_with_patterns_of_days_the_exact_engine_alone_finds_the_same(
    problem: CoverProblem,
) -> None:
    rows = write_rows(tabulate(problem))

    assert proved_cost(rows) + rows.base_cost == least_cost(problem)


@many
@given(plain_rosters())
def test_with_whole_courses_it_is_the_same(problem: CoverProblem) -> None:
    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.cost == plan.bound == least_cost(problem)


@some
@given(plain_rosters())
def test_courses_alone_find_the_same_and_prove_it(problem: CoverProblem) -> None:
    tables = tabulate(problem)
    assume(suits(tables))
    ensemble = Ensemble(tables, seed=1)
    ensemble.search(work=10)

    assert ensemble.bound == least_cost(problem) == ensemble.cost
    assert hold(tables, ensemble.finds[-1]).cost == ensemble.cost


def proved_cost(rows: Rows) -> int:
    """What the exact engine says alone, on all columns."""
    return Proof(rows, [True] * len(rows.costs), work=10, seed=1).search().bound


@some
@given(problems())
def test_the_exact_engine_alone_finds_the_same(problem: CoverProblem) -> None:
    tables = tabulate(problem)
    rows = write_rows(tables)

    assert proved_cost(rows) + rows.base_cost == least_cost(problem)


@some
@given(problems())
def test_with_rows_by_time_alone_the_exact_engine_finds_the_same(problem: CoverProblem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cliques, "MOST_CLIQUES", 0)
        tables = tabulate(problem)
    rows = write_rows(tables)

    assert proved_cost(rows) + rows.base_cost == least_cost(problem)


@some
@given(problems())
def test_no_plan_costs_less_than_the_bound_of_the_relaxation(problem: CoverProblem) -> None:
    tables = tabulate(problem)
    rows = write_rows(tables)
    relaxed = Relaxation(rows, work=10).solve()

    assert relaxed.bound + rows.base_cost <= least_cost(problem)


@some
@given(problems())
def test_at_each_unfilled_job_the_reasons_count_everybody(problem: CoverProblem) -> None:
    for left in solve(problem).unfilled:
        assert sum(reason.people for reason in left.reasons) == len(problem.people)
