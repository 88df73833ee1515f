"""Two people changed the same thing: what each of them made of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that both changed. An empty value is said in words, never left blank."""

    field: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that somebody changed after it was read here: who, when, and what differs."""

    what: str
    who: str
    at: datetime
    differences: tuple[Difference, ...]
