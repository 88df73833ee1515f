"""A plan in the making: who holds what, what stands against one more job, what it would cost."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.cover_problem import Job, WhyNot
from rota.solver.tables import Tables, Worker, meets, moves, steps


class Roster:
    """Options taken so far, each with its job. Fixed jobs are held from the beginning."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._jobs = tables.problem.jobs
        self._held = [[self._jobs[job] for job in worker.fixed] for worker in tables.workers]
        self.count = [tables.settled[job] for job in range(len(self._jobs))]
        tallies = tables.problem.tallies
        self._tallied = [tables.settled_in(tally) for tally in tallies]
        missing = [tally.wanted - n for tally, n in zip(tallies, self._tallied, strict=True)]
        under = [tally.under * max(0, n) for tally, n in zip(tallies, missing, strict=True)]
        left = [self._jobs[job].penalty * tables.wanted(job) for job in tables.open_jobs]
        short = [worker.short * worker.person.short_cost for worker in tables.workers]
        self.cost = tables.base_cost + sum(left) + sum(under) + sum(short)
        self.taken: dict[int, int] = {}

    def missing(self, job: int) -> int:
        """Return how many people a job still wants."""
        return max(0, self._jobs[job].wanted - self.count[job])

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
        for limit in worker.person.limits:
            inside = [one for one in (job, *held) if limit.start <= one.start < limit.end]
            if job in inside and sum(one.minutes for one in inside) > limit.minutes:
                return WhyNot.HOURS_WITH_COVER
        return self._obstacle_of_days(worker, job, held) or self._obstacle_of_numbers(option)

    def _obstacle_of_days(self, worker: Worker, job: Job, held: list[Job]) -> WhyNot | None:
        if worker.days is None:
            return None
        planned = {one.day: one.kind for one in held if one.day not in worker.days.settled}
        if job.day in planned:
            return WhyNot.ELSEWHERE
        fits = worker.days.fits({**planned, job.day: job.kind}, whole=True)
        return None if fits else WhyNot.DAYS_WITH_COVER

    def _obstacle_of_numbers(self, option: int) -> WhyNot | None:
        job = self._tables.job_of[option]
        for number in self._tables.tallies_of.get(job, ()):
            tally = self._tables.problem.tallies[number]
            if tally.over is None and self._tallied[number] >= tally.wanted:
                return WhyNot.ENOUGH
        return None

    def extra_cost(self, option: int) -> int:
        """Return what taking the option adds, what it saves by filling a place included."""
        number = self._tables.worker_of[option]
        worker, held = self._tables.workers[number], self._held[number]
        person, job = worker.person, self._tables.job(option)
        cost = self._tables.cost_of[option] + steps(person.job_costs, len(held), 1)[0]
        if job.night and person.night_costs:
            cost += steps(person.night_costs, sum(one.night for one in held), 1)[0]
        for loss in person.losses:
            already = any(meets(one, loss.start, loss.end) for one in held)
            if meets(job, loss.start, loss.end) and not already:
                cost += loss.cost
        if person.short_cost:
            short = person.least_minutes - sum(one.minutes for one in held)
            cost -= max(0, min(short, job.minutes)) * person.short_cost
        if person.pattern is not None and person.pattern.move_cost:
            before = sorted(held, key=lambda one: one.start)
            after = sorted([*held, job], key=lambda one: one.start)
            place = person.pattern.place
            cost += (moves(place, after) - moves(place, before)) * person.pattern.move_cost
        return cost + self._cost_of_numbers(self._tables.job_of[option])

    def _cost_of_numbers(self, job: int) -> int:
        """Return what one person more in a job adds, or as a rule saves."""
        each = self._jobs[job]
        cost = -each.penalty if self.count[job] < each.wanted else each.extra or 0
        for number in self._tables.tallies_of.get(job, ()):
            tally = self._tables.problem.tallies[number]
            wanted = self._tallied[number] < tally.wanted
            cost += -tally.under if wanted else tally.over or 0
        return cost

    def has_room(self, option: int) -> bool:
        """Say whether one person more could do the job of the option."""
        job = self._tables.job_of[option]
        return self._jobs[job].extra is not None or self.missing(job) > 0

    def take(self, option: int) -> None:
        """Give the job of the option to its person."""
        job = self._tables.job_of[option]
        self.cost += self.extra_cost(option)
        self._held[self._tables.worker_of[option]].append(self._jobs[job])
        self.taken[option] = job
        self.count[job] += 1
        for number in self._tables.tallies_of.get(job, ()):
            self._tallied[number] += 1


def fill(tables: Tables, first: Iterable[int] = ()) -> Roster:
    """Take the first options as far as they hold, then the cheapest for each job still open.

    The costliest jobs go first, and among them those that the fewest people could do.
    """
    roster = Roster(tables)
    for option in first:
        if roster.has_room(option) and roster.obstacle(option) is None:
            roster.take(option)
    return complete(tables, roster)


def complete(tables: Tables, roster: Roster) -> Roster:
    """Take the cheapest person for each place still open, as long as that is worth it."""
    jobs = tables.problem.jobs
    left = [job for job in tables.open_jobs if roster.missing(job) or job in tables.tallies_of]
    for job in sorted(left, key=lambda one: (-jobs[one].penalty, len(tables.by_job[one]), one)):
        costs = sorted(
            (roster.extra_cost(option), option)
            for option in tables.by_job[job]
            if option not in roster.taken and roster.obstacle(option) is None
        )
        for _, option in costs:
            if not roster.has_room(option) or roster.extra_cost(option) >= 0:
                break
            if roster.obstacle(option) is None:
                roster.take(option)
    return roster


def hold(tables: Tables, options: Iterable[int]) -> Roster:
    """Take options that are known to hold together."""
    roster = Roster(tables)
    for option in options:
        roster.take(option)
    return complete(tables, roster)
