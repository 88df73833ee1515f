"""From a roster to the plan that is handed out, with everybody counted at each unfilled job."""

from __future__ import annotations

from collections import Counter

from rota.domain.cover_problem import (
    Choice,
    CoverPlan,
    PlanStatus,
    Reason,
    Unfilled,
    WhyNot,
)
from rota.solver.roster import Roster
from rota.solver.tables import Tables


def plan_of(tables: Tables, roster: Roster, bound: int) -> CoverPlan:
    """Return the plan; it is optimal when nothing can cost less."""
    problem = tables.problem
    chosen = [
        Choice(problem.jobs[job].job_id, problem.people[tables.worker_of[option]].person_id)
        for option, job in roster.taken.items()
    ]
    excluded = dict(problem.excluded)
    unfilled = [
        Unfilled(
            problem.jobs[job].job_id,
            (*excluded.get(problem.jobs[job].job_id, ()), *_reasons(tables, roster, job)),
            roster.missing(job),
        )
        for job in tables.open_jobs
        if roster.missing(job)
    ]
    status = PlanStatus.OPTIMAL if bound >= roster.cost else PlanStatus.FEASIBLE
    return CoverPlan(
        status,
        roster.cost,
        min(bound, roster.cost),
        tuple(sorted([*chosen, *problem.fixed])),
        tuple(sorted(unfilled, key=lambda each: each.job_id)),
    )


def _reasons(tables: Tables, roster: Roster, job: int) -> list[Reason]:
    """Count those with an option for the job by the first thing that stands against them."""
    counted: Counter[WhyNot] = Counter(tables.lost.get(job))
    for option in tables.by_job[job]:
        if option not in roster.taken:
            counted[roster.obstacle(option) or WhyNot.DEARER] += 1
    return [Reason(code, counted[code]) for code in WhyNot if counted[code]]
