"""Makes plans of whole courses: dives to a first one, then frees a few people at a time.

A dive takes the courses that the relaxed master uses most, one after the other, and finds the best
courses for the rest anew each time. Then a few people are freed and the others held; where their
relaxed cost promises something better, the exact engine chooses among all of their courses. And
from the bound upwards it is settled for everybody at once whether there is a plan that cheap.
"""

from __future__ import annotations

import math
import random
from collections import deque
from itertools import count

from rota.solver.composing import Composition, Relaxed
from rota.solver.master import TINY, Column
from rota.solver.proving import LEAST
from rota.solver.tables import Tables
from rota.solver.weaving import Weaver

NEARLY = 0.95
DEEP = 0.3
SIDEWAYS = 0.5  # also to a plan as good as the best
AT_ONCE = 12
FEWEST = 3
DIVE_ROUNDS, FREED_ROUNDS = 8, 25
CLOSE_WORK, CHOICE_WORK = 8.0, 0.4
WAYS, CHOICE_WAYS = 30_000, 5_000
IN_VAIN = 30  # attempts


class Ensemble:
    """A search to be run in one thread and watched from another.

    ``finds`` fills with ever better plans, as options. ``cost`` and ``bound`` are whole costs.
    """

    def __init__(self, tables: Tables, seed: int) -> None:
        self._master = Composition(tables)
        self._weaver = Weaver(self._master, seed)
        self._chance = random.Random(seed)
        self._best: list[Column] = []
        self._size = float(FEWEST)
        self.cost: int | None = None
        self.bound = LEAST
        self.finds: deque[list[int]] = deque()

    @property
    def work(self) -> float:
        """Return the work done so far."""
        return self._master.work

    def interrupt(self) -> None:
        """Ask it to end."""
        self._master.interrupted = True
        self._weaver.interrupt()

    @property
    def proved(self) -> bool:
        """Say whether nothing can be better than the best so far."""
        return self.cost is not None and self.bound >= self.cost

    def search(self, work: float) -> None:
        """Search until so much work is done, or nothing better can be.

        It closes in on the bound as far as that goes; improves what there is until many attempts
        are in vain; and does both again, each with more patience.
        """
        root = self._begin()
        patience = 1
        while not self._over(work):
            self._close_in(root, min(work, self.work + patience * CLOSE_WORK), patience * WAYS)
            vain = 0
            while not self._over(work) and vain < patience * IN_VAIN:
                vain = 0 if self._improve() else vain + 1
            patience *= 2

    def _over(self, work: float) -> bool:
        done = self.cost is None or self.proved or self.work >= work
        return done or self._master.interrupted

    def _begin(self) -> Relaxed:
        master = self._master
        root = master.generate(list(master.workers), [])
        self.bound = max(self.bound, root.bound + master.base_cost)
        self._offer(self._dive(root, [], math.inf))
        return root

    def _close_in(self, root: Relaxed, end: float, most: int) -> None:
        """Settle whether there is a plan that costs the bound, or a little more, and so on."""
        master, weaver = self._master, self._weaver
        for attempt in count():
            if self._over(end):
                return
            assert self.cost is not None
            further = attempt * (attempt - 1) // 2
            aim = min(self.bound + further, self.cost - 1) - master.base_cost
            ways = weaver.ways(root, master.workers, aim, most)
            if ways is None:
                return
            below = self.cost - master.base_cost
            woven = weaver.weave(ways, [], below, end - self.work, self._offer)
            self.bound = max(self.bound, min(woven.bound, aim + 1) + master.base_cost)
            if not woven.settled:
                return

    def _dive(self, relaxed: Relaxed, held: list[Column], enough: float) -> list[Column]:
        """Return columns for everybody; none where the cost comes to ``enough``."""
        master = self._master
        free = sorted(relaxed.used)
        while free and relaxed.cost < enough - TINY:
            best = {number: self._likeliest(relaxed, number) for number in free}
            if not self._master.interrupted:
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
        if relaxed.bound < enough and relaxed.cost < enough - TINY and not self._master.interrupted:
            if deep:
                return self._offer(self._dive(relaxed, held, enough))
            return self._choose(relaxed, held, enough)
        if not deep:
            self._grow()
        return False

    def _grow(self) -> None:
        self._size = min(len(self._master.workers), self._size * 1.02)

    def _choose(self, relaxed: Relaxed, held: list[Column], enough: int) -> bool:
        """Look for the best courses of the free workers, all others held; say if that is better."""
        free, cost = sorted(relaxed.used), self.cost
        ways = self._weaver.ways(relaxed, free, enough - 1, CHOICE_WAYS)
        if ways and self._weaver.weave(ways, held, enough, CHOICE_WORK, self._offer).settled:
            self._grow()
        else:
            self._size = max(FEWEST, self._size * 0.9)
        return self.cost != cost
