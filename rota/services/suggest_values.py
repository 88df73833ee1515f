"""A suggested cover plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rota.domain.findings import Finding
from rota.domain.suggestions import Aim, OpenStretch, Suggested
from rota.services.strike_board import StrikeBoard


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A plan, judged apart from the solver. Missing is in person-minutes.

    "optimal" is proved for the pieces of time that the gaps were cut into, and so is the ``bound``:
    no plan of them leaves less missing. Without that proof the bound counts the minutes that nobody
    at all could take. ``moved`` people leave a duty of their own for it; ``patients`` have their
    appointment with one of them. ``board`` shows the strike with the plan on it.
    """

    window_id: int
    revision: int
    aim: Aim
    status: Literal["optimal", "feasible", "infeasible"]
    missing_before: int
    missing_after: int
    bound: int
    assignments: tuple[Suggested, ...]
    unfilled: tuple[OpenStretch, ...]
    findings: tuple[Finding, ...]
    moved: int
    patients: int
    board: StrikeBoard
