"""Between us and the hospital's own system: what we hand over, what its next extract changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
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
    settled: bool = False


@dataclass(frozen=True, slots=True)
class ExtractSays:
    """What the hospital's own system says in the columns that were corrected here.

    ``lines`` holds one ``column=value`` for each, with the value as the file writes it.
    """

    appointment_id: str
    lines: tuple[str, ...]

    @property
    def values(self) -> dict[str, str]:
        """Return the values by column."""
        return dict(line.split("=", 1) for line in self.lines)


def extract_says(appointment_id: str, values: Mapping[str, str]) -> ExtractSays:
    """Return what the extract says of some columns of an appointment."""
    lines = tuple(" ".join(f"{name}={values[name]}".split("\n")) for name in sorted(values))
    return ExtractSays(appointment_id, lines)


def is_adopted(made: DecisionMade, start: datetime) -> bool:
    """Say whether the hospital's own system has the date that was decided here."""
    is_new = made.decision is Decision.REBOOK and made.decided_start != start
    return is_new and made.new_start == start


def as_decided(visit: Appointment, made: DecisionMade | None) -> Appointment:
    """Return an appointment as it stood when its new date was decided, which is in force by now.

    Until the letter is posted the patient knows the old date only: the letter is about that one.
    """
    if made is None or not is_adopted(made, visit.start):
        return visit
    return replace(visit, start=made.decided_start)
