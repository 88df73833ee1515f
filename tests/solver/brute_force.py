"""The best plan of a tiny problem by trying every plan, judged by the checker alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from rota.domain.cover_problem import Choice, CoverPlan, CoverProblem, PlanStatus, Unfilled
from rota.solver.checking import check, cost_of


def every_plan(problem: CoverProblem) -> Iterator[CoverPlan]:
    """Yield each plan that keeps the rules."""
    by_hand = {choice.job_id: choice.person_id for choice in problem.fixed}
    asked = [
        [by_hand[job.job_id]]
        if job.job_id in by_hand
        else [None, *(each.person_id for each in problem.options if each.job_id == job.job_id)]
        for job in problem.jobs
    ]
    for people in product(*asked):
        pairs = list(zip(problem.jobs, people, strict=True))
        chosen = tuple(Choice(job.job_id, each) for job, each in pairs if each is not None)
        unfilled = tuple(Unfilled(job.job_id, ()) for job, each in pairs if each is None)
        draft = CoverPlan(PlanStatus.FEASIBLE, 0, 0, chosen, unfilled)
        cost = cost_of(problem, draft)
        plan = CoverPlan(PlanStatus.FEASIBLE, cost, cost, chosen, unfilled)
        if not check(problem, plan):
            yield plan


def least_cost(problem: CoverProblem) -> int:
    """Return the cost of the best plan."""
    return min(plan.cost for plan in every_plan(problem))
