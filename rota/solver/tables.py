"""The problem in numbers: the options that can hold, and whose they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rota.domain.cover_problem import CoverProblem, Job, Person, WhyNot


@dataclass(slots=True)
class Worker:
    """One person with the options left to them; an option is a number into the tables.

    Minutes and nights are what is left beside the ``fixed`` jobs.
    """

    person: Person
    minutes: int | None
    nights: int | None
    fixed: list[int] = field(default_factory=list)
    options: list[int] = field(default_factory=list)

    def settle(self, number: int, job: Job) -> None:
        """Take a job that was fixed by hand."""
        self.fixed.append(number)
        if self.minutes is not None:
            self.minutes -= job.minutes
        if self.nights is not None:
            self.nights = max(0, self.nights - job.night)


@dataclass(slots=True)
class Tables:
    """Everything about a problem by number; the first three lists go by option."""

    problem: CoverProblem
    workers: list[Worker]
    by_job: list[list[int]]
    worker_of: list[int] = field(default_factory=list)
    job_of: list[int] = field(default_factory=list)
    cost_of: list[int] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)
    base_cost: int = 0
    lost: dict[int, Counter[WhyNot]] = field(default_factory=dict)

    @property
    def open_jobs(self) -> list[int]:
        """Return the jobs that are still to be planned."""
        return [job for job in range(len(self.by_job)) if job not in self.settled]

    def job(self, option: int) -> Job:
        """Return the job of an option."""
        return self.problem.jobs[self.job_of[option]]


def steps(costs: tuple[int, ...], first: int, count: int) -> list[int]:
    """Return the costs of ``count`` further ones after ``first``, the last given one repeating."""
    if not costs:
        return [0] * count
    return [costs[min(each, len(costs) - 1)] for each in range(first, first + count)]


def meets(job: Job, start: int, end: int) -> bool:
    """Say whether a job overlaps a stretch."""
    return job.start < end and start < job.end


def tabulate(problem: CoverProblem) -> Tables:
    """Number everything, and drop options that cannot hold."""
    workers = [Worker(each, each.minutes, each.nights) for each in problem.people]
    tables = Tables(problem, workers, [[] for _ in problem.jobs])
    person_number = {each.person_id: number for number, each in enumerate(problem.people)}
    job_number = {each.job_id: number for number, each in enumerate(problem.jobs)}
    before = {each.job_id: each.person_id for each in problem.previous}

    def change(job_id: str, person_id: str) -> int:
        return problem.change_cost if before.get(job_id, person_id) != person_id else 0

    by_hand = {(fixed.person_id, fixed.job_id) for fixed in problem.fixed}
    for fixed in problem.fixed:
        job = job_number[fixed.job_id]
        workers[person_number[fixed.person_id]].settle(job, problem.jobs[job])
        tables.settled.add(job)
        tables.base_cost += change(fixed.job_id, fixed.person_id)
    tables.base_cost += sum(_cost_of_fixed(problem, worker) for worker in workers)
    for option in problem.options:
        job, number = job_number[option.job_id], person_number[option.person_id]
        if job in tables.settled:
            if (option.person_id, option.job_id) in by_hand:
                tables.base_cost += option.cost
            continue
        reason = _obstacle(workers[number], problem.jobs[job], problem.jobs)
        if reason is not None:
            tables.lost.setdefault(job, Counter())[reason] += 1
            continue
        workers[number].options.append(len(tables.job_of))
        tables.by_job[job].append(len(tables.job_of))
        tables.worker_of.append(number)
        tables.job_of.append(job)
        tables.cost_of.append(option.cost + change(option.job_id, option.person_id))
    return tables


def _cost_of_fixed(problem: CoverProblem, worker: Worker) -> int:
    jobs = [problem.jobs[each] for each in worker.fixed]
    nights = sum(job.night for job in jobs)
    person = worker.person
    cost = sum(steps(person.job_costs, 0, len(jobs))) + sum(steps(person.night_costs, 0, nights))
    losses = person.losses if jobs else ()
    lost = [loss for loss in losses if any(meets(job, loss.start, loss.end) for job in jobs)]
    return cost + sum(loss.cost for loss in lost)


def _obstacle(worker: Worker, job: Job, jobs: tuple[Job, ...]) -> WhyNot | None:
    """Say what keeps a person from a job whatever else is planned."""
    rest = worker.person.rest
    taken = [(span.start, span.end) for span in worker.person.busy]
    taken += [(jobs[each].start, jobs[each].end) for each in worker.fixed]
    near = [
        (start, end) for start, end in taken if start - rest < job.end and job.start < end + rest
    ]
    if near:
        over = any(start < job.end and job.start < end for start, end in near)
        return WhyNot.BUSY if over else WhyNot.REST
    if worker.minutes is not None and job.minutes > worker.minutes:
        return WhyNot.HOURS
    if worker.nights is not None and job.night > worker.nights:
        return WhyNot.NIGHTS
    return None


def least_cost(tables: Tables) -> int:
    """Return a cost that no plan for the open jobs can go below, without any search."""
    return sum(
        min([tables.problem.jobs[job].penalty, *map(tables.cost_of.__getitem__, options)])
        for job, options in enumerate(tables.by_job)
        if job not in tables.settled
    )
