"""A breach: what a measure found beyond a rule's limit, before it becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Work


@dataclass(frozen=True, slots=True)
class Breach:
    """What was measured, in words. ``day`` is the local date whose rules it answers to.

    ``partly_known`` means that the records are too short to be sure, so that it is only a note.
    """

    day: date
    text: str
    measured: str
    limit: str
    refs: tuple[str, ...]
    partly_known: bool = False


Measure = Callable[[Rule, Work], Iterator[Breach]]
"""Looks over a person's work and yields what breaks a rule."""
