"""A plan after some of its people fall sick: the new problem, and how many duties change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from rota.domain.cover_problem import Choice, CoverPlan, CoverProblem, Reason

CHANGE_COST = 500


def without(
    problem: CoverProblem,
    sick: set[str],
    previous: Iterable[Choice],
    change_cost: int = CHANGE_COST,
) -> CoverProblem:
    """Return the problem without the sick, to be planned with the least change."""
    lost = Counter(each.job_id for each in problem.options if each.person_id in sick)
    excluded = dict(problem.excluded)
    for job_id, people in lost.items():
        excluded[job_id] = (*excluded.get(job_id, ()), Reason("sick", people))
    return replace(
        problem,
        options=tuple(each for each in problem.options if each.person_id not in sick),
        previous=tuple(previous),
        change_cost=change_cost,
        excluded=tuple(excluded.items()),
    )


def changed_duties(before: CoverPlan, after: CoverPlan) -> int:
    """Count the duties that are not done by whoever did them before."""
    held = {choice.job_id: choice.person_id for choice in before.chosen}
    holds = {choice.job_id: choice.person_id for choice in after.chosen}
    return sum(held.get(job_id) != holds.get(job_id) for job_id in {*held, *holds})
