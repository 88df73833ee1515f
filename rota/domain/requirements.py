"""Cover requirements: the least a service needs in a time band at a level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from rota.domain.codes import DutyKind, Level, StaffGroup, words
from rota.domain.times import clock_changes, local_instants, to_local

PRESENT_KINDS = frozenset({DutyKind.WARD, DutyKind.ON_CALL_RESIDENT})
"""The duty kinds that count as being there when a requirement names none."""

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Post:
    """What kind of person a requirement wants; equal posts of a service are one line of demand."""

    grade_min: str
    competencies: frozenset[str]
    staff_groups: frozenset[StaffGroup]
    kinds: frozenset[DutyKind]

    @property
    def label(self) -> str:
        """Return the post in words: ``ST or above, airway``."""
        who = f"{words(self.grade_min)} or above" if self.grade_min else ""
        groups = ", ".join(sorted(words(group) for group in self.staff_groups))
        skills = ", ".join(sorted(self.competencies))
        kinds = ""
        if self.kinds != PRESENT_KINDS:
            named = ", ".join(sorted(words(kind) for kind in self.kinds))
            kinds = f"on {named.removeprefix('on ')}"
        return ", ".join(part for part in (who, groups, skills, kinds) if part) or "any doctor"


@dataclass(frozen=True, slots=True)
class CoverRequirement:
    """How many of a post a service needs at a level, on some days between two local times.

    A band that ends before it starts crosses midnight and belongs to the day it starts on; equal
    times are the whole calendar day. ``days`` holds 0 (Monday) to 6 (Sunday).
    """

    service_id: int
    level: Level
    start: time
    end: time
    number: int
    post: Post
    days: frozenset[int] = field(default_factory=lambda: EVERY_DAY)

    def holds(self, local: datetime) -> bool:
        """Say whether a local time lies in the band."""
        clock, weekday = local.time(), local.weekday()
        if self.start == self.end:
            return weekday in self.days
        if self.start < self.end:
            return self.start <= clock < self.end and weekday in self.days
        if clock >= self.start:
            return weekday in self.days
        return clock < self.end and (weekday - 1) % 7 in self.days


def band_edges(
    requirements: Iterable[CoverRequirement], start: datetime, end: datetime
) -> set[datetime]:
    """Return every instant between two at which some requirement may begin or cease to hold."""
    clocks = {clock for need in requirements for clock in (need.start, need.end, time(0, 0))}
    edges = set(clock_changes(start, end))
    day: date = to_local(start).date()
    last = to_local(end).date()
    while day <= last:
        for clock in clocks:
            edges.update(at for at in local_instants(day, clock) if start < at < end)
        day += timedelta(days=1)
    return edges


@dataclass(frozen=True, slots=True)
class RequirementSignature:
    """The clinical lead's word that a service's requirements at a level are right.

    ``requirements_sha256`` is the digest of what was signed, so that a later change shows.
    """

    service_id: int
    level: Level
    lead: str
    role: str
    signed_at: datetime
    entered_by: str
    requirements_sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequirementTemplate:
    """Requirements kept under a name for any service; ``service_id`` of its rows is 0."""

    name: str
    level: Level
    source: str
    rows: tuple[CoverRequirement, ...]
