"""What outlives the records of who took part gives nobody away: the pack, and the kept totals."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from rota.domain.codes import Attendance, StaffGroup, WindowType
from rota.domain.duties import Override
from rota.domain.importing import ImportKind
from rota.domain.reports import Cell, Report, Words
from rota.domain.times import to_local
from rota.domain.turnout import SEVERAL_GRADES, SEVERAL_SITES, TurnoutTotal
from rota.domain.windows import WindowTerms
from rota.services.assigning import assign
from rota.services.attendance import Settled, read_attendance, settle
from rota.services.cover_orders import CoverOrder
from rota.services.importing import ImportOrder, import_file
from rota.services.purging import purge_before
from rota.services.report_making import make_report
from rota.services.strike_pack import build_pack
from rota.services.turnout import correct_total, keep_totals, totals_from_attendance
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, filling
from tests.strike_hospital import NOW, tools
from tests.turnout_hospital import END, PEOPLE, START, WARDS, fill_two_sites

TOOLS = tools()
RULES, GIVEN = TOOLS.rules, (TOOLS.rules, TOOLS.papers, TOOLS.exporter)
FIRST, SECOND = date(2016, 1, 12), date(2016, 1, 13)
AFTER = END + timedelta(days=2)
LATER = AFTER.replace(year=2020)


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("two sites", filling(fill_two_sites, clock))


@pytest.fixture
def storage(database: Database) -> Database:
    return database


def settle_all(storage: Database, worked: dict[date, int], window_id: int = 1) -> None:
    """So many of those due worked each day, the others struck; T2 is on leave on the first."""
    rows = read_attendance(storage, window_id, RULES.ladder, AFTER)
    left = dict(worked)
    settled = []
    for row in sorted(rows, key=lambda each: each.duty_id):
        day = to_local(row.start).date()
        status = Attendance.STRIKE
        if row.staff_id == "T2" and day == FIRST:
            status = Attendance.LEAVE
        elif left[day]:
            left[day] -= 1
            status = Attendance.WORKED
        settled.append(Settled(row.duty_id, row.staff_id, status))
    settle(storage, window_id, RULES.ladder, settled, AFTER)


def packed(storage: Database) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(build_pack(storage, 1, *GIVEN, AFTER).data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def paper(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def sheets(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return " ".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def staff_days(report: Report) -> list[dict[str, Cell]]:
    found = next(each for each in report.tables if each.code == "workforce")
    codes = [column.code for column in found.columns]
    return [dict(zip(codes, row, strict=True)) for row in found.rows]


def test_a_pack_shows_no_day_that_gives_somebody_away(storage: Database) -> None:
    """4 of 20 worked on the first day and 9 of 21 on the second: only the second is shown."""
    settle_all(storage, {FIRST: 4, SECOND: 9})
    exact = make_report(storage, "sitrep", 1, RULES, AFTER)
    assert [(row["due"], row["on_strike"]) for row in staff_days(exact)] == [(20, 16), (21, 12)]
    files = packed(storage)
    assert not [name for name in files if name.startswith(("grid", "attendance"))]
    for said in (paper(files["sitrep.pdf"]), sheets(files["sitrep.xlsx"])):
        assert "57.1" in said or "0.571" in said, "12 of 21 are shown"
        assert "12 Jan 2016" not in said.replace("Tue 12 Jan 2016 08:00", "")
        assert "80.0" not in said
        assert "28 on strike" not in said, "a sum would give the other day away"
        assert "1 day left out" in said
        assert "not looked for" not in said
        assert "St Bede" not in said


@pytest.mark.one_engine
@pytest.mark.parametrize("worked", [0, 4, 17, 21])
def test_a_pack_without_a_day_to_show_says_so(storage: Database, worked: int) -> None:
    settle_all(storage, {FIRST: min(worked, 20), SECOND: worked})
    said = paper(packed(storage)["sitrep.pdf"])
    assert "Not shown: 2 days left out" in " ".join(said.split())
    assert "Most on strike" not in said
    assert "per cent" not in said


def test_a_pack_names_nobody_called_out_as_cover(storage: Database) -> None:
    """T0 said that they will work, T5 said nothing: that they cover tells what they did."""
    with storage.read() as work:
        (place,) = [each for each in work.duties.services() if each.site == "St Anne"]
    start, end = START.replace(hour=16), START.replace(hour=19)
    for who in ("T0", "T5"):
        order = CoverOrder(1, who, place.service_id, start, end)
        assign(storage, order, RULES, "Nobody else was there")
    with storage.write("override") as work:
        said = "rest", "1", "Rest is short", "9 h", "11 h", "rules", "No one else", "tester"
        work.cover.add_overrides([Override(1, "T5", place.service_id, start, end, *said, NOW)])
    files = packed(storage)
    cover = rows_of(files["cover.csv"])
    assert [row["name"] for row in cover] == ["somebody of a group called out"] * 2
    overridden = rows_of(files["overrides.csv"])
    assert overridden
    for row in (*cover, *overridden):
        assert (row["service"], row["staff_id"]) == (WARDS, "")
    assert {(row["grade"], row["kind"], row["reply"]) for row in cover} == {("", "", "")}
    texts = b"".join(each for name, each in files.items() if name.endswith((".csv", ".json")))
    assert not any(f"Sur{who}".encode() in texts for who, _, _ in PEOPLE)


def bring(storage: Database, folder: Path, kind: ImportKind, text: str) -> None:
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    assert import_file(storage, TOOLS.reader, ImportOrder(kind, path), NOW).saved


def second_strike(storage: Database, folder: Path) -> None:
    """Window 2: on the 12th 8 consultants and 2 specialists at St Anne, 3 at St Bede."""
    places = ["St Anne"] * 8 + ["St Bede"] * 3 + ["St Anne"] * 2
    grades = ["CONSULTANT"] * 11 + ["SPECIALIST"] * 2
    groups = ["consultant"] * 11 + ["sas_doctor"] * 2
    people = list(enumerate(zip(places, grades, groups, strict=True)))
    staff = "staff_id,forename,surname,staff_group,grade,department,site\n" + "".join(
        f"C{n},N{n},S{n},{group},{grade},Medicine,{site}\n" for n, (site, grade, group) in people
    )
    duties = "duty_id,service,department,site,staff_group,grade_min,start,end,kind,staff_id\n"
    duties += "".join(
        f"C{n}-12,{WARDS},Medicine,{site},{group},{grade},"
        f"12/01/2016 09:00,12/01/2016 17:00,ward,C{n}\n"
        for n, (site, grade, group) in people
    )
    bring(storage, folder, ImportKind.STAFF, staff)
    bring(storage, folder, ImportKind.DUTIES, duties)
    called_out = frozenset({StaffGroup.CONSULTANT, StaffGroup.SAS_DOCTOR})
    terms = WindowTerms(START, START + timedelta(days=1), WindowType.FULL_WALKOUT, called_out)
    add_window(storage, NewWindow("2016 consultants", "BMA", terms), NOW)


def facts(report: Report) -> Collection[str]:
    return [f"{each.label}: {each.value}" for each in report.facts]


def test_after_the_purge_each_strike_of_a_day_has_its_own_figures(
    storage: Database, tmp_path: Path
) -> None:
    second_strike(storage, tmp_path)
    settle_all(storage, {FIRST: 8, SECOND: 9})
    settle_all(storage, {FIRST: 6}, 2)
    purge_before(storage, AFTER, AFTER, RULES.ladder)
    with storage.read() as work:
        kept = {each.key: each for each in work.attendance.totals()}
    assert {each.window_id for each in kept.values()} == {1, 2}
    first = make_report(storage, "sitrep", 1, RULES, LATER)
    second = make_report(storage, "sitrep", 2, RULES, LATER)
    for report, window_id in ((first, 1), (second, 2)):
        for row in staff_days(report):
            ours = [
                each
                for each in kept.values()
                if each.window_id == window_id and each.day == row["day"]
            ]
            assert row["due"] == sum(each.due for each in ours)
            assert row["on_strike"] == sum(each.on_strike for each in ours)
        assert "These figures: totals kept; small groups may be left out" in facts(report)
    assert [row["due"] for row in staff_days(second)] == [13]
    assert (FIRST, SEVERAL_SITES, SEVERAL_GRADES) in kept
    assert sum(int(str(row["due"])) for row in staff_days(first)) <= 41


@pytest.mark.one_engine
def test_one_strike_does_not_write_over_the_total_of_another(
    storage: Database, tmp_path: Path
) -> None:
    """Both have small groups joined: the one counted first stays, and that is said."""
    second_strike(storage, tmp_path)
    settle_all(storage, {FIRST: 8, SECOND: 9})
    settle_all(storage, {FIRST: 6}, 2)
    totals_from_attendance(storage, 2, RULES.ladder, AFTER)
    key = FIRST, SEVERAL_SITES, SEVERAL_GRADES
    with storage.read() as work:
        before = {each.key: each for each in work.attendance.totals()}
    assert before[key].window_id == 2
    with storage.write("totals") as work:
        work.attendance.put_totals([TurnoutTotal(*key, 5, 3, 0, "settled attendance", 1)])
    found = totals_from_attendance(storage, 2, RULES.ladder, AFTER)
    assert found.elsewhere == 1
    assert "1 total not taken: counted for another strike of that day." in found.words
    with storage.read() as work:
        after = {each.key: each for each in work.attendance.totals()}
    assert after[key].due == 5


@pytest.mark.one_engine
def test_a_total_entered_by_hand_counts_only_where_there_was_one_strike(
    storage: Database, tmp_path: Path
) -> None:
    settle_all(storage, {FIRST: 8, SECOND: 9})
    by_hand = TurnoutTotal(FIRST, "St Anne", "ST", 12, 7, 0, "trust return")
    keep_totals(storage, [by_hand], AFTER)
    purge_before(storage, AFTER, AFTER, RULES.ladder)
    alone = staff_days(make_report(storage, "sitrep", 1, RULES, LATER))[0]
    second_strike(storage, tmp_path)
    report = make_report(storage, "sitrep", 1, RULES, LATER)
    assert staff_days(report)[0]["due"] == int(str(alone["due"])) - 12
    assert any(note.startswith("1 total entered or imported") for note in report.notes)
    with storage.read() as work:
        ours = next(each for each in work.attendance.totals() if each.window_id == 1)
    better = TurnoutTotal(*ours.key, ours.due, 5, 0, "payroll")
    correct_total(storage, ours.key, better, AFTER)
    with storage.read() as work:
        assert {each.window_id for each in work.attendance.totals() if each.key == ours.key} == {1}
        kept = [each.key for each in work.attendance.totals()]
    with storage.write("none") as work:
        work.attendance.remove_totals(kept)
    report = make_report(storage, "sitrep", 1, RULES, LATER)
    said = next(each for each in report.parts if each.code == "workforce")
    assert isinstance(said, Words)
    assert said.text == "No total of this strike was kept."
    assert any("No total was kept of Tue 12 Jan 2016, Wed 13 Jan 2016" in n for n in report.notes)


@pytest.mark.one_engine
def test_before_a_strike_nobody_is_nought_per_cent(storage: Database) -> None:
    report = make_report(storage, "sitrep", 1, RULES, NOW)
    for row in staff_days(report):
        assert {row["on_strike"], row["share"], row["unseen"]} == {"not known yet"}
    assert not any("on strike" in each for each in facts(report))


@pytest.mark.one_engine
def test_the_return_says_of_how_many_nobody_knows(storage: Database) -> None:
    """Nobody was ticked: whoever counts as on strike does so unseen."""
    report = make_report(storage, "sitrep", 1, RULES, AFTER)
    for row in staff_days(report):
        assert row["on_strike"] == row["unseen"] != 0
