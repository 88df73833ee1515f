"""Reads strike windows from an iCalendar file, event by event, as other files are read by row.

What iCalendar has no place for (the dispute, the union, who is called out, the type) stands in
properties of our own, ``X-STRIKE-ROTA-...``, which ``calendar_out`` writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rota.domain.errors import Refused
from rota.domain.importing import HEADING_ROW, ColumnMapping, ImportKind, ParsedRow, RowProblem
from rota.tables.calendar_lines import MAX_BYTES, MAX_EVENTS, CalendarEvent, read_calendar
from rota.tables.calendar_rows import COLUMNS, PROPERTY_OF, rows_of
from rota.tables.closing import Closing
from rota.tables.extract_times import changed_at
from rota.tables.rows.record import Columns, Record, TableValue
from rota.tables.rows.windows import WindowRows


class CalendarTable(Closing):
    """One open calendar, read like a table: its head is row 1, its first event row 2.

    Problems name the event's property as their column. A repeating event gives several rows of
    one number. Raises Refused when the file is too large, too full or no text.
    """

    format_name = "iCalendar"

    def __init__(self, kind: ImportKind, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError:
            raise Refused("file_unreadable", "The file can no longer be read.") from None
        calendar = read_calendar(data)
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.extract_at = changed_at(path)
        self.extract_said = False
        self.is_whole = True
        self.headings = COLUMNS
        self.mapping = ColumnMapping(kind, {name: name for name in COLUMNS})
        self.problems = tuple(_problems(kind, is_whole=calendar.is_whole))
        self.warnings = () if calendar.events else (_EMPTY,)
        self._events = calendar.events
        self._read = WindowRows(Columns(COLUMNS, frozenset()))
        self._rows = self._all_rows()
        self._done = 0

    @property
    def fraction_read(self) -> float:
        """Return how much of the events has been read, 0 to 1."""
        return self._done / len(self._events) if self._events else 1.0

    def __iter__(self) -> Iterator[ParsedRow[TableValue]]:
        """Yield every event. Raises Refused when repeats make more than 2,000 windows."""
        if self.problems:
            return
        for record in self._rows:
            value = None if record.errors else self._read(record)[0]
            errors, warnings = _by_property(record.errors), _by_property(record.warnings)
            yield ParsedRow(record.number, None if errors else value, None, errors, warnings)

    def samples(self, rows: int) -> tuple[tuple[str, ...], ...]:
        """Return the cells of the next rows; they are then not yielded again."""
        return tuple(tuple(record.cells) for record in islice(self._rows, rows))

    def _all_rows(self) -> Iterator[Record]:
        newest = _newest(self._events)
        made = 0
        for event in self._events:
            self._done = event.number
            for record in rows_of(event, newest):
                made += 1
                if made > MAX_EVENTS:
                    text = f"The calendar repeats into more than {MAX_EVENTS:,} windows."
                    raise Refused("too_many_rows", text)
                yield record


def _newest(events: Iterable[CalendarEvent]) -> dict[str, int]:
    """Return for each UID the event of its highest SEQUENCE, the later one of equals."""
    newest: dict[str, tuple[int, int]] = {}
    for event in events:
        uid, text = event.value("UID"), event.value("SEQUENCE")
        sequence = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        if uid and event.first("RECURRENCE-ID") is None:
            newest[uid] = max(newest.get(uid, (0, 0)), (sequence, event.number))
    return {uid: number for uid, (_, number) in newest.items()}


def _by_property(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    return tuple(
        replace(each, column=PROPERTY_OF.get(each.column, each.column)) for each in problems
    )


def _problems(kind: ImportKind, *, is_whole: bool) -> Iterator[RowProblem]:
    """Yield what refuses the whole file."""
    if kind is not ImportKind.WINDOWS:
        text = f"This is a calendar: it may hold strike windows, not {kind}."
        yield RowProblem(HEADING_ROW, "VCALENDAR", "not_windows", text)
    if not is_whole:
        text = "The calendar has no END:VCALENDAR: it was cut short, and events may be missing."
        yield RowProblem(HEADING_ROW, "VCALENDAR", "cut_short", text)


_EMPTY = RowProblem(HEADING_ROW, "VCALENDAR", "no_events", "The calendar has no events.")
