"""New dates for a hospital: 10,000 patients, 30,000 slots, 60 specialties, against OR-Tools' flow.

Each engine runs in a process of its own, so that the memory is its own. What the yardstick pays for
a pair is worked out by the rule as it is stated, pair by pair, and not counted in its time.

Run ``python -m tests.benchmarks.dates --json``; the last line is one JSON document.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from rota.domain.rebooking import RebookingProblem, fits, harm, unplaced_harm
from rota.domain.slots import Slot
from rota.domain.times import to_local
from tests.solver.rebooking_cases import cost, made

AIM_SECONDS = 5.0
AIM_MB = 1024
SEED = 2016


@dataclass(frozen=True)
class Measured:
    """What one engine did: wall and processor seconds, the peak of its process, its answer."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    harm: int
    placed: int
    pairs: int = 0


@dataclass(frozen=True)
class Size:
    """How large a hospital is."""

    patients: int
    slots: int
    services: int

    def problem(self) -> RebookingProblem:
        return made(SEED, self.patients, self.slots, self.services, kinds=1)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(size: Size) -> Measured:
    """The program's own solver, the loading of its libraries included."""
    problem = size.problem()
    wall, cpu = time.perf_counter(), time.process_time()
    from rota.solver.rebooking import rebook

    plan = rebook(problem, lambda _fraction: None, lambda: False)
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    peak = _peak_mb()
    return Measured(seconds, cpu_seconds, peak, cost(problem, plan.chosen), len(plan.chosen))


def yardstick(size: Size) -> Measured:
    """OR-Tools' flow from patients to slots, as it comes."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    problem = size.problem()
    patients, sink = len(problem.wanted), len(problem.wanted) + len(problem.offered)
    tails, heads, costs = _pairs(problem)
    none = [unplaced_harm(each, problem.last_day, problem.weights) for each in problem.wanted]
    places = [each.places for each in problem.offered]
    wall, cpu = time.perf_counter(), time.process_time()
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    rows, columns = np.arange(patients), patients + np.arange(len(places))
    add(np.array(tails), np.array(heads), np.ones(len(tails), int), np.array(costs))
    add(rows, np.full(patients, sink), np.ones(patients, int), np.array(none))
    add(columns, np.full(len(places), sink), np.array(places), np.zeros(len(places), int))
    flow.set_nodes_supplies(
        np.arange(sink + 1), np.array([1] * patients + [0] * len(places) + [-patients])
    )
    assert flow.solve() == flow.OPTIMAL
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    unplaced = int(flow.flows(np.arange(len(tails), len(tails) + patients)).sum())
    return Measured(
        seconds, cpu_seconds, _peak_mb(), flow.optimal_cost(), patients - unplaced, len(tails)
    )


def _pairs(problem: RebookingProblem) -> tuple[list[int], list[int], list[int]]:
    """Return every pair that fits. Slots of one day and clinician, or any other, cost alike."""
    by_service: dict[int, list[tuple[int, Slot, date]]] = defaultdict(list)
    for column, each in enumerate(problem.offered):
        by_service[each.slot.service_id].append(
            (column, each.slot, to_local(each.slot.start).date())
        )
    tails, heads, costs = [], [], []
    for row, visit in enumerate(problem.wanted):
        known: dict[tuple[date, bool], int] = {}
        for column, slot, day in by_service[visit.service_id]:
            if fits(visit, slot):
                key = day, slot.clinician_staff_id == visit.clinician_staff_id
                if key not in known:
                    known[key] = harm(visit, slot, problem.weights, problem.now)
                tails.append(row)
                heads.append(len(problem.wanted) + column)
                costs.append(known[key])
    return tails, heads, costs


def apart(work: Callable[[Size], Measured], size: Size) -> Measured:
    """Run in a new process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as process:
        return process.submit(work, size).result()


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--slots", type=int, default=30_000)
    parser.add_argument("--services", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3, help="ours is the median of so many")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    size = Size(words.patients, words.slots, words.services)
    runs = sorted((apart(ours, size) for _ in range(words.runs)), key=lambda each: each.seconds)
    mine, other = runs[len(runs) // 2], apart(yardstick, size)
    mine = replace(mine, peak_mb=max(each.peak_mb for each in runs), pairs=other.pairs)
    for name, each in (("ours", mine), ("OR-Tools SimpleMinCostFlow", other)):
        print(
            f"{name}: {each.seconds:.2f} s ({each.cpu_seconds:.2f} s of processor), "
            f"{each.peak_mb:,.0f} MB, harm {each.harm:,}, {each.placed:,} placed, "
            f"{each.pairs:,} pairs"
        )
    if words.json:
        same = mine.harm == other.harm and len({each.harm for each in runs}) == 1
        said = {
            "name": "dates_seconds",
            "ours": round(mine.seconds, 2),
            "cpu_seconds": round(mine.cpu_seconds, 2),
            "peak_mb": round(mine.peak_mb),
            "harm": mine.harm,
            "placed": mine.placed,
            "yardstick": round(other.seconds, 2),
            "yardstick_harm": other.harm,
            "ratio": round(mine.seconds / other.seconds, 3),
            "same_harm": same,
            "aim": AIM_SECONDS,
            "aim_mb": AIM_MB,
            "met": same and mine.seconds < AIM_SECONDS and mine.peak_mb < AIM_MB,
        }
        print(json.dumps(said))


if __name__ == "__main__":
    main()
