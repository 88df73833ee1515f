"""A suggested cover plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rota.domain.findings import Finding
from rota.domain.suggestions import Aim, Hurt, OpenStretch, Suggested, Turnout
from rota.services.board import BoardView
from rota.services.strike_board import StrikeBoard


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A plan, judged apart from the solver. Missing is in person-minutes.

    ``weighted`` minutes are the same by the weights of the services; these a plan keeps lowest.
    "optimal" is proved for the pieces of time that the gaps were cut into: then the
    ``weighted_bound`` is what stays missing. Without that proof the bounds count the minutes that
    nobody at all could take. No plan of these pieces leaves less missing than ``bound``.

    ``moved`` people leave a duty of their own for it; ``patients`` have their appointment with one
    of them, ``turned_away`` come while a post that they need stays open. ``hurts_most`` are those
    whose absence alone would leave most missing on top. ``board`` shows the strike with the plan.
    ``unspecified`` services have no requirement at their level: of them nothing is known.
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
    turnout: Turnout
    weighted_before: int
    weighted_after: int
    weighted_bound: int
    turned_away: int
    hurts_most: tuple[Hurt, ...]
    unspecified: tuple[str, ...] = ()

    @property
    def unknown(self) -> str:
        """Say why nothing is known to be missing; empty when it is known what is."""
        return unknown_words(self.board.view)


def unknown_words(board: BoardView) -> str:
    """Say why nothing is known to be missing on a board; empty when it is known what is."""
    if board.end <= board.start:
        return "No duty is on record for this strike, so nothing is known to be missing."
    if len(board.unspecified) == len(board.services):
        return (
            "No service has a requirement at its level, so nothing is known to be missing. "
            "Set requirements first."
        )
    return ""
