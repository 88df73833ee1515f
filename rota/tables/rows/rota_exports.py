"""Reads a row of a rota system's own export, which says less than a duties file, or otherwise.

The date may stand in a column of its own beside bare times; a person may only be named; rest days
and leave are rows too. What the row does not say is left for the loader to find out.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rota.domain.codes import MEDICAL, DutyKind, StaffGroup
from rota.domain.duties import Duty
from rota.domain.grades import GradeLadder, plain
from rota.domain.importing import DutyDraft, LeftOut, ServicePlace
from rota.domain.times import TimeUnreadable, read_clock, read_day, to_local
from rota.tables.rows.duties import refuse_if_long
from rota.tables.rows.fields import Choice, Competencies, Flag, Identifier, Label, Text
from rota.tables.rows.grade_fields import Grade
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import ABSENCE_KINDS, DUTY_KINDS, REST_WORDS, STAFF_GROUPS
from rota.tables.rows.staff import group_of_grade
from rota.tables.rows.time_fields import EPOCH, LocalTime, end_after_start

SAID_BY_DUTIES = ("duty_id", "department", "site", "staff_group", "kind")
ONLY_IN_EXPORTS = ("date", "person", "forename", "surname", "cancellation")
NOBODY = frozenset({"vacant", "unfilled", "unassigned", "nobody", "none", "na", "tbc", "tba", ""})
"""How exports write, without capitals and spaces, that nobody holds a duty."""
_BARE_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})(?:[:.]00)?", re.ASCII)
_NOTHING = Duty("", 0, StaffGroup.OTHER, "", EPOCH, EPOCH + timedelta(hours=1), DutyKind.WARD)
_DAY = timedelta(days=1)


def is_export(columns: Columns) -> bool:
    """Say whether a file is a rota export: a duties file has columns that this one lacks."""
    return not all(map(columns.has, SAID_BY_DUTIES)) or any(map(columns.has, ONLY_IN_EXPORTS))


class RotaRows:
    """A row becomes a draft of a duty; an end no later than its start lies on the next day."""

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        needed = columns.has
        self._id = Identifier(columns["duty_id"], required=needed("duty_id"))
        self._service = Label(columns["service"], required=True)
        self._department = Label(columns["department"], required=needed("department"))
        self._site = Label(columns["site"], required=needed("site"))
        default = None if needed("staff_group") else StaffGroup.OTHER
        self._group = Choice(columns["staff_group"], STAFF_GROUPS, default)
        self._says_group = needed("staff_group")
        self._ladder = ladder
        self._grade = Grade(columns["grade_min"], ladder)
        self._competencies = Competencies(columns["competencies"])
        self._date = columns["date"]
        self._start = LocalTime(columns, "start")
        self._end = LocalTime(columns, "end")
        self._kind = Choice(columns["kind"], DUTY_KINDS, DutyKind.WARD)
        self._cancellation = columns["cancellation"]
        self._staff_id = Identifier(columns["staff_id"], required=False)
        self._names = [Text(columns[name]) for name in ("person", "forename", "surname")]
        self._emergency = Flag(columns["emergency"])

    def __call__(self, record: Record) -> tuple[DutyDraft, ServicePlace | None]:
        """Return the draft, and the service as far as the row says it."""
        left_out = self._left_out(record)
        if left_out is not None:
            return DutyDraft(_NOTHING, left_out=left_out), None
        group, says_group = self._read_group(record)
        medical = not record.errors and group in MEDICAL
        self._dated_start(record)
        start = self._start.needed(record)
        if start is not EPOCH:
            self._dated_end(record, to_local(start).date(), to_local(start).strftime("%H:%M"))
        end = self._end.needed(record)
        if end_after_start(record, self._end.column, start, end):
            refuse_if_long(record, self._end.column, end - start)
        duty = Duty(
            duty_id=self._id(record),
            service_id=0,
            staff_group=group,
            grade_min=self._grade(record, medical=medical, needed=False),
            start=start,
            end=end,
            kind=self._kind(record),
            staff_id=self._staff_id(record) or None,
            competencies=self._competencies(record),
            emergency=self._emergency(record),
        )
        place = ServicePlace(self._service(record), self._department(record), self._site(record))
        says_kind = bool(record.cells[self._kind.column.at])
        person = "" if duty.staff_id else self._person(record)
        return DutyDraft(duty, person, says_group, says_kind), place

    def _left_out(self, record: Record) -> LeftOut | None:
        """Rest days, leave and cancelled shifts are no duties."""
        kind = plain(record.cells[self._kind.column.at])
        if kind in REST_WORDS:
            return LeftOut.REST
        if kind in ABSENCE_KINDS and kind not in DUTY_KINDS:
            return LeftOut.LEAVE
        if why := plain(record.cells[self._cancellation.at]):
            return LeftOut.LEAVE if why in ABSENCE_KINDS else LeftOut.CANCELLED
        return None

    def _read_group(self, record: Record) -> tuple[StaffGroup, bool]:
        if record.cells[self._group.column.at] or self._says_group:
            return self._group(record), True
        found = group_of_grade(record.cells[self._grade.column.at], self._ladder)
        return found or StaffGroup.OTHER, found is not None

    def _person(self, record: Record) -> str:
        whole, forename, surname = (read(record) for read in self._names)
        named = whole or f"{forename} {surname}".strip()
        return "" if plain(named) in NOBODY else named

    def _dated_start(self, record: Record) -> None:
        """Join a bare time with the date that stands in a column of its own."""
        text, at = record.cells[self._date.at], self._start.column.at
        clock = _clock(record.cells[at])
        if clock and text and (day := self._read_day(record, text)):
            self._write(record, at, day, clock)

    def _dated_end(self, record: Record, day: date, started: str) -> None:
        """Join a bare time with the day of the start, or the day after it."""
        at = self._end.column.at
        clock = _clock(record.cells[at])
        if clock:
            self._write(record, at, day + _DAY if clock <= started else day, clock)

    def _read_day(self, record: Record, text: str) -> date | None:
        try:
            return read_day(text)
        except TimeUnreadable as error:
            sentence = f"{{}} is not a date: {error}."
            record.refuse(self._date, "date_unreadable", sentence, text)
            return None

    @staticmethod
    def _write(record: Record, at: int, day: date, clock: str) -> None:
        cells = list(record.cells)
        cells[at] = f"{day.isoformat()} {clock}"
        record.cells = cells


def _clock(text: str) -> str:
    """Return a bare time of day, ``0800`` or ``8:00``, as ``08:00``; nothing for all else."""
    match = _BARE_CLOCK.fullmatch(text)
    if match is None:
        return ""
    try:
        return read_clock(f"{match.group(1)}:{match.group(2)}").strftime("%H:%M")
    except TimeUnreadable:
        return ""
