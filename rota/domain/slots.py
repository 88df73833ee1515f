"""Free places in clinics and on lists, and who holds one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.codes import AppointmentKind


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that a clinic or list can still give to ``capacity`` patients."""

    slot_id: str
    service_id: int
    clinic_code: str
    clinician_staff_id: str | None
    start: datetime
    duration_minutes: int
    kind: AppointmentKind
    capacity: int = 1

    @property
    def end(self) -> datetime:
        """Return when the slot is over."""
        return self.start + timedelta(minutes=self.duration_minutes)


@dataclass(frozen=True, slots=True)
class SlotHold:
    """One place of a slot held for one appointment; places of a slot count from 1.

    The database keeps each place of a slot, and each appointment, in one hold at most.
    """

    appointment_id: str
    slot_id: str
    place: int
    held_at: datetime
