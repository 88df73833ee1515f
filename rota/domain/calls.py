"""Calls to patients whom no letter reaches in time, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rota.domain.codes import Decision
from rota.domain.telling import Told


class CallOutcome(StrEnum):
    """What came of a call. A message left tells nobody for sure."""

    TOLD = "told"
    MESSAGE_LEFT = "message_left"
    TRY_AGAIN = "try_again"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True)
class CallMade:
    """One call about an appointment: when, by whom, and what was decided at the time.

    ``about`` is when the appointment then stood, ``patient_id`` whose it was. ``phone_sha256`` is
    the digest of the number rung.
    """

    call_id: int
    appointment_id: str
    at: datetime
    by: str
    outcome: CallOutcome
    note: str
    decision: Decision
    new_start: datetime | None
    about: datetime
    patient_id: str = ""
    phone_sha256: str = ""

    def tells(self, start: datetime, wanted: Told) -> bool:
        """Say whether it told the patient what now holds of an appointment."""
        says = wanted.says(Told(self.decision, self.new_start))
        return self.outcome is CallOutcome.TOLD and self.about == start and says
