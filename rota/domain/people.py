"""Staff, their absences and what they declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.codes import MEDICAL, AbsenceKind, Answer, StaffGroup, StaffSource


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One member of staff, as the trust's own list has them. ``grade`` is a code of the ladder.

    ``by_hand`` says that they were entered or corrected here, so that a file does not overwrite it.
    """

    staff_id: str
    title: str
    forename: str
    surname: str
    staff_group: StaffGroup
    grade: str
    department: str
    site: str
    competencies: frozenset[str] = field(default_factory=frozenset)
    contract: str = ""
    weekly_hours: float | None = None
    opt_out_48h: bool = False
    source: StaffSource = StaffSource.SUBSTANTIVE
    phone: str = ""
    email: str = ""
    by_hand: bool = False

    @property
    def is_doctor(self) -> bool:
        """Physician assistants and ACPs are not doctors."""
        return self.staff_group in MEDICAL


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch in which a person is away, half-open, and why. Never counted as strike.

    ``by_hand`` says that it was entered here, so that a file does not take it away.
    """

    staff_id: str
    start: datetime
    end: datetime
    kind: AbsenceKind
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a person told the trust about one window. Special-category data."""

    window_id: int
    staff_id: str
    answer: Answer
