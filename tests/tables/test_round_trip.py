"""Whatever text is written as CSV or XLSX is read back the same, and noise never crashes."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.people import StaffMember
from rota.tables.csv_sheets import CsvSheet
from rota.tables.sheets import is_blank
from tests.tables.builders import GOOD, csv_text, opened, read, row_of, write_rows
from tests.tables.workbooks import write_book

relaxed = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tables = st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6)
plain_names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=30)


@relaxed
@given(table=tables, delimiter=st.sampled_from(",;\t|"))
def test_every_cell_of_a_csv_file_comes_back(table, delimiter, tmp_path):
    path = tmp_path / "file.csv"
    # A heading row of letters decides the delimiter, as headings do.
    rows = [["first", "second", "third", "fourth"], *table]
    path.write_bytes(csv_text(rows, delimiter).encode("utf-8-sig"))
    sheet = CsvSheet(path)
    found = [[cell.strip() for cell in row.cells] for row in sheet.rows()]
    sheet.close()
    expected = [[cell.strip() for cell in row] for row in rows if not is_blank(tuple(row))]
    assert found == expected


@relaxed
@given(surname=plain_names, workbook=st.booleans())
@example(surname="=1+1", workbook=True)
@example(surname="NULL", workbook=False)
@example(surname="00:00", workbook=True)
def test_a_name_comes_back_as_it_was(surname, workbook, tmp_path):
    import unicodedata

    row = row_of(ImportKind.STAFF, surname=surname)
    if workbook and not surname.startswith("="):
        path = write_book(tmp_path, [list(row), list(row.values())])
    else:
        path = write_rows(tmp_path, row)
    (found,) = read(ImportKind.STAFF, path)
    wanted = unicodedata.normalize("NFC", surname.strip())
    if wanted:
        assert isinstance(found.value, StaffMember)
        assert found.value.surname == wanted
    else:
        assert [problem.code for problem in found.errors] == ["missing"]


def read_to_the_end(kind, path):
    try:
        with opened(kind, path) as table:
            for row in table:
                assert row.number >= 1
                assert (row.value is None) == bool(row.errors)
                for problem in (*row.errors, *row.warnings):
                    assert problem.row == row.number
                    assert problem.column
                    assert problem.code
                    assert problem.text.endswith(".")
            return [*table.problems, *table.warnings]
    except Refused as refused:
        return [refused]


@relaxed
@given(kind=st.sampled_from(list(ImportKind)), data=st.binary(max_size=400))
@example(kind=ImportKind.STAFF, data=b"PK\x03\x04")
@example(kind=ImportKind.STAFF, data=b"\xff\xfe")
@example(kind=ImportKind.STAFF, data=b'"')
def test_noise_is_refused_or_named(kind, data, tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    assert read_to_the_end(kind, path)


@relaxed
@given(
    kind=st.sampled_from(list(ImportKind)),
    noise=st.binary(max_size=300),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_noise_below_good_headings_is_refused_or_named(kind, noise, mark, tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(mark + ",".join(GOOD[kind]).encode() + b"\r\n" + noise)
    read_to_the_end(kind, path)


@relaxed
@given(data=st.data(), kind=st.sampled_from(list(ImportKind)))
def test_a_good_row_with_one_cell_of_noise_is_taken_or_named(data, kind, tmp_path):
    column = data.draw(st.sampled_from(list(GOOD[kind])))
    alphabet = st.one_of(st.characters(), st.sampled_from(string.digits + "-/: ;.YN"))
    cell = data.draw(st.text(alphabet, max_size=20))
    row = row_of(kind) | {column: cell}
    path = tmp_path / "file.csv"
    text = csv_text([list(row), list(row.values())])
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert not any(isinstance(each, Refused) for each in read_to_the_end(kind, path))


@pytest.mark.parametrize("kind", list(ImportKind))
def test_thousands_of_malformed_rows_are_all_named(kind, tmp_path):
    import random

    dice = random.Random(5)
    shapes = ["", "?", "2016-01-12", '"', "x" * 600, "é" * 9, "\x00", "a,b", "=1+1", "9E99", ";;"]
    good = list(GOOD[kind].values())
    lines = [",".join(GOOD[kind])]
    for _ in range(3000):
        cells = list(good)
        cells[dice.randrange(len(cells))] = dice.choice(shapes).replace('"', '""""')
        lines.append(",".join(cells))
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read_to_the_end(kind, path) == []
