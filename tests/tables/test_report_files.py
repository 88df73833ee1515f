"""Reports as workbooks and CSV: opened by another library, equal to the screen, never a formula."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from rota.domain.errors import Refused
from rota.domain.report_words import cell_words, numbered_tables, row_words
from rota.domain.reports import ColumnKind, Fact, Report, Table
from rota.domain.times import to_utc
from rota.tables import exports
from rota.tables.csv_out import one_line
from tests.report_samples import NOW, gaps, naughty, naughty_strings, report


def opened(made: Report) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(exports.report_workbook(made)))


def as_shown(cell: object, kind: ColumnKind) -> str:
    """What the other library read, worded as the screen words it."""
    if cell in ("", None):
        return ""
    if kind is ColumnKind.INSTANT and isinstance(cell, date):
        whole = cell if isinstance(cell, datetime) else datetime.combine(cell, datetime.min.time())
        return cell_words(to_utc(whole), kind)
    if isinstance(cell, date | str):
        return cell_words(cell, kind)
    assert isinstance(cell, int | float)
    return cell_words(cell * 100 if kind is ColumnKind.PER_CENT else cell, kind)


def shown(table: Table) -> list[list[str]]:
    rows = [*table.rows, table.totals] if table.totals else table.rows
    return [[one_line(cell) for cell in row_words(table.columns, row)] for row in rows]


def test_another_library_reads_what_the_screen_shows() -> None:
    made = report(40)
    book = opened(made)
    assert book.sheet_names[0] == "About this report"
    for name, table in zip(book.sheet_names[1:], numbered_tables(made), strict=True):
        headings, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert [str(each) for each in headings] == [each.heading for each in table.columns]
        kinds = [each.kind for each in table.columns]
        read = [[as_shown(*each) for each in zip(row, kinds, strict=True)] for row in rows]
        assert read == (shown(table) if table.rows else [[table.empty]]), name
    about = "\n".join(map(str, book.get_sheet_by_index(0).to_python()))
    words = (
        "Situation return",
        "Not settled",
        "provisional",
        "A note at the end.",
        "Posts that nobody fills",
        "Second line.",
        "Counts people, not duties.",
    )
    assert [each for each in words if each not in about] == []


def test_numbers_days_and_times_are_typed_and_in_local_time() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports.report_workbook(report(3))))
    sheet = book["Gaps"]
    first = [cell.value for cell in sheet[2]]
    assert first[1] == datetime(2016, 1, 12)  # noqa: DTZ001
    assert first[2] == datetime(2016, 7, 8, 10, 0)  # noqa: DTZ001
    assert [sheet.cell(4, at).value for at in (4, 5, 6)] == [2468, 14.5, 0.01]
    assert sheet.cell(4, 6).number_format == "0%"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width >= 8


def test_no_text_of_any_kind_becomes_a_formula_and_none_is_lost() -> None:
    made = naughty()
    data = exports.report_workbook(made)
    for name in (parts := zipfile.ZipFile(io.BytesIO(data))).namelist():
        if name.startswith("xl/worksheets/"):
            assert b"<f" not in re.sub(rb"<(?:font|filter)", b"", parts.read(name))
    strings = naughty_strings()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(1)
    rows = sheet.to_python(skip_empty_area=False)[1:]
    assert [[str(cell) for cell in row] for row in rows] == [
        [re.sub("[\ufffe\uffff]", "", one_line(each)).strip()] * 2 for each in strings
    ]


def test_sheets_have_names_that_excel_takes_and_no_two_alike() -> None:
    titles = ("a/b" * 20, "A b" + "a b" * 20, "History", "", "gaps", "GAPS", "'x'")
    tables = tuple(replace(gaps(1), title=title) for title in titles)
    names = opened(replace(report(1), parts=tables)).sheet_names
    assert len({each.casefold() for each in names}) == len(titles) + 1
    assert all(0 < len(each) <= 31 and not set(each) & set("[]:*?/\\") for each in names)
    assert not {"history", "'x'"} & {each.casefold() for each in names}


def test_names_are_cut_between_words() -> None:
    titles = "People missing by service and hour", "Missing by service and hour of it all"
    tables = tuple(replace(gaps(1), title=title) for title in (*titles, titles[0]))
    names = opened(replace(report(1), parts=tables)).sheet_names[1:]
    assert names == ["People missing by service", "Missing by service and hour",
                     "People missing by service 2"]  # fmt: skip


def test_a_fact_that_is_a_number_is_one_and_its_meaning_stands_beside() -> None:
    facts = (Fact("Letters", "1,234", meaning="Those that can still arrive"), Fact("Share", "0.5"),
             Fact("Signed", "0 of 12"), Fact("Phone", "0161 496 0000"))  # fmt: skip
    book = openpyxl.load_workbook(
        io.BytesIO(exports.report_workbook(replace(report(1), facts=facts)))
    )
    found = {row[0]: row[1:3] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert found["Letters"] == (1234, "Those that can still arrive")
    assert [found[name][0] for name in ("Share", "Signed", "Phone")] == [
        0.5, "0 of 12", "0161 496 0000",
    ]  # fmt: skip


def test_the_same_report_gives_the_same_bytes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    first = exports.report_workbook(report())
    later = time.localtime(time.time() + 3600)
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: later)
    assert exports.report_workbook(report()) == first
    other = exports.report_workbook(replace(report(), made_at=NOW.replace(hour=11)))
    assert other != first


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_holds_one_table_and_nothing_that_a_spreadsheet_runs() -> None:
    made = report(12)
    headings, *rows = rows_of(exports.report_csv(made, "gaps"))
    assert headings == [column.heading for column in gaps(1).columns]
    assert rows[0][:6] == ["Ward 0", "2016-01-12", "2016-07-08 10:00", "0", "0", "0"]
    assert rows[1][3:] == ["1234", "7.25", "0.5", "'+44 20 7946 0000"]
    assert rows[-1] == ["All", "", "", "7000", "430.5", "12.5", ""]
    assert rows_of(exports.report_csv(made))[1] == ["ED", "2", "5", "1"]
    cells = [cell for row in rows_of(exports.report_csv(naughty(), "all"))[1:] for cell in row]
    assert len(cells) == 2 * len(naughty_strings())
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")]


def test_a_table_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"no table x\. It has: services, hours, heat, gaps, none"):
        exports.report_csv(report(), "x")
    with pytest.raises(Refused, match="Save it as a PDF"):
        exports.report_csv(replace(report(), parts=()))
