"""The best plan of a tiny problem by trying every plan, judged by the checker alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from rota.domain.cover_problem import Choice, CoverPlan, CoverProblem, Job, PlanStatus, Unfilled
from rota.solver.checking import check, cost_of


def every_plan(problem: CoverProblem) -> Iterator[CoverPlan]:
    """Yield each plan that keeps the rules."""
    for teams in product(*(list(_teams(problem, job)) for job in problem.jobs)):
        pairs = list(zip(problem.jobs, teams, strict=True))
        chosen = tuple(Choice(job.job_id, each) for job, team in pairs for each in team)
        unfilled = tuple(
            Unfilled(job.job_id, (), job.wanted - len(team))
            for job, team in pairs
            if len(team) < job.wanted
        )
        draft = CoverPlan(PlanStatus.FEASIBLE, 0, 0, chosen, unfilled)
        cost = cost_of(problem, draft)
        plan = CoverPlan(PlanStatus.FEASIBLE, cost, cost, chosen, unfilled)
        if not check(problem, plan):
            yield plan


def _teams(problem: CoverProblem, job: Job) -> Iterator[tuple[str, ...]]:
    """Yield each set of people who could do a job; those fixed for it are in all of them."""
    by_hand = [each.person_id for each in problem.fixed if each.job_id == job.job_id]
    able = [each.person_id for each in problem.options if each.job_id == job.job_id]
    able = [each for each in able if each not in by_hand]
    most = len(able) if job.extra is not None else job.wanted - len(by_hand)
    for number in range(min(most, len(able)) + 1):
        for team in combinations(able, number):
            yield (*by_hand, *team)


def least_cost(problem: CoverProblem) -> int:
    """Return the cost of the best plan."""
    return min(plan.cost for plan in every_plan(problem))
