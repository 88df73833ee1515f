"""What a day of work of one person can look like, and whether courses say all that binds them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from rota.domain.cover_problem import MINUTES_OF_DAY, Job
from rota.solver.tables import Tables, Worker, steps


def is_plain(tables: Tables, worker: Worker) -> bool:
    """Say whether courses express all that binds a worker, apart from what rows count anyway."""
    person, days = worker.person, worker.days
    ladder = person.job_costs
    shapes = shapes_of(tables, worker)
    latest, soonest = max(each.end for each in shapes), min(each.start for each in shapes)
    apart = soonest + 2 * MINUTES_OF_DAY - latest >= person.rest
    return (
        days is not None
        and not days.settled
        and not days.pattern.move_cost
        and not person.losses
        and not any(person.night_costs)
        and (len(ladder) < 2 or (ladder[0] >= ladder[1] and len(set(ladder[1:])) == 1))
        and apart
    )


def shapes_of(tables: Tables, worker: Worker) -> list[Job]:
    """Return a job of each shape that a day of this worker can have, as if on the first day."""
    shapes = {}
    for option in worker.options:
        job = tables.job(option)
        at = job.day * MINUTES_OF_DAY
        key = (job.start - at, job.end - at, job.kind)
        shapes[key] = Job("", job.start - at, job.end - at, 0, kind=job.kind)
    return [shapes[key] for key in sorted(shapes)]


def alike(tables: Tables, workers: Iterable[int]) -> list[list[int]]:
    """Return workers in groups that are bound alike, but for what rows count."""
    groups: dict[Hashable, list[int]] = {}
    for number in workers:
        worker = tables.workers[number]
        person, days = worker.person, worker.days
        assert days is not None
        key = (
            replace(days.pattern, caps=(), place=""),
            days.weekends,
            (worker.minutes, worker.short, person.short_cost, person.rest),
            tuple(steps(person.job_costs, 0, 2)),
            tuple(shapes_of(tables, worker)),
        )
        groups.setdefault(key, []).append(number)
    return list(groups.values())
