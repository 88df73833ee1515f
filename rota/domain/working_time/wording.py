"""How figures and times read in a finding: ``9 h 30``, ``08:00 Wednesday 13 January``."""

from __future__ import annotations

from datetime import date

from rota.domain.codes import DutyKind
from rota.domain.working_time.turns import Turn, local

_WORK = {
    DutyKind.WARD: "ward",
    DutyKind.CLINIC: "clinic",
    DutyKind.THEATRE: "theatre",
    DutyKind.ON_CALL_RESIDENT: "on call, resident",
    DutyKind.ON_CALL_NON_RESIDENT: "on call from home",
    None: "cover",
}


def hours(minutes: int) -> str:
    """Return a length of time: 9 h 30, 11 h."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"


def when(minutes: int) -> str:
    """Return a moment as people say it: 08:00 Wednesday 13 January."""
    at = local(minutes)
    return f"{at:%H:%M} {day_of(at.date())}"


def day_of(day: date) -> str:
    """Return a date as people say it: Wednesday 13 January."""
    return f"{day:%A} {day.day} {day:%B}"


def what(turn: Turn) -> str:
    """Return what a turn is, in brackets, when its place is known: (clinic, Cardiology)."""
    return f" ({_WORK[turn.kind]}, {turn.place})" if turn.place else ""


def several(number: int, one: str) -> str:
    """Return a number of things: 1 day, 4 nights."""
    return f"1 {one}" if number == 1 else f"{number} {one}s"
