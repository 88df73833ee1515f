"""How fast and how good cover plans are, beside the straightforward model in the same run.

Run ``python -m tests.benchmarks.cover --json``: one object a line; ``--short`` leaves out what
takes minutes. ``--base FILE`` names the 48 hour hospital with a known optimum, and ``--curtois``,
``--physician`` and ``--smptsp`` the folders of public yardsticks; what is not at hand is left out.
Five days charge each duty after the first. An engine that has not proved its plan in ten times our
time (or in 60 seconds) is stopped, and its name says so.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rota.domain.cover_problem import CoverPlan, CoverProblem
from rota.solver.checking import check
from rota.solver.planning import Limits, ProgressReport, solve
from rota.solver.rows import write_rows
from rota.solver.tables import tabulate
from tests.benchmarks.hospitals import hospital_problem, make_hospital
from tests.benchmarks.sickness import changed_duties, without
from tests.benchmarks.straightforward import Measured, by_cp_sat, by_highs, write_plainly
from tests.benchmarks.yardsticks import measured

DATA = Path(__file__).parents[3] / "shared/data"
BASE = DATA / "hospital48h/base.json"
PUBLISHED = {  # Curtois and Qu: the best cost known, and how near to it in 60 s
    "Instance1": (607, "proved"),
    "Instance2": (828, "proved"),
    "Instance3": (1001, "proved"),
    "Instance4": (1716, "reached"),
    "Instance5": (1143, "within 1 %"),
    "Instance6": (1950, "reached"),
    "Instance7": (1056, "within 1 %"),
    "Instance10": (4631, "within 1 %"),
}
ENGINES: dict[str, Callable[..., Measured]] = {"CP-SAT default": by_cp_sat, "HiGHS": by_highs}
NOTHING = "none"
Line = dict[str, Any]


@dataclass(frozen=True)
class Solved:
    """A search with all that it told on the way."""

    plan: CoverPlan
    told: list[ProgressReport]
    seconds: float


def timed(problem: CoverProblem, seconds: float = 120.0) -> Solved:
    told: list[ProgressReport] = []
    begun = time.perf_counter()
    plan = solve(problem, Limits(seconds, math.inf), told.append)
    taken = time.perf_counter() - begun
    faults = check(problem, plan)
    if faults:
        raise SystemExit(f"A plan breaks its rules: {faults[0]}")
    return Solved(plan, told, taken)


def line(name: str, ours: float, unit: str, aim: str, met: bool | None) -> Line:
    """One figure with nothing beside it."""
    figures = {"ours": round(ours, 3), "yardstick": None, "yardstick_name": NOTHING, "unit": unit}
    return {"name": name, **figures, "ratio": None, "aim": aim, "met": met}


def beside(name: str, problem: CoverProblem, ours: Solved, least_ratio: float) -> Iterator[Line]:
    """Our time to proof beside that of the straightforward model in each engine."""
    plain = write_plainly(problem)
    for engine, run in ENGINES.items():
        theirs = run(plain, min(60.0, 10 * ours.seconds))
        ratio = theirs.seconds / ours.seconds
        state = "proved" if theirs.proved else f"stopped unproved at cost {theirs.cost:.0f}"
        wanted = least_ratio if engine == "CP-SAT default" else None
        proved = ours.plan.cost == ours.plan.bound
        yield {
            "name": f"{name}: time to proof",
            "ours": round(ours.seconds, 2),
            "yardstick": round(theirs.seconds, 2),
            "yardstick_name": f"{engine}, {state}",
            "unit": "s",
            "ratio": round(ratio, 1),
            "aim": f"at least {wanted:g} times faster" if wanted else "for comparison",
            "met": proved and ratio >= wanted if wanted else None,
        }


def whole_hospital(name: str, problem: CoverProblem, optimum: int | None = None) -> Iterator[Line]:
    """First plan, writing the model, the proof, and the engines beside it."""
    timed(problem, 0.0)
    begun = time.perf_counter()
    write_rows(tabulate(problem))
    built = time.perf_counter() - begun
    ours = timed(problem)
    plan, first = ours.plan, ours.told[0]
    yield line(f"{name}: model", built, "s", "under 1 s", built < 1)
    yield line(f"{name}: first plan", first.seconds, "s", "under 1 s", first.seconds < 1)
    aim = f"{optimum} proved" if optimum else "proved"
    met = plan.cost == plan.bound and optimum in (None, plan.cost)
    yield line(f"{name}: cost (bound {plan.bound})", plan.cost, "cost", aim, met)
    yield line(f"{name}: uncovered", len(plan.unfilled), "duties", "as proved", met)
    yield from beside(name, problem, ours, 3)


def overload(name: str, problem: CoverProblem) -> Iterator[Line]:
    ours = timed(problem, 60)
    early = [each for each in ours.told if each.seconds <= 15][-1]
    gap = 100 * (ours.plan.cost - ours.plan.bound) / ours.plan.cost
    yield line(f"{name}: gap after 60 s", gap, "%", "at most 1", gap <= 1)
    left = early.unfilled
    yield line(f"{name}: uncovered after 15 s", left, "duties", "at most 20", left <= 20)
    yield line(f"{name}: cost", ours.plan.cost, "cost", "for comparison", None)
    yield from beside(name, problem, ours, 3)


def sickness(problem: CoverProblem) -> Iterator[Line]:
    """Ten people fall sick: plan again with as little change as can be, and afresh."""
    before = timed(problem).plan
    sick = {each.person_id for each in before.chosen[:: len(before.chosen) // 10][:10]}
    afresh = timed(without(problem, sick, ())).plan
    after = timed(without(problem, sick, before.chosen))
    changed, anew = changed_duties(before, after.plan), changed_duties(before, afresh)
    kept = len(after.plan.unfilled) <= len(afresh.unfilled)
    yield {
        **line("ten fall sick: duties changed", changed, "duties", "at most 15", changed <= 15),
        "yardstick": anew,
        "yardstick_name": "planned afresh",
        "ratio": round(anew / max(1, changed), 1),
    }
    lost = len(after.plan.unfilled) - len(afresh.unfilled)
    yield line("ten fall sick: cover lost that could be kept", lost, "duties", "none", kept)
    seconds = after.seconds
    yield line("ten fall sick: time", seconds, "s", "under 5 s", seconds < 5)


def liveliness(problem: CoverProblem) -> Iterator[Line]:
    """The longest that another thread waits while we search, and how fast cancel answers."""
    gaps: list[float] = []
    over = threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not over.wait(0.01):
            now = time.perf_counter()
            gaps.append(now - last - 0.01)
            last = now

    ticking = threading.Thread(target=tick)
    ticking.start()
    slowest = 0.0
    for after in (0.05, 0.5, 1.5, 4.0, 8.0):
        slowest = max(slowest, _cancelled_after(problem, after))
    over.set()
    ticking.join()
    stall = max(gaps)
    yield line("another thread stalled", stall * 1000, "ms", "under 200 ms", stall < 0.2)
    yield line("cancel answers", slowest, "s", "within 0.5 s", slowest <= 0.5)


def _cancelled_after(problem: CoverProblem, seconds: float) -> float:
    cancelled = threading.Event()
    timer = threading.Timer(seconds, cancelled.set)
    timer.start()
    begun = time.perf_counter()
    solve(problem, Limits(120, math.inf), cancelled=cancelled.is_set)
    timer.cancel()
    return time.perf_counter() - begun - seconds


def determinism(problem: CoverProblem, work: float) -> Iterator[Line]:
    plans = {repr(solve(problem, Limits(600, work))) for _ in range(3)}
    yield line("different plans in 3 runs", len(plans), "plans", "1", len(plans) == 1)


def rosters(folder: Path) -> Iterator[Line]:
    """Shift scheduling: our cost beside the best one published."""
    for name, (best, wanted) in PUBLISHED.items():
        file = folder / f"{name}.txt"
        if not file.exists():
            print(f"{file} is not at hand and is left out.", file=sys.stderr)
            continue
        begun = time.process_time()
        got = measured(file, 60.0)
        cpu = round(time.process_time() - begun)
        cost = got["cost"]
        near = cost <= (best * 1.01 if wanted == "within 1 %" else best)
        proved = wanted != "proved" or got["bound"] == cost
        state = f"bound {got['bound']}, {got['violations']} violations"
        state += f", after {got['seconds']} s, {cpu} s of CPU"
        yield {
            **line(f"{name} ({state})", cost, "cost", f"{best} {wanted}", near and proved),
            "yardstick": best,
            "yardstick_name": "best cost published",
            "ratio": round(cost / best, 4),
            "met": near and proved and not got["violations"],
        }


def folder_of(name: str, folder: Path, form: str, aim: str) -> Iterator[Line]:
    """Each file of a folder: the cost found, and whether it is proved or without a fault."""
    files = sorted(folder.glob(f"*{form}"))
    if not files:
        print(f"{folder} holds no {form} and is left out.", file=sys.stderr)
    for file in files:
        got = measured(file, 60.0)
        state = f"bound {got['bound']}, after {got['seconds']} s"
        kept = not got["violations"] and not got["unfilled"]
        met = kept and (aim == "feasible" or got["cost"] == got["bound"])
        yield line(f"{name} {file.stem} ({state})", got["cost"], "cost", aim, met)


def measure(base: Path, short: bool) -> Iterator[Line]:
    if base.exists():
        data = json.loads(base.read_text(encoding="utf-8"))
        problem = hospital_problem(data)
        yield from whole_hospital("hospital48h base", problem, data["optimum"])
        yield from sickness(problem)
    else:
        print(f"{base} is not at hand and is left out.", file=sys.stderr)
    normal = hospital_problem(make_hospital("900 duties", staff=1200, duties=900))
    yield from whole_hospital("900 duties", normal)
    five_days = hospital_problem(make_hospital("five days", staff=1200, duties=1500, days=5))
    yield from liveliness(five_days)
    if short:
        return
    large = hospital_problem(make_hospital("1,500 duties", staff=2400, duties=1500))
    yield from whole_hospital("1,500 duties", large)
    crowded = hospital_problem(make_hospital("overload", staff=1200, duties=1500))
    yield from overload("overload, 1,500 duties for 1,200 staff", crowded)
    yield from whole_hospital("five days", five_days)
    yield from determinism(five_days, 2.0)


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--base", type=Path, default=BASE)
    parser.add_argument("--curtois", type=Path, default=DATA / "curtois-qu")
    parser.add_argument("--physician", type=Path, default=DATA / "physician-scheduling")
    parser.add_argument("--smptsp", type=Path, default=DATA / "smptsp")
    asked = parser.parse_args()
    lines = [measure(asked.base, asked.short)]
    if not asked.short:
        lines += [
            rosters(asked.curtois),
            folder_of("physicians", asked.physician, ".dzn", "feasible"),
            folder_of("tasks", asked.smptsp, ".dat", "proved"),
        ]
    for each in chain.from_iterable(lines):
        if asked.json:
            print(json.dumps(each), flush=True)
        else:
            print(", ".join(f"{name} {value}" for name, value in each.items()), flush=True)


if __name__ == "__main__":
    run()
