"""How many of so many, when the chance itself varies from day to day: the beta-binomial.

On one day the share follows a beta distribution with mean m and spread r (the correlation between
two people of one day, 0 to 1); the number is binomial given the share. What is not known of m and r
is averaged over, weighted by how well each explains the days seen, so that few days give a wide
range by themselves. Method: Skellam, J. R. Stat. Soc. B 10 (1948) 257-261; the averaging is Bayes'
rule on a grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log

SHARES = 80
SPREADS = 20
WIDEST = 0.8
"""The grid: so many means between 0 and 1, so many spreads between 0 and the widest."""
LEAST_WEIGHT = 1e-4
NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Seen:
    """``hits`` of ``of`` people on one day. ``weight`` below 1: one of several of the same day."""

    hits: int
    of: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prior:
    """What is supposed before any day is seen: two beta distributions, of the mean and the spread.

    (1, 1) is every value alike; (1, b) lies near 0, the nearer the greater b.
    """

    share: tuple[float, float]
    spread: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One beta distribution of the share, and how much it counts."""

    a: float
    b: float
    weight: float


@dataclass(frozen=True, slots=True)
class Range:
    """What a number is expected to be, and between which limits it lies, both included."""

    expected: float
    low: int
    high: int


def fit(days: Iterable[Seen], prior: Prior) -> tuple[Shape, ...]:
    """Return the shapes of the share that explain the days seen, the weights adding up to 1."""
    seen = [day for day in days if day.of]
    logs = []
    for share, spread, start in _grid(prior):
        size = 1 / spread - 1
        a, b = share * size, (1 - share) * size
        logs.append((start + sum(day.weight * _chance(day, a, b) for day in seen), a, b))
    top = max(each for each, _, _ in logs)
    kept = [(exp(each - top), a, b) for each, a, b in logs if each - top > log(LEAST_WEIGHT)]
    total = sum(weight for weight, _, _ in kept)
    return tuple(Shape(a, b, weight / total) for weight, a, b in kept)


def predict(shapes: Sequence[Shape], of: int, level: float) -> Range:
    """Return the range of hits among ``of`` people that holds at least ``level`` of the chance.

    What it leaves out is halved between the two ends.
    """
    chances = [0.0] * (of + 1)
    for shape in shapes:
        for hits, chance in _chances(of, shape.a, shape.b):
            chances[hits] += shape.weight * chance
    tail = (1 - level) / 2 * sum(chances)
    upward = list(accumulate(chances))
    downward = list(accumulate(reversed(chances)))
    low = next(hits for hits in range(of + 1) if upward[hits] > tail)
    high = of - next(misses for misses in range(of + 1) if downward[misses] > tail)
    mean = sum(shape.weight * shape.a / (shape.a + shape.b) for shape in shapes)
    return Range(of * mean, low, high)


def _grid(prior: Prior) -> Iterator[tuple[float, float, float]]:
    """Yield each mean and spread with the logarithm of its prior; spreads lie denser near 0."""
    (a, b), (c, d) = prior.share, prior.spread
    for row in range(SPREADS):
        root = (row + 0.5) / SPREADS
        spread = WIDEST * root * root
        of_spread = (c - 1) * log(spread) + (d - 1) * log(1 - spread) + log(root)
        for column in range(SHARES):
            share = (column + 0.5) / SHARES
            yield share, spread, of_spread + (a - 1) * log(share) + (b - 1) * log(1 - share)


def _chance(day: Seen, a: float, b: float) -> float:
    """Return the logarithm of a day's chance, but for what is the same for every shape."""
    misses = day.of - day.hits
    hits = lgamma(day.hits + a) - lgamma(a)
    return hits + lgamma(misses + b) - lgamma(b) + lgamma(a + b) - lgamma(day.of + a + b)


def _chances(of: int, a: float, b: float) -> Iterator[tuple[int, float]]:
    """Yield each number of hits with its chance, from the mean outwards while it is worth it."""
    middle = min(of, int((of + 1) * a / (a + b)))
    ways = lgamma(of + 1) - lgamma(middle + 1) - lgamma(of - middle + 1)
    first = exp(ways + _chance(Seen(middle, of), a, b))
    yield middle, first
    chance = first
    for hits in range(middle, of):
        chance *= (of - hits) * (hits + a) / ((hits + 1) * (of - hits - 1 + b))
        if chance < NOTHING:
            break
        yield hits + 1, chance
    chance = first
    for hits in range(middle, 0, -1):
        chance *= hits * (of - hits + b) / ((of - hits + 1) * (hits - 1 + a))
        if chance < NOTHING:
            break
        yield hits - 1, chance
