"""Public yardsticks through the problem and the solver of the strike planner, and nothing else.

``python -m tests.benchmarks.yardsticks FILE --seconds 60 --out roster.csv --json`` reads a hospital
(``.json``), personnel task scheduling (``.dat``: fixed jobs, qualified workers, as few workers as
can be), shift scheduling (``.txt``, Curtois and Qu) or physicians in a pandemic (``.dzn``), and
writes the plan: duties with people, a table of people by days, or who works when and where. Cost
and bound are those of the instance. A file that is not whole is refused with a sentence.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rota.domain.cover_problem import CoverPlan, CoverProblem, Job, Option, Person
from rota.solver.checking import check
from rota.solver.planning import Limits, ProgressReport, solve
from tests.benchmarks import physicians, shift_rosters
from tests.benchmarks.hospitals import hospital_problem, read_json
from tests.benchmarks.reading import MOST, Unreadable, known, read_text, shown, whole_in


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
    text, granted = read_text(path), 0
    if path.suffix == ".json":
        problem = hospital_problem(read_json(text))
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
    jobs, qualifications = _blocks(text)
    tasks = []
    for row in jobs:
        ends = [whole_in(each, "The beginning or the end of a job", -MOST) for each in row.split()]
        if len(ends) != 2 or ends[0] >= ends[1]:
            raise Unreadable(f"A job must have a beginning and a later end, not {shown(row)}.")
        tasks.append(ends)
    qualified = []
    for row in qualifications:
        count, _, able = row.partition(":")
        theirs = [whole_in(each, "A job of a worker", 0, len(tasks) - 1) for each in able.split()]
        named = whole_in(count, "The number of jobs of a worker")
        if not named == len(theirs) == len(set(theirs)):
            raise Unreadable(f"A row of qualifications is not whole: {shown(row)}.")
        qualified.append(theirs)
    return CoverProblem(
        people=tuple(Person(str(each), job_costs=(1, 0)) for each in range(len(qualified))),
        jobs=tuple(
            Job(str(number), start, end, penalty=len(qualified) + 1)
            for number, (start, end) in enumerate(tasks)
        ),
        options=tuple(
            Option(str(worker), str(task)) for worker, able in enumerate(qualified) for task in able
        ),
    )


def _blocks(text: str) -> tuple[list[str], list[str]]:
    """Return the rows of jobs and of qualifications, as many as the file says there are."""
    rows: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    name = ""
    for line in (each.strip() for each in text.splitlines()):
        if not line or line.startswith("#"):
            continue
        head, equals, number = (each.strip() for each in line.partition("="))
        if equals:
            name = known(head, ("Type", "Jobs", "Qualifications"), "A heading")
            counts[name], rows[name] = whole_in(number, name, 1), []
        elif name in ("Jobs", "Qualifications"):
            rows[name].append(line)
        else:
            raise Unreadable(f"The file has {shown(line)} where a heading should be.")
    for name in ("Jobs", "Qualifications"):
        if name not in rows:
            raise Unreadable(f"The file has no heading {name}; it may be cut off.")
        if counts[name] != len(rows[name]):
            raise Unreadable(f"The file says {name} = {counts[name]} and has {len(rows[name])}.")
    return rows["Jobs"], rows["Qualifications"]


def duty_table(plan: CoverPlan) -> str:
    """Return who does what, a duty a row."""
    out = io.StringIO()
    chosen = sorted(((each.job_id, each.person_id) for each in plan.chosen), key=_by_number)
    csv.writer(out, lineterminator="\n").writerows([("duty", "person"), *chosen])
    return out.getvalue()


def _by_number(row: tuple[str, str]) -> list[tuple[int, str]]:
    """Return a key that puts 2 before 10, and keeps other names in some order."""
    return [(len(each), each) for each in row]


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
        **({"error": _said(faults)} if faults else {}),
        "first_seconds": round(told[0].seconds, 2),
        "seconds": round(told[-1].seconds, 2),
    }


def _said(faults: list[str]) -> str:
    return f"The plan breaks {len(faults)} rules of the file, such as: {faults[0]}"


def run() -> int:
    """Return 0 for a plan without a fault, 1 for one with faults and for a file refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not 0 < asked.seconds < math.inf:
        parser.error("--seconds must be more than 0")
    if asked.out and (asked.out.is_dir() or not asked.out.absolute().parent.is_dir()):
        parser.error(f"--out must be a file in a folder that is there, not {asked.out}")
    try:
        answer: dict[str, Any] = measured(asked.file, asked.seconds, asked.out)
    except Unreadable as fault:
        answer = {"error": str(fault)}
    except OSError as fault:
        answer = {"error": f"{asked.out} cannot be written: {fault.strerror}."}
    if "error" in answer:
        print(answer["error"], file=sys.stderr)
    if asked.json:
        print(json.dumps(answer))
    elif "name" in answer:
        figures = {name: value for name, value in answer.items() if name != "error"}
        print(", ".join(f"{name} {value}" for name, value in figures.items()))
    return 1 if "error" in answer else 0


if __name__ == "__main__":
    sys.exit(run())
