"""Public yardsticks through the problem and the solver of the strike planner, and nothing else.

``python -m tests.benchmarks.yardsticks FILE --seconds 60 --out roster.csv --json`` reads a hospital
(``.json``), personnel task scheduling (``.dat``: fixed jobs, qualified workers, as few workers as
can be), shift scheduling (``.txt``, Curtois and Qu) or physicians in a pandemic (``.dzn``), and
writes the plan: duties with people, a table of people by days, or who works when and where. Cost
and bound are those of the instance.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Option, Person
from rota.solver.checking import check
from rota.solver.planning import Limits, ProgressReport, solve
from tests.benchmarks import physicians, shift_rosters
from tests.benchmarks.hospitals import hospital_problem


@dataclass(frozen=True)
class Yardstick:
    """A problem read from a file; ``granted`` is what its cost lacks to be that of the file."""

    problem: CoverProblem
    text: str
    form: str
    granted: int = 0

    def roster(self, plan: CoverPlan) -> str:
        """Return the plan in the form that belongs to the file."""
        if self.form == ".txt":
            return shift_rosters.roster_table(self.text, plan)
        if self.form == ".dzn":
            return physicians.physician_table(self.text, plan)
        return duty_table(plan)

    def score(self, roster: str) -> tuple[int, list[str]] | None:
        """Return the cost of a roster and its faults, counted from the file alone."""
        if self.form == ".txt":
            return shift_rosters.score(self.text, roster)
        return physicians.score(self.text, roster) if self.form == ".dzn" else None


def read_yardstick(path: Path) -> Yardstick:
    """Return what a file holds."""
    text, granted = path.read_text(encoding="utf-8"), 0
    if path.suffix == ".json":
        problem = hospital_problem(json.loads(text))
    elif path.suffix == ".txt":
        problem, granted = shift_rosters.roster_problem(text)
    elif path.suffix == ".dzn":
        problem = physicians.physician_problem(text)
    else:
        problem = task_problem(text)
    return Yardstick(problem, text, path.suffix, granted)


def read_problem(path: Path) -> CoverProblem:
    """Return the problem that a file holds."""
    return read_yardstick(path).problem


def task_problem(text: str) -> CoverProblem:
    """Return a personnel task scheduling problem: each worker used costs 1, each task left more."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    tasks: list[tuple[int, int]] = []
    qualified: list[list[str]] = []
    for line in lines:
        if ":" in line:
            qualified.append(line.partition(":")[2].split())
        elif "=" not in line:
            start, end = line.split()
            tasks.append((int(start), int(end)))
    return CoverProblem(
        people=tuple(Person(str(each), job_costs=(1, 0)) for each in range(len(qualified))),
        jobs=tuple(
            Job(str(number), start, end, penalty=len(qualified) + 1)
            for number, (start, end) in enumerate(tasks)
        ),
        options=tuple(
            Option(str(worker), task) for worker, able in enumerate(qualified) for task in able
        ),
    )


def duty_table(plan: CoverPlan) -> str:
    """Return who does what, a duty a row."""
    out = io.StringIO()
    chosen = sorted((int(each.job_id), int(each.person_id)) for each in plan.chosen)
    csv.writer(out, lineterminator="\n").writerows([("duty", "person"), *chosen])
    return out.getvalue()


def measured(path: Path, seconds: float, out: Path | None = None) -> dict[str, Any]:
    """Solve what a file holds, write the roster, and return the figures."""
    yardstick = read_yardstick(path)
    told: list[ProgressReport] = []
    plan = solve(yardstick.problem, Limits(seconds=seconds, work=math.inf), told.append)
    roster = yardstick.roster(plan)
    if out:
        out.write_text(roster, encoding="utf-8")
    faults = check(yardstick.problem, plan)
    cost = plan.cost + yardstick.granted
    scored = yardstick.score(roster)
    if scored is not None:
        faults += scored[1]
        if scored[0] != cost and not scored[1]:
            faults.append(f"The file says that the roster costs {scored[0]}.")
    return {
        "name": path.stem,
        "status": plan.status.value,
        "cost": cost,
        "bound": plan.bound + yardstick.granted,
        "people_used": len({choice.person_id for choice in plan.chosen}),
        "unfilled": sum(each.places for each in plan.unfilled),
        "violations": len(faults),
        "first_seconds": round(told[0].seconds, 2),
        "seconds": round(told[-1].seconds, 2),
    }


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    answer = measured(asked.file, asked.seconds, asked.out)
    if asked.json:
        print(json.dumps(answer))
    else:
        print(", ".join(f"{name} {value}" for name, value in answer.items()))


if __name__ == "__main__":
    run()
