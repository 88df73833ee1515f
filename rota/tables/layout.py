"""Lays a row's cells out in our order, cleaned: what cannot be seen is removed or refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from operator import itemgetter

from rota.domain.importing import RowProblem
from rota.tables.rows.record import Record
from rota.tables.sheets import MAX_COLUMNS, Fault, SheetRow

# Line breaks and tabs become spaces. Other control characters, marks that turn the direction of
# writing and invisible spaces are removed: they change how a name looks, never who it is. Joiners
# (U+200C, U+200D) belong to several scripts and stay.
_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_REMOVED = re.compile(
    r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_UNREADABLE = re.compile(r"[\ud800-\udfff]")
_ODD = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffd\ud800-\udfff]"
)
_NEVER_A_NAME = frozenset({"#N/A", "N/A", "n/a", "#NULL!", "(null)", "(NULL)", "<null>", "\\N"})
NOTHING = _NEVER_A_NAME | {"NULL", "null", "Null", "NaN"}
"""What databases and spreadsheets write into a cell that has no value."""

_NAMES = frozenset({"forename", "surname", "person"})
"""Columns in which Null may be a person's name."""

_NOTHING_GIVEN: Mapping[str, str] = {}
WHOLE_ROW = "whole row"
"""What stands for the column where no one cell is to blame."""

_DATE_AT_MIDNIGHT = re.compile(r"[T ]+00?:00(:00(\.0+)?)?$")


class Layout:
    """Knows where each of our columns stands in the file's rows.

    ``places`` gives the cells of each column; two are a date and its time, joined. ``given`` is
    what a column holds where the row leaves it blank. ``as_written``: no cell says "no value".
    """

    def __init__(
        self,
        columns: Sequence[str],
        places: Mapping[str, tuple[int, ...]],
        headings: Sequence[str],
        given: Mapping[str, str] = _NOTHING_GIVEN,
        *,
        as_written: bool = False,
    ) -> None:
        self._columns = columns
        self._nothing: frozenset[str] = frozenset() if as_written else NOTHING
        self._headings = headings
        self._width = len(headings)
        self._names = {spot: name for name, spots in places.items() for spot in spots}
        # A column that the file lacks reads the blank cell put after the last one.
        self._given = [(at, given[name]) for at, name in enumerate(columns) if name in given]
        firsts = [places.get(name, (self._width,))[0] for name in columns]
        self._pick = itemgetter(*firsts)
        self._times = [
            (at, places[name][1])
            for at, name in enumerate(columns)
            if len(places.get(name, ())) == 2
        ]

    def record(self, row: SheetRow) -> Record:
        """Return the row's cells, trimmed, in our order; faults become errors."""
        cells = row.cells
        record = Record(row.number, ())
        if len(cells) != self._width:
            cells = self._fitted(record, cells)
        cells += ("",)
        picked = [cell.strip() for cell in self._pick(cells)]
        for at, time_at in self._times:
            picked[at] = _joined(picked[at], cells[time_at].strip())
        if not self._nothing.isdisjoint(picked):
            self._blank_out(picked)
        for at, text in self._given:
            picked[at] = picked[at] or text
        for fault in row.faults:
            self._add_fault(record, fault)
        text = "".join(picked)
        if not text.isascii() or not text.isprintable():
            self._clean(record, picked, text)
        record.cells = picked
        return record

    def _blank_out(self, picked: list[str]) -> None:
        for at, cell in enumerate(picked):
            if cell in NOTHING and (cell in _NEVER_A_NAME or self._columns[at] not in _NAMES):
                picked[at] = ""

    def _fitted(self, record: Record, cells: tuple[str, ...]) -> tuple[str, ...]:
        if len(cells) < self._width:
            return cells + ("",) * (self._width - len(cells))
        extra = [at for at in range(self._width, len(cells)) if cells[at].strip()]
        if extra:
            sentence = (
                f"This row has {extra[-1] + 1} cells but the heading row has {self._width}; a "
                "comma in a cell may lack its quotation marks."
            )
            self._add_fault(record, Fault("too_many_cells", sentence, extra[0]))
        return cells[: self._width]

    def _add_fault(self, record: Record, fault: Fault) -> None:
        if fault.at is not None and fault.at < self._width and fault.at not in self._names:
            return
        record.damaged(self.name_of(fault.at), fault.code, fault.text)
        record.is_torn |= fault.at is None or fault.at >= self._width

    def name_of(self, at: int | None) -> str:
        """Return the name of a place: our column, the file's own heading, or its number."""
        if at is None:
            return WHOLE_ROW
        if name := self._names.get(at):
            return name
        heading = self._headings[at].strip() if at < self._width else ""
        return heading[:40] or f"column {min(at, MAX_COLUMNS) + 1}"

    def _clean(self, record: Record, picked: list[str], text: str) -> None:
        if _ODD.search(text):
            for at, cell in enumerate(picked):
                if _ODD.search(cell):
                    picked[at] = _without_odd(record, self._columns[at], cell)
        if not unicodedata.is_normalized("NFC", text):
            picked[:] = [unicodedata.normalize("NFC", cell) for cell in picked]


def _joined(day: str, clock: str) -> str:
    return f"{_DATE_AT_MIDNIGHT.sub('', day)} {clock}" if day and clock else day


def _without_odd(record: Record, column: str, cell: str) -> str:
    """Return a cell without what cannot be seen; note it, or refuse what cannot be mended."""
    if "\x00" in cell:
        sentence = "The cell holds a NUL character; the file is damaged or not a plain table."
        record.damaged(column, "nul_character", sentence)
        return ""
    if _UNREADABLE.search(cell):
        sentence = "The cell holds a character that cannot be read; save the file as CSV UTF-8."
        record.damaged(column, "unreadable_character", sentence)
        return ""
    if "\ufffd" in cell:
        sentence = "A letter was lost (�) before this file was made; check the cell."
        record.warnings.append(RowProblem(record.number, column, "character_lost", sentence))
    spaced = _SPACES.sub(" ", cell)
    cleaned = _REMOVED.sub("", spaced).strip()
    if cleaned != cell:
        sentence = "Line breaks or characters that cannot be seen were removed from the cell."
        record.warnings.append(RowProblem(record.number, column, "control_character", sentence))
    return cleaned
