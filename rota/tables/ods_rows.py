"""Streams the rows of an OpenDocument spreadsheet's content in flat memory.

All sheets stand in one part, one after the other. What is repeated is counted, not copied, until it
is asked for: a blank row repeated a million times ends most sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from rota.domain.errors import Refused
from rota.tables.ods_cells import OFFICE, ErrorCell, ods_text
from rota.tables.sheets import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, Fault, SheetRow
from rota.tables.zipped_xml import XmlStream

_TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE_NS = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_TABLE, _ROW, _CELL, _COVERED = (
    f"{_TABLE_NS} {tag}" for tag in ("table", "table-row", "table-cell", "covered-table-cell")
)
_ROWS_REPEATED = f"{_TABLE_NS} number-rows-repeated"
_COLUMNS_REPEATED = f"{_TABLE_NS} number-columns-repeated"
_PARAGRAPH, _SPACES, _TAB, _BREAK = (f"{_TEXT_NS} {tag}" for tag in ("p", "s", "tab", "line-break"))
_ANNOTATION = f"{OFFICE} annotation"
_MOST_SPACES = 1_000


@dataclass(frozen=True, slots=True)
class OdsRow:
    """A row that is not blank, and the sheet it stands in, from 0."""

    sheet: int
    row: SheetRow


class OdsStream(XmlStream):
    """Reads content.xml and yields the rows of every sheet. Raises ValueError when ill made."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__(source)
        self.hidden: set[int] = set()
        """Sheets that are not shown."""

        self._done: list[tuple[OdsRow, int]] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet = -1
        self._depth = self._notes = 0
        self._number = 0
        self._begin_row({})
        self._begin_cell({}, is_covered=True)

    def __iter__(self) -> Iterator[OdsRow]:
        for _ in self._chunks():
            yield from self._ready()

    def _ready(self) -> Iterator[OdsRow]:
        for found, times in self._done:
            yield found
            number = found.row.number
            for more in range(1, times):
                again = SheetRow(number + more, found.row.cells, found.row.faults)
                yield OdsRow(found.sheet, again)
        self._done.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.startswith(_TEXT_NS):
            self._start_text(tag, attributes)
        elif tag in (_CELL, _COVERED):
            if self._depth == 1:
                self._begin_cell(attributes, is_covered=tag == _COVERED)
        elif tag == _ROW:
            if self._depth == 1:
                self._begin_row(attributes)
        elif tag == _TABLE:
            self._begin_table(attributes)
        elif tag == _ANNOTATION:
            self._notes += 1
        elif tag.startswith(_STYLE_NS):
            self._see_style(tag, attributes)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _PARAGRAPH:
            if self._pieces:
                self._add("\n")
            self._inside = True
        elif tag in (_SPACES, _TAB, _BREAK):
            count = min(int(attributes.get(f"{_TEXT_NS} c", 1)), _MOST_SPACES)
            self._add("\n" if tag == _BREAK else " " * count)

    def _see_style(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_STYLE_NS} style":
            self._style = attributes.get(f"{_STYLE_NS} name", "")
        elif attributes.get(f"{_TABLE_NS} display") == "false":
            self._hidden_styles.add(self._style)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._sheet += 1
            self._number = 0
            self._repeated = 1
            if attributes.get(f"{_TABLE_NS} style-name", "") in self._hidden_styles:
                self.hidden.add(self._sheet)

    def _characters(self, text: str) -> None:
        if self._inside:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._takes and not self._notes and self._size <= MAX_FIELD:
            self._pieces.append(text)
            self._size += len(text)

    def _end(self, tag: str) -> None:
        if tag == _PARAGRAPH:
            self._inside = False
        elif tag in (_CELL, _COVERED):
            if self._depth == 1:
                self._end_cell()
        elif tag == _ROW:
            if self._depth == 1:
                self._end_row()
        elif tag == _TABLE:
            self._depth -= 1
        elif tag == _ANNOTATION:
            self._notes -= 1

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows_repeated = _times(attributes.get(_ROWS_REPEATED))
        self._cells: list[str] = []
        self._faults: list[Fault] = []
        self._column = 0

    def _begin_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        self._attributes = attributes
        self._takes = not is_covered
        self._inside = False
        self._pieces: list[str] = []
        self._size = 0

    def _end_cell(self) -> None:
        at, times = self._column, _times(self._attributes.get(_COLUMNS_REPEATED))
        self._column += times
        if not self._takes:
            return
        self._takes = False
        text = self._text(at)
        if not text.strip():
            return
        if at + times > MAX_COLUMNS:
            sentence = f"This row has more than {MAX_COLUMNS} cells."
            self._faults = [Fault("too_many_cells", sentence, MAX_COLUMNS)]
            return
        self._cells += [""] * (at - len(self._cells)) + [text] * times
        if self._size > MAX_FIELD:
            sentence = f"A cell may hold at most {MAX_FIELD:,} characters."
            self._faults.append(Fault("field_too_long", sentence, at))

    def _text(self, at: int) -> str:
        try:
            return ods_text(self._attributes, "".join(self._pieces))
        except ErrorCell as error:
            said = f" {str(error)[:20]}" if str(error) else ""
            sentence = f"The cell holds an error{said}; mend it in the workbook."
            self._faults.append(Fault("error_cell", sentence, min(at, MAX_COLUMNS)))
            return ""
        except (ValueError, KeyError, OverflowError):
            sentence = "The cell's value is not of the type that the cell says."
            self._faults.append(Fault("error_cell", sentence, min(at, MAX_COLUMNS)))
            return ""

    def _end_row(self) -> None:
        number, times = self._number + 1, self._rows_repeated
        self._number += times
        if not self._faults and not self._cells:
            return
        if self._number > MAX_ROWS:
            raise Refused("too_many_rows", f"The file has more than {MAX_ROWS:,} rows.")
        row = SheetRow(number, tuple(self._cells), tuple(self._faults))
        self._done.append((OdsRow(self._sheet, row), times))


def _times(said: str | None) -> int:
    times = int(said) if said and len(said) < 12 else 1
    if times < 1 or (said and len(said) >= 12):
        raise ValueError("no such number of times")
    return times
