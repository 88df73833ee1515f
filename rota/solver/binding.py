"""What binds the options of one person together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rota.solver.cliques import Bounds, Shape, largest_cliques, most_together
from rota.solver.tables import Tables, Worker, meets

Known = dict[tuple[tuple[Shape, ...], Bounds], list[tuple[int, ...]]]


@dataclass(slots=True)
class Bonds:
    """The options of a person in the order of time, and what holds for them.

    ``cliques`` are sets of options of which at most one can hold, ``room`` is how many jobs the
    person could take at most, ``apart`` the same by times alone, and each loss stands with the
    options that bring it.
    """

    options: list[int]
    cliques: list[list[int]]
    room: int
    apart: int
    losses: list[tuple[int, list[int]]]


def bonds_of(tables: Tables, worker: Worker, known: Known) -> Bonds:
    """Return what binds one person; ``known`` keeps cliques that others may share."""
    by_shape: dict[Shape, list[int]] = defaultdict(list)
    for option in worker.options:
        job = tables.job(option)
        by_shape[Shape(job.start, job.end, job.night)].append(option)
    shapes = tuple(sorted(by_shape))
    bounds = Bounds(
        worker.person.rest, worker.minutes, worker.nights, daily=worker.days is not None
    )
    if (shapes, bounds) not in known:
        known[shapes, bounds] = largest_cliques(shapes, bounds)
    options = [option for shape in shapes for option in by_shape[shape]]
    places = known[shapes, bounds]
    cliques = [[option for place in each for option in by_shape[shapes[place]]] for each in places]
    room = 1 if len(cliques) == 1 else most_together(shapes, bounds)
    apart = most_together(shapes, replace(bounds, minutes=None))
    cliques = [options] if room == 1 else cliques
    return Bonds(options, cliques, room, apart, list(_losses(tables, worker)))


def _losses(tables: Tables, worker: Worker) -> Iterator[tuple[int, list[int]]]:
    fixed = [tables.problem.jobs[each] for each in worker.fixed]
    for loss in worker.person.losses:
        if any(meets(job, loss.start, loss.end) for job in fixed):
            continue
        hit = [each for each in worker.options if meets(tables.job(each), loss.start, loss.end)]
        if hit and loss.cost:
            yield loss.cost, hit
