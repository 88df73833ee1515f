"""Reports saved from the window in the 2016 story, and read back with other libraries."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from python_calamine import CalamineWorkbook

from tests.journeys.story_people import User
from ui.pages.reports import ReportsPage

Cells = list[Any]


def show(user: User, strike: int, code: str) -> ReportsPage:
    """Go to a report of a strike."""
    page = user.go(ReportsPage, strike)
    page.list.choose(code)
    user.rest()
    return page


def save(user: User, strike: int, code: str, path: Path, table: str = "") -> Path:
    """Save a report as the ending of a file's name says; of a CSV one table."""
    page = show(user, strike, code)
    user.press(f"save_{path.suffix[1:]}", page)
    menu = page.findChild(QMenu, "tables")
    if table:
        assert menu is not None
        action = menu.findChild(QAction, f"csv_{table}")
        assert action is not None
        action.trigger()
        menu.close()
    user.save_as(path)
    user.qtbot.waitUntil(lambda: bool(page.told.text), timeout=30_000)
    assert page.told.text == f"Saved: {path}"
    return path


def make_pack(user: User, strike: int, path: Path) -> Path:
    """Make the strike pack."""
    page = show(user, strike, "pack")
    user.press("make_pack", page)
    user.save_as(path)
    assert page.pack.notice.text == f"Saved: {path}"
    return path


class Workbook:
    """A workbook as another library reads it."""

    def __init__(self, path: Path) -> None:
        book = CalamineWorkbook.from_path(str(path))
        self.sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        self.facts = {(row[0], _on_paper(row[1])) for row in self.sheets[0]}

    def table(self, *headings: str, at: int = 0) -> list[Cells]:
        """These columns of a table that has them all; ``at`` of several such tables."""
        found = [sheet for sheet in self.sheets[1:] if {*headings} <= {*sheet[0]}]
        places = [found[at][0].index(each) for each in headings]
        return [[row[place] for place in places] for row in found[at][1:]]

    def picture(self, unit: str) -> list[Cells]:
        """The numbers of a picture, known by what it counts."""
        (found,) = (sheet[1:] for sheet in self.sheets[1:] if sheet[0][0] == unit)
        return found

    def all_rows(self) -> list[str]:
        """Every row of its tables in the words of paper; pictures are no tables there."""
        tables = [sheet for sheet in self.sheets[1:] if sheet[0][0][0].isupper()]
        return ["".join(map(_on_paper, row)) for sheet in tables for row in sheet[1:]]


def _on_paper(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%a} {cell.day} {cell:%b %Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%a} {cell.day} {cell:%b %Y}"
    if isinstance(cell, float):
        return f"{100 * cell:g}%" if 0 < cell < 1 else f"{cell:g}"
    return str(cell)


def pdf_pages(data: Path | bytes) -> list[str]:
    """The words of each page of a PDF, in one line."""
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def squeezed(text: str) -> str:
    """A text without its spaces: a PDF breaks lines where it must."""
    return "".join(text.split()).replace("\ufffe", "")


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by their headings."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


class Pack:
    """A strike pack, opened and checked with nothing but the standard library."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.manifest: dict[str, Any] = json.loads(self.files["manifest.json"])

    def check(self) -> None:
        """Work every digest out again: of each file, of the manifest, of each signature."""
        listed = {each["name"]: each["sha256"] for each in self.manifest["files"]}
        others = {"manifest.json", "sha256sums.txt"}
        assert self.files.keys() == listed.keys() | others
        digests = {name: hashlib.sha256(self.files[name]).hexdigest() for name in listed}
        assert digests == listed
        lines = self.files["sha256sums.txt"].decode().splitlines()
        assert sorted(lines) == sorted(f"{sha}  {name}" for name, sha in listed.items())
        seal = self.manifest.pop("sealed_sha256")
        assert seal == _digest(self.manifest, sort_keys=True)
        for each in self.signatures:
            seen = sorted((s["section"], s["key"], s["text"]) for s in each["seen"])
            body = [each["window"], each["revision"], each["department"], seen]
            assert each["seen_sha256"] == _digest(body)

    @property
    def signatures(self) -> list[dict[str, Any]]:
        """Who signed what."""
        found: list[dict[str, Any]] = json.loads(self.files["signatures.json"])
        return found

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of one of its tables."""
        return list(csv.DictReader(io.StringIO(self.files[name].decode("utf-8-sig"))))

    def words(self) -> str:
        """Every word that is in it."""
        found = []
        for name, data in sorted(self.files.items()):
            if name.endswith(".pdf"):
                found += pdf_pages(data)
            elif name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(data)) as book:
                    found += [book.read(each).decode("utf-8", "ignore") for each in book.namelist()]
            else:
                found.append(data.decode())
        return "\n".join(found)


def _digest(body: object, *, sort_keys: bool = False) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_blanks(rows: Sequence[Cells]) -> list[Cells]:
    """Rows without the blank cells at their ends."""
    found = []
    for row in rows:
        cells = list(row)
        while cells and cells[-1] == "":
            cells.pop()
        found.append(cells)
    return found
