"""The problem in numbers: the options that can hold, and whose they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rota.domain.cover_problem import CoverProblem, Job, Limit, Person, Tally, WhyNot
from rota.solver.days import Days, days_of


@dataclass(slots=True)
class Worker:
    """One person with the options left to them; an option is a number into the tables.

    Minutes, nights and limits are what is left beside the ``fixed`` jobs, and so are ``short``, the
    minutes that they are still wanted for, and their ``days``.
    """

    person: Person
    minutes: int | None
    nights: int | None
    short: int
    limits: list[Limit]
    fixed: list[int] = field(default_factory=list)
    options: list[int] = field(default_factory=list)
    days: Days | None = None

    def settle(self, number: int, job: Job) -> None:
        """Take a job that was fixed by hand."""
        self.fixed.append(number)
        self.short = max(0, self.short - job.minutes)
        if self.minutes is not None:
            self.minutes -= job.minutes
        if self.nights is not None:
            self.nights = max(0, self.nights - job.night)
        self.limits = [
            replace(each, minutes=each.minutes - job.minutes)
            if each.start <= job.start < each.end
            else each
            for each in self.limits
        ]


@dataclass(slots=True)
class Tables:
    """Everything about a problem by number; the first three lists go by option."""

    problem: CoverProblem
    workers: list[Worker]
    by_job: list[list[int]]
    number_of: dict[str, int]
    worker_of: list[int] = field(default_factory=list)
    job_of: list[int] = field(default_factory=list)
    cost_of: list[int] = field(default_factory=list)
    settled: Counter[int] = field(default_factory=Counter)
    tallies_of: dict[int, list[int]] = field(default_factory=dict)
    base_cost: int = 0
    lost: dict[int, Counter[WhyNot]] = field(default_factory=dict)

    @property
    def open_jobs(self) -> list[int]:
        """Return the jobs that are still to be planned."""
        return [job for job in range(len(self.by_job)) if self.seats(job)]

    def wanted(self, job: int) -> int:
        """Return how many people are wanted for a job beside those fixed."""
        return max(0, self.problem.jobs[job].wanted - self.settled[job])

    def seats(self, job: int) -> int:
        """Return how many more people could do a job at all."""
        limited = self.problem.jobs[job].extra is None
        return self.wanted(job) if limited else max(self.wanted(job), len(self.by_job[job]))

    def settled_in(self, tally: Tally) -> int:
        """Return how many people are fixed for the jobs of a tally."""
        return sum(self.settled[self.number_of[job_id]] for job_id in tally.jobs)

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
    workers = [
        Worker(each, each.minutes, each.nights, each.least_minutes, list(each.limits))
        for each in problem.people
    ]
    job_number = {each.job_id: number for number, each in enumerate(problem.jobs)}
    tables = Tables(problem, workers, [[] for _ in problem.jobs], job_number)
    person_number = {each.person_id: number for number, each in enumerate(problem.people)}
    before: dict[str, set[str]] = defaultdict(set)
    for each in problem.previous:
        before[each.job_id].add(each.person_id)

    def change(job_id: str, person_id: str) -> int:
        return problem.change_cost if person_id not in before.get(job_id, {person_id}) else 0

    by_hand = {(fixed.person_id, fixed.job_id) for fixed in problem.fixed}
    for fixed in problem.fixed:
        job = job_number[fixed.job_id]
        workers[person_number[fixed.person_id]].settle(job, problem.jobs[job])
        tables.settled[job] += 1
        tables.base_cost += change(fixed.job_id, fixed.person_id)
    _settle(tables)
    for option in problem.options:
        job, number = job_number[option.job_id], person_number[option.person_id]
        if (option.person_id, option.job_id) in by_hand:
            tables.base_cost += option.cost
            continue
        if problem.jobs[job].extra is None and not tables.wanted(job):
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


def _settle(tables: Tables) -> None:
    """Count what the fixed jobs cost, and what they leave of days and tallies."""
    problem = tables.problem
    for worker in tables.workers:
        tables.base_cost += _cost_of_fixed(problem, worker)
        if worker.person.pattern is not None:
            worker.days = days_of(
                worker.person.pattern, [problem.jobs[each] for each in worker.fixed]
            )
    tables.base_cost += sum(
        (each.extra or 0) * max(0, tables.settled[number] - each.wanted)
        for number, each in enumerate(problem.jobs)
    )
    for number, tally in enumerate(problem.tallies):
        tables.base_cost += (tally.over or 0) * max(0, tables.settled_in(tally) - tally.wanted)
        for job_id in set(tally.jobs):
            tables.tallies_of.setdefault(tables.number_of[job_id], []).append(number)


def _cost_of_fixed(problem: CoverProblem, worker: Worker) -> int:
    jobs = [problem.jobs[each] for each in worker.fixed]
    nights = sum(job.night for job in jobs)
    person = worker.person
    cost = sum(steps(person.job_costs, 0, len(jobs))) + sum(steps(person.night_costs, 0, nights))
    losses = person.losses if jobs else ()
    lost = [loss for loss in losses if any(meets(job, loss.start, loss.end) for job in jobs)]
    if person.pattern is not None:
        jobs = sorted(jobs, key=lambda job: job.start)
        cost += moves(person.pattern.place, jobs) * person.pattern.move_cost
    return cost + sum(loss.cost for loss in lost)


def moves(place: str, jobs: Iterable[Job]) -> int:
    """Count how often jobs in the order of time begin at another place than before."""
    places = [place, *(job.place for job in jobs)]
    return sum(one != other for one, other in pairwise(each for each in places if each))


def _obstacle(worker: Worker, job: Job, jobs: tuple[Job, ...]) -> WhyNot | None:
    """Say what keeps a person from a job whatever else is planned."""
    rest, limits = worker.person.rest, worker.limits
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
    if any(each.start <= job.start < each.end and job.minutes > each.minutes for each in limits):
        return WhyNot.HOURS
    if worker.days is not None and not worker.days.fits({job.day: job.kind}, whole=False):
        return WhyNot.DAYS
    return None


def least_cost(tables: Tables) -> int:
    """Return a cost that no plan for the open jobs can go below, without any search."""
    total = 0
    for number, options in enumerate(tables.by_job):
        job, wanted = tables.problem.jobs[number], tables.wanted(number)
        costs = sorted(tables.cost_of[option] for option in options)
        total += sum(min(0, cost - job.penalty) for cost in costs[:wanted]) + job.penalty * wanted
        if job.extra is not None:
            total += sum(min(0, cost + job.extra) for cost in costs[wanted:])
    return total
