"""Writes a report as a workbook: facts and notes first, then a sheet for each table.

Numbers, days and times are typed; text is always text, whatever it begins with.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from rota.domain.report_words import cell_words, meanings, numbered_tables
from rota.domain.reports import Cell, ColumnKind, Report, Table, Words
from rota.domain.times import to_local
from rota.tables.csv_out import one_line

_FORMATS = {
    ColumnKind.HOURS: "#,##0.##",
    ColumnKind.PER_CENT: "0.##%",
    ColumnKind.NUMBER: "#,##0.##",
}
_WHOLE = {ColumnKind.PER_CENT: "0%"}
_DAY, _INSTANT = "ddd d mmm yyyy", "ddd d mmm yyyy hh:mm"
_BOLD, _TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
_NARROWEST, _WIDEST = 8, 60
_LONGEST_TEXT = 32_000
"""Excel holds 32,767 characters a cell; a longer text ends in three dots."""
_LOOKED_AT = 500
"""Rows that a column's width is taken from."""
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_FIGURE = re.compile(r"\d{1,3}(,\d{3})*(\.\d+)?|\d{1,9}")
_LONGEST_NAME = 31
_DANGLING = frozenset({"a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"})
"""Words that no name ends with when it is cut."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FIRST = "About this report"


def report_workbook(report: Report) -> bytes:
    """Return a report as a workbook; the same report gives the same bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "Strike Rota"
    book.properties.title = one_line(report.title)
    book.properties.created = report.made_at.replace(tzinfo=None)
    names = _names([table.title or table.code for table in numbered_tables(report)])
    _about(book, report)
    for name, table in zip(names, numbered_tables(report), strict=True):
        _sheet(book, name, table)
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue(), report.made_at)


def _about(book: Workbook, report: Report) -> None:
    sheet = book.create_sheet(_FIRST)
    for letter, width in zip("ABC", (32, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for at, row in enumerate(_about_rows(report)):
        sheet.append([_cell(sheet, cell, ColumnKind.TEXT, is_bold=at == 0) for cell in row])


def _about_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    yield (report.title,)
    yield (report.subtitle,)
    yield ("As of", report.made_at)
    if report.window_id:
        yield ("Strike window", report.window_id)
        yield ("Revision", report.revision)
    if report.journal:
        yield ("Journal", report.journal)
    for fact in report.facts:
        yield (fact.label, _figure(fact.value), *([fact.meaning] if fact.meaning else []))
    for part in report.parts:
        if isinstance(part, Words):
            yield (part.title, part.text)
    for table in report.tables:
        for heading, meaning in meanings(table):
            yield (f"{table.title}: {heading}", meaning)
        if table.note:
            yield (table.title, table.note)
    for note in report.notes:
        yield ("Note", note)


def _figure(value: str) -> Cell:
    """Return what a fact says as a number, where it is one."""
    if _FIGURE.fullmatch(value) is None:
        return value
    plain = value.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _sheet(book: Workbook, name: str, table: Table) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    kinds = [column.kind for column in table.columns]
    for at, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    headings = [column.heading for column in table.columns]
    sheet.append([_cell(sheet, each, ColumnKind.TEXT, is_bold=True) for each in headings])
    for row in table.rows:
        sheet.append([_cell(sheet, cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    if not table.rows and table.empty:
        sheet.append([_cell(sheet, table.empty, ColumnKind.TEXT)])
    if table.totals:
        pairs = zip(table.totals, kinds, strict=True)
        sheet.append([_cell(sheet, cell, kind, is_bold=True) for cell, kind in pairs])


def _cell(
    sheet: WriteOnlyWorksheet, cell: Cell, kind: ColumnKind, *, is_bold: bool = False
) -> SheetCell:
    made = WriteOnlyCell(sheet)
    if is_bold:
        made.font = _BOLD
    if isinstance(cell, str | bool):
        made.value = _text(cell if isinstance(cell, str) else cell_words(cell, kind))
        made.data_type = "s"  # or what begins with an equals sign would be run
        made.alignment = _TOP
    elif isinstance(cell, datetime):
        local = to_local(cell).replace(tzinfo=None)
        made.value = local.date() if kind is ColumnKind.DAY else local
        made.number_format = _DAY if kind is ColumnKind.DAY else _INSTANT
    elif isinstance(cell, date):
        made.value, made.number_format = cell, _DAY
    elif cell is not None:
        made.value = cell / 100 if kind is ColumnKind.PER_CENT else cell
        made.number_format = _number_format(cell, kind)
    return made


def _number_format(cell: float, kind: ColumnKind) -> str:
    if float(cell).is_integer():
        return _WHOLE.get(kind, "#,##0" if kind is not ColumnKind.TEXT else "General")
    return _FORMATS.get(kind, "General")


def _text(text: str) -> str:
    """Return text as a workbook may hold it: ``_x0041_`` would be read as the letter A."""
    shown = _NOT_IN_XML.sub("", one_line(text)).strip()
    if len(shown) > _LONGEST_TEXT:
        shown = f"{shown[:_LONGEST_TEXT]}…"
    return _ESCAPED.sub("_x005F_", shown)


def _widths(table: Table) -> list[int]:
    """Return each column's width in letters: by its heading and the first rows."""
    widths = []
    for at, column in enumerate(table.columns):
        cells = [cell_words(row[at], column.kind) for row in table.rows[:_LOOKED_AT]]
        longest = max((len(each) for each in (column.heading, *cells)), default=0)
        widths.append(min(_WIDEST, max(_NARROWEST, longest + 2)))
    return widths


def _names(titles: Sequence[str]) -> list[str]:
    """Return names of sheets: as Excel allows them, and no two alike."""
    taken = {_FIRST.casefold()}
    names = []
    for title in titles:
        plain = _NOT_IN_A_NAME.sub(" ", one_line(title)).strip(" '") or "Table"
        if plain.casefold() == "history":  # Excel keeps this name for itself
            plain = "History of it"
        names.append(next(each for each in _tries(plain) if each.casefold() not in taken))
        taken.add(names[-1].casefold())
    return names


def _tries(plain: str) -> Iterable[str]:
    yield _cut(plain, _LONGEST_NAME)
    number = 2
    while True:
        end = f" {number}"
        yield _cut(plain, _LONGEST_NAME - len(end)) + end
        number += 1


def _cut(plain: str, most: int) -> str:
    """Return the whole words of a name that there is room for, and of one long word its start."""
    if len(plain) <= most:
        return plain.rstrip(" '")
    words = plain[: most + 1].split(" ")[:-1]
    while words and words[-1].casefold() in _DANGLING:
        words.pop()
    return (" ".join(words) or plain[:most]).rstrip(" ,;'")


def _dated(book: bytes, made_at: datetime) -> bytes:
    """Return a workbook whose parts bear the instant of the report, not that of the writing."""
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    local = to_local(made_at)
    when = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()
