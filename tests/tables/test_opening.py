"""A file that cannot be read, or is no table, is refused in one plain sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.tables.csv_sheets import CsvSheet
from rota.tables.sheets import SheetRow
from tests.tables.builders import opened

KIND = ImportKind.DECLARATIONS
NOT_TABLES = {
    "nothing": (b"", "file_empty"),
    "only blank lines": (b"\r\n\r\n ,\r\n", "file_empty"),
    "old Excel or a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_a_table"),
    "PDF": (b"%PDF-1.7\n1 0 obj", "not_a_table"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_table"),
    "web page": (b"\xef\xbb\xbf\r\n<html><table><tr>", "not_a_table"),
    "XML spreadsheet": (b'<?xml version="1.0"?><Workbook>', "not_a_table"),
    "rich text": (b"{\\rtf1\\ansi", "not_a_table"),
    "compressed": (b"\x1f\x8b\x08" + bytes(50), "not_a_table"),
    "database": (b"SQLite format 3\x00" + bytes(90), "not_a_table"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 20, "not_a_table"),
}


def refusal(path):
    with pytest.raises(Refused) as refused:
        opened(KIND, path)
    assert refused.value.text.endswith(".")
    return refused.value.code


@pytest.mark.parametrize("name", NOT_TABLES)
def test_a_file_that_is_no_table(name, tmp_path):
    data, code = NOT_TABLES[name]
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    assert refusal(path) == code


def test_the_sentence_for_old_excel_says_what_to_do(tmp_path):
    path = tmp_path / "file.xls"
    path.write_bytes(NOT_TABLES["old Excel or a password"][0])
    with pytest.raises(Refused, match=r"save it as \.xlsx or CSV without a password"):
        opened(KIND, path)


def test_a_file_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "none.csv") == "file_unreadable"


def test_a_folder(tmp_path):
    assert refusal(tmp_path) == "file_unreadable"


def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv") == "file_unreadable"


def test_a_name_with_a_nul():
    assert refusal("no\x00name.csv") == "file_unreadable"


def test_a_file_that_one_may_not_read(tmp_path, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\n")
    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal(path) == "file_unreadable"


def test_a_file_that_fails_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\nS1,working\n")

    def broken(_):
        yield SheetRow(1, ("staff_id", "declaration"))
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(CsvSheet, "rows", broken)
    with opened(KIND, path) as table, pytest.raises(Refused) as refused:
        list(table)
    assert refused.value.code == "file_unreadable"


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("rota.tables.opening.MAX_BYTES", 10)
    path = tmp_path / "file.csv"
    path.write_text("staff_id,declaration\n")
    assert refusal(path) == "file_too_large"
