"""Composes a plan of whole courses, one for each person: a far closer bound than rows of options.

The master problem chooses courses so that all jobs together are cared for. Its prices say which
courses are still missing, and those are found and added until none is. Prices are rounded to whole
parts of ``SCALE`` and the bound is counted from them in whole numbers, as in the relaxation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rota.solver.courses import Courses, Prices
from rota.solver.linear import Rows
from rota.solver.master import TINY, Column, Master, Shares
from rota.solver.relaxing import SCALE
from rota.solver.rows import write_numbers
from rota.solver.shapes import alike, is_plain
from rota.solver.tables import Tables, Worker
from rota.solver.ways import Way

CENTRE = 0.6  # prices stay so near to the best ones known: fewer rounds
ROUNDS = 400
UNKNOWN = -(10**30)
CLOSE = 1e-3
KEPT, MOST = 80, 400
SIZE_OF_WORK = 1e8
LARGEST = 2e8  # beyond that a single course takes a second, and the ways to it gigabytes


@dataclass(slots=True)
class Relaxed:
    """The relaxed master for some free workers: its cost and bound without the base cost.

    For each of the workers stand the share of each column used and the column, the largest first,
    and what each column would add. ``floor`` is the bound in parts, under the ``prices`` of rows.
    """

    cost: float
    floor: int
    prices: Prices
    used: Shares
    added: Shares

    @property
    def bound(self) -> int:
        """Return what no plan can cost less than."""
        return -(-self.floor // SCALE)


def suits(tables: Tables) -> bool:
    """Say whether everybody's courses can be told apart, so that this way is open."""
    able = [worker for worker in tables.workers if worker.options]
    if not able or not all(is_plain(tables, worker) for worker in able):
        return False
    numbers = [number for number, worker in enumerate(tables.workers) if worker.options]
    groups = [Courses(tables, theirs) for theirs in alike(tables, numbers)]
    return all(group.size <= LARGEST for group in groups)


def shared_rows(tables: Tables) -> Rows:
    """Return the rows that courses alone do not keep."""
    options = len(tables.cost_of)
    idle = sum(
        worker.short * worker.person.short_cost for worker in tables.workers if not worker.options
    )
    rows = Rows(list(tables.cost_of), options, tables.base_cost + idle, [1] * options)
    write_numbers(tables, rows)
    for worker in tables.workers:
        if worker.options:
            _cap(tables, worker, rows)
    return rows


def _cap(tables: Tables, worker: Worker, rows: Rows) -> None:
    """Write the rows that count some of the jobs of one worker."""
    assert worker.days is not None
    for kind, most in worker.days.caps.items():
        rows.weigh([o for o in worker.options if tables.job(o).kind == kind], None, most)
    if worker.nights is not None:
        rows.weigh([o for o in worker.options if tables.job(o).night], None, worker.nights)
    for limit in worker.limits:
        inside = [o for o in worker.options if limit.start <= tables.job(o).start < limit.end]
        rows.weigh(inside, [tables.job(o).minutes for o in inside], limit.minutes)


class Composition:
    """The courses found so far, and the master problem over them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.rows = shared_rows(tables)
        self.base_cost = self.rows.base_cost
        self.workers = [n for n, worker in enumerate(tables.workers) if worker.options]
        self.work = 0.0
        self.interrupted = False
        self._groups = [Courses(tables, theirs) for theirs in alike(tables, self.workers)]
        self._courses = {n: group for group in self._groups for n in group.workers}
        self._columns: dict[tuple[int, tuple[int, ...]], Column] = {}
        self._by_worker: dict[int, list[Column]] = {n: [] for n in self.workers}
        self.rows_of: dict[int, list[tuple[int, int]]] = {}
        for number, row in enumerate(self.rows.rows):
            for column, weight in zip(row.columns, row.weights, strict=True):
                self.rows_of.setdefault(column, []).append((number, weight))
        entries = [(c, r, w) for c, pairs in self.rows_of.items() for r, w in pairs]
        self._entries = np.array(entries, dtype=np.int64).reshape(-1, 3)
        self._costs = np.array(self.rows.costs, dtype=np.int64) * SCALE
        self._upto = np.array(self.rows.upto, dtype=np.int64)
        self._most = np.array([row.most for row in self.rows.rows], dtype=np.int64)
        self._loose = np.array([not row.exact for row in self.rows.rows], dtype=bool)
        self._prices = np.zeros(len(self.rows.rows))

    def column(self, worker: int, course: tuple[int, ...]) -> Column:
        """Return the column of a course, which may be new."""
        known = self._columns.get((worker, course))
        if known is not None:
            return known
        weights: dict[int, int] = {}
        for option in course:
            for number, weight in self.rows_of.get(option, ()):
                weights[number] = weights.get(number, 0) + weight
        rows = self.rows.rows
        fits = all(w <= rows[n].most for n, w in weights.items() if not rows[n].exact)
        cost = self._courses[worker].true_cost(course)
        column = Column(worker, course, cost, weights, fits)
        self._columns[worker, course] = column
        self._by_worker[worker].append(column)
        return column

    def left_by(self, held: Iterable[Column]) -> list[int]:
        """Return what held columns leave of each row."""
        left = [row.most for row in self.rows.rows]
        for column in held:
            for number, weight in column.weights.items():
                left[number] -= weight
        return left

    def generate(
        self,
        free: list[int],
        held: list[Column],
        known: Iterable[Column] = (),
        enough: float = math.inf,
        rounds: int = ROUNDS,
    ) -> Relaxed:
        """Find the courses of the free workers that the relaxed master wants, until none is new.

        It starts from the ``known`` columns and the best others. It ends sooner when the bound
        comes to ``enough``.
        """
        master = Master(self.rows, self.rows_of, self.left_by(held), free)
        for column in dict.fromkeys([*known, *self._likely(free)]):
            master.add(column)
        floor, near, pull = UNKNOWN, self._prices.copy(), CENTRE
        cost = self._solved(master)
        for _ in range(rounds):
            if self.interrupted or math.isinf(cost):
                break
            prices, persons = master.prices()
            mixed = pull * near + (1 - pull) * prices
            value, fresh = self._price(free, held, mixed, prices, persons)
            if value > floor:
                floor, near = value, mixed
            for column in fresh:
                master.add(column)
            if fresh:
                cost = self._solved(master)
            done = not fresh and not pull
            if done or -(-floor // SCALE) >= enough or cost - floor / SCALE < CLOSE:
                break
            pull = CENTRE if fresh else 0.0
        if len(free) == len(self.workers):
            self._prices = near
        whole_held = sum(column.cost for column in held)
        used, added = master.outcome() if not math.isinf(cost) else ({}, {})
        return Relaxed(cost + whole_held, floor, self._whole(near), used, added)

    def _solved(self, master: Master) -> float:
        cost, work = master.solve()
        self.work += work
        return cost

    def _likely(self, free: list[int]) -> list[Column]:
        """Return columns of the free workers that add least by the prices known."""
        likely = []
        for number in free:
            columns = self._by_worker[number] or [self.column(number, ())]
            ranked = [
                (c.cost - sum(self._prices[n] * w for n, w in c.weights.items()), place)
                for place, c in enumerate(columns)
            ]
            ranked.sort()
            kept = [columns[place] for _, place in ranked[:KEPT]]
            if len(columns) > MOST:
                for _, place in ranked[KEPT:]:
                    del self._columns[number, columns[place].course]
                self._by_worker[number] = kept
            likely += [*kept, self.column(number, ())]
        return likely

    def _whole(self, prices: Any) -> Prices:
        """Return prices of rows as whole parts, such as hold for a bound."""
        whole: Prices = np.rint(prices * SCALE).astype(np.int64)
        whole[self._loose] = np.minimum(whole[self._loose], 0)
        return whole

    def reduced(self, prices: Prices) -> Prices:
        """Return what options cost under prices of rows, in parts."""
        columns, numbers, weights = self._entries.T
        reduced: Prices = self._costs.copy()
        np.subtract.at(reduced, columns, prices[numbers] * weights)
        return reduced

    def ways(self, number: int, reduced: Prices, slack: int) -> Iterator[Way]:
        """Yield the steps of the courses of a worker that cost little above the least."""
        return self._courses[number].ways(number, reduced, SCALE, slack)

    def _price(
        self,
        free: list[int],
        held: list[Column],
        mixed: Any,
        prices: Any,
        persons: dict[int, float],
    ) -> tuple[int, list[Column]]:
        """Return the bound under the mixed prices, in parts, and courses that are wanted."""
        whole = self._whole(mixed)
        reduced = self.reduced(whole)
        floor = int(whole @ np.array(self.left_by(held), dtype=np.int64))
        options = self.rows.options
        floor += int(np.minimum(reduced[options:], 0) @ self._upto[options:])
        floor += sum(column.cost for column in held) * SCALE
        fresh = []
        for number, least, course in self.cheapest(free, reduced):
            floor += least
            if (number, course) in self._columns:
                continue
            column = self.column(number, course)
            price = sum(prices[n] * w for n, w in column.weights.items())
            if column.cost - price - persons[number] < -TINY:
                fresh.append(column)
        return (UNKNOWN if self.interrupted else floor), fresh

    def cheapest(
        self, free: list[int], prices: Prices
    ) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Yield each free worker with the least that a course costs, in parts, and that course."""
        asked = set(free)
        for group in self._groups:
            theirs = [number for number in group.workers if number in asked]
            self.work += len(theirs) * group.size / SIZE_OF_WORK
            for first in range(0, len(theirs), group.batch):
                if self.interrupted:
                    return
                yield from group.cheapest(theirs[first : first + group.batch], prices, SCALE)
