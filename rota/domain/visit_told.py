"""One appointment as a letter speaks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.appointments import Appointment
from rota.domain.codes import LetterKind, Mode


@dataclass(frozen=True, slots=True)
class VisitTold:
    """What is told, where it is, its new time if it has one.

    ``news`` is what becomes of it; None is what the whole letter tells. ``replaces``: an earlier
    letter told something else of it. ``follows``: an earlier letter said that its new time would
    follow. ``given`` is a new date that the patient was given and that no longer holds;
    ``was_by_phone``: they were told that it would be by phone, and it will not.
    """

    visit: Appointment
    service: str
    site: str
    new_start: datetime | None = None
    strike: bool = True
    news: LetterKind | None = None
    replaces: bool = False
    follows: bool = False
    given: datetime | None = None
    was_by_phone: bool = False

    @property
    def mode(self) -> Mode:
        """Return how the patient is seen, as far as the letter decides it."""
        return Mode.PHONE if self.news is LetterKind.MODE_CHANGE else self.visit.mode
