"""Files from outside: published windows, awkward names, CSV oddities. Copies stand in if absent."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from rota.domain.importing import CancelledVisit, ColumnMapping, ImportKind
from rota.tables.csv_sheets import CsvSheet
from tests.tables.builders import csv_text, read, reader, row_of, write_rows
from tests.tables.workbooks import write_book

SHARED = Path(__file__).parents[3] / "shared" / "data"
CSV_SPECTRUM = SHARED / "csv-spectrum"
# Tiny copies of the same kinds of thing, for a checkout without the shared data.
SPECTRUM = {
    "comma_in_quotes": ('a,b,zip\nJo,"Any, WW",08123', [["Jo", "Any, WW", "08123"]]),
    "empty": ('a,b,c\n1,"",""\n2,3,4', [["1", "", ""], ["2", "3", "4"]]),
    "escaped_quotes": ('a,b\n1,"ha ""ha"" ha"\n3,4\n', [["1", 'ha "ha" ha'], ["3", "4"]]),
    "json": ('key,val\n1,"{""x"": [102.0, 0.5]}"\n', [["1", '{"x": [102.0, 0.5]}']]),
    "newlines": ('a,b\n"Once\na time",5\n7,8\n', [["Once\na time", "5"], ["7", "8"]]),
    "newlines_crlf": ('a,b\r\n"Once\r\na time",5\r\n', [["Once\r\na time", "5"]]),
    "utf8": ("a,b\n4,ʤ\n", [["4", "ʤ"]]),
}  # fmt: skip
NAMES = [
    ("Siobhán", "O'Neill"), ("Nguyễn", "Thị Minh Khai"), ("", "Suharto"), ("D’Arcy", "MacDonald"),
    ("Zoë", "Null"), ("True", "None"), ("李", "小龙"), ("محمد", "العبدالله"), ("+44", "Plus"),
    ("=cmd|' /C calc'!A0", "Formula"), ("İbrahim", "Iıİi"), ('Quote"d', "Name, with comma"),
    ("Robert'); DROP TABLE staff;--", "Tables"), ("Mary  Jane", "Double  Space"),
]  # fmt: skip


def need(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the shared data are not beside this checkout: {path}")
    return path


def cells_of(path):
    sheet = CsvSheet(path)
    try:
        return [list(row.cells) for row in sheet.rows()]
    finally:
        sheet.close()


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_oddities(name, tmp_path):
    text, rows = SPECTRUM[name]
    (tmp_path / "file.csv").write_bytes(text.encode())
    assert cells_of(tmp_path / "file.csv")[1:] == rows


def test_every_file_of_csv_spectrum():
    for path in sorted(need(CSV_SPECTRUM / "csvs").glob("*.csv")):
        headings, *rows = cells_of(path)
        expected = json.loads((CSV_SPECTRUM / "json" / f"{path.stem}.json").read_text("utf-8"))
        found = [dict(zip(headings, row, strict=True)) for row in rows]
        assert _line_ends(found) == _line_ends(expected), path.name


def _line_ends(rows):
    return [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in rows]


@pytest.mark.parametrize(("forename", "surname"), NAMES)
def test_awkward_names_are_kept(forename, surname, tmp_path):
    row = row_of(ImportKind.STAFF, forename=forename, surname=surname)
    (found,) = read(ImportKind.STAFF, write_rows(tmp_path, row))
    assert (found.value.forename, found.value.surname) == (forename, surname)


def test_every_shared_name_is_read(tmp_path):
    path = need(SHARED / "names_encodings" / "names.json")
    names = json.loads(path.read_text("utf-8"))
    rows = [row_of(ImportKind.STAFF, forename=n["first"], surname=n["last"]) for n in names]
    for found, name in zip(read(ImportKind.STAFF, write_rows(tmp_path, *rows)), names, strict=True):
        assert found.errors == ()
        kept = unicodedata.normalize("NFC", name["last"].replace("\u200b", ""))
        assert found.value.surname.split() == kept.split()


@pytest.mark.parametrize("name", ["rota_utf8", "rota_utf8_bom_excel", "rota_cp1252_excel"])
def test_one_rota_in_three_encodings(name):
    path = need(SHARED / "names_encodings" / f"{name}.csv")
    peek = reader().peek(ImportKind.STAFF, path)
    assert peek.samples[0][1] == "Siobhán"
    assert peek.headings[-1] == "Cost £"
    assert peek.mapping.columns["Staff ID"] == "staff_id"
    assert peek.mapping.columns["First name"] == "forename"


def test_naughty_strings_are_taken_or_named(tmp_path):
    strings = json.loads(need(SHARED / "naughty" / "blns.json").read_text("utf-8"))
    rows = [
        row_of(ImportKind.STAFF, surname=text, staff_id=f"S{n}") for n, text in enumerate(strings)
    ]
    found = read(ImportKind.STAFF, write_rows(tmp_path, *rows))
    assert len(found) == len(strings)
    for row, text in zip(found, strings, strict=True):
        if text.strip("\ufeff \u180e") and len(text) < 500 and row.errors:
            assert {problem.column for problem in row.errors} == {"surname"}, text


def test_naughty_strings_survive_a_workbook(tmp_path):
    strings = json.loads(need(SHARED / "naughty" / "blns.json").read_text("utf-8"))
    safe = [text for text in strings if text.isprintable() and not text.startswith("=")]
    rows = [["staff_id", "declaration"], *[[f"S{n}", text] for n, text in enumerate(safe)]]
    found = read(ImportKind.DECLARATIONS, write_book(tmp_path, rows))
    assert len(found) == len(safe)


GIVEN = {"kind": "follow_up", "priority": "routine", "service": "ENT", "site": "RJ701"}


def entries_of(path, kind, given=None):
    mapping = ColumnMapping(kind, given=given or {})
    with reader().open(kind, path, mapping) as table:
        return table.problems, list(table)


def test_every_hl7_file_is_read_or_refused_for_what_it_lacks():
    folder = need(SHARED / "hl7v2")
    for path in sorted(folder.glob("*.hl7")):
        problems, (row,) = entries_of(path, ImportKind.APPOINTMENTS)
        assert problems == ()
        if "S15" in path.name:
            assert row.value == CancelledVisit("12345", "cancelled")
            continue
        assert [(each.column, each.code) for each in row.errors] == [("SCH-8", "missing")]
        _, (row,) = entries_of(path, ImportKind.APPOINTMENTS, {"kind": "diagnostic"})
        visit = row.value
        assert visit.start.isoformat() == "2021-09-24T07:15:00+00:00"
        assert (visit.duration_minutes, visit.clinician_staff_id) == (50, "1210")
        assert visit.patient.patient_id == "PATID1234"
        assert (visit.patient.surname, visit.patient.forename) == ("EVERYMAN", "ADAM A")
        assert visit.patient.deceased
        assert row.place.site == "GH Clinic"


def test_the_bars_appointments_name_patients_who_are_not_in_the_file():
    path = need(SHARED / "fhir-bars" / "appointment_GET-success.json")
    problems, rows = entries_of(path, ImportKind.APPOINTMENTS, GIVEN)
    assert problems == ()
    assert [[each.code for each in row.errors] for row in rows] == [["no_patient"]] * 2


def test_the_bars_slots_lack_only_what_they_are_for():
    path = need(SHARED / "fhir-bars" / "slots_GET-success.json")
    _, rows = entries_of(path, ImportKind.SLOTS)
    assert [[each.column for each in row.errors] for row in rows] == [["Slot.appointmentType"]] * 3
    _, rows = entries_of(path, ImportKind.SLOTS, {"kind": "outpatient_new"})
    assert [row.errors for row in rows] == [()] * 3
    assert [row.value.duration_minutes for row in rows] == [60, 30, 30]
    assert {row.place.name for row in rows} == {"Healthcare Service Name"}
    problems, _ = entries_of(path, ImportKind.APPOINTMENTS)
    assert problems[0].text.startswith("The file holds no Appointment; it holds Slot 3")


def test_the_published_strikes_are_all_read():
    rows = read(ImportKind.WINDOWS, need(SHARED / "strikes.csv"))
    assert [row.errors for row in rows] == [()] * 19
    assert sum(row.value.outcome is None for row in rows) == 2


def test_windows_as_published(tmp_path):
    text = csv_text(
        [
            ["dispute", "union", "groups", "start", "end", "type", "outcome", "note"],
            ["2023 pay", "RCN", "nurse", "2023-04-30 20:00", "2023-05-02 20:00", "full_walkout",
             "revised", "announced"],
            ["2023 pay", "RCN", "nurse", "2023-04-30 20:00", "2023-05-01 23:59", "full_walkout",
             "completed", "last day removed by the High Court"],
        ]
    )  # fmt: skip
    (tmp_path / "file.csv").write_text(text, newline="")
    first, second = read(ImportKind.WINDOWS, tmp_path / "file.csv")
    assert first.value.outcome is None
    assert second.value.terms.end.isoformat() == "2023-05-01T22:59:00+00:00"
