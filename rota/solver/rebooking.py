"""The new dates of least harm in all, proved: an assignment problem for each service and kind.

Places of a slot count one by one. Leaving a patient without a date is always possible and dearer
than any date of theirs. The same problem, in whatever order, gives the same plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rota.domain.errors import Refused
from rota.domain.rebooking import (
    Clock,
    DateWeights,
    Offered,
    RebookingPlan,
    RebookingProblem,
    Wanted,
    clocks,
    local_day,
    notice_harm,
    unplaced_harm,
)

BLOCK = 2_000_000
"""Pairs whose harm is worked out at once: 16 MB for each array of them."""

MOST = 50_000_000
"""Pairs of one service and kind that are solved at once, 400 MB; no hospital comes near."""

ALTERNATIVES = 2

UNNAMED, NOBODY_HERE, ANYBODY = 0, -1, -2
"""Who sees a patient, beside the people numbered from 1: nobody named for a slot; somebody who has
no slot; whoever is there."""


def rebook(
    problem: RebookingProblem,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> RebookingPlan:
    """Return the plan of least harm. When cancelled, whoever was not reached has no slot.

    Refuses more patients of one service and kind than fit into memory with its slots.
    """
    chosen: dict[str, str] = {}
    others: dict[str, tuple[str, ...]] = {}
    total = 0
    last = problem.last_day
    parts = list(_parts(problem))
    whole = sum(len(wanted) * len(offered) for wanted, offered in parts)
    done = 0
    for wanted, offered in parts:
        if cancelled():
            break
        part = _Part(wanted, offered, problem.weights, problem.now, last)
        taken, harm = part.solve()
        chosen.update(taken)
        others.update(part.alternatives(taken))
        total += harm
        done += len(wanted) * len(offered)
        progress(done / whole)
    return RebookingPlan(chosen, others, total)


def _parts(problem: RebookingProblem) -> Iterator[tuple[list[Wanted], list[Offered]]]:
    """Cut the problem into parts that share no slot, in a fixed order."""
    wanted: Mapping[tuple[int, str], list[Wanted]] = defaultdict(list)
    offered: Mapping[tuple[int, str], list[Offered]] = defaultdict(list)
    for visit in sorted(problem.wanted, key=lambda visit: visit.appointment_id):
        wanted[visit.service_id, visit.kind.value].append(visit)
    for each in sorted(problem.offered, key=lambda each: (each.slot.start, each.slot.slot_id)):
        if each.places > 0:
            offered[each.slot.service_id, each.slot.kind.value].append(each)
    for key in sorted(wanted.keys() & offered.keys()):
        yield wanted[key], offered[key]


class _Part:
    """Patients and slots of one service and kind. Harm is whole numbers, exact in 64-bit floats."""

    def __init__(
        self,
        wanted: Sequence[Wanted],
        offered: Sequence[Offered],
        weights: DateWeights,
        now: datetime,
        last: date,
    ) -> None:
        import numpy as np

        self._np = np
        self._wanted, self._slots = wanted, [each.slot for each in offered]
        days = [local_day(slot.start) for slot in self._slots]
        known = {day: at for at, day in enumerate(dict.fromkeys(days))}
        self._day = np.array([known[day] for day in days])
        running = [clocks(visit, weights) for visit in wanted]
        self._by_day = _waiting(np, running, list(known))
        notice = np.array([notice_harm(day, weights, now) for day in known], float)
        self._by_day += np.outer([not visit.is_agreed for visit in wanted], notice)
        unplaced = [
            unplaced_harm(visit, last, weights, theirs)
            for visit, theirs in zip(wanted, running, strict=True)
        ]
        self._unplaced = np.array(unplaced, float)
        self._other = weights.other_clinician
        people = sorted(
            {slot.clinician_staff_id for slot in self._slots if slot.clinician_staff_id}
        )
        codes = {each: code for code, each in enumerate(people, 1)}
        self._with = np.array(
            [codes.get(slot.clinician_staff_id or "", UNNAMED) for slot in self._slots]
        )
        self._own = np.array(
            [
                ANYBODY if who is None else codes.get(who, NOBODY_HERE)
                for who in (visit.clinician_staff_id for visit in wanted)
            ]
        )
        self._minutes = np.array([slot.duration_minutes for slot in self._slots])
        self._needed = np.array([visit.duration_minutes for visit in wanted])
        self._starts = np.array([slot.start.timestamp() for slot in self._slots])
        self._planned = np.array([visit.start.timestamp() for visit in wanted])
        self._places = np.array([min(each.places, len(wanted)) for each in offered])

    def solve(self) -> tuple[dict[str, str], int]:
        """Return the slot of each patient who gets one, and the harm of all of them.

        What a date saves against no date is entered as a cost below 0, and 0 where a slot does not
        fit: whoever is given such a pair, or none, is without a date.
        """
        from scipy.optimize import linear_sum_assignment

        np = self._np
        columns = self._useful()
        if len(self._wanted) * len(columns) > MOST:
            raise Refused(
                "too_many_at_once",
                f"{len(self._wanted):,} patients of one service cannot be weighed at once. "
                "Choose some of them at a time.",
            )
        saved = np.empty((len(self._wanted), len(columns)))
        for rows in self._blocks(len(columns)):
            harm, fits = self._harm(rows, columns)
            saved[rows] = np.where(fits, harm - self._unplaced[rows, None], 0.0)
        at, to = linear_sum_assignment(saved)
        costs = saved[at, to]
        taken, total = {}, 0
        for row, column, cost in zip(at.tolist(), to.tolist(), costs.tolist(), strict=True):
            if cost < 0:
                taken[self._wanted[row].appointment_id] = self._slots[columns[column]].slot_id
                total += round(cost + float(self._unplaced[row]))
        return taken, total

    def _useful(self) -> Any:
        """Return the places to weigh, as columns; a slot of several places comes several times.

        Of n patients each needs only the n places that are best for them: whoever had a worse one
        could change to one of those that the n-1 others leave. This leaves the best plan as it is.
        """
        np = self._np
        every = np.repeat(np.arange(len(self._slots)), self._places)
        number = len(self._wanted)
        if len(every) <= 2 * number:
            return every
        useful = np.zeros(len(every), bool)
        for rows in self._blocks(len(every)):
            harm, fits = self._harm(rows, every)
            harm[~fits] = np.inf
            best = np.argpartition(harm, number - 1, axis=1)[:, :number]
            useful[best.ravel()] = True
        return every[useful]

    def alternatives(self, taken: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Return the best other slots of each patient that keep a free place, the best first."""
        np = self._np
        used = Counter(taken.values())
        number_used = np.array([used[slot.slot_id] for slot in self._slots])
        columns = np.flatnonzero(self._places > number_used)
        column_of = {self._slots[at].slot_id: column for column, at in enumerate(columns)}
        found: dict[str, tuple[str, ...]] = {}
        for rows in self._blocks(len(columns)):
            harm, fits = self._harm(rows, columns)
            harm[~fits] = np.inf
            for visit, own in zip(self._wanted[rows], harm, strict=True):
                given = column_of.get(taken.get(visit.appointment_id, ""))
                if given is not None:
                    own[given] = np.inf
                found[visit.appointment_id] = self._best(own, columns)
        return found

    def _best(self, harm: Any, columns: Any) -> tuple[str, ...]:
        """Return the slots of least harm, of several alike the earliest; forgets their harm."""
        best: list[str] = []
        while len(best) < ALTERNATIVES and len(harm):
            at = int(harm.argmin())
            if harm[at] == self._np.inf:
                break
            best.append(self._slots[columns[at]].slot_id)
            harm[at] = self._np.inf
        return tuple(best)

    def _harm(self, rows: slice, columns: Any) -> tuple[Any, Any]:
        """Return the harm of each pair, as ``domain.rebooking.harm`` has it, and which fit."""
        np = self._np
        harm = self._by_day[rows][:, self._day[columns]]
        own = self._own[rows, None]
        harm += np.where((own != ANYBODY) & (own != self._with[columns]), self._other, 0)
        fits = self._minutes[columns] >= self._needed[rows, None]
        fits &= self._starts[columns] != self._planned[rows, None]
        for row, visit in enumerate(self._wanted[rows]):
            for begun, over in visit.busy:
                starts = self._starts[columns]
                ends = starts + visit.duration_minutes * 60
                fits[row] &= (ends <= begun.timestamp()) | (starts >= over.timestamp())
        return harm, fits

    def _blocks(self, columns: int) -> Iterator[slice]:
        """Cut the patients into runs, so that no array of pairs grows too large."""
        size = max(BLOCK // max(columns, 1), 1)
        for first in range(0, len(self._wanted), size):
            yield slice(first, min(first + size, len(self._wanted)))


def _waiting(np: Any, running: Sequence[Sequence[Clock]], days: Sequence[date]) -> Any:
    """Return what the clocks of each patient weigh on each day."""
    found = np.zeros((len(running), len(days)))
    on = np.array([day.toordinal() for day in days])
    for row, theirs in enumerate(running):
        for clock in theirs:
            over = on - clock.last_day.toordinal()
            found[row] += np.where(over > 0, clock.late + clock.day * over, 0)
    return found
