"""On problems small enough to try every plan, the solver finds the best one, always."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from rota.domain.cover_problem import CoverProblem, PlanStatus
from rota.solver import check, cliques, solve
from rota.solver.proving import Proof
from rota.solver.relaxing import Relaxation
from rota.solver.rows import Rows, write_rows
from rota.solver.tables import tabulate
from tests.solver.brute_force import least_cost
from tests.solver.tiny import problems

many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = settings(many, max_examples=100)


@many
@given(problems())
def test_the_plan_costs_what_the_best_of_all_plans_costs(problem: CoverProblem) -> None:
    plan = solve(problem)

    assert check(problem, plan) == []
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.cost == plan.bound == least_cost(problem)


def proved_cost(rows: Rows) -> int:
    """What the exact engine says alone, on all columns."""
    return Proof(rows, [True] * len(rows.costs), work=10, seed=1).search().bound


@some
@given(problems())
def test_the_exact_engine_alone_finds_the_same(problem: CoverProblem) -> None:
    tables = tabulate(problem)
    rows = write_rows(tables)

    assert proved_cost(rows) + tables.base_cost == least_cost(problem)


@some
@given(problems())
def test_with_rows_by_time_alone_the_exact_engine_finds_the_same(problem: CoverProblem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cliques, "MOST_CLIQUES", 0)
        tables = tabulate(problem)
    rows = write_rows(tables)

    assert proved_cost(rows) + tables.base_cost == least_cost(problem)


@some
@given(problems())
def test_no_plan_costs_less_than_the_bound_of_the_relaxation(problem: CoverProblem) -> None:
    tables = tabulate(problem)
    relaxed = Relaxation(write_rows(tables), work=10).solve()

    assert relaxed.bound + tables.base_cost <= least_cost(problem)


@some
@given(problems())
def test_at_each_unfilled_job_the_reasons_count_everybody(problem: CoverProblem) -> None:
    for left in solve(problem).unfilled:
        assert sum(reason.people for reason in left.reasons) == len(problem.people)
