"""Which jobs of one person exclude each other: the largest sets of which one at most can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rota.domain.cover_problem import MINUTES_OF_DAY

MOST_CLIQUES = 20


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """What counts of a job when it stands beside another one of the same person."""

    start: int
    end: int
    night: bool

    @property
    def day(self) -> int:
        """The day on which it starts."""
        return self.start // MINUTES_OF_DAY


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds for all jobs of one person together; ``daily`` is one job a day at most."""

    rest: int
    minutes: int | None
    nights: int | None
    daily: bool = False

    def exclude(self, one: Shape, other: Shape) -> bool:
        """Say whether nobody bound by this could do both."""
        if one.start < other.end + self.rest and other.start < one.end + self.rest:
            return True
        if self.daily and one.day == other.day:
            return True
        if self.nights is not None and one.night + other.night > self.nights:
            return True
        length = one.end - one.start + other.end - other.start
        return self.minutes is not None and length > self.minutes


def largest_cliques(shapes: tuple[Shape, ...], bounds: Bounds) -> list[tuple[int, ...]]:
    """Return the largest sets of shapes that exclude each other in pairs, as places in ``shapes``.

    Where there are very many, those by time alone are given: each moment with its jobs.
    """
    found = _all_cliques(shapes, bounds)
    cliques = [clique for clique, _ in zip(found, range(MOST_CLIQUES + 1), strict=False)]
    if len(cliques) > MOST_CLIQUES:
        only_time = Bounds(bounds.rest, None, None, bounds.daily)
        cliques = list(_all_cliques(shapes, only_time))
    return sorted(cliques)


def _all_cliques(shapes: tuple[Shape, ...], bounds: Bounds) -> Iterator[tuple[int, ...]]:
    """Bron and Kerbosch's search with a pivot, over sets held as bits."""
    near = [0] * len(shapes)
    for one in range(len(shapes)):
        for other in range(one):
            if bounds.exclude(shapes[one], shapes[other]):
                near[one] |= 1 << other
                near[other] |= 1 << one
    stack = [(0, (1 << len(shapes)) - 1, 0)]
    while stack:
        inside, may, done = stack.pop()
        if not may and not done:
            if inside:
                yield tuple(_places(inside))
            continue
        pivot = max(_places(may | done), key=lambda place: (may & near[place]).bit_count())
        for place in _places(may & ~near[pivot]):
            bit = 1 << place
            stack.append((inside | bit, may & near[place], done & near[place]))
            may &= ~bit
            done |= bit


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def most_together(shapes: tuple[Shape, ...], bounds: Bounds) -> int:
    """Return a number of jobs of these shapes that no one person can exceed."""
    count, free_from = 0, -(10**12)
    for shape in sorted(shapes, key=lambda each: each.end):
        if shape.start >= free_from:
            count += 1
            free_from = shape.end + bounds.rest
    if bounds.minutes is not None and shapes:
        shortest = min(each.end - each.start for each in shapes)
        count = min(count, max(0, bounds.minutes) // shortest)
    if bounds.daily:
        count = min(count, len({each.day for each in shapes}))
    return count
