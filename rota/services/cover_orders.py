"""Cover as it is asked for, and what the rules say of it before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.codes import CoverKind
from rota.domain.duties import Assignment, Override
from rota.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class CoverOrder:
    """A person to cover a service for a stretch of a window.

    ``consent`` says how they agreed to act down; with ``leaves_duties`` they leave their own duty
    for that time. With an ``assignment_id`` that cover is changed to this; 0 is new cover.
    """

    window_id: int
    staff_id: str
    service_id: int
    start: datetime
    end: datetime
    consent: str = ""
    leaves_duties: bool = False
    assignment_id: int = 0


@dataclass(frozen=True, slots=True)
class Leaves:
    """What would be short at a service that somebody is taken from."""

    service: str
    start: datetime
    end: datetime
    missing_minutes: int
    text: str
    service_id: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """An order judged: how the person would cover, every finding, and what they leave short.

    Of recorded cover ``gone_past`` are the findings that were overridden, with the reasons.
    ``held`` is what the same person covers of the same service already in that time.
    """

    order: CoverOrder
    kind: CoverKind
    findings: tuple[Finding, ...]
    leaves: tuple[Leaves, ...]
    gone_past: tuple[Override, ...] = ()
    held: tuple[Assignment, ...] = ()

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Return the findings that want a reason before the cover is recorded."""
        return tuple(each for each in self.findings if each.severity == "stop")


@dataclass(frozen=True, slots=True)
class Assigned:
    """Cover recorded, and what the checks said of it."""

    assignment: Assignment
    findings: tuple[Finding, ...]
    changes: Changes
