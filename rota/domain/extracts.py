"""Between us and the hospital's own system: what we hand over, what its next extract changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import Decision, ExtractChange


@dataclass(frozen=True, slots=True)
class Handover:
    """A decision as it was last written to a file for the hospital's own system."""

    appointment_id: str
    decision: Decision
    old_start: datetime
    new_start: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExtractNote:
    """Something that an extract changed about an appointment, for somebody to look at."""

    appointment_id: str
    at: datetime
    what: ExtractChange
    text: str
