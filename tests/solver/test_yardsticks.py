"""The readers of public yardsticks, on tiny instances written by hand in the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.cover_problem import PlanStatus
from rota.solver import solve
from tests.benchmarks.hospitals import hospital_problem, make_hospital
from tests.benchmarks.straightforward import by_cp_sat, write_plainly
from tests.benchmarks.yardsticks import read_problem, write_roster

TASKS = """# Written by hand
Type = 1
Jobs = 4
   0  100
 100  200
  50  150
 150  250
Qualifications = 3
  4:   0   1   2   3
  2:   2   3
  1:   0
"""


def test_tasks_are_done_by_as_few_workers_as_can_be(tmp_path: Path) -> None:
    file = tmp_path / "tasks.dat"
    file.write_text(TASKS)
    plan = solve(read_problem(file))
    write_roster(plan, tmp_path / "roster.csv")

    assert (plan.status, plan.cost, plan.unfilled) == (PlanStatus.OPTIMAL, 2, ())
    rows = (tmp_path / "roster.csv").read_text().splitlines()
    assert rows == ["duty,person", "0,0", "1,0", "2,1", "3,1"]


@pytest.mark.parametrize("days", [2, 5])
def test_the_straightforward_model_comes_to_the_same_cost(days: int) -> None:
    problem = hospital_problem(make_hospital("small", staff=60, duties=24 * days, days=days))
    plainly = by_cp_sat(write_plainly(problem), seconds=60)

    assert plainly.proved
    assert solve(problem).cost == plainly.cost


def test_a_made_up_hospital_is_the_same_for_the_same_seed() -> None:
    assert make_hospital("one", 20, 10) == make_hospital("one", 20, 10)
    assert make_hospital("one", 20, 10) != make_hospital("one", 20, 10, seed=2)
