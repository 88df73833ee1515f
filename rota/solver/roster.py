"""A plan in the making: who holds what, what stands against one more job, what it would cost."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.cover_problem import WhyNot
from rota.solver.tables import Tables, meets, steps


class Roster:
    """Options taken so far. Fixed jobs are held from the beginning."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._jobs = tables.problem.jobs
        self._held = [[self._jobs[job] for job in worker.fixed] for worker in tables.workers]
        self.cost = tables.base_cost + sum(self._jobs[job].penalty for job in tables.open_jobs)
        self.taken: dict[int, int] = {}

    def obstacle(self, option: int) -> WhyNot | None:
        """Say what among the jobs held now keeps the person from this one."""
        number = self._tables.worker_of[option]
        worker, held = self._tables.workers[number], self._held[number]
        job = self._tables.job(option)
        rest = worker.person.rest
        near = [one for one in held if job.start < one.end + rest and one.start < job.end + rest]
        if any(job.start < one.end and one.start < job.end for one in near):
            return WhyNot.ELSEWHERE
        if near:
            return WhyNot.REST_FROM_COVER
        minutes, nights = worker.person.minutes, worker.person.nights
        if minutes is not None and job.minutes + sum(one.minutes for one in held) > minutes:
            return WhyNot.HOURS_WITH_COVER
        if job.night and nights is not None and sum(one.night for one in held) >= nights:
            return WhyNot.NIGHTS_WITH_COVER
        return None

    def extra_cost(self, option: int) -> int:
        """Return what taking the option adds, apart from the penalty that it saves."""
        number = self._tables.worker_of[option]
        person, held = self._tables.workers[number].person, self._held[number]
        job = self._tables.job(option)
        cost = self._tables.cost_of[option] + steps(person.job_costs, len(held), 1)[0]
        if job.night and person.night_costs:
            cost += steps(person.night_costs, sum(one.night for one in held), 1)[0]
        for loss in person.losses:
            already = any(meets(one, loss.start, loss.end) for one in held)
            if meets(job, loss.start, loss.end) and not already:
                cost += loss.cost
        return cost

    def take(self, option: int) -> None:
        """Give the job of the option to its person."""
        job = self._tables.job_of[option]
        self.cost += self.extra_cost(option) - self._jobs[job].penalty
        self._held[self._tables.worker_of[option]].append(self._jobs[job])
        self.taken[job] = option


def fill(tables: Tables, first: Iterable[int] = ()) -> Roster:
    """Take the first options as far as they hold, then the cheapest for each job still open.

    The costliest jobs go first, and among them those that the fewest people could do.
    """
    roster = Roster(tables)
    for option in first:
        if tables.job_of[option] not in roster.taken and roster.obstacle(option) is None:
            roster.take(option)
    jobs = tables.problem.jobs
    left = [job for job in tables.open_jobs if job not in roster.taken]
    for job in sorted(left, key=lambda one: (-jobs[one].penalty, len(tables.by_job[one]), one)):
        costs = [
            (roster.extra_cost(option), option)
            for option in tables.by_job[job]
            if roster.obstacle(option) is None
        ]
        if costs and min(costs)[0] < jobs[job].penalty:
            roster.take(min(costs)[1])
    return roster
