"""What patients were last told in writing, and which letter that makes necessary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import DecisionMade
from rota.domain.codes import Decision, LetterKind

AS_BOOKED = Decision.KEEP
"""An appointment imported is what the patient was told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a posted letter (or the original booking) told a patient.

    ``about`` is when the appointment stood at the time; None for the booking itself.
    """

    decision: Decision = AS_BOOKED
    new_start: datetime | None = None
    about: datetime | None = None

    def says(self, other: Told) -> bool:
        """Say whether two tell the same, whatever time they were about."""
        return (self.decision, self.new_start) == (other.decision, other.new_start)


_KINDS = {
    Decision.REBOOK: LetterKind.RESCHEDULED,
    Decision.POSTPONE: LetterKind.POSTPONED,
    Decision.STAND_BY: LetterKind.CONDITIONAL,
    Decision.CONVERT: LetterKind.MODE_CHANGE,
    Decision.KEEP: LetterKind.GOING_AHEAD,
}


def to_tell(decision: Decision | None, new_start: datetime | None) -> Told:
    """Return what a decision means the patient should know; None is as booked."""
    if decision is None:
        return Told()
    return Told(decision, new_start if decision is Decision.REBOOK else None)


def kind_needed(start: datetime, made: DecisionMade | None, told: Told | None) -> LetterKind | None:
    """Return the kind of letter a patient needs about an appointment, or None.

    A letter about another time says nothing of this one: an appointment imported with a new time
    is what the patient was told. A decision made about another time was fulfilled when its letter
    was posted; where it was not, its letter is still needed.
    """
    wanted = Told() if made is None else to_tell(made.decision, made.new_start)
    about = start if made is None else made.decided_start
    last = told if told is not None and told.about == about else Told()
    return None if wanted.says(last) else _KINDS[wanted.decision]


def is_fulfilled(made: DecisionMade, told: Told | None) -> bool:
    """Say whether a decision's own letter was posted, about the time it was made for."""
    wanted = to_tell(made.decision, made.new_start)
    return told is not None and told.about == made.decided_start and wanted.says(told)
