"""Workbooks made by openpyxl, and made wrong by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl


def write_book(
    folder: Path,
    rows: Sequence[Sequence[object]],
    formats: Mapping[str, str] | None = None,
    name: str = "file.xlsx",
) -> Path:
    """Write a workbook of one sheet; ``formats`` gives number formats by cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    path = folder / name
    book.save(path)
    book.close()
    return path


def rewritten(
    path: Path,
    change: Callable[[str, bytes], bytes] = lambda _, data: data,
    more: Mapping[str, bytes] | None = None,
    without: Sequence[str] = (),
) -> Path:
    """Write a workbook anew with its parts changed, some added and some left out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    parts |= more or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            if name not in without:
                new.writestr(name, data)
    return path


def with_sheet_data(path: Path, data: str) -> Path:
    """Replace the rows of the first sheet by XML written by hand."""

    def change(name: str, old: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return old
        before, _, rest = old.partition(b"<sheetData>")
        return (
            before
            + b"<sheetData>"
            + data.encode()
            + b"</sheetData>"
            + rest.rpartition(b"</sheetData>")[2]
        )

    return rewritten(path, change)
