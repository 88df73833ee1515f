"""What happened to each duty: worked, strike, sick, leave. Absent is not striking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import Attendance

AT_WORK = frozenset({Attendance.WORKED, Attendance.DEROGATED})
"""Who was at work, under a derogation or without: no minute of theirs is lost."""


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    """What happened to one duty of one person, as a rota manager settled it.

    ``minutes_lost``: true minutes not worked; None: all of the duty, but of who was at work.
    ``proposed``: what was proposed when it was settled; None: the program could not tell.
    """

    window_id: int
    duty_id: str
    staff_id: str
    status: Attendance
    by: str
    at: datetime
    minutes_lost: int | None = None
    note: str = ""
    proposed: Attendance | None = None
