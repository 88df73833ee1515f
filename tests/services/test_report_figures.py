"""Every figure of the reports on the made-up hospital, recomputed from the files it came from."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from copy import copy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rota.domain.codes import Attendance, Decision
from rota.domain.demo import DemoFiles
from rota.domain.importing import ImportKind
from rota.domain.reports import Cell, Report
from rota.services.attendance import Settled, settle
from rota.services.deciding import decide
from rota.services.demo import fill
from rota.services.report_making import make_report
from rota.storage.database import Database
from tests.checks.records import (
    EPOCH,
    Appointment,
    Duty,
    Hospital,
    Window,
    listed,
    local_of,
    minute_of,
    read_hospital,
)
from tests.checks.reference import Recomputation
from tests.strike_hospital import tools

RULES = tools().rules
AFTER = datetime(2016, 2, 12, 9, tzinfo=UTC)
GRADES = {
    "fy1": ("FY1",),
    "fy2": ("FY2",),
    "registrar": ("CT", "ST"),
    "sas": ("SPECIALTY_DOCTOR", "SPECIALIST", "ASSOCIATE_SPECIALIST"),
    "consultant": ("CONSULTANT",),
}
STATUSES = (
    Attendance.STRIKE, Attendance.STRIKE, Attendance.WORKED, Attendance.SICK, Attendance.LEAVE,
    Attendance.REST_DAY, Attendance.DEROGATED, Attendance.NOT_ROSTERED,
)  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


class Demo:
    """The hospital in a database, and the rows of its files as plain values."""

    def __init__(self, folder: Path) -> None:
        made: DemoFiles = tools().make_demo(folder, 150, 400, 7)
        self.storage = Database(str(folder / "demo.db"), lambda: made.present, "tester")
        fill(self.storage, tools().reader, RULES, made)
        rows = {kind.value: read(path) for kind, path in made.files.items()}
        self.visits = {row["appointment_id"]: row for row in rows[ImportKind.APPOINTMENTS.value]}
        self.decided = {
            key: decision for (decision, _), keys in made.decisions.items() for key in keys
        }
        declared = [
            {row["staff_id"]: row["declaration"] for row in read(path)}
            for path in made.declarations
        ]
        bare = read_hospital(rows)
        self.windows = tuple(
            Window(
                str(at + 1), listed(row["groups"]), frozenset(), minute_of(row["start"]),
                minute_of(row["end"]), row["type"], row["outcome"], declared=declared[at],
            )
            for at, row in enumerate(rows[ImportKind.WINDOWS.value])
        )  # fmt: skip
        self.hospital = Hospital(
            bare.staff, bare.absences, bare.duties, bare.requirements, bare.appointments,
            bare.services, self.windows,
        )  # fmt: skip
        self.again = Recomputation(self.hospital)
        self.now = made.present

    def report(self, code: str, window: int, now: datetime | None = None) -> Report:
        return make_report(self.storage, code, window, RULES, now or self.now)

    def duties_of(self, window: Window) -> list[Duty]:
        """Duties held by those called out that start in a window."""
        return [
            each
            for each in self.hospital.duties
            if each.staff_id
            and self.hospital.staff[each.staff_id].group in window.groups
            and window.start <= each.start < window.end
        ]

    def visit(self, appointment_id: str) -> Appointment:
        return next(each for each in self.hospital.appointments if each.id == appointment_id)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("demo"))
    with closing(made.storage):
        yield made


def lines(report: Report, code: str) -> list[dict[str, Cell]]:
    found = next(each for each in report.tables if each.code == code)
    return [
        dict(zip((column.code for column in found.columns), row, strict=True)) for row in found.rows
    ]


def day_of(minute: int) -> date:
    return local_of(minute).date()


@pytest.mark.parametrize("number", [1, 3])
def test_gaps_and_brief(demo: Demo, number: int) -> None:
    window = demo.windows[number - 1]
    missing = demo.again.missing(window)
    wanted = {name: round(sum(found.values()) / 60, 2) for name, found in missing.items()}
    report = demo.report("gaps", number)
    assert {str(r["service"]): r["hours"] for r in lines(report, "services")} == wanted
    assert {str(r["service"]): r["most"] for r in lines(report, "services")} == {
        name: max(found.values()) for name, found in missing.items()
    }
    by_gap: dict[str, float] = defaultdict(float)
    for row in lines(report, "gaps"):
        by_gap[str(row["service"])] += float(str(row["hours"]))
    assert by_gap == pytest.approx(wanted, abs=0.05)
    assert {str(row["service"]) for row in lines(report, "unspecified")} == demo.again.unspecified(
        window
    )
    middle = window.start + 300
    brief = demo.report("brief", number, EPOCH + timedelta(minutes=middle))
    ahead = {
        name: round(sum(n for at, n in found.items() if at >= middle) / 60, 2)
        for name, found in missing.items()
    }
    worst = sorted((hours for hours in ahead.values() if hours), reverse=True)[:10]
    assert [row["hours"] for row in lines(brief, "worst")] == worst
    for row in lines(brief, "counts"):
        at = row["at"]
        assert isinstance(at, datetime)
        minute = int((at - EPOCH).total_seconds()) // 60
        assert row["missing"] == sum(found.get(minute, 0) for found in missing.values())
    together: Counter[int] = Counter()
    for found in missing.values():
        together.update({at: n for at, n in found.items() if at >= middle})
    first, number = min(together.items(), key=lambda pair: (-pair[1], pair[0]))
    (row,) = (row for row in lines(brief, "counts") if row["which"])
    assert (row["at"], row["missing"]) == (EPOCH + timedelta(minutes=first), number)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_grid_by_plan(demo: Demo, number: int) -> None:
    window, hospital = demo.windows[number - 1], demo.hospital
    report = demo.report("grid", number)
    kinds = frozenset({"ward", "clinic", "theatre", "on_call_resident"})
    summary, *tables = report.tables
    assert [each.title.removesuffix(", planned")[-5:] for each in tables] == {
        1: ["09:00", "20:00"],
        2: ["09:00", "20:00"] * 2,
        3: ["09:00"],
    }[number]
    for table, time_row in zip(tables, lines(report, "times"), strict=True):
        day, clock = table.code.removeprefix("grid-").rsplit("-", 1)
        minute = minute_of(f"{day} {clock[:2]}:{clock[2:]}")
        at_work: Counter[tuple[str, str]] = Counter()
        usual: Counter[tuple[str, str]] = Counter()
        for service, (department, _) in hospital.services.items():
            for who in demo.again.present(window, service, minute, kinds):
                at_work[department, hospital.staff[who].grade] += 1
            there = {
                duty.staff_id
                for duty in hospital.duties
                if duty.service == service
                and duty.staff_id
                and duty.kind in kinds
                and duty.start <= minute < duty.end
                and not any(
                    start <= minute < end for start, end in hospital.absences.get(duty.staff_id, ())
                )
            }
            usual.update((department, hospital.staff[who].grade) for who in there)
        assert table.rows
        for row in lines(report, table.code):
            for code, grades in GRADES.items():
                place = str(row["specialty"])
                assert row[f"{code}_at_work"] == sum(at_work[place, each] for each in grades)
                assert row[f"{code}_baseline"] == sum(usual[place, each] for each in grades)
        doctors = {grade for grades in GRADES.values() for grade in grades}
        total = sum(number for (_, grade), number in usual.items() if grade in doctors)
        *sums, everybody = table.totals[2::2]
        assert sum(int(str(each)) for each in sums) == everybody == total > 0
        assert (time_row["baseline"], time_row["standing"]) == (total, "planned")
    assert len(summary.rows) == len(tables)


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Iterator[Demo]:
    """A copy to change."""
    path = tmp_path / "own.db"
    demo.storage.back_up(path)
    made = copy(demo)
    made.storage = Database(str(path), lambda: demo.now, "tester")
    with closing(made.storage):
        yield made


def test_sitrep_attendance_and_cancelled(own: Demo) -> None:
    """Two days of strike, each duty settled as something; more appointments decided."""
    demo = own
    window = demo.windows[1]
    touched = [
        each.id
        for each in demo.hospital.appointments
        if each.end > window.start and each.start < window.end and each.id not in demo.decided
    ]
    chosen = {Decision.POSTPONE: touched[::2], Decision.CONVERT: touched[1::4]}
    for decision, ids in chosen.items():
        decide(demo.storage, ids, decision, "Nobody is there")
    duties = demo.duties_of(window)
    said = {duty.id: STATUSES[at * 5 % len(STATUSES)] for at, duty in enumerate(duties[:-3])}
    settled = [Settled(each.id, each.staff_id, said[each.id]) for each in duties if each.id in said]
    settle(demo.storage, 2, RULES.ladder, settled, AFTER)

    report = demo.report("attendance", 2, AFTER)
    lost = demo.again.lost_duties(window)
    for row in lines(report, "days"):
        of_day = [each for each in duties if day_of(each.start) == row["day"]]
        counted = Counter(said.get(each.id) for each in of_day)
        assert row["duties"] == len(of_day)
        assert row["unsettled"] == counted[None]
        assert {s: row[s.value] for s in Attendance} == {s: counted[s] for s in Attendance}
        minutes = sum(
            lost.get(each.id, each.end - each.start)
            for each in of_day
            if said.get(each.id) is Attendance.STRIKE
        )
        assert row["strike_hours"] == round(minutes / 60, 2)
    assert sum(int(str(row["duties"])) for row in lines(report, "departments")) == len(duties)

    settle(
        demo.storage, 2, RULES.ladder,
        [Settled(each.id, each.staff_id, Attendance.WORKED) for each in duties[-3:]], AFTER,
    )  # fmt: skip
    said |= {each.id: Attendance.WORKED for each in duties[-3:]}
    report = demo.report("sitrep", 2, AFTER)
    away = {Attendance.LEAVE, Attendance.REST_DAY, Attendance.NOT_ROSTERED}
    for row in lines(report, "workforce"):
        people: dict[str, set[Attendance]] = defaultdict(set)
        for each in duties:
            if day_of(each.start) == row["day"]:
                people[each.staff_id].add(said[each.id])
        striking = sum(Attendance.STRIKE in what for what in people.values())
        sick = sum(
            Attendance.SICK in what and Attendance.STRIKE not in what for what in people.values()
        )
        due = sum(not what <= away for what in people.values())
        assert (row["due"], row["on_strike"]) == (due, striking)
        assert (row["absent_otherwise"], row["unsettled"]) == (sick, 0)

    put_off: dict[date, Counter[str]] = defaultdict(Counter)
    for key in chosen[Decision.POSTPONE]:
        kind = demo.visits[key]["kind"]
        name = {"inpatient_elective": "inpatient", "day_case": "day_case"}.get(kind, "outpatient")
        put_off[day_of(demo.visit(key).start)][name] += 1
    found = {row["day"]: row for row in lines(report, "activity")}
    converted = Counter(day_of(demo.visit(key).start) for key in chosen[Decision.CONVERT])
    assert found.keys() == put_off.keys() | converted.keys()
    assert any(counts["day_case"] or counts["inpatient"] for counts in put_off.values())
    for day, row in found.items():
        assert isinstance(day, date)
        counts = put_off[day]
        assert [row[n] for n in ("inpatient", "day_case", "outpatient")] == [
            counts[n] for n in ("inpatient", "day_case", "outpatient")
        ]
        assert row["elective"] == counts["inpatient"] + counts["day_case"]
        assert row["converted"] == converted[day]

    account = demo.report("cancelled", 2, AFTER)
    number = len(chosen[Decision.POSTPONE])
    assert next(f.value for f in account.facts if f.label == "Appointments put off") == str(number)
    kinds = Counter(demo.visits[key]["kind"].replace("_", " ") for key in chosen[Decision.POSTPONE])
    shown = next((each for each in account.tables if each.code == "kinds"), None)
    if shown is not None:
        assert shown.totals == ("All", number)
        exact = {str(name): n for name, n in shown.rows if isinstance(n, int)}
        known = {"new outpatient": "outpatient new", "follow-up": "follow up"}
        known |= {"pre-op": "pre op", "elective inpatient": "inpatient elective"}
        assert exact
        assert all(kinds[known.get(name, name)] == n >= 5 for name, n in exact.items())
