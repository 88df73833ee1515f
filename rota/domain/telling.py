"""What patients were last told in writing, and which letter that makes necessary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import DecisionMade
from rota.domain.codes import Decision, LetterKind, Mode

AS_BOOKED = Decision.KEEP
"""An appointment imported is what the patient was told."""


Place = tuple[str, Mode]
"""A site, and how a patient is seen."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a posted letter (or the original booking) told a patient.

    ``about`` is when the appointment stood at the time; None for the booking itself. ``place`` is
    where and how the letter said the patient is seen; None where that was not kept.
    ``went_wrong``: the letter went into the post although it was no longer true.
    """

    decision: Decision = AS_BOOKED
    new_start: datetime | None = None
    about: datetime | None = None
    place: Place | None = None
    went_wrong: bool = False

    def says(self, other: Told) -> bool:
        """Say whether two tell the same, whatever time they were about."""
        return (self.decision, self.new_start) == (other.decision, other.new_start)


KIND_OF = {
    Decision.REBOOK: LetterKind.RESCHEDULED,
    Decision.POSTPONE: LetterKind.POSTPONED,
    Decision.STAND_BY: LetterKind.CONDITIONAL,
    Decision.CONVERT: LetterKind.MODE_CHANGE,
    Decision.KEEP: LetterKind.GOING_AHEAD,
}


_NOWHERE = frozenset({Decision.POSTPONE, Decision.CONVERT})
"""Told these, nobody sets out."""


def to_tell(decision: Decision | None, new_start: datetime | None) -> Told:
    """Return what a decision means the patient should know; None is as booked."""
    if decision is None:
        return Told()
    return Told(decision, new_start if decision is Decision.REBOOK else None)


def first_due(start: datetime, made: DecisionMade | None) -> datetime:
    """Return before when a patient must know: the time booked, or a new one that is earlier."""
    new_start = to_tell(made.decision, made.new_start).new_start if made else None
    return start if new_start is None else min(start, new_start)


def kind_needed(
    start: datetime,
    made: DecisionMade | None,
    told: Told | None,
    place: Place | None = None,
    heard: Sequence[Told] = (),
) -> LetterKind | None:
    """Return the kind of letter a patient needs about an appointment, or None.

    A letter about another time says nothing of this one: an appointment imported with a new time
    is what the patient was told. A decision made about another time was fulfilled when its letter
    was posted; where it was not, its letter is still needed.

    ``heard`` is what the patient was told by phone or in a message since the last letter. It can
    only make a letter needed: whoever heard something else must have in writing what holds now.
    """
    wanted = Told() if made is None else to_tell(made.decision, made.new_start)
    about = start if made is None else made.decided_start
    misled = any(each.about == about and not _knows(made, wanted, each) for each in heard)
    if misled or not _knows(made, wanted, _last(start, made, told)):
        return KIND_OF[wanted.decision]
    return LetterKind.CORRECTION if _is_wrong(start, made, told, place) else None


def was_told_to_come(made: DecisionMade | None, told: Told) -> bool:
    """Say whether a patient told to come if there is no strike need hear no more: there is none.

    An appointment that goes ahead while no strike stood over it was decided for none.
    """
    goes_ahead = made is not None and made.decision is Decision.KEEP and made.window_id is None
    return goes_ahead and told.decision is Decision.STAND_BY


def _knows(made: DecisionMade | None, wanted: Told, told: Told) -> bool:
    return wanted.says(told) or was_told_to_come(made, told)


def replaces(start: datetime, made: DecisionMade | None, told: Told | None) -> bool:
    """Say whether a letter takes back what an earlier one said of the same time.

    A date that was to follow takes nothing back.
    """
    return _last(start, made, told).about is not None and not follows(start, made, told)


def follows(start: datetime, made: DecisionMade | None, told: Told | None) -> bool:
    """Say whether a letter gives the new date that an earlier one said would follow."""
    was_postponed = _last(start, made, told).decision is Decision.POSTPONE
    return was_postponed and made is not None and made.new_start is not None


def _last(start: datetime, made: DecisionMade | None, told: Told | None) -> Told:
    about = start if made is None else made.decided_start
    return told if told is not None and told.about == about else Told()


def _is_wrong(
    start: datetime, made: DecisionMade | None, told: Told | None, place: Place | None
) -> bool:
    """Say whether a posted letter still tells the right thing, but not all of it is right.

    It went although it was no longer true, or it would send the patient to the wrong place.
    """
    if told is None:
        return False
    fulfilled = made is None and start == told.new_start
    if not fulfilled and _last(start, made, told) is not told:
        return False
    astray = None not in (place, told.place) and place != told.place
    return told.went_wrong or (astray and told.decision not in _NOWHERE)


def is_fulfilled(made: DecisionMade, told: Told | None) -> bool:
    """Say whether a decision's own letter was posted, about the time it was made for."""
    wanted = to_tell(made.decision, made.new_start)
    return told is not None and told.about == made.decided_start and wanted.says(told)
