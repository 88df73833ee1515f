"""Readers of cells that hold a local time, a date or a time of day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from rota.domain.times import (
    LocalReading,
    TimeUnreadable,
    end_of_day,
    read_clock,
    read_day,
    read_local,
    start_of_day,
)
from rota.tables.rows.fields import missing
from rota.tables.rows.record import Column, Columns, Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that could not be read, in a row that is refused."""

_PLACEHOLDER = re.compile(r"(2999[-/]12[-/]31|31[-/.]12[-/.]2999)([T ]+[\d:.]+)?")
_MIDNIGHT = re.compile(r".*[T ](00?|24)[:.]00([:.]00(\.0+)?)?", re.DOTALL)
_SERIAL = re.compile(r"(\d{5})(\.\d{1,12})?", re.ASCII)
_FIRST_OF_SERIALS = datetime(1899, 12, 30)  # noqa: DTZ001
_KEPT = 50_000
_ODD = {
    "does_not_exist": (
        "time_does_not_exist",
        "{} does not exist because the clocks go forward; the offset from before is used.",
    ),
    "happens_twice": (
        "time_happens_twice",
        "{} happens twice because the clocks go back; the first is used.",
    ),
}


class LocalTime:
    """A local date and time as a UTC instant. A bare date is refused: the time is not known."""

    def __init__(self, columns: Columns, name: str, *, required: bool = True) -> None:
        self.column = columns[name]
        self._at = self.column.at
        self._required = required
        self._midnight_unknown = name in columns.unknown_midnight
        self._seen: dict[str, datetime] = {}

    def __call__(self, record: Record) -> datetime | None:
        """Return the instant; None where it is blank or the row is refused."""
        text = record.cells[self._at]
        found = self._seen.get(text)
        if found is None and text:
            return self._read(record, text)
        if not text and self._required:
            missing(record, self.column)
        return found

    def needed(self, record: Record) -> datetime:
        """Return the instant, or a stand-in where the row has been refused for want of one."""
        return self(record) or EPOCH

    def _read(self, record: Record, text: str) -> datetime | None:
        reading = read_reading(record, self.column, text)
        if reading is None:
            return None
        if not reading.has_time or (self._midnight_unknown and _MIDNIGHT.fullmatch(text)):
            self._time_unknown(record, text, has_time=reading.has_time)
            return None
        if not reading.oddity and not _SERIAL.fullmatch(text):
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            self._seen[text] = reading.instant
        return reading.instant

    def _time_unknown(self, record: Record, text: str, *, has_time: bool) -> None:
        if not has_time:
            sentence = "{} has no time of day; write it as 2016-01-12 08:00."
            record.refuse(self.column, "time_missing", sentence, text)
        elif self._required:
            sentence = "{} has 00:00 for a time that is not known; give the time."
            record.refuse(self.column, "time_unknown", sentence, text)
        else:
            sentence = "{} has 00:00 for a time that is not known, so it is left blank."
            record.warn(self.column, "time_unknown", sentence, text)


class DayEdge:
    """A time, or a bare date that means the start (or the end) of that day."""

    def __init__(self, columns: Columns, name: str, *, ends: bool) -> None:
        self.column = columns[name]
        self._of_day = end_of_day if ends else start_of_day
        self._midnight_unknown = name in columns.unknown_midnight

    def __call__(self, record: Record) -> datetime:
        """Return the instant."""
        text = record.cells[self.column.at]
        if not text:
            missing(record, self.column)
            return EPOCH
        reading = read_reading(record, self.column, text)
        if reading is None:
            return EPOCH
        if not reading.has_time or (self._midnight_unknown and _MIDNIGHT.fullmatch(text)):
            return self._of_day(reading.day)
        return reading.instant


class Day:
    """A date. Blank and the placeholder 2999-12-31 mean none; the placeholder is warned of."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._at = column.at
        self._seen: dict[str, date] = {}

    def __call__(self, record: Record) -> date | None:
        """Return the date."""
        text = record.cells[self._at]
        if not text:
            return None
        found = self._seen.get(text)
        return self._read(record, text) if found is None else found

    def _read(self, record: Record, text: str) -> date | None:
        if _PLACEHOLDER.fullmatch(text):
            sentence = "2999-12-31 stands for no date, so the date is left blank."
            record.warn(self.column, "placeholder_date", sentence)
            return None
        try:
            day = read_day(unserialled(record, self.column, text))
        except TimeUnreadable as error:
            record.refuse(self.column, "date_unreadable", f"{{}} is not a date: {error}.", text)
            return None
        if len(self._seen) >= _KEPT:
            self._seen.clear()
        if not _SERIAL.fullmatch(text):
            self._seen[text] = day
        return day


class Clock:
    """A time of day, ``08:00``."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def __call__(self, record: Record) -> time:
        """Return the time of day."""
        text = record.cells[self.column.at]
        if not text:
            missing(record, self.column)
            return time(0, 0)
        try:
            return read_clock(text)
        except TimeUnreadable as error:
            record.refuse(self.column, "time_unreadable", f"{{}} is not a time: {error}.", text)
            return time(0, 0)


def read_reading(record: Record, column: Column, text: str) -> LocalReading | None:
    """Read a local time; note what cannot be read or is odd about it."""
    if _PLACEHOLDER.fullmatch(text):
        sentence = "{} stands for no date; give the real one."
        record.refuse(column, "placeholder_date", sentence, text)
        return None
    try:
        reading = read_local(unserialled(record, column, text))
    except TimeUnreadable as error:
        record.refuse(column, "time_unreadable", f"{{}} is not a time: {error}.", text)
        return None
    if reading.oddity:
        record.warn(column, *_ODD[reading.oddity], text)
    return reading


def unserialled(record: Record, column: Column, text: str) -> str:
    """Return Excel's number of a day (42381 is 12 January 2016) as a date, with a warning.

    Only five digits are one: that is 1927 to 2173, counted from 1900 as Excel does on Windows.
    """
    if not _SERIAL.fullmatch(text):
        return text
    seconds = round(float(text) * 86_400)
    moment = _FIRST_OF_SERIALS + timedelta(seconds=seconds)
    has_time = "." in text
    sentence = "{} is a day as Excel counts them, and was read as one; export dates as dates."
    record.warn(column, "serial_date", sentence, text)
    return moment.isoformat(" ", "minutes") if has_time else moment.date().isoformat()


def end_after_start(record: Record, column: Column, start: datetime, end: datetime) -> bool:
    """Note an end that does not lie after its start. True only when both were read and it does."""
    if EPOCH in (start, end):
        return False
    if end > start:
        return True
    record.refuse(column, "end_before_start", f"The {column.words} must lie after the start.")
    return False
