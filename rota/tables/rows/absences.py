"""Reads a row of an absences file."""

from __future__ import annotations

from rota.domain.people import Absence
from rota.tables.rows.fields import Choice, Identifier
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import ABSENCE_KINDS
from rota.tables.rows.time_fields import DayEdge, end_after_start


class AbsenceRows:
    """A row becomes an absence, half-open; only a bare date in ``to`` is the end of that day."""

    def __init__(self, columns: Columns) -> None:
        self._staff_id = Identifier(columns["staff_id"])
        self._from = DayEdge(columns, "from", ends=False)
        self._to = DayEdge(columns, "to", ends=True)
        self._kind = Choice(columns["kind"], ABSENCE_KINDS)

    def __call__(self, record: Record) -> tuple[Absence, None]:
        """Return the absence."""
        start, end = self._from(record), self._to(record)
        end_after_start(record, self._to.column, start, end)
        return Absence(self._staff_id(record), start, end, self._kind(record)), None
