"""What patients were last told in writing, and which letter that makes necessary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import Decision, LetterKind

AS_BOOKED = Decision.KEEP
"""An appointment imported is what the patient was told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a posted letter (or the original booking) told a patient."""

    decision: Decision = AS_BOOKED
    new_start: datetime | None = None


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


def letter_needed(wanted: Told, last: Told | None) -> LetterKind | None:
    """Return the kind of letter needed, or None when the patient already knows."""
    if wanted == (last or Told()):
        return None
    return _KINDS[wanted.decision]
