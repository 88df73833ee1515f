"""Reports of a hospital small enough to count by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rota.domain.codes import Attendance, Decision, Level
from rota.domain.day import Tick
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.reports import Cell, HeatMap, Report, Table
from rota.domain.turnout import TurnoutTotal
from rota.services.attendance import Settled, settle
from rota.services.cover_changes import leave_gap
from rota.services.day_roll import NewTick, tick
from rota.services.deciding import decide
from rota.services.importing import ImportOrder, import_file
from rota.services.report_document import report_document
from rota.services.report_files import check_ending, main_table, note_handed_out, report_bytes
from rota.services.report_making import MAKERS, make_report
from rota.services.windows import set_level
from rota.storage.database import Database
from tests import strike_hospital
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, filling
from tests.strike_hospital import ED, END, NOW, START, VISITS, tools

RULES = tools().rules
DAY = date(2016, 1, 12)
AFTER = datetime(2016, 1, 14, 9, tzinfo=UTC)


def fill(storage: Database, folder: Path) -> None:
    strike_hospital.fill(storage, folder)
    strike_hospital.add_visits(storage, folder)


@pytest.fixture
def hospital(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    return open_database(addresses.filled("report hospital", filling(fill, clock)))


def made(hospital: Database, code: str, now: datetime = NOW) -> Report:
    return make_report(hospital, code, 1, RULES, now)


def table(report: Report, code: str) -> Table:
    return next(each for each in report.tables if each.code == code)


def rows(report: Report, code: str) -> list[Mapping[str, Cell]]:
    found = table(report, code)
    codes = [column.code for column in found.columns]
    return [dict(zip(codes, row, strict=True)) for row in found.rows]


def fact(report: Report, label: str) -> str:
    return next(each.value for each in report.facts if each.label == label)


def test_gaps(hospital: Database) -> None:
    """One of two is missing from 08:30 to 20:00; nobody is there from 20:30 to 08:30."""
    gap = next(iter(rows(made(hospital, "gaps"), "gaps")))
    leave_gap(
        hospital, 1, hospital_service(hospital, ED), str(gap["post"]),
        START.replace(hour=20, minute=30), START.replace(hour=23), "No one to be had", "Dr Reid",
    )  # fmt: skip
    report = made(hospital, "gaps")
    first, second = rows(report, "gaps")
    assert (first["start"], first["end"]) == (START.replace(minute=30), START.replace(hour=20))
    assert (first["missing"], first["hours"], first["owner"]) == (1, 11.5, "")
    assert second["start"] == START.replace(hour=20, minute=30)
    assert second["end"] == END.replace(hour=8, minute=30)
    assert (second["hours"], second["reason"]) == (12.0, "No one to be had")
    assert str(second["owner"]).startswith("Dr Reid (Tue 12 Jan 2016 20:30 to")
    (service,) = rows(report, "services")
    assert (service["service"], service["gaps"], service["most"]) == (ED, 2, 1)
    assert service["hours"] == 23.5
    assert fact(report, "Hours missing") == "23.5"
    assert fact(report, "Left open knowingly") == "1 of 2 gaps"
    heat = next(each for each in report.parts if isinstance(each, HeatMap))
    assert heat.columns[:3] == ("Tue 08", "09", "10")
    assert heat.values == ((1,) * 12 + (1,) * 13,)
    assert "23.5 hours" in heat.words
    document = report_document(report)
    assert document["tables"][1]["rows"][0]["start_utc"] == "2016-01-12T08:30:00+00:00"
    assert {each["service"] for each in rows(report, "unspecified")} == {
        "Chest clinic",
        "Medical wards",
    }


def hospital_service(hospital: Database, name: str) -> int:
    with hospital.read() as work:
        return next(each.service_id for each in work.duties.services() if each.name == name)


def settle_all(hospital: Database) -> None:
    settled = (
        Settled("D1", "S1", Attendance.STRIKE),
        Settled("D3", "S2", Attendance.SICK),
        Settled("D4", "S4", Attendance.WORKED),
        Settled("D5", "S5", Attendance.LEAVE),
    )
    settle(hospital, 1, RULES.ladder, settled, AFTER)


def move_in_the_hospital_list(hospital: Database, folder: Path) -> None:
    """The next extract has the postponed appointment on a later day."""
    path = folder / "moved.csv"
    path.write_text(VISITS.replace("2016-01-12 10:00", "2016-01-19 10:00"), encoding="utf-8")
    order = ImportOrder(ImportKind.APPOINTMENTS, path)
    assert import_file(hospital, tools().reader, order, NOW).saved


def test_sitrep_and_attendance(hospital: Database, tmp_path: Path) -> None:
    """Ada strikes, Ben is sick, Dev works, Eve is on leave: three due, one on strike."""
    before = made(hospital, "sitrep", AFTER)
    assert fact(before, "These figures") == "provisional: 4 of 4 duties not settled"
    (unsettled,) = rows(made(hospital, "attendance", AFTER), "days")
    assert (unsettled["unsettled"], unsettled["strike"], unsettled["strike_hours"]) == (4, 0, 0)
    settle_all(hospital)
    decide(hospital, ["A1"], Decision.POSTPONE, "Ben is called out")
    decide(hospital, ["A2"], Decision.CONVERT, "Can be done by phone")
    move_in_the_hospital_list(hospital, tmp_path)
    report = made(hospital, "sitrep", AFTER)
    assert fact(report, "These figures") == "settled"
    assert rows(report, "workforce") == [
        {
            "day": DAY, "due": 3, "on_strike": 1, "unseen": 1, "absent_otherwise": 1,
            "unsettled": 0, "share": 33.3,
        }
    ]  # fmt: skip
    assert [(each["grade"], each["due"], each["on_strike"]) for each in rows(report, "grades")] == [
        ("CT", 1, 0),
        ("FY1", 0, 0),
        ("ST", 2, 1),
    ]
    assert rows(report, "activity") == [
        {
            "day": DAY, "inpatient": 0, "day_case": 0, "elective": 0, "outpatient": 1,
            "converted": 1, "stand_by": 0,
        }
    ]  # fmt: skip

    attendance = made(hospital, "attendance", AFTER)
    (day,) = rows(attendance, "days")
    assert (day["duties"], day["worked"], day["strike"], day["sick"]) == (4, 1, 1, 1)
    assert (day["leave"], day["unsettled"], day["strike_hours"]) == (1, 0, 12.0)
    order = [each["grade"] for each in rows(attendance, "grades")]
    assert order == ["FY1", "CT", "ST"]
    said = str(report_document(attendance)) + str(report_document(report))
    assert not any(name in said for name in ("Ada", "Okafor", "Hart", "Patel", "S1"))


def test_sitrep_once_who_took_part_is_deleted(hospital: Database) -> None:
    """What was kept of the day are totals, and the return says so."""
    with hospital.write("totals") as work:
        work.attendance.put_totals([TurnoutTotal(DAY, "St Anne", "ST", 20, 12, 3)])
        work.attendance.put_totals([TurnoutTotal(DAY.replace(day=9), "St Anne", "ST", 9, 9, 0)])
    report = made(hospital, "sitrep", AFTER.replace(year=2031))
    (day,) = rows(report, "workforce")
    assert [day[n] for n in ("due", "on_strike", "absent_otherwise", "unsettled")] == [20, 12, 3, 0]
    assert "deleted" in report.notes[0]


def test_grid(hospital: Database) -> None:
    """By plan only Carol is at work; Ada comes after all, and Dev turns out to have worked."""

    def figures(now: datetime) -> dict[tuple[str, str], Mapping[str, Cell]]:
        report = made(hospital, "grid", now)
        return {
            (each.title.split(",")[0][-5:], str(row["specialty"])): row
            for each in report.tables[1:]
            for row in rows(report, each.code)
        }

    def sure(now: datetime) -> list[Cell]:
        return [row["standing"] for row in rows(made(hospital, "grid", now), "times")]

    plan = figures(NOW)
    assert plan.keys() == {("09:00", "Emergency"), ("09:00", "Medicine"), ("20:00", "Emergency")}
    morning = plan["09:00", "Emergency"]
    assert {k: v for k, v in morning.items() if v} == {
        "specialty": "Emergency",
        "registrar_baseline": 1,
        "consultant_at_work": 1,
        "consultant_baseline": 1,
        "all_at_work": 1,
        "all_baseline": 2,
    }
    assert sure(NOW) == ["planned", "planned"]
    assert fact(made(hospital, "grid"), "These figures") == "provisional: 2 of 2 times not settled"
    assert plan["09:00", "Medicine"]["registrar_baseline"] == 1
    assert plan["09:00", "Medicine"]["registrar_at_work"] == 0
    assert plan["20:00", "Emergency"]["registrar_baseline"] == 1

    ed, at = hospital_service(hospital, ED), START.replace(minute=5)
    came = [NewTick("S1", ed, at, Tick.HERE), NewTick("S3", ed, at, Tick.NOT_HERE)]
    tick(hospital, 1, RULES.ladder, came, "click-1", "Jo Lead", START.replace(hour=9))
    ticked = figures(START.replace(hour=9))["09:00", "Emergency"]
    assert (ticked["registrar_at_work"], ticked["consultant_at_work"]) == (1, 0)
    assert sure(START.replace(hour=9)) == ["ticked 2 of 3", "planned"]

    settle_all(hospital)
    settled = figures(AFTER)
    assert settled["09:00", "Emergency"]["registrar_at_work"] == 0
    assert settled["20:00", "Emergency"]["registrar_at_work"] == 1
    assert sure(AFTER) == ["settled", "settled"]
    assert fact(made(hospital, "grid", AFTER), "These figures") == "settled"


def test_grid_of_a_day_from_8_to_5_counts_once(hospital: Database) -> None:
    ends = START.replace(hour=17)
    window = strike_hospital.add_strike(hospital, START.replace(day=20), ends.replace(day=20))
    report = make_report(hospital, "grid", window, RULES, NOW)
    _, morning = report.tables
    assert (morning.title, morning.own_page) == ("Wed 20 Jan 2016 09:00, planned", True)
    assert main_table(report) == morning.code
    headings = [column.heading for column in morning.columns]
    assert headings[1::2] == [
        "Foundation Doctor Year 1: at work",
        "Foundation Doctor Year 2: at work",
        "Specialty Registrar: at work",
        "Specialty, associate specialist and staff grade doctors: at work",
        "Consultant: at work",
        "All grades: at work",
    ]


def test_cancelled_shows_no_small_number(hospital: Database) -> None:
    set_level(hospital, 1, "Chest clinic", Level.SUSPENDED, "Nobody is there")
    decide(hospital, ["A1", "A2"], Decision.POSTPONE, "Ben is called out")
    report = made(hospital, "cancelled")
    assert fact(report, "Appointments put off") == "fewer than 5"
    assert fact(report, "Services suspended") == "1"
    assert [each.code for each in report.tables] == ["services"]
    assert rows(report, "services")[0]["level"] == "suspended"
    said = str(report_document(report))
    assert not any(name in said for name in ("Begum", "Price", "A1", "P1"))


def test_brief(hospital: Database) -> None:
    report = made(hospital, "brief")
    assert fact(report, "Starts in") == "3 d 23 h"
    assert fact(report, "Cover from now on") == "2 gaps, 23.5 hours missing"
    assert fact(report, "Of these not decided") == "2"
    assert fact(report, "Signed").startswith("0 of 2 departments")
    assert [
        (each["at"], each["required"], each["there"], each["which"])
        for each in rows(report, "counts")
    ] == [
        (START.replace(minute=30), 2, 1, "worst moment"),
        (START.replace(hour=9), 2, 1, ""),
        (START.replace(hour=20), 1, 1, ""),
    ]
    assert fact(report, "Worst moment") == "Tue 12 Jan 2016 08:30, 1 missing"
    late = made(hospital, "brief", START.replace(hour=23))
    assert fact(late, "Cover from now on") == "1 gap, 9.5 hours missing"
    assert rows(late, "worst")[0]["hours"] == 9.5
    assert fact(late, "Worst moment") == "Tue 12 Jan 2016 23:00, 1 missing"
    (heat,) = (each for each in late.parts if isinstance(each, HeatMap))
    assert heat.words.startswith(f"{ED} lacks the most: 9.5 hours.")
    assert report.page_limit == 1


@pytest.mark.one_engine
def test_every_definition_is_filled_and_written_in_every_format(hospital: Database) -> None:
    settle_all(hospital)
    decide(hospital, ["A1", "A2"], Decision.POSTPONE, "Ben is called out")
    papers, exporter = tools().papers, tools().exporter
    for definition in RULES.reports.all():
        if definition.code not in MAKERS:
            continue
        report = made(hospital, definition.code, AFTER)
        for each in report.tables:
            for at, column in enumerate(each.columns):
                assert column.meaning, (definition.code, column.code)
                assert not each.rows or any(row[at] is not None for row in each.rows), column.code
        for ending in definition.formats:
            if (definition.code, ending) == ("cancelled", "csv"):
                for code in ("", "what"):
                    with pytest.raises(Refused, match=r"Not shown: .* shown: services\."):
                        report_bytes(report, ending, papers, exporter, code)
                continue
            data = report_bytes(report, ending, papers, exporter)
            begins = {"pdf": b"%PDF", "xlsx": b"PK", "json": b"{"}.get(ending, b"")
            assert data.startswith(begins)
            assert len(data) > 50
        assert main_table(report)
        assert note_handed_out(hospital, report, "pdf").entry is None
    gaps = made(hospital, "gaps")
    text = report_bytes(gaps, ".CSV", papers, exporter).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Service,Site,Who is missing,Missing,From,To")


@pytest.mark.one_engine
def test_what_is_refused(hospital: Database) -> None:
    gaps = next(each for each in RULES.reports.all() if each.code == "gaps")
    with pytest.raises(Refused, match=r"ends in \.pdf, \.xlsx, \.csv or \.json"):
        check_ending(gaps, "gaps.docx")
    with pytest.raises(Refused, match="ends in"):
        check_ending(gaps, "gaps")
    assert check_ending(gaps, "My.Gaps.PDF") == "pdf"
    with pytest.raises(Refused, match="no strike window 9"):
        make_report(hospital, "gaps", 9, RULES, NOW)
    with pytest.raises(Refused, match="There is no report nosuch"):
        make_report(hospital, "nosuch", 1, RULES, NOW)
    with pytest.raises(Refused, match="not a page"):
        make_report(hospital, "pack", 1, RULES, NOW)
