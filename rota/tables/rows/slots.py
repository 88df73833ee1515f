"""Reads a row of a free slots file."""

from __future__ import annotations

from rota.domain.importing import ServicePlace
from rota.domain.slots import Slot
from rota.tables.rows.appointments import MINUTES_OF_WEEK
from rota.tables.rows.fields import Choice, Identifier, Text, Whole
from rota.tables.rows.places import Place
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import APPOINTMENT_KINDS
from rota.tables.rows.time_fields import LocalTime

MOST_PLACES = 1000


class SlotRows:
    """A row becomes a slot whose service is still only named. A blank capacity is one place."""

    def __init__(self, columns: Columns) -> None:
        self._id = Identifier(columns["slot_id"])
        self._place = Place(columns)
        self._clinic_code = Text(columns["clinic_code"])
        self._clinician = Identifier(columns["clinician_staff_id"], required=False)
        self._start = LocalTime(columns, "start")
        self._duration = Whole(columns["duration_minutes"], 1, MINUTES_OF_WEEK, unit="minutes")
        self._kind = Choice(columns["kind"], APPOINTMENT_KINDS)
        self._capacity = Whole(columns["capacity"], 0, MOST_PLACES, default=1)

    def __call__(self, record: Record) -> tuple[Slot, ServicePlace]:
        """Return the slot and the service it is at."""
        slot = Slot(
            self._id(record),
            0,
            self._clinic_code(record),
            self._clinician(record) or None,
            self._start.needed(record),
            self._duration(record),
            self._kind(record),
            self._capacity(record),
        )
        return slot, self._place(record)
