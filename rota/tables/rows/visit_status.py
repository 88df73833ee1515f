"""What a file says became of an appointment: still to come, cancelled, or over.

The numbers are ATTENDED OR DID NOT ATTEND of the NHS Data Dictionary; the words are those of FHIR
(https://hl7.org/fhir/R4/valueset-appointmentstatus.html), of HL7 v2 table 0278 and of extracts.
"""

from __future__ import annotations

from enum import StrEnum

from rota.domain.grades import plain
from rota.domain.importing import CancelledVisit, VisitOver
from rota.tables.rows.fields import Choice, Identifier, choices_of
from rota.tables.rows.record import Columns, Record


class VisitStatus(StrEnum):
    """Where an appointment stands in the hospital's own system."""

    BOOKED = "booked"
    NOT_BOOKED = "not booked"
    CANCELLED = "cancelled"
    CANCELLED_BY_PATIENT = "cancelled by the patient"
    CANCELLED_BY_HOSPITAL = "cancelled by the hospital"
    ENTERED_IN_ERROR = "entered in error"
    ATTENDED = "attended"
    DID_NOT_ATTEND = "did not attend"


_BOOKED = (
    "0", "future", "scheduled", "confirmed", "active", "arrived", "checked-in", "checked in",
    "started", "overbook", "rebooked", "rescheduled",
)  # fmt: skip
_NOT_BOOKED = ("proposed", "pending", "waitlist", "waiting list", "blocked", "provisional")
_CANCELLED = ("canceled", "deleted", "discontinued", "DC")
_BY_PATIENT = ("2", "patient cancelled", "cancelled by patient", "patient cancellation")
_BY_HOSPITAL = (
    "4", "hospital cancelled", "cancelled by hospital", "cancelled by provider",
    "provider cancelled", "hospital cancellation", "cancelled or postponed by provider",
)  # fmt: skip
_ATTENDED = ("5", "6", "seen", "fulfilled", "complete", "completed", "attended on time")
_NOT_SEEN = ("3", "7", "DNA", "noshow", "no show", "did not attend", "late not seen")
VISIT_STATUSES = choices_of(
    VisitStatus,
    {
        **dict.fromkeys(_BOOKED, VisitStatus.BOOKED),
        **dict.fromkeys(_NOT_BOOKED, VisitStatus.NOT_BOOKED),
        **dict.fromkeys(_CANCELLED, VisitStatus.CANCELLED),
        **dict.fromkeys(_BY_PATIENT, VisitStatus.CANCELLED_BY_PATIENT),
        **dict.fromkeys(_BY_HOSPITAL, VisitStatus.CANCELLED_BY_HOSPITAL),
        **dict.fromkeys(_ATTENDED, VisitStatus.ATTENDED),
        **dict.fromkeys(_NOT_SEEN, VisitStatus.DID_NOT_ATTEND),
    },
)
_CANCELS = frozenset(
    {
        VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_PATIENT, VisitStatus.CANCELLED_BY_HOSPITAL,
        VisitStatus.ENTERED_IN_ERROR,
    }
)  # fmt: skip
_OVER = frozenset({VisitStatus.ATTENDED, VisitStatus.DID_NOT_ATTEND})


def is_held(text: str) -> bool:
    """Say whether a status, as a file has it, leaves an appointment that is still to come."""
    status = VISIT_STATUSES.get(plain(text)) if text else VisitStatus.BOOKED
    return status not in _CANCELS | _OVER


class Standing:
    """Reads a row's status, and what the row is where that is no appointment to be held."""

    def __init__(self, columns: Columns) -> None:
        self._status = Choice(columns["status"], VISIT_STATUSES, VisitStatus.BOOKED)
        self._id = Identifier(columns["appointment_id"])

    def __call__(self, record: Record) -> CancelledVisit | VisitOver | None:
        """Return a cancelled visit or one that is over; None for one that is still to come."""
        if not record.cells[self._status.column.at]:
            return None
        status = self._status(record)
        if status in _CANCELS:
            return CancelledVisit(self._id(record), status.value)
        if status in _OVER:
            return VisitOver(self._id(record), status.value)
        if status is VisitStatus.NOT_BOOKED:
            sentence = "This appointment is not booked yet, so there is nothing to keep or to move."
            record.refuse(self._status.column, "not_booked", sentence)
        return None
