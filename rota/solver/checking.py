"""Judges a plan against its problem, from the words of the problem alone.

Nothing here is shared with the model that makes plans, so that a slip there cannot hide here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Person, PlanStatus
from rota.solver.checking_days import faults_of_days, moves


def check(problem: CoverProblem, plan: CoverPlan) -> list[str]:
    """Return every fault of a plan in words; none when it keeps all rules and costs as told."""
    jobs = {job.job_id: job for job in problem.jobs}
    people = {person.person_id: person for person in problem.people}
    faults = _faults_of_form(problem, plan, jobs, people)
    if faults:
        return faults
    held: dict[str, list[Job]] = defaultdict(list)
    for choice in plan.chosen:
        held[choice.person_id].append(jobs[choice.job_id])
    by_hand: dict[str, set[str]] = defaultdict(set)
    for choice in problem.fixed:
        by_hand[choice.person_id].add(choice.job_id)
    for person_id, theirs in held.items():
        faults += _faults_of_person(people[person_id], theirs, by_hand[person_id])
    cost = cost_of(problem, plan)
    if cost != plan.cost:
        faults.append(f"The plan says that it costs {plan.cost}, and it costs {cost}.")
    if plan.bound > plan.cost:
        faults.append(f"The bound {plan.bound} lies above the cost {plan.cost}.")
    if plan.status is PlanStatus.OPTIMAL and plan.bound != plan.cost:
        faults.append("The plan is called optimal, and its bound is not its cost.")
    return faults


def _faults_of_form(
    problem: CoverProblem, plan: CoverPlan, jobs: dict[str, Job], people: dict[str, Person]
) -> list[str]:
    allowed = {(option.person_id, option.job_id) for option in problem.options}
    allowed |= {(choice.person_id, choice.job_id) for choice in problem.fixed}
    faults = []
    for choice in plan.chosen:
        if choice.job_id not in jobs or choice.person_id not in people:
            faults.append(f"{choice.person_id} or job {choice.job_id} is not in the problem.")
        elif (choice.person_id, choice.job_id) not in allowed:
            faults.append(f"{choice.person_id} has no option for job {choice.job_id}.")
    for choice in problem.fixed:
        if choice not in plan.chosen:
            faults.append(f"Job {choice.job_id} was fixed for {choice.person_id}.")
    return faults + _faults_of_numbers(problem, plan, jobs)


def _faults_of_numbers(problem: CoverProblem, plan: CoverPlan, jobs: dict[str, Job]) -> list[str]:
    faults = []
    for choice, times in Counter(plan.chosen).items():
        if times > 1:
            faults.append(f"{choice.person_id} is given job {choice.job_id} more than once.")
    taken = Counter(choice.job_id for choice in plan.chosen)
    left = {each.job_id: each.places for each in plan.unfilled}
    told = taken + Counter(each.job_id for each in plan.unfilled)
    for job_id in sorted({*jobs, *told}):
        wanted, extra = (jobs[job_id].wanted, jobs[job_id].extra) if job_id in jobs else (0, None)
        more = extra is not None and taken[job_id] >= wanted and job_id not in left
        if not more and taken[job_id] + left.get(job_id, 0) != wanted:
            faults.append(f"Job {job_id} is told {told[job_id]} times, and wants {wanted}.")
    for tally in problem.tallies:
        held = sum(taken[job_id] for job_id in tally.jobs)
        if tally.over is None and held > tally.wanted:
            faults.append(f"{held} people do jobs of which {tally.wanted} at most are to be done.")
    return faults


def _faults_of_person(person: Person, jobs: list[Job], by_hand: set[str]) -> list[str]:
    """Judge what was planned for one person; what was set by hand answers for itself."""
    name, faults = person.person_id, []
    planned = [job for job in jobs if job.job_id not in by_hand]
    if not planned:
        return []
    for one, other in combinations(sorted(jobs, key=lambda job: job.start), 2):
        near = other.start - one.end < person.rest
        if near and not {one.job_id, other.job_id} <= by_hand:
            faults.append(f"{name} lacks rest between jobs {one.job_id} and {other.job_id}.")
    for job, span in product(planned, person.busy):
        if span.end + person.rest > job.start and job.end + person.rest > span.start:
            faults.append(f"{name} has other work too near job {job.job_id}.")
    if person.minutes is not None and sum(job.end - job.start for job in jobs) > person.minutes:
        faults.append(f"{name} works more than {person.minutes} minutes.")
    nights = sum(1 for job in jobs if job.night)
    too_many = person.nights is not None and nights > person.nights
    if too_many and any(job.night for job in planned):
        faults.append(f"{name} works {nights} nights, and may work {person.nights}.")
    faults += _faults_of_limits(person, jobs, planned)
    if person.pattern is not None:
        by_them = [job for job in jobs if job.job_id in by_hand]
        faults += [f"{name} {fault}" for fault in faults_of_days(person.pattern, planned, by_them)]
    return faults


def _faults_of_limits(person: Person, jobs: list[Job], planned: list[Job]) -> Iterator[str]:
    for limit in person.limits:
        inside = [job for job in jobs if limit.start <= job.start < limit.end]
        beyond = sum(job.end - job.start for job in inside) > limit.minutes
        if beyond and any(job in planned for job in inside):
            yield (
                f"{person.person_id} works more than {limit.minutes} minutes"
                f" from minute {limit.start} on."
            )


def cost_of(problem: CoverProblem, plan: CoverPlan) -> int:
    """Return what a plan costs, counted from the beginning."""
    taken = Counter(choice.job_id for choice in plan.chosen)
    asked = {(o.person_id, o.job_id): o.cost for o in problem.options if taken[o.job_id]}
    before: dict[str, set[str]] = defaultdict(set)
    for choice in problem.previous:
        before[choice.job_id].add(choice.person_id)
    total = 0
    for job in problem.jobs:
        missing = job.wanted - taken[job.job_id]
        total += missing * job.penalty if missing > 0 else -missing * (job.extra or 0)
    for tally in problem.tallies:
        missing = tally.wanted - sum(taken[job_id] for job_id in tally.jobs)
        total += missing * tally.under if missing > 0 else -missing * (tally.over or 0)
    for choice in plan.chosen:
        total += asked.get((choice.person_id, choice.job_id), 0)
        if choice.job_id in before and choice.person_id not in before[choice.job_id]:
            total += problem.change_cost
    jobs = {job.job_id: job for job in problem.jobs}
    held: dict[str, list[Job]] = defaultdict(list)
    for choice in plan.chosen:
        held[choice.person_id].append(jobs[choice.job_id])
    return total + sum(_cost_of_person(each, held[each.person_id]) for each in problem.people)


def _cost_of_person(person: Person, jobs: list[Job]) -> int:
    cost = _ladder(person.job_costs, len(jobs))
    cost += _ladder(person.night_costs, sum(1 for job in jobs if job.night))
    for loss in person.losses:
        if any(job.end > loss.start and job.start < loss.end for job in jobs):
            cost += loss.cost
    minutes = sum(job.end - job.start for job in jobs)
    cost += max(0, person.least_minutes - minutes) * person.short_cost
    if person.pattern is not None:
        cost += moves(person.pattern, jobs) * person.pattern.move_cost
    return cost


def _ladder(costs: tuple[int, ...], times: int) -> int:
    """Add up the costs of the first, the second and so on; the last one goes on."""
    longer = [*costs, *[costs[-1] if costs else 0] * times]
    return sum(longer[:times])
