"""What a proof is: rounds that must find nothing wrong, and a control that must find something."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

NAMED = 5
"""How many faults are named; the rest is only counted."""


@dataclass(slots=True)
class Outcome:
    """What rounds found. ``tried`` counts what the proof is about: saves, kills, cuts, copies."""

    tried: int = 0
    faults: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, number: int = 1) -> None:
        """Add to a figure that is shown beside the result."""
        self.counted[name] = self.counted.get(name, 0) + number

    def most(self, name: str, number: int) -> None:
        """Keep the largest of a figure that is shown beside the result."""
        self.counted[name] = max(self.counted.get(name, 0), number)


Run = Callable[[Path, int, bool], Outcome]
"""Given a folder of its own, how many rounds, and whether the guard is in place."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise, how to try it, and what is taken away so that it must break."""

    name: str
    promise: str
    guard: str
    run: Run
    rounds: int
    short: int
    needs: Callable[[], str] = lambda: ""
    """Says what this machine lacks for the proof; nothing if it can run."""


def prove(proof: Proof, folder: Path, rounds: int, control_rounds: int) -> dict[str, object]:
    """Run a proof and its control. ``ok`` only if the one finds nothing and the other something."""
    began = time.monotonic()
    held = proof.run(_new(folder / "guarded"), rounds, True)
    bare = proof.run(_new(folder / "control"), control_rounds, False)
    return {
        "name": proof.name,
        "promise": proof.promise,
        "rounds": rounds,
        "tried": held.tried,
        **held.counted,
        "faults": len(held.faults),
        "named": held.faults[:NAMED],
        "control": {"without": proof.guard, "rounds": control_rounds, "faults": len(bare.faults)},
        "seconds": round(time.monotonic() - began, 1),
        "ok": bool(held.tried) and not held.faults and bool(bare.faults),
    }


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
