"""How many came on past strike days, by grade and site and never by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TurnoutTotal:
    """One past strike day of one grade at one site: due to work, on strike, absent otherwise."""

    day: date
    site: str
    grade: str
    due: int
    on_strike: int
    absent_otherwise: int
    source: str = ""
