"""The readers of public yardsticks, on tiny instances written by hand in the same form."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rota.domain.cover_problem import PlanStatus
from rota.solver.planning import solve
from tests.benchmarks import physicians, shift_rosters, yardsticks
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


@pytest.fixture
def asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return what a run answers about a file: how it ends, standard output and standard error."""

    def ask(name: str, held: str | bytes | None, *more: str) -> tuple[int, str, str]:
        file = tmp_path / name
        if held is not None:
            file.write_bytes(held if isinstance(held, bytes) else held.encode())
        words = ["yardsticks", str(file), "--seconds", "10", *more]
        monkeypatch.setattr(sys, "argv", words)
        ended = yardsticks.run()
        return (ended, *capsys.readouterr())

    return ask


def hospital(*path: str | int, **changed: object) -> str:
    """Return a small hospital in which the record at the path is changed."""
    data = make_hospital("small", staff=5, duties=2)
    record = data
    for step in path:
        record = record[step]
    record.update(changed)
    return json.dumps(data)


BAD: list[tuple[str, str | bytes, str]] = [
    *((f"empty{form}", "", "empty") for form in (".txt", ".dzn", ".json", ".dat")),
    *((f"bytes{form}", b"\x80\xff\x00", "not text") for form in (".txt", ".dzn", ".json", ".dat")),
    ("garbage.txt", "lorem ipsum\n", "begin with a section"),
    ("cut.txt", SHIFTS[: SHIFTS.index("SECTION_DAYS_OFF") - 20], "not whole"),
    ("cut.txt", SHIFTS[: SHIFTS.index("SECTION_DAYS_OFF")], "no SECTION_DAYS_OFF"),
    ("cut.txt", SHIFTS[: SHIFTS.index("SECTION_COVER")], "no SECTION_COVER"),
    ("cut.txt", SHIFTS[: SHIFTS.index("0,E,1")], "SECTION_COVER is empty"),
    ("cut.txt", SHIFTS[: SHIFTS.index("5,E,1")], "ends with day 3"),
    ("cut.txt", SHIFTS[:-3], "SECTION_COVER is not whole"),
    ("twice.txt", f"{SHIFTS}\nSECTION_STAFF\n", "is twice in the file"),
    ("strange.txt", f"{SHIFTS}\nSECTION_NIGHTS\n", "not a section known"),
    ("horizon.txt", SHIFTS.replace("SECTION_HORIZON\n7\n", ""), "no SECTION_HORIZON"),
    ("horizon.txt", SHIFTS.replace("ZON\n7", "ZON"), "SECTION_HORIZON is empty"),
    ("horizon.txt", SHIFTS.replace("ZON\n7", "ZON\n-7"), "The horizon must be from 1"),
    ("horizon.txt", SHIFTS.replace("ZON\n7", "ZON\n7\n8"), "one number"),
    ("number.txt", SHIFTS.replace("Bob,E=7|L=0,2400", "Bob,E=7|L=0,2.5"), "not '2.5'"),
    ("number.txt", SHIFTS.replace("E=7|L=0", "E|L=0"), "for Bob must be a whole number"),
    ("number.txt", SHIFTS.replace("0,E,1,100", "0,E,-1,100"), "not -1"),
    ("number.txt", SHIFTS.replace("0,E,1,100", f"0,E,{'9' * 5000},100"), "whole number"),
    ("shift.txt", SHIFTS.replace("5,E,1", "5,X,1"), "SECTION_COVER names 'X'"),
    ("shift.txt", SHIFTS.replace("Bob,1,E", "Bob,1,X"), "SHIFT_ON_REQUESTS names 'X'"),
    ("shift.txt", SHIFTS.replace("480,E", "480,X"), "Shift L names 'X'"),
    ("shift.txt", SHIFTS.replace("E=7|L=0", "E=7|X=0"), "names 'X'"),
    ("day.txt", SHIFTS.replace("6,E,0", "7,E,0"), "A day in SECTION_COVER"),
    ("day.txt", SHIFTS.replace("Ann,0", "Ann,9"), "A day in SECTION_DAYS_OFF"),
    ("name.txt", SHIFTS.replace("Ann,0", "Eve,0"), "SECTION_DAYS_OFF names 'Eve'"),
    ("name.txt", SHIFTS.replace("Ann,3,L", "Eve,3,L"), "SHIFT_OFF_REQUESTS names 'Eve'"),
    ("name.txt", SHIFTS.replace("Bob,E=7", "Ann,E=7"), "a name of its own"),
    ("cover.txt", SHIFTS.replace("1,E,1,100", "0,E,1,100"), "on day 0 twice"),
    ("garbage.dzn", "lorem ipsum", "not data of MiniZinc"),
    ("cut.dzn", PHYSICIANS[:-10], "cut off"),
    ("cut.dzn", PHYSICIANS[: PHYSICIANS.index("histShift")], "not give histShiftLastDay"),
    ("cut.dzn", PHYSICIANS[: PHYSICIANS.index("demand =")], "not give demand"),
    ("number.dzn", PHYSICIANS.replace("numDays = 2", "numDays = two"), "numDays has a value"),
    ("number.dzn", PHYSICIANS.replace("numDays = 2", "numDays = -2"), "numDays must be from 1"),
    ("number.dzn", PHYSICIANS.replace("numDays = 2", 'numDays = "2"'), "whole number"),
    ("twice.dzn", f"{PHYSICIANS}numDays = 2;", "numDays twice"),
    ("length.dzn", PHYSICIANS.replace("[50, 50, 50]", "[50, 50]"), "must hold 3 values"),
    ("station.dzn", PHYSICIANS.replace("Worked = [2, 2, 2]", "Worked = [2, 3, 2]"), "not 3"),
    ("day.dzn", PHYSICIANS.replace("[{}, {}, {1}]", "[{}, {}, {5}]"), "not 5"),
    ("flag.dzn", PHYSICIANS.replace("false, true, false]", "0, 1, 0]"), "true and false"),
    ("nights.dzn", PHYSICIANS.replace("indexNight = {}", "indexNight = {2}"), "are not read"),
    ("cut.json", hospital()[:500], "not JSON"),
    ("list.json", "[]", "one object"),
    ("empty.json", "{}", "has no window_minutes"),
    ("staff.json", hospital(staff=[]), "has no staff"),
    ("staff.json", hospital(staff={}), "wrong kind"),
    ("cost.json", hospital(cost={}), "cost has no other_department"),
    ("number.json", hospital("staff", 1, cap="8"), "cap of Number 2 of staff"),
    ("number.json", hospital("staff", 1, cap=None), "cap of Number 2 of staff"),
    ("level.json", hospital("staff", 1, sk={"A": 1}), "A department"),
    ("name.json", hospital("duties", 1, id=0), "an id that is there before"),
    ("priority.json", hospital("duties", 1, pri=9), "names '9'"),
    ("day.json", hospital("duties", 1, s=9000, e=9100), "in the window of the strike"),
    ("garbage.dat", "lorem ipsum\n", "where a heading should be"),
    ("cut.dat", TASKS[: TASKS.index("Qualif")], "no heading Qualifications"),
    ("cut.dat", TASKS[: TASKS.index("  1:")], "Qualifications = 3 and has 2"),
    ("cut.dat", TASKS.replace("2:   2   3", "2:   2"), "not whole: '2:   2'"),
    ("twice.dat", TASKS.replace("2:   2   3", "2:   2   2"), "not whole"),
    ("jobs.dat", TASKS.replace(" 150  250\n", ""), "Jobs = 4 and has 3"),
    ("number.dat", TASKS.replace(" 150  250", " 150  x"), "not 'x'"),
    ("number.dat", TASKS.replace(" 150  250", " 250  150"), "a later end"),
    ("task.dat", TASKS.replace("  1:   0", "  1:   7"), "from 0 to 3, not 7"),
]


@pytest.mark.parametrize(
    ("name", "held", "sentence"), BAD, ids=[f"{name} {told}" for name, _, told in BAD]
)
def test_a_file_that_is_not_whole_is_refused_with_a_sentence(
    asked: Callable[..., tuple[int, str, str]], name: str, held: str | bytes, sentence: str
) -> None:
    ended, out, told = asked(name, held, "--json")

    assert ended == 1
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert json.loads(out) == {"error": told.strip()}
    assert asked(name, held)[:2] == (1, "")


def test_a_file_that_is_not_there_and_a_folder_are_refused(
    asked: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "folder.txt").mkdir()

    assert asked("none.txt", None) == (1, "", f"There is no file {tmp_path / 'none.txt'}.\n")
    assert "is a folder" in asked("folder.txt", None, "--json")[2]


def test_a_plan_that_breaks_a_rule_says_so_and_one_that_does_not_is_told(
    asked: Callable[..., tuple[int, str, str]],
) -> None:
    too_much = SHIFTS.replace("2400,960,5", "2400,2000,5").replace("E=7|L=0", "E=2|L=0")
    ended, out, told = asked("shifts.txt", too_much, "--json")
    figures = json.loads(out)

    assert (ended, figures["violations"] > 0) == (1, True)
    assert figures["error"] == told.strip()
    assert "Bob: " in told
    assert "minutes" in told
    ended, out, told = asked("shifts.txt", SHIFTS, "--json")
    assert (ended, json.loads(out)["cost"], told) == (0, 100, "")
    assert asked("hospital.json", hospital())[0] == 0
    assert asked("tasks.dat", TASKS)[0] == asked("physicians.dzn", PHYSICIANS)[0] == 0
