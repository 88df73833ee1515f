"""The cheapest course of days for one person under given prices.

A course is all that one person does. Day by day the cheapest way to each state is kept: the kind of
work and how long the run is, or how long they have been off; the weekends worked; the minutes. So
runs, days off, successions, weekends and minutes hold exactly, which rows alone say only loosely.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rota.domain.cover_problem import MINUTES_OF_DAY
from rota.solver.shapes import shapes_of
from rota.solver.tables import Tables, Worker, steps
from rota.solver.ways import END, START, Node, Way

Prices = NDArray[np.int64]
State = Node
Ways = tuple[Prices, Prices]
Jobs = dict[tuple[int, int], list[tuple[int, int]]]
FAR = np.int64(1 << 60)
OFF = -1
BATCH = 20_000  # states counted in one go, so that they stay near the processor


class Courses:
    """The courses that plain workers can have who are all bound alike; each by their number."""

    def __init__(self, tables: Tables, workers: list[int]) -> None:
        self.workers = workers
        self._tables = tables
        self._worker = worker = tables.workers[workers[0]]
        assert worker.days is not None
        self._days, self._pattern = worker.days, worker.days.pattern
        self._length = self._pattern.days
        self._shapes = shapes_of(tables, worker)
        self._places = {number: self._placed(tables.workers[number]) for number in workers}
        lengths = [each.minutes for each in self._shapes]
        self._unit = math.gcd(*lengths)
        counted = worker.minutes is not None or bool(worker.short and worker.person.short_cost)
        self._units = [each // self._unit if counted else 0 for each in lengths]
        most = worker.minutes if worker.minutes is not None else self._length * max(lengths)
        self._counts = max(0, most) // self._unit + 1 if counted else 1
        self._weeks = 1 if worker.days.weekends is None else worker.days.weekends + 1
        self._runs = self._pattern.most_in_row or self._pattern.least_in_row
        self._before = [
            [one for one in range(len(lengths)) if self._may_follow(one, other)]
            for other in range(len(lengths))
        ]
        minutes = np.arange(self._counts, dtype=np.int64) * self._unit
        self._ends = np.maximum(0, worker.short - minutes) * worker.person.short_cost
        states = self._runs * self._weeks * self._counts * len(lengths)
        self.size = self._length * states * len(lengths)
        self.batch = max(1, BATCH // states)

    def _placed(self, worker: Worker) -> tuple[Prices, Prices, Prices]:
        """Return the options of a worker, with the day and the shape of each."""
        keys = {(each.start, each.end, each.kind): n for n, each in enumerate(self._shapes)}
        options, days, kinds = [], [], []
        for option in worker.options:
            job = self._tables.job(option)
            at = job.day * MINUTES_OF_DAY
            options.append(option)
            days.append(job.day)
            kinds.append(keys[job.start - at, job.end - at, job.kind])
        return (
            np.array(options, dtype=np.int64),
            np.array(days, dtype=np.int64),
            np.array(kinds, dtype=np.int64),
        )

    def _may_follow(self, one: int, other: int) -> bool:
        sooner, later = self._shapes[one], self._shapes[other]
        rested = later.start + MINUTES_OF_DAY - sooner.end >= self._worker.person.rest
        return rested and (sooner.kind, later.kind) not in self._pattern.never_next

    def true_cost(self, course: tuple[int, ...]) -> int:
        """Return what a course costs by itself."""
        person = self._worker.person
        minutes = sum(self._tables.job(option).minutes for option in course)
        cost = sum(self._tables.cost_of[option] for option in course)
        cost += sum(steps(person.job_costs, 0, len(course)))
        return cost + max(0, self._worker.short - minutes) * person.short_cost

    def cheapest(
        self, workers: list[int], prices: Prices, scale: int
    ) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Yield each worker with the least that a course costs, and that course.

        ``prices`` are what each option costs, in parts of ``scale``; what is charged for the person
        comes to it.
        """
        first, further = steps(self._worker.person.job_costs, 0, 2)
        cost = np.full((len(workers), self._length, len(self._shapes)), FAR, dtype=np.int64)
        for place, number in enumerate(workers):
            options, days, kinds = self._places[number]
            np.minimum.at(cost[place], (days, kinds), prices[options] + further * scale)
        history = list(self._forward(cost))
        ends = self._ends * scale
        work, off = history[-1][0] + ends, history[-1][1] + ends
        idle = int(ends[0])
        for place, number in enumerate(workers):
            least = min(int(work[place].min()), int(off[place].min()))
            value = least + (first - further) * scale
            course = self._course(number, place, cost, history, (work, off), prices)
            if course and value < idle:
                yield number, value, course
            else:
                yield number, idle, ()

    def _forward(self, cost: Prices) -> Iterator[Ways]:
        """Yield what the cheapest ways cost to each state of each day, for all workers at once."""
        kinds, least_off = len(self._shapes), self._pattern.least_off
        shape = (len(cost), kinds, self._runs, self._weeks, self._counts)
        work = np.full(shape, FAR, dtype=np.int64)
        off = np.full((len(cost), least_off, *shape[3:]), FAR, dtype=np.int64)
        fresh = np.full((len(cost), *shape[3:]), FAR, dtype=np.int64)
        fresh[:, 0, 0] = 0
        for day in range(self._length):
            to_work, to_off = np.full_like(work, FAR), np.full_like(off, FAR)
            if day:
                fresh = off[:, list(self._offs_done(day))].min(axis=1, initial=FAR)
                to_off[:, 1:] = off[:, :-1]
                to_off[:, -1] = np.minimum(to_off[:, -1], off[:, -1])
                rested = work[:, :, list(self._runs_done(day))].min(axis=(1, 2), initial=FAR)
                to_off[:, 0] = np.minimum(to_off[:, 0], rested)
            else:
                to_off[:, 0, 0, 0] = 0
            start, on = self._weekend_steps(day)
            for kind in range(kinds):
                price, units = cost[:, day, kind], self._units[kind]
                if int(price.min()) >= FAR or units >= self._counts:
                    continue
                _add(to_work[:, kind, 0], fresh, start, units, price)
                if self._before[kind]:
                    runs = work[:, self._before[kind]].min(axis=1)
                    _add(to_work[:, kind, 1:], runs[:, :-1], on, units, price)
                    if self._pattern.most_in_row is None:
                        _add(to_work[:, kind, -1], runs[:, -1], on, units, price)
            work, off = to_work, to_off
            yield work, off

    def ways(self, number: int, prices: Prices, scale: int, slack: int) -> Iterator[Way]:
        """Yield the steps of all courses of a worker that cost at most ``slack`` above the least.

        The course without any work stands by itself, as one step.
        """
        first, further = steps(self._worker.person.job_costs, 0, 2)
        options, days, kinds = self._places[number]
        paid = prices[options] + further * scale
        cost = np.full((1, self._length, len(self._shapes)), FAR, dtype=np.int64)
        np.minimum.at(cost[0], (days, kinds), paid)
        jobs: Jobs = {}
        for day, kind, option, price in zip(days, kinds, options, paid, strict=True):
            jobs.setdefault((int(day), int(kind)), []).append((int(option), int(price)))
        history = list(self._forward(cost))
        begin, ends = first - further, self._ends * scale + (first - further) * scale
        work, off = history[-1][0][0] + ends, history[-1][1][0] + ends
        idle = int(self._ends[0])
        most = min(idle * scale, int(work.min()), int(off.min())) + slack
        if idle * scale <= most:
            yield Way(START, END, (), idle)
        last = [tuple(each.tolist()) for each in np.argwhere(work <= most)]
        last += [(OFF, *each.tolist()) for each in np.argwhere(off <= most)]
        left = {state: most - int(ends[state[-1]]) for state in last}
        for state in left:
            yield Way((self._length - 1, *state), END, (), int(self._ends[state[-1]]) + begin)
        for day in range(self._length - 1, -1, -1):
            earlier: dict[State, int] = {}
            for state, room in left.items():
                for way, rest in self._steps_to(day, state, room, jobs, history):
                    yield way
                    earlier[way.tail[1:]] = max(earlier.get(way.tail[1:], rest), rest)
            left = earlier

    def _steps_to(
        self, day: int, state: State, room: int, jobs: Jobs, history: list[Ways]
    ) -> Iterator[tuple[Way, int]]:
        """Yield the steps that lead to a state, each with the room that it leaves before."""
        further = steps(self._worker.person.job_costs, 1, 1)[0]
        taken: list[tuple[tuple[int, ...], int, int]] = [((), 0, 0)]
        if state[0] != OFF:
            costs = self._tables.cost_of
            taken = [((o,), costs[o] + further, price) for o, price in jobs[day, state[0]]]
        for options, cost, price in taken:
            rest = room - price
            if not day and rest >= 0:
                yield Way(START, (day, *state), options, cost), rest
            for before in self._befores(day, state) if day else ():
                if min(before[2:]) >= 0 and _at(history[day - 1], 0, before) <= rest:
                    yield Way((day - 1, *before), (day, *state), options, cost), rest

    def _runs_done(self, day: int) -> Iterator[int]:
        """Yield the runs, by their last place, that may end before a day."""
        for run in range(self._runs):
            if run + 1 >= self._pattern.least_in_row or run + 1 == day:
                yield run

    def _offs_done(self, day: int) -> Iterator[int]:
        """Yield the days off, by their last place, that may end before a day."""
        for off in range(self._pattern.least_off):
            if off + 1 >= self._pattern.least_off or off + 1 == day:
                yield off

    def _weekend_steps(self, day: int) -> tuple[int, int]:
        """Return how many weekends a day worked adds: after a day off, and after one worked."""
        week = self._pattern.weekend_of(day)
        if self._days.weekends is None or week is None:
            return 0, 0
        return 1, int(self._pattern.weekend_of(day - 1) != week)

    def _course(
        self, number: int, place: int, cost: Prices, history: list[Ways], last: Ways, prices: Prices
    ) -> tuple[int, ...]:
        """Go back from the cheapest state of the last day, and return the options on the way."""
        work, off = last[0][place], last[1][place]
        if work.min() <= off.min():
            state = tuple(int(each) for each in np.unravel_index(work.argmin(), work.shape))
        else:
            state = (OFF, *(int(each) for each in np.unravel_index(off.argmin(), off.shape)))
        options, days, kinds = self._places[number]
        course = []
        for day in range(self._length - 1, -1, -1):
            if state[0] != OFF:
                theirs = options[(days == day) & (kinds == state[0])]
                course.append(int(theirs[prices[theirs].argmin()]))
            if day:
                paid = 0 if state[0] == OFF else int(cost[place, day, state[0]])
                aim = _at(history[day], place, state) - paid
                state = self._from(history[day - 1], place, day, state, aim)
        return tuple(sorted(course))

    def _from(self, earlier: Ways, place: int, day: int, state: State, aim: int) -> State:
        """Return a state on the day before that costs so much, and from which one comes to this."""
        for before in self._befores(day, state):
            if min(before[2:]) >= 0 and _at(earlier, place, before) == aim:
                return before
        raise AssertionError("A course has no way back.")

    def _befores(self, day: int, state: State) -> Iterator[State]:
        kind, run, weeks, count = state
        if kind == OFF:
            yield from self._befores_off(day, state)
            return
        start, on = self._weekend_steps(day)
        left = count - self._units[kind]
        if run == 0:
            for number in self._offs_done(day):
                yield OFF, number, weeks - start, left
        runs = [run - 1] if run else []
        if run == self._runs - 1 and self._pattern.most_in_row is None:
            runs.append(run)
        for length in runs:
            for one in self._before[kind]:
                yield one, length, weeks - on, left

    def _befores_off(self, day: int, state: State) -> Iterator[State]:
        _, run, weeks, count = state
        if run == 0:
            for one in range(len(self._shapes)):
                for length in self._runs_done(day):
                    yield one, length, weeks, count
        else:
            yield OFF, run - 1, weeks, count
        if run == self._pattern.least_off - 1:
            yield OFF, run, weeks, count


def _at(ways: Ways, place: int, state: State) -> int:
    return int(ways[1][place][state[1:]] if state[0] == OFF else ways[0][place][state])


def _add(into: Prices, source: Prices, weeks: int, units: int, price: Prices) -> None:
    """Lower what is reached from a source by a job that takes weekends and units with it."""
    height, width = into.shape[-2:]
    if weeks < height and into.size:
        part = into[..., weeks:, units:]
        paid = price.reshape(-1, *[1] * (into.ndim - 1))
        np.minimum(part, source[..., : height - weeks, : width - units] + paid, out=part)
