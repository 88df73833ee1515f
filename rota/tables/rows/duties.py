"""Reads a row of a duties file."""

from __future__ import annotations

from datetime import timedelta

from rota.domain.codes import MEDICAL
from rota.domain.duties import Duty
from rota.domain.grades import GradeLadder
from rota.domain.importing import ServicePlace
from rota.tables.rows.fields import Choice, Competencies, Flag, Identifier
from rota.tables.rows.grade_fields import Grade
from rota.tables.rows.places import Place
from rota.tables.rows.record import Column, Columns, Record
from rota.tables.rows.spellings import DUTY_KINDS, STAFF_GROUPS
from rota.tables.rows.time_fields import LocalTime, end_after_start

LONGEST = timedelta(hours=72)
"""A duty longer than a weekend on call is a slip of the pen."""


class DutyRows:
    """A row becomes a duty whose service is still only named. It may have no holder."""

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        self._id = Identifier(columns["duty_id"])
        self._place = Place(columns)
        self._group = Choice(columns["staff_group"], STAFF_GROUPS)
        self._grade = Grade(columns["grade_min"], ladder)
        self._competencies = Competencies(columns["competencies"])
        self._start = LocalTime(columns, "start")
        self._end = LocalTime(columns, "end")
        self._kind = Choice(columns["kind"], DUTY_KINDS)
        self._staff_id = Identifier(columns["staff_id"], required=False)
        self._emergency = Flag(columns["emergency"])

    def __call__(self, record: Record) -> tuple[Duty, ServicePlace]:
        """Return the duty and the service it is at."""
        group = self._group(record)
        medical = not record.errors and group in MEDICAL
        start, end = self._start.needed(record), self._end.needed(record)
        if end_after_start(record, self._end.column, start, end):
            refuse_if_long(record, self._end.column, end - start)
        duty = Duty(
            duty_id=self._id(record),
            service_id=0,
            staff_group=group,
            grade_min=self._grade(record, medical=medical, needed=medical),
            start=start,
            end=end,
            kind=self._kind(record),
            staff_id=self._staff_id(record) or None,
            competencies=self._competencies(record),
            emergency=self._emergency(record),
        )
        return duty, self._place(record)


def refuse_if_long(record: Record, column: Column, length: timedelta) -> None:
    """Note a duty that is longer than any can be."""
    if length > LONGEST:
        hours = length.total_seconds() / 3600
        sentence = f"This duty lasts {hours:,.0f} hours; a duty may last at most 72."
        record.refuse(column, "duty_too_long", sentence)
