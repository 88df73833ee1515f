"""The same problem written down as anybody would, for the engines as they come: the yardstick.

One variable for each option that can hold, at most one of those that clash at each start, hours and
nights as sums, one variable for each further cost. HiGHS runs in a process of its own: OR-Tools
brings another version of it along, and the two do not bear each other.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from rota.domain.cover_problem import CoverProblem, Job, Person


@dataclass
class Plain:
    """Costs of columns, and rows of (weights by column, least, most)."""

    costs: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, int], int | None, int]] = field(default_factory=list)

    def column(self, cost: int) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1


@dataclass(frozen=True)
class Measured:
    """What an engine answered."""

    proved: bool
    cost: float
    bound: float
    seconds: float


def write_plainly(problem: CoverProblem) -> Plain:
    plain, jobs = Plain(), {job.job_id: job for job in problem.jobs}
    people = {person.person_id: person for person in problem.people}
    by_job: dict[str, list[int]] = defaultdict(list)
    by_person: dict[str, list[tuple[int, Job]]] = defaultdict(list)
    for option in problem.options:
        person, job = people[option.person_id], jobs[option.job_id]
        if _may(person, job):
            column = plain.column(option.cost)
            by_job[job.job_id].append(column)
            by_person[person.person_id].append((column, job))
    for job in problem.jobs:
        unfilled = plain.column(job.penalty)
        plain.rows.append((dict.fromkeys([*by_job[job.job_id], unfilled], 1), 1, 1))
    for person_id, theirs in by_person.items():
        _bind(plain, people[person_id], theirs)
    return plain


def _may(person: Person, job: Job) -> bool:
    rest = person.rest
    near = any(job.start < s.end + rest and s.start < job.end + rest for s in person.busy)
    long = person.minutes is not None and job.minutes > person.minutes
    return not (near or long or (job.night and person.nights == 0))


def _bind(plain: Plain, person: Person, theirs: list[tuple[int, Job]]) -> None:
    for start in sorted({job.start for _, job in theirs}):
        clash = [c for c, job in theirs if job.start <= start < job.end + person.rest]
        if len(clash) > 1:
            plain.rows.append((dict.fromkeys(clash, 1), None, 1))
    if person.minutes is not None:
        plain.rows.append(({c: job.minutes for c, job in theirs}, None, person.minutes))
    nights = [c for c, job in theirs if job.night]
    if person.nights is not None and nights:
        plain.rows.append((dict.fromkeys(nights, 1), None, person.nights))
    _charge(plain, person, [c for c, _ in theirs])
    for loss in person.losses:
        hit = [c for c, job in theirs if job.start < loss.end and loss.start < job.end]
        lost = plain.column(loss.cost)
        for column in hit:
            plain.rows.append(({column: 1, lost: -1}, None, 0))


def _charge(plain: Plain, person: Person, columns: list[int]) -> None:
    """Charge a second job once, or each job after the first."""
    if not person.job_costs:
        return
    further = plain.column(person.job_costs[1])
    if person.job_costs[-1] == 0:
        weight = len(columns)
        plain.rows.append(({**dict.fromkeys(columns, 1), further: -weight}, None, 1))
        return
    steps = [further, *(plain.column(person.job_costs[1]) for _ in columns[2:8])]
    plain.rows.append(({**dict.fromkeys(columns, 1), **dict.fromkeys(steps, -1)}, None, 1))


def by_cp_sat(plain: Plain, seconds: float) -> Measured:
    """CP-SAT with its default settings and two workers."""
    from ortools.sat.python import cp_model

    begun = time.perf_counter()
    model = cp_model.CpModel()
    columns = [model.new_bool_var("") for _ in plain.costs]
    for weights, least, most in plain.rows:
        total = cp_model.LinearExpr.weighted_sum(
            [columns[each] for each in weights], list(weights.values())
        )
        model.add(total == most if least == most else total <= most)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, plain.costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    taken = time.perf_counter() - begun
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    cost = solver.objective_value if found else float("inf")
    return Measured(status == cp_model.OPTIMAL, cost, solver.best_objective_bound, taken)


def by_highs(plain: Plain, seconds: float) -> Measured:
    """HiGHS with its default settings, to a gap of nothing."""
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=apart) as process:
        return process.submit(_run_highs, plain, seconds).result()


def _run_highs(plain: Plain, seconds: float) -> Measured:
    import highspy

    begun = time.perf_counter()
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.setOptionValue("time_limit", seconds)
    engine.setOptionValue("mip_rel_gap", 0.0)
    for number, cost in enumerate(plain.costs):
        engine.addVar(0.0, 1.0)
        engine.changeColCost(number, float(cost))
        engine.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for weights, least, most in plain.rows:
        low = -highspy.kHighsInf if least is None else float(least)
        values = [float(each) for each in weights.values()]
        engine.addRow(low, float(most), len(weights), list(weights), values)
    engine.run()
    taken = time.perf_counter() - begun
    info = engine.getInfo()
    proved = engine.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Measured(proved, info.objective_function_value, info.mip_dual_bound, taken)
