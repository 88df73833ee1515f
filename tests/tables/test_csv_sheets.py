"""CSV files in every encoding, with every delimiter, and with quotes gone wrong."""

from __future__ import annotations

import codecs

import pytest

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.tables.csv_sheets import CsvSheet
from tests.tables.builders import csv_text, opened, read, row_of

HEADINGS = ["staff_id", "declaration"]
STAFF_ROWS = [["staff_id", "surname", "competencies"], ["S1", "Siobhán, O’Neill", "a;b;c;d;e"]]
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with a mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le with a mark": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be with a mark": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-16-le without a mark": (b"", "utf-16-le"),
    "utf-16-be without a mark": (b"", "utf-16-be"),
    "cp1252": (b"", "cp1252"),
}


def sheet_of(folder, data, encoding="utf-8"):
    path = folder / "file.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding, "surrogatepass"))
    sheet = CsvSheet(path)
    try:
        return sheet, list(sheet.rows())
    finally:
        sheet.close()


def declared(folder, text):
    """Read a declarations file given as text."""
    path = folder / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(ImportKind.DECLARATIONS, path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semi", "tab", "bar"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_each_encoding_delimiter_and_line_end(encoding, delimiter, line_end, tmp_path):
    mark, codec = ENCODINGS[encoding]
    text = csv_text(STAFF_ROWS, delimiter).replace("\r\n", line_end)
    sheet, rows = sheet_of(tmp_path, mark + text.encode(codec))
    assert sheet.delimiter == delimiter
    assert [list(row.cells) for row in rows] == STAFF_ROWS
    assert [row.number for row in rows] == [1, 2]
    assert sheet.warnings == ()


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_separator_line_that_excel_writes_is_obeyed_and_not_counted(line, tmp_path):
    sheet, rows = sheet_of(tmp_path, line + "a,b;c,d\r\n1;2\r\n")
    assert sheet.delimiter == ";"
    assert [(row.number, row.cells) for row in rows] == [(1, ("a,b", "c,d")), (2, ("1", "2"))]


def test_the_separator_line_in_utf_16(tmp_path):
    text = codecs.BOM_UTF16_LE + "sep=;\r\né;ü\r\n1;2\r\n".encode("utf-16-le")
    _, rows = sheet_of(tmp_path, text)
    assert [row.cells for row in rows] == [("é", "ü"), ("1", "2")]


def test_lists_in_quoted_headings_do_not_decide_the_delimiter(tmp_path):
    sheet, _ = sheet_of(tmp_path, '"groups (a;b;c;d)","x;y;z"\n1,2\n')
    assert sheet.delimiter == ","


def test_blank_rows_are_counted_but_not_given(tmp_path):
    _, rows = sheet_of(tmp_path, "a,b\n\n , \n,\n1,2\n\n\x1a")
    assert [row.number for row in rows] == [1, 5]


def test_a_quoted_line_break_is_one_row(tmp_path):
    _, rows = sheet_of(tmp_path, 'a,b\n"Flat 1\n2 High St",x\n1,2\n')
    assert [(row.number, row.cells[0]) for row in rows][1:] == [(2, "Flat 1\n2 High St"), (3, "1")]


def test_spaces_before_a_quoted_cell(tmp_path):
    _, rows = sheet_of(tmp_path, 'a, b\n1, "x, y"\n')
    assert rows[1].cells == ("1", "x, y")


def test_an_unclosed_quote_says_from_which_row_and_how_many_lines_were_lost(tmp_path):
    lines = "".join(f"S{n},working\n" for n in range(10))
    rows = declared(tmp_path, f'staff_id,declaration\nS0,working\nS1,"striking\n{lines}')
    assert [row.number for row in rows] == [2, 3]
    (problem,) = rows[1].errors
    assert (problem.row, problem.code) == (3, "unclosed_quote")
    assert "row 3 is never closed" in problem.text
    assert "10 lines after it" in problem.text


def test_an_unclosed_quote_in_a_large_file_counts_every_line(tmp_path):
    lines = "S12345,working\n" * 40_000
    rows = declared(tmp_path, f'staff_id,declaration\n"S1,striking\n{lines}')
    assert [problem.code for problem in rows[-1].errors] == ["unclosed_quote"]
    assert "40,000 lines after it" in rows[-1].errors[0].text


def test_a_quote_closed_hundreds_of_lines_later_is_noticed(tmp_path):
    lines = "S2,working\n" * 300
    rows = declared(tmp_path, f'staff_id,declaration\n"S1,striking\n{lines}"\nS9,working\n')
    assert [problem.code for problem in rows[0].errors] == ["row_spans_lines"]
    assert rows[1].value is not None


def test_a_cell_that_is_too_long_refuses_its_row_only(tmp_path):
    rows = declared(tmp_path, f"staff_id,declaration\nS1,{'x' * 100_001}\nS2,working\n")
    assert [problem.code for problem in rows[0].errors] == ["field_too_long"]
    assert rows[1].errors == ()


def test_a_cell_longer_than_the_csv_module_allows_refuses_its_row_only(tmp_path):
    rows = declared(tmp_path, f"staff_id,declaration\nS1,{'x' * 200_000}\nS2,working\n")
    assert [problem.code for problem in rows[0].errors] == ["field_too_long"]
    assert (rows[1].number, rows[1].errors) == (3, ())


def test_a_line_without_end_refuses_its_row_only(tmp_path):
    rows = declared(tmp_path, f"staff_id,declaration\nS1,{'x' * 5_000_000}\nS2,working\n")
    assert [problem.code for problem in rows[0].errors] == ["line_too_long"]
    assert (rows[1].number, rows[1].errors) == (3, ())


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        pytest.param("S1,working,,", [], id="blank cells too many"),
        pytest.param("S1,working,extra", ["too_many_cells"], id="a cell too many"),
        pytest.param("S1", ["missing"], id="a cell too few"),
        pytest.param("S\x001,working", ["nul_character"], id="NUL"),
        pytest.param(b"S1,work\x81ing", ["unreadable_character"], id="undefined in cp1252"),
        pytest.param('S1,"working', ["unclosed_quote"], id="unclosed quote"),
    ],
)
def test_a_misshapen_row(line, codes, tmp_path):
    line = line if isinstance(line, bytes) else line.encode()
    (row,) = declared(tmp_path, b"staff_id,declaration\n" + line + b"\n")
    assert [problem.code for problem in row.errors] == codes
    assert all(problem.column and problem.row == 2 for problem in row.errors)


def test_a_damaged_cell_does_not_hide_the_other_problems_of_its_row(tmp_path):
    (row,) = declared(tmp_path, "staff_id,declaration\nS\x001,perhaps\n")
    assert [problem.code for problem in row.errors] == ["nul_character", "unknown_code"]


def test_a_column_that_is_not_used_may_hold_anything(tmp_path):
    (row,) = declared(tmp_path, b"staff_id,comment,declaration\nS1,\x00\x81,working\n")
    assert row.errors == ()


def test_utf_8_with_a_stray_windows_letter_is_warned_of(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("staff_id,declaration\nSé,working\n".encode() + b"S\xe9,working\n")
    with opened(ImportKind.DECLARATIONS, path) as table:
        assert [warning.code for warning in table.warnings] == ["mixed_encoding"]


def test_utf_8_cut_off_inside_its_last_letter_refuses_that_row_only(tmp_path):
    rows = declared(tmp_path, "staff_id,declaration\nSé,working\nS2,workingé".encode()[:-1])
    assert rows[0].errors == ()
    assert [problem.code for problem in rows[1].errors] == ["unreadable_character"]


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-Minus", "@At", "=cmd|' /C calc'!A0"])
def test_cells_that_look_like_formulas_are_text(cell, tmp_path):
    path = tmp_path / "file.csv"
    row = row_of(ImportKind.STAFF, surname=cell)
    path.write_text(csv_text([list(row), list(row.values())]), encoding="utf-8", newline="")
    (found,) = read(ImportKind.STAFF, path)
    assert found.value.surname == cell


def test_progress_runs_from_0_to_1(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\n" + "S1,working\n" * 20_000)
    with opened(ImportKind.DECLARATIONS, path) as table:
        seen = [table.fraction_read for _ in table]
    assert seen == sorted(seen)
    assert 0 < seen[0] < 0.5
    assert seen[-1] == 1.0


def test_memory_stays_flat_on_a_long_file(tmp_path):
    import tracemalloc

    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\n" + "S1,working\n" * 50_000)
    tracemalloc.start()
    with opened(ImportKind.DECLARATIONS, path) as table:
        count = sum(1 for _ in table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50_000
    assert peak < 5_000_000


def test_the_digest_is_that_of_the_bytes(tmp_path):
    import hashlib

    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\nS1,working\n")
    with opened(ImportKind.DECLARATIONS, path) as table:
        assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_more_rows_than_anyone_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("rota.tables.csv_sheets.MAX_ROWS", 3)
    with pytest.raises(Refused) as refusal:
        declared(tmp_path, "staff_id,declaration\n" + "S1,working\n" * 3)
    assert refusal.value.code == "too_many_rows"
