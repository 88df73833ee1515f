"""Workbooks read as the text a CSV file of them would hold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from rota.domain.importing import ImportKind
from rota.tables.xlsx_cells import cell_text, shown_by
from rota.tables.xlsx_sheets import XlsxSheet
from tests.tables.builders import GOOD, opened, read, write_rows
from tests.tables.workbooks import rewritten, with_sheet_data, write_book

at = datetime.fromisoformat


def rows_of(path):
    sheet = XlsxSheet(path, lambda _: True)
    try:
        return list(sheet.rows())
    finally:
        sheet.close()


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_workbook_reads_as_the_csv_file_with_the_same_cells(kind, tmp_path):
    row = GOOD[kind]
    book = write_book(tmp_path, [list(row), list(row.values())])
    assert read(kind, book) == read(kind, write_rows(tmp_path, row))


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (at("2016-01-12 08:00"), "yyyy-mm-dd hh:mm", "2016-01-12 08:00"),
        (at("2016-01-12"), "dd/mm/yyyy hh:mm", "2016-01-12 00:00"),
        (at("2016-01-12"), "DD/MM/YYYY HH:MM", "2016-01-12 00:00"),
        (at("2016-01-12"), "dd/mm/yyyy", "2016-01-12"),
        (at("2016-01-12"), "[$-809]dd mmmm yyyy;@", "2016-01-12"),
        (at("2016-01-12"), 'dddd "hours" d mmmm', "2016-01-12"),
        (at("2016-01-12 08:30"), "dd/mm/yyyy", "2016-01-12 08:30"),
        (at("2016-01-12 08:30:15"), "dd/mm/yyyy hh:mm:ss", "2016-01-12 08:30:15"),
        (date(2016, 1, 12), "yyyy-mm-dd", "2016-01-12"),
        (time(8, 0), "hh:mm", "08:00"),
        (time(8, 0), "h:mm AM/PM", "08:00"),
        (timedelta(days=1), "[h]:mm", "24:00"),
        (timedelta(hours=47, minutes=30), "[h]:mm:ss", "47:30"),
        (7, "General", "7"),
        (7, "00000", "00007"),
        (7.0, "0.00", "7"),
        (47.5, "General", "47.5"),
        (9434765919, "General", "9434765919"),
        (True, "General", "Y"),
        (False, "General", "N"),
        (" text ", "General", " text "),
        ("line\nbreak", "General", "line\nbreak"),
        ("=1+1'", "@", "=1+1'"),
    ],
)
def test_values_become_text(value, number_format, text, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"] = "a", "b", "x"
    cell = book.active["B2"]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = number_format
    book.save(tmp_path / "file.xlsx")
    assert rows_of(tmp_path / "file.xlsx")[1].cells == ("x", text)


@pytest.mark.parametrize(
    ("number_format", "shows"),
    [
        ("General", ""), ("0.00", ""), ("m/d/yy", "date"), ("mmm-yy", "date"), ("mm:ss", "time"),
        ("m/d/yy h:mm", "both"), ("[hh]:mm", "time"), ('"day" 0', ""), (r"\h\s0", ""),
        ("[Red]dd/mm", "date"),
    ],
)  # fmt: skip
def test_what_a_format_shows(number_format, shows):
    assert shown_by(number_format) == shows


def test_a_time_written_as_a_whole_day_count_is_a_time():
    assert cell_text(at("1900-01-01 08:00"), "hh:mm") == "08:00"


def test_a_bare_date_in_a_workbook_ends_with_its_day_and_a_midnight_does_not(tmp_path):
    rows = [
        ["staff_id", "from", "to", "kind"],
        ["S1", date(2016, 1, 12), date(2016, 1, 12), "leave"],
        ["S1", at("2016-01-12"), at("2016-01-13"), "leave"],
    ]
    formats = {"B3": "dd/mm/yyyy hh:mm", "C3": "dd/mm/yyyy hh:mm"}
    found = read(ImportKind.ABSENCES, write_book(tmp_path, rows, formats))
    assert found[0].value == found[1].value


def test_error_cells_refuse_their_row_and_say_which(tmp_path):
    path = write_book(
        tmp_path, [["staff_id", "declaration", "note"], ["#REF!", "working"], ["S2", "working"]]
    )
    rows = read(ImportKind.DECLARATIONS, path)
    (problem,) = rows[0].errors
    assert (problem.row, problem.column, problem.code) == (2, "staff_id", "error_cell")
    assert "#REF!" in problem.text
    assert rows[1].errors == ()


def test_an_error_in_a_column_that_is_not_used_does_not_matter(tmp_path):
    path = write_book(tmp_path, [["staff_id", "declaration", "note"], ["S1", "working", "#N/A"]])
    assert read(ImportKind.DECLARATIONS, path)[0].errors == ()


def test_the_sheet_with_the_headings_is_found(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    hidden = book.create_sheet("hidden")
    hidden.sheet_state = "hidden"
    right = book.create_sheet("right")
    for sheet, person in ((hidden, "S1"), (right, "S2")):
        sheet.append(["staff_id", "declaration"])
        sheet.append([person, "working"])
    book.create_chartsheet()
    book.save(tmp_path / "file.xlsx")
    (row,) = read(ImportKind.DECLARATIONS, tmp_path / "file.xlsx")
    assert row.value.staff_id == "S2"


def test_blank_rows_and_far_cells_are_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["staff_id", "declaration"])
    book.active["A9"], book.active["B9"] = "S1", "working"
    book.active["XFD1048576"].number_format = "0.00"
    book.save(tmp_path / "file.xlsx")
    (row,) = read(ImportKind.DECLARATIONS, tmp_path / "file.xlsx")
    assert (row.number, row.errors) == (9, ())


def test_a_far_cell_with_a_value_refuses_its_row(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["staff_id", "declaration"])
    book.active["XFD1048576"] = "hello"
    book.save(tmp_path / "file.xlsx")
    (row,) = read(ImportKind.DECLARATIONS, tmp_path / "file.xlsx")
    assert row.number == 1_048_576
    assert [problem.code for problem in row.errors] == ["too_many_cells"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row>', [("a", "1")],
            id="cells without places",
        ),
        pytest.param(
            '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>'
            "<rPh><t>no</t></rPh></is></c></row>", [("ab",)], id="rich and phonetic text",
        ),
        pytest.param(
            '<row r="1"><c r="B1" t="str"><f>A1</f><v>said</v></c></row>', [("", "said")],
            id="a formula's last answer",
        ),
        pytest.param('<row r="1"><c r="A1"><f>1+1</f></c></row>', [], id="no answer kept"),
        pytest.param(
            '<row r="1"><c r="A1" t="d"><v>2016-01-12T08:00:00</v></c></row>',
            [("2016-01-12 08:00",)], id="an ISO date",
        ),
        pytest.param('<row r="1"><c r="A1"><v>1E3</v></c></row>', [("1000",)], id="exponent"),
        pytest.param(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c></row>', [("a\rb",)],
            id="an escaped line end",
        ),
    ],
)  # fmt: skip
def test_sheets_written_by_other_programs(data, expected, tmp_path):
    path = write_book(tmp_path, [["a"]])
    extra = '<row r="99"><c r="A99"><v>1</v></c></row>'
    rows = rows_of(with_sheet_data(path, data + extra))
    assert [row.cells for row in rows] == [*expected, ("1",)]


def test_prefixed_xml_is_understood(tmp_path):
    path = write_book(tmp_path, [["a", "b"]])

    def change(name, data):
        if not name.endswith("sheet1.xml"):
            return data
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return (
            b'<x:worksheet xmlns:x="' + main + b'"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5'
            b"</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        )

    assert [row.cells for row in rows_of(rewritten(path, change))] == [("5",)]


def test_progress_of_a_workbook(tmp_path):
    path = write_book(tmp_path, [["staff_id", "declaration"], *[["S1", "working"]] * 3000])
    with opened(ImportKind.DECLARATIONS, path) as table:
        seen = [table.fraction_read for _ in table]
    assert len(seen) == 3000
    assert seen == sorted(seen)
    assert 0 < seen[0] < 1
    assert seen[-1] == 1.0
