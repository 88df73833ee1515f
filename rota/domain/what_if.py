"""Supposing that people are away: named ones, or a share of a grade. Nothing here is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rota.domain.cover import CoverPerson
from rota.domain.turnout import BoardTurnout


@dataclass(frozen=True, slots=True)
class Supposition:
    """Who is supposed to be away: some people, and a share of each grade in whole per cent.

    Which people of a grade are taken is drawn by lot; the same ``draw`` takes the same people,
    and a larger share takes those of a smaller one and more. ``turnout`` says how many of those
    called out are supposed to come.
    """

    absent: frozenset[str] = frozenset()
    shares: Mapping[str, int] = field(default_factory=dict)
    draw: int = 1
    turnout: BoardTurnout = BoardTurnout.DECLARED

    @property
    def is_nothing(self) -> bool:
        """Say whether it supposes nothing at all."""
        as_recorded = self.turnout is BoardTurnout.DECLARED
        return as_recorded and not self.absent and not any(self.shares.values())

    def away(self, there: Iterable[CoverPerson]) -> frozenset[str]:
        """Return who of those there is supposed to be away; halves count as one more."""
        by_grade: dict[str, list[str]] = {}
        for person in there:
            by_grade.setdefault(person.grade, []).append(person.staff_id)
        found = set(self.absent)
        for grade, share in self.shares.items():
            held = sorted(by_grade.get(grade, ()), key=self.lot)
            found.update(held[: (2 * len(held) * share + 100) // 200])
        return frozenset(found)

    def lot(self, staff_id: str) -> str:
        """Return by what people are put in order when some are drawn."""
        return hashlib.sha256(f"{self.draw}:{staff_id}".encode()).hexdigest()
