"""OpenDocument spreadsheets give the same rows as a CSV file would; traps are refused."""

from __future__ import annotations

import time
import tracemalloc
import zipfile

import pytest

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.tables.ods_sheets import OdsSheet
from tests.tables.builders import opened, read, row_of
from tests.tables.open_documents import HEAD, TAIL, cell, row, rows_of_text, sheet, write_ods

DECLARATIONS = ImportKind.DECLARATIONS
TOP = row("staff_id", "declaration")


def cells_of(path, wanted=lambda _cells: True):
    found = OdsSheet(path, wanted)
    try:
        return [(each.number, *each.cells) for each in found.rows()]
    finally:
        found.close()


def one_cell(folder, made):
    ((_, *cells),) = cells_of(write_ods(folder, sheet(row("x", made))))
    return cells[1]


def refusal(path):
    began = time.process_time()
    with pytest.raises(Refused) as refused, opened(DECLARATIONS, path) as table:
        list(table)
    assert time.process_time() - began < 5
    assert refused.value.text.endswith(".")
    return refused.value.code


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_good_row_of_every_kind(kind, tmp_path):
    good = row_of(kind)
    (found,) = read(kind, write_ods(tmp_path, sheet(*rows_of_text([good.keys(), good.values()]))))
    assert (found.number, found.errors) == (2, ())


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (cell("12/01/16", date="2016-01-12"), "2016-01-12"),
        (cell("12/01/16 10:20", date="2016-01-12T10:20:00"), "2016-01-12 10:20"),
        (cell("12/01/16 10:20", date="2016-01-12T10:19:59.999999700"), "2016-01-12 10:20"),
        (cell("12/01/16 00:00", date="2016-01-12T00:00:00"), "2016-01-12 00:00"),
        (cell("12/01/16", date="2016-01-12T00:00:00"), "2016-01-12"),
        (cell("08:30", date="1899-12-30T08:30:00"), "08:30"),
        (cell("08:30", time="PT08H30M00S"), "08:30"),
        (cell("24:00", time="PT24H00M00S"), "24:00"),
        (cell("5", float="5"), "5"),
        (cell("5.0", float="5.0"), "5"),
        (cell("4.7", float="4.7"), "4.7"),
        (cell("00007", float="7"), "00007"),
        (cell("9.43E+09", float="9434765919"), "9434765919"),
        (cell("50%", percentage="0.5"), "0.5"),
        (cell("£5.00", currency="5"), "5"),
        (cell("TRUE", boolean="true"), "Y"),
        (cell("FALSE", boolean="false"), "N"),
        (cell(" Smith "), " Smith "),
        (
            "<table:table-cell><text:p>one<text:s text:c='2'/>two<text:line-break/>three</text:p>"
            "<text:p>four</text:p></table:table-cell>",
            "one  two\nthree\nfour",
        ),
        (
            "<table:table-cell><office:annotation><text:p>a note</text:p></office:annotation>"
            "<text:p><text:span>O</text:span>'Neill</text:p></table:table-cell>",
            "O'Neill",
        ),
    ],
)  # fmt: skip
def test_cells_as_text(made, text, tmp_path):
    assert one_cell(tmp_path, made) == text


@pytest.mark.parametrize(
    "made",
    [
        cell("#REF!", string="x"), cell("Err:502", float="0"), cell("5", float="five"),
        cell("?", date="2016-13-45"), cell("?", time="soon"),
        '<table:table-cell office:value-type="float"><text:p>5</text:p></table:table-cell>',
    ],
)  # fmt: skip
def test_cells_that_hold_no_value_are_named(made, tmp_path):
    path = write_ods(tmp_path, sheet(TOP, row("S1", made), row("S2", "working")))
    bad, good = read(DECLARATIONS, path)
    assert [(each.row, each.column, each.code) for each in bad.errors] == [
        (2, "declaration", "error_cell")
    ]
    assert good.errors == ()


def test_covered_cells_and_repeated_ones_keep_their_places(tmp_path):
    covered = (
        '<table:covered-table-cell office:value-type="float" office:value="9"><text:p>9</text:p>'
        "</table:covered-table-cell>"
    )
    made = row(cell("a", 2), covered, cell("", 3), "b", cell("", 16000))
    assert cells_of(write_ods(tmp_path, sheet(made))) == [(1, "a", "a", "", "", "", "", "b")]


def test_repeated_rows_count_and_blank_ones_are_passed_over(tmp_path):
    made = sheet(row("a"), row(cell("", 5), repeated=1000), row("b", repeated=3), row("c"),
                 row(cell("", 1024), repeated=1_047_000))  # fmt: skip
    assert cells_of(write_ods(tmp_path, made)) == [
        (1, "a"), (1002, "b"), (1003, "b"), (1004, "b"), (1005, "c")
    ]  # fmt: skip


def test_the_sheet_with_the_heading_is_found_and_hidden_ones_come_last(tmp_path):
    notes, hidden = sheet(row("Notes")), sheet(TOP, row("S9", "working"), style="gone")
    shown = sheet(TOP, row("S1", "working"))
    (found,) = read(DECLARATIONS, write_ods(tmp_path, notes, hidden, shown))
    assert found.value.staff_id == "S1"


def test_deleted_cells_of_tracked_changes_are_not_read(tmp_path):
    gone = "<table:tracked-changes><table:deletion><table:table-cell><text:p>x</text:p>"
    gone += "</table:table-cell></table:deletion></table:tracked-changes>"
    assert cells_of(write_ods(tmp_path, gone, sheet(row("a")))) == [(1, "a")]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (row("S1", "working", repeated=3_000_000), "too_many_rows"),
        (row(repeated=99) + row("S1", repeated=10**9), "too_many_rows"),
        ('<table:table-row table:number-rows-repeated="-5"/>', "workbook_damaged"),
        (f'<table:table-row table:number-rows-repeated="{"9" * 400}"/>', "workbook_damaged"),
    ],
)
def test_rows_repeated_beyond_reason(made, code, tmp_path):
    assert refusal(write_ods(tmp_path, sheet(TOP, made))) == code


def test_cells_repeated_beyond_reason(tmp_path):
    path = write_ods(tmp_path, sheet(TOP, row("S1", cell("working", 10**8)), row("S2", "working")))
    bad, good = read(DECLARATIONS, path)
    assert [each.code for each in bad.errors] == ["too_many_cells"]
    assert good.errors == ()


def test_traps(tmp_path):
    good = sheet(TOP, row("S1", "working"))
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + HEAD[38:].encode()
    entity = laughs + f"{good}{TAIL}".encode()
    assert refusal(write_ods(tmp_path, content=entity)) == "workbook_trap"
    bomb = {"Pictures/x.xml": bytes(200_000_000)}
    assert refusal(write_ods(tmp_path, good, more=bomb)) == "workbook_trap"
    macros = {"Basic/Standard/Module1.xml": b"<x/>"}
    assert refusal(write_ods(tmp_path, good, more=macros)) == "workbook_macros"
    secret = {"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}
    assert refusal(write_ods(tmp_path, good, more=secret)) == "workbook_password"
    climbing = {"../evil.xml": b"<x/>"}
    assert refusal(write_ods(tmp_path, good, more=climbing)) == "workbook_trap"
    text = "application/vnd.oasis.opendocument.text"
    assert refusal(write_ods(tmp_path, good, kind=text)) == "not_a_table"


def test_a_file_cut_short(tmp_path):
    path = write_ods(tmp_path, sheet(TOP, *[row(f"S{n}", "working") for n in range(2000)]))
    data = path.read_bytes()
    for part in (0.3, 0.9, 0.999):
        path.write_bytes(data[: int(len(data) * part)])
        assert refusal(path) == "workbook_damaged"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", HEAD + sheet(TOP, row("S1", "working"))[:-20])
    assert refusal(path) == "workbook_damaged"


def test_memory_does_not_grow_with_the_rows(tmp_path):
    def peak(rows):
        several = [row(f"S{n}", "working") for n in range(rows)]
        path = write_ods(tmp_path, sheet(TOP, *several))
        del several
        tracemalloc.start()
        with opened(DECLARATIONS, path) as table:
            assert sum(1 for _ in table) == rows
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(12_000) < 2 * peak(3_000)
