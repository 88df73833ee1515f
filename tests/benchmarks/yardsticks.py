"""Public yardsticks through the problem and the solver of the strike planner, and nothing else.

``python -m tests.benchmarks.yardsticks FILE --seconds 60 --out roster.csv --json`` reads a hospital
(``.json``) or personnel task scheduling (``.dat``: fixed jobs, qualified workers, as few workers as
can be), and writes the plan as rows of duty and person.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from pathlib import Path

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Option, Person
from rota.solver import Limits, ProgressReport, check, solve
from tests.benchmarks.hospitals import hospital_problem


def read_problem(path: Path) -> CoverProblem:
    """Return the problem that a file holds."""
    text = path.read_text(encoding="utf-8")
    return hospital_problem(json.loads(text)) if path.suffix == ".json" else task_problem(text)


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


def write_roster(plan: CoverPlan, path: Path) -> None:
    """Write who does what, a duty a row."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("duty", "person"))
        chosen = sorted((int(each.job_id), int(each.person_id)) for each in plan.chosen)
        rows.writerows(chosen)


def run() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    problem = read_problem(asked.file)
    told: list[ProgressReport] = []
    plan = solve(problem, Limits(seconds=asked.seconds, work=math.inf), told.append)
    if asked.out:
        write_roster(plan, asked.out)
    answer = {
        "name": asked.file.stem,
        "status": plan.status.value,
        "cost": plan.cost,
        "bound": plan.bound,
        "people_used": len({choice.person_id for choice in plan.chosen}),
        "unfilled": len(plan.unfilled),
        "violations": len(check(problem, plan)),
        "first_seconds": round(told[0].seconds, 2),
        "seconds": round(told[-1].seconds, 2),
    }
    if asked.json:
        print(json.dumps(answer))
    else:
        print(", ".join(f"{name} {value}" for name, value in answer.items()))


if __name__ == "__main__":
    run()
