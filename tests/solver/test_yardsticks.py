"""The readers of public yardsticks, on tiny instances written by hand in the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.cover_problem import PlanStatus
from rota.solver.planning import solve
from tests.benchmarks import physicians, shift_rosters
from tests.benchmarks.hospitals import hospital_problem, make_hospital
from tests.benchmarks.straightforward import by_cp_sat, write_plainly
from tests.benchmarks.yardsticks import measured, read_problem

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
    measured(file, 10, tmp_path / "roster.csv")

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


SHIFTS = """# Written by hand
SECTION_HORIZON
7

SECTION_SHIFTS
# ShiftID, Length in mins, Shifts which cannot follow this shift | separated
E,480,
L,480,E

SECTION_STAFF
# ID, MaxShifts, MaxTotalMinutes, MinTotalMinutes, MaxConsecutive, MinConsecutive, MinOff, Weekends
Ann,E=7|L=7,2400,1440,3,2,2,1
Bob,E=7|L=0,2400,960,5,1,1,0

SECTION_DAYS_OFF
Ann,0

SECTION_SHIFT_ON_REQUESTS
Bob,1,E,2

SECTION_SHIFT_OFF_REQUESTS
Ann,3,L,3

SECTION_COVER
# Day, ShiftID, Requirement, Weight for under, Weight for over
0,E,1,100,1
1,E,1,100,1
2,L,1,100,1
3,L,1,100,1
5,E,1,100,1
6,E,0,100,1
"""


def test_a_roster_of_shifts_is_the_best_and_scored_apart(tmp_path: Path) -> None:
    file = tmp_path / "shifts.txt"
    file.write_text(SHIFTS)
    figures = measured(file, 20, tmp_path / "roster.csv")
    table = (tmp_path / "roster.csv").read_text()

    assert table.splitlines()[0].startswith("Ann,,")
    assert (figures["status"], figures["violations"]) == ("optimal", 0)
    assert shift_rosters.score(SHIFTS, table) == (figures["cost"], [])
    assert figures["cost"] == figures["bound"] == 100


@pytest.mark.parametrize(
    ("roster", "fault"),
    [
        ("Ann,,,L,L,,,\nBob,E,E,,,,,\n", "960 minutes"),
        ("Ann,E,E,L,,,,\nBob,E,E,,,,,\n", "day off"),
        ("Ann,,,L,E,E,,\nBob,E,E,,,,,\n", "must not follow"),
        ("Ann,,E,L,L,L,,\nBob,E,E,,,,,\n", "too many days in a row"),
        ("Ann,,E,,E,E,,\nBob,E,E,,,,,\n", "too few days in a row"),
        ("Ann,,E,E,,E,E,\nBob,E,E,,,,,\n", "too few days off"),
        ("Ann,,E,E,E,,,\nBob,E,L,,,,,\n", "too many L"),
        ("Ann,,E,E,E,,,\nBob,E,,,,,E,\n", "too many weekends"),
        ("Ann,,E,E,E,,,\n", "does not name the staff"),
    ],
)
def test_the_score_finds_each_broken_rule(roster: str, fault: str) -> None:
    assert any(fault in each for each in shift_rosters.score(SHIFTS, roster)[1])


PHYSICIANS = """% Written by hand: station 1 is shared, 2 in the same department
numDepartments = 1; numStations = 2; numShifts = 2; numSkills = 1; numDays = 2; numPers = 3;
stationDepartment = array1d(0..2, [0, 1, 1]); stationCommon = array1d(0..2, [true, true, false]);
indexNight = {}; shiftLength = array1d(0..2, [0, 8, 24]);
forbiddenSequences = array1d(0..2, [{}, {}, {1..2}]);
preferenceWeight = 5; riskWeight = 10; rbWeight = 0; persWeight = 50; stationWeight = 500;
numSubsum = 1; subDepartment = [1]; subSkills = [{1}]; subDemand = array2d(1..1, 1..2, [1, 0]);
demand = array4d(0..2, 0..2, 1..2, 0..1,
  [0,0,0,0, 0,0,0,0, 0,0,0,0,  0,0,0,0, 0,0,0,1, 0,0,0,0,  0,0,0,0, 0,1,0,1, 0,0,0,0]);
stationPrefs = array3d(1..3, 0..2, 0..1, [0,4,4,0,4,0, 0,4,4,1,4,1, 0,4,4,2,4,2]);
persRequireWork = [false, false, true]; persRisk = [false, true, false];
maxHoursWeek = [50, 50, 50]; forbiddenDays = [{}, {}, {1}];
histConsecutiveWorkDays = [0, 0, 0]; histLastStationWorked = [2, 2, 2];
histShiftLastDay = [0, 0, 0];
"""


def test_physicians_are_placed_at_least_cost_and_scored_apart(tmp_path: Path) -> None:
    file = tmp_path / "physicians.dzn"
    file.write_text(PHYSICIANS)
    figures = measured(file, 20, tmp_path / "roster.csv")
    table = (tmp_path / "roster.csv").read_text()

    assert (figures["status"], figures["violations"], figures["unfilled"]) == ("optimal", 0, 0)
    assert physicians.score(PHYSICIANS, table) == (figures["cost"], [])
    assert figures["cost"] == 50 + (50 + 10) + 50 + 5 + 10
    first = next(row for row in table.splitlines() if row.endswith(",1,2,2,1"))
    moved = table.replace(first, "2,1,2,2,1")
    assert any("forbidden day" in each for each in physicians.score(PHYSICIANS, moved)[1])
    short = table.replace(first, first.replace(",1,2,2,1", ",1,1,2,1"))
    assert any("0 long shifts" in each for each in physicians.score(PHYSICIANS, short)[1])
