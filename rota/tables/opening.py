"""Opens a file as a sheet by what it is, whatever its name ends in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from rota.domain.errors import Refused
from rota.tables.csv_sheets import UNICODE_MARKS, CsvSheet
from rota.tables.hl7.messages import is_hl7
from rota.tables.sheets import MAX_BYTES, Sheet
from rota.tables.workbook_checks import is_open_document

Recognises = Callable[[tuple[str, ...]], bool]
"""Says whether a row of cells is the heading row that is looked for."""

_SAVE_AS = "save it as .xlsx or CSV"
_OTHER_FORMATS = (
    (b"%PDF-", "This is a PDF document, not a table."),
    (b"\x89PNG", "This is a picture, not a table."),
    (b"\xff\xd8\xff", "This is a picture, not a table."),
    (b"GIF8", "This is a picture, not a table."),
    (b"{\\rtf", "This is a word-processed document, not a table."),
    (b"\x1f\x8b", "This file is compressed: unpack it first."),
    (b"7z\xbc\xaf", "This file is compressed: unpack it first."),
    (b"SQLite format 3\x00", "This is a database file, not a table."),
)
_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[{\]])")
_XML_OF = (
    (b"http://hl7.org/fhir", "This is FHIR in XML: ask for it as JSON."),
    (b"urn:hl7-org:v2xml", "This is HL7 v2 in XML: ask for it with bars (ER7), as it is sent."),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<worksheet")


def open_sheet(path: Path, recognises: Recognises) -> Sheet:
    """Open a CSV, XLSX or ODS file; of a workbook, the first sheet whose heading is recognised.

    Raises Refused when the file cannot be read or is neither.
    """
    try:
        head = _head_of(path)
        if head.startswith(b"PK"):
            if is_open_document(path):
                from rota.tables.ods_sheets import OdsSheet

                return OdsSheet(path, recognises)
            from rota.tables.xlsx_sheets import XlsxSheet  # slow to load, and seldom needed

            return XlsxSheet(path, recognises)
        _refuse_others(head)
        return CsvSheet(path)
    except (OSError, ValueError) as error:
        raise Refused("file_unreadable", _why_unreadable(error)) from None


def format_of(path: Path) -> Literal["calendar", "fhir", "hl7", "table"]:
    """Say what a file is by how it starts, whatever its name. Raises Refused when unreadable."""
    try:
        head = _head_of(path)
    except (OSError, ValueError) as error:
        raise Refused("file_unreadable", _why_unreadable(error)) from None
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return "calendar"
    if is_hl7(head):
        return "hl7"
    start = head[:400].decode(json.detect_encoding(head), "ignore")
    return "fhir" if _JSON.match(start.removeprefix("\ufeff")) else "table"


def _head_of(path: Path) -> bytes:
    if path.is_dir():
        raise Refused("file_unreadable", "This is a folder; choose a file in it.")
    if path.exists() and not path.is_file():
        raise Refused("file_unreadable", "This is not an ordinary file.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Refused("file_too_large", f"The file is larger than {MAX_BYTES // 10**6:,} MB.")
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise Refused("file_empty", "The file is empty.")
    return head


def _why_unreadable(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file."
    if isinstance(error, PermissionError):
        return "You are not allowed to read this file, or another program holds it open."
    return "The file cannot be read."


def _refuse_others(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "not_a_table",
            "This is an old Excel file (.xls) or one with a password: open it in Excel and "
            f"{_SAVE_AS} without a password.",
        )
    for mark, sentence in _OTHER_FORMATS:
        if head.startswith(mark):
            raise Refused("not_a_table", f"{sentence} Use an .xlsx or CSV file.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        for mark, sentence in _XML_OF:
            if mark in head:
                raise Refused("not_a_table", sentence)
        raise Refused(
            "not_a_table",
            f"This is a web page or XML, not a table: open it in Excel and {_SAVE_AS}.",
        )
    if head.startswith(UNICODE_MARKS):
        return
    # Text has few control characters; UTF-16 without a mark has many NULs but nothing else odd.
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\x00\x1a" for byte in head)
    if odd > len(head) * 0.05 + 2:
        raise Refused("not_a_table", "This file is not a table. Use an .xlsx or CSV file.")
