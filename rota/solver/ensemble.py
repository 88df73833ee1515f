"""Makes plans of whole courses: dives to a first one, then frees a few people at a time.

A dive takes the courses that the relaxed master uses most, one after the other, and finds the best
courses for the rest anew each time. Then a few people are freed and the others held; where their
relaxed cost promises something better, the exact engine chooses among their courses.
"""

from __future__ import annotations

import math
import random
from collections import deque
from typing import Any

from rota.solver.composing import TINY, Column, Composition, Relaxed
from rota.solver.tables import Tables

NEARLY = 0.95
DEEP = 0.3
SIDEWAYS = 0.5  # also to a plan as good as the best
AT_ONCE = 12
FEWEST = 3
DIVE_ROUNDS, FREED_ROUNDS = 8, 25
CHOICE_WORK = 0.4


class Ensemble:
    """A search to be run in one thread and watched from another.

    ``finds`` fills with ever better plans, as options. ``cost`` and ``bound`` are whole costs.
    """

    def __init__(self, tables: Tables, seed: int) -> None:
        self._tables = tables
        self._chance = random.Random(seed)
        self._composition: Composition | None = None
        self._interrupted = False
        self._engine: Any = None
        self._best: list[Column] = []
        self._size = float(FEWEST)
        self.cost: int | None = None
        self.bound = -(10**15)
        self.finds: deque[list[int]] = deque()

    @property
    def work(self) -> float:
        """Return the work done so far."""
        return self._composition.work if self._composition is not None else 0.0

    @property
    def _master(self) -> Composition:
        if self._composition is None:
            self._composition = Composition(self._tables)
            self._composition.interrupted = self._interrupted
        return self._composition

    def interrupt(self) -> None:
        """Ask it to end."""
        self._interrupted = True
        if self._composition is not None:
            self._composition.interrupted = True
        if self._engine is not None:
            self._engine.stop_search()

    @property
    def proved(self) -> bool:
        """Say whether nothing can be better than the best so far."""
        return self.cost is not None and self.bound >= self.cost

    def search(self, work: float, in_vain: int) -> None:
        """Search on from what is known, until so much work is done or so many attempts in vain."""
        end = self.work + work
        if not self._best:
            self._begin()
        vain = 0
        while not (self._interrupted or self.proved or self.work >= end or vain >= in_vain):
            vain = 0 if self._improve() else vain + 1

    def _begin(self) -> None:
        master = self._master
        relaxed = master.generate(list(master.workers), [])
        self.bound = max(self.bound, relaxed.bound + master.base_cost)
        self._offer(self._dive(relaxed, [], math.inf))

    def _dive(self, relaxed: Relaxed, held: list[Column], enough: float) -> list[Column]:
        """Return columns for everybody; none where the cost comes to ``enough``."""
        master = self._master
        free = sorted(relaxed.used)
        while free and relaxed.cost < enough - TINY:
            best = {number: self._likeliest(relaxed, number) for number in free}
            if not self._interrupted:
                ranked = sorted(best.values(), key=lambda each: (-each[0], each[1].worker))
                sure = max(1, sum(share >= NEARLY for share, _ in ranked), len(free) // AT_ONCE)
                fresh = [column for _, column in ranked[:sure]]
            else:
                fresh = [column for _, column in best.values()]
            held = [*held, *fresh]
            taken = {column.worker for column in held}
            free = [each for each in free if each not in taken]
            if free:
                known = [column for each in free for _, column in relaxed.used[each]]
                after = master.generate(free, held, known, enough, DIVE_ROUNDS)
                relaxed = relaxed if math.isinf(after.cost) else after
        return [] if free else sorted(held, key=lambda each: each.worker)

    @staticmethod
    def _likeliest(relaxed: Relaxed, number: int) -> tuple[float, Column]:
        """Return the most used column of a worker, or else the one that would add least."""
        if relaxed.used[number]:
            return relaxed.used[number][0]
        return 0.0, min(relaxed.added[number], key=lambda each: each[0])[1]

    def _cost_of(self, columns: list[Column]) -> int:
        master = self._master
        whole = master.rows.completed(option for column in columns for option in column.course)
        options = range(master.rows.options)
        other = sum(n * master.rows.costs[c] for c, n in whole.items() if c not in options)
        return master.base_cost + other + sum(column.cost for column in columns)

    def _offer(self, columns: list[Column]) -> bool:
        """Take a plan if it is no worse; say whether it is better."""
        if not columns:
            return False
        cost = self._cost_of(columns)
        better = self.cost is None or cost < self.cost
        if better:
            self.finds.append([option for each in columns for option in each.course])
        if self.cost is None or cost <= self.cost:
            self.cost, self._best = cost, columns
        return better

    def _improve(self) -> bool:
        """Free some people, hold the others, and look for something better.

        Of a few people the best courses are chosen exactly; of many, sometimes, by a dive.
        """
        master = self._master
        assert self.cost is not None
        everybody = len(master.workers)
        deep = self._chance.random() < DEEP
        number = self._chance.randint(everybody // 2, everybody) if deep else round(self._size)
        free = sorted(self._chance.sample(master.workers, min(everybody, max(1, number))))
        held = [each for each in self._best if each.worker not in free]
        known = [each for each in self._best if each.worker in free]
        sideways = self._chance.random() < SIDEWAYS
        enough = self.cost - master.base_cost + sideways
        relaxed = master.generate(free, held, known, enough, FREED_ROUNDS)
        if relaxed.bound < enough and relaxed.cost < enough - TINY and not self._interrupted:
            return self._offer(
                self._dive(relaxed, held, enough) if deep else self._choose(relaxed, held, enough)
            )
        if not deep:
            self._grow()
        return False

    def _grow(self) -> None:
        self._size = min(len(self._master.workers), self._size * 1.02)

    def _choose(self, relaxed: Relaxed, held: list[Column], enough: float) -> list[Column]:
        """Return the best choice among the courses of the free workers; none if there is none."""
        from ortools.sat.python import cp_model

        master, gap = self._master, enough - relaxed.cost
        model = cp_model.CpModel()
        left = master.left_by(held)
        terms: list[list[tuple[Any, int]]] = [[] for _ in left]
        costs: list[tuple[Any, int]] = []
        choices: list[tuple[Any, Column]] = []
        for columns in relaxed.added.values():
            theirs = [
                (model.new_bool_var(""), column)
                for adds, column in columns
                if adds < gap - 1 + TINY
            ]
            model.add_exactly_one(variable for variable, _ in theirs)
            choices += theirs
        for variable, column in choices:
            costs.append((variable, column.cost))
            for number, weight in column.weights.items():
                terms[number].append((variable, weight))
        for other in range(master.rows.options, len(master.rows.costs)):
            variable = model.new_int_var(0, master.rows.upto[other], "")
            costs.append((variable, master.rows.costs[other]))
            for number, weight in master.rows_of.get(other, ()):
                terms[number].append((variable, weight))
        for row, pairs, most in zip(master.rows.rows, terms, left, strict=True):
            total = _sum(cp_model, pairs)
            model.add(total == most if row.exact else total <= most)
        model.minimize(_sum(cp_model, costs))
        return self._solved(cp_model, model, choices, held)

    def _solved(
        self, cp_model: Any, model: Any, choices: list[tuple[Any, Column]], held: list[Column]
    ) -> list[Column]:
        master = self._master
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.subsolvers.append("max_lp")
        solver.parameters.random_seed = self._chance.randint(1, 10**6)
        solver.parameters.max_deterministic_time = CHOICE_WORK
        self._engine = solver
        if self._interrupted:
            return []
        status = solver.solve(model)
        self._engine = None
        master.work += solver.response_proto.deterministic_time
        if status == cp_model.OPTIMAL:
            self._grow()
        else:
            self._size = max(FEWEST, self._size * 0.9)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return []
        chosen = [column for variable, column in choices if solver.boolean_value(variable)]
        return sorted([*held, *chosen], key=lambda each: each.worker)


def _sum(cp_model: Any, terms: list[tuple[Any, int]]) -> Any:
    return cp_model.LinearExpr.weighted_sum([one for one, _ in terms], [by for _, by in terms])
