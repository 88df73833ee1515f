"""Workbooks built to harm are refused quickly, in a sentence, and never crash the program."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from tests.tables.builders import opened
from tests.tables.workbooks import rewritten, with_sheet_data, write_book

KIND = ImportKind.DECLARATIONS
ROWS = [["staff_id", "declaration"], ["S1", "working"]]
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>"""
FETCHES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&e;</t></si></sst>"""


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path, ROWS)


def outcome(path):
    """Read a file to its end; return the refusal's sentence, or nothing when it was read."""
    try:
        with opened(KIND, path) as table:
            for row in table:
                assert row.value is not None or row.errors
    except Refused as refused:
        return refused.text
    return ""


def refusal(path):
    """Return the code with which a file is refused, at opening or while its rows are read."""
    began = time.monotonic()
    with pytest.raises(Refused) as refused, opened(KIND, path) as table:
        list(table)
    assert time.monotonic() - began < 5
    assert refused.value.text.endswith(".")
    return refused.value.code


def test_a_bomb_that_unpacks_to_200_million_bytes(book):
    assert refusal(rewritten(book, more={"xl/media/x.xml": bytes(200_000_000)})) == "workbook_trap"


def test_a_workbook_that_is_truly_too_large(book, monkeypatch):
    monkeypatch.setattr("rota.tables.workbook_checks.MAX_UNPACKED", 1000)
    assert refusal(book) == "file_too_large"


def test_ten_thousand_parts(book):
    more = {f"xl/x{n}.bin": b"" for n in range(10_000)}
    assert refusal(rewritten(book, more=more)) == "workbook_trap"


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "..\\evil.xml"])
def test_names_that_climb_out_of_the_zip(name, book):
    assert refusal(rewritten(book, more={name: b"<x/>"})) == "workbook_trap"


@pytest.mark.parametrize("attack", [LAUGHS, FETCHES], ids=["billion laughs", "external entity"])
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_xml_entities(attack, part, book):
    path = rewritten(book, lambda name, data: attack if name == part else data, {part: attack})
    assert refusal(path) in {"workbook_trap", "workbook_damaged"}


def test_entities_behind_a_long_comment_in_utf_16(book):
    text = f"<?xml version='1.0' encoding='utf-16'?><!--{'x' * 9000}--><!DOCTYPE a><a/>"
    attack = text.encode("utf-16")
    assert refusal(rewritten(book, more={"xl/extra.xml": attack})) == "workbook_trap"


def test_a_prolog_without_end(book):
    attack = b"<!--" + b"x- " * 700_000 + b"-->"
    assert refusal(rewritten(book, more={"xl/extra.xml": attack})) == "workbook_damaged"


def test_macros(book):
    assert refusal(rewritten(book, more={"xl/vbaProject.bin": b"\x00"})) == "workbook_macros"


def test_a_workbook_that_says_it_may_have_macros(book):
    def change(name, data):
        return data.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")

    assert refusal(rewritten(book, change)) == "workbook_macros"


def test_a_zip_with_a_password(book):
    data = bytearray(book.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    book.write_bytes(data)
    assert refusal(book) == "workbook_password"


@pytest.mark.parametrize("part", [0.02, 0.5, 0.95, 0.999])
def test_a_workbook_cut_short(part, book):
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * part)])
    assert refusal(book) == "workbook_damaged"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/workbook.bin": b""}, "not_a_table"),
        ({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}, "not_a_table"),
        ({"word/document.xml": b"<x/>"}, "not_a_table"),
        ({"hello.txt": b"hello"}, "not_a_table"),
        ({"xl/workbook.xml": b"<x/>"}, "workbook_damaged"),
    ],
    ids=["xlsb", "OpenDocument", "Word", "zip", "no content types"],
)
def test_other_zips(parts, code, tmp_path):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert refusal(path) == code


@pytest.mark.parametrize(
    "data",
    [
        '<row r="99999999999"><c r="A1"><v>1</v></c></row>',
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1.5"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="é1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>999</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="A1" s="4000"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
    ],
)
def test_sheets_that_no_excel_writes(data, book):
    rest = '<row r="9"><c r="A9"><v>1</v></c></row>'
    assert refusal(with_sheet_data(book, data + rest)) in {"workbook_damaged", "too_many_rows"}


def test_a_date_beyond_the_calendar_is_a_row_error(tmp_path):
    path = write_book(tmp_path, [*ROWS, [1, "working"]], {"A3": "dd/mm/yyyy"})
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>staff_id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>declaration</t></is></c></row>'
        '<row r="3"><c r="A3" s="1"><v>9E99</v></c></row>'
    )
    with opened(KIND, with_sheet_data(path, rows)) as table:
        (row,) = table
    assert [problem.code for problem in row.errors] == ["error_cell", "missing"]


@pytest.mark.parametrize(
    "missing", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_with_a_part_missing_never_crashes(missing, book):
    path = rewritten(book, without=[missing])
    assert outcome(path)[-1:] in {"", "."}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    part=st.sampled_from(
        ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
    ),
    place=st.floats(0, 1),
    noise=st.one_of(
        st.binary(max_size=8), st.sampled_from([b'"', b"<", b"</c>", b"r=", b"9" * 40])
    ),
    cut=st.integers(0, 30),
)
def test_damage_anywhere_is_refused_or_named(part, place, noise, cut, tmp_path):
    def change(name, data):
        at = int(place * len(data))
        return data[:at] + noise + data[at + cut :] if name == part else data

    path = rewritten(write_book(tmp_path, ROWS, {"A2": "dd/mm/yyyy"}), change)
    assert outcome(path)[-1:] in {"", "."}


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10_000), noise=st.binary(min_size=1, max_size=4))
def test_damage_to_the_zip_itself_is_refused_or_named(place, noise, tmp_path):
    path = write_book(tmp_path, ROWS)
    data = io.BytesIO(path.read_bytes())
    data.seek(place % len(data.getvalue()))
    data.write(noise)
    path.write_bytes(data.getvalue())
    assert outcome(path)[-1:] in {"", "."}
