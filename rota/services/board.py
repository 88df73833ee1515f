"""What the rota manager's pages show of a strike: each service's cover, people and lost duties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from rota.domain.codes import DutyKind, Level, Reply, WindowType
from rota.domain.cover import CoverGap
from rota.domain.duties import GapLeft, Service
from rota.domain.requirements import Post
from rota.domain.times import minutes_between
from rota.domain.windows import StrikeWindow

COUNTED_AT = (time(9, 0), time(20, 0))
"""The times of day at which everybody asks how many are there."""


class BarState(StrEnum):
    """What a stretch of somebody's duty is during the strike."""

    THERE = "there"
    EMERGENCY = "emergency"
    LOST = "lost"
    AWAY = "away"
    ON_ANOTHER_STRIKE = "on_another_strike"
    UNFILLED = "unfilled"
    COVERS_ELSEWHERE = "covers_elsewhere"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a duty, or of accepted cover (``kind`` None). ``counts`` for the requirement.

    Cover carries its id and what the person answered.
    """

    start: datetime
    end: datetime
    state: BarState
    kind: DutyKind | None
    counts: bool = True
    assignment_id: int | None = None
    reply: Reply = Reply.NO_ANSWER

    @property
    def is_suggested(self) -> bool:
        """Whether it is cover that was only suggested, so that it has no number yet."""
        return self.state is BarState.COVER and self.assignment_id == 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One person at one service, and the posts of its requirements that they could fill.

    Without ``staff_id`` it is a duty that nobody holds.
    """

    staff_id: str | None
    name: str
    grade: str
    bars: tuple[Bar, ...]
    posts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which need and what is missing stay the same; ``wanted`` says who is missing.

    ``by_post`` says how many of each post are required.
    """

    start: datetime
    end: datetime
    required: int
    missing: int
    wanted: tuple[tuple[str, int], ...]
    by_post: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AffectedDuty:
    """A duty the strike reaches: lost, or marked as emergency-only cover and so going ahead."""

    duty_id: str
    service_id: int
    service: str
    department: str
    site: str
    staff_id: str
    name: str
    grade: str
    kind: DutyKind
    start: datetime
    end: datetime
    lost_start: datetime
    lost_end: datetime
    is_emergency: bool

    @property
    def lost_minutes(self) -> int:
        """Return the minutes the strike takes; none from emergency-only cover."""
        return 0 if self.is_emergency else minutes_between(self.lost_start, self.lost_end)


@dataclass(frozen=True, slots=True)
class BoardService:
    """One service during the strike. Not ``specified``: no requirement is set at its level.

    ``posts`` are the kinds of people it wants, whose labels the segments and gaps name; ``left``
    are the gaps that somebody answers for leaving.
    """

    service: Service
    level: Level
    specified: bool
    segments: tuple[Segment, ...]
    gaps: tuple[CoverGap, ...]
    lanes: tuple[Lane, ...]
    duties: tuple[AffectedDuty, ...]
    posts: tuple[Post, ...] = ()
    left: tuple[GapLeft, ...] = ()

    @property
    def missing_minutes(self) -> int:
        """Return missing person-minutes."""
        return sum(gap.person_minutes for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the people required are there at an instant, over all services."""

    at: datetime
    filled: int
    required: int


@dataclass(frozen=True, slots=True)
class Worst:
    """When most people are missing at once, over all services, and how many."""

    at: datetime
    missing: int


@dataclass(frozen=True, slots=True)
class BoardView:
    """One window's board, from its start to the end of its overhang."""

    window: StrikeWindow
    start: datetime
    end: datetime
    services: tuple[BoardService, ...]
    counts: tuple[Count, ...]

    @property
    def duties(self) -> tuple[AffectedDuty, ...]:
        """Return every duty the strike reaches, in order of start."""
        found = [duty for each in self.services for duty in each.duties]
        return tuple(sorted(found, key=lambda duty: (duty.start, duty.service, duty.duty_id)))

    @property
    def duty_count(self) -> int:
        """Return how many duties the strike reaches."""
        return sum(len(each.duties) for each in self.services)

    @property
    def gap_count(self) -> int:
        """Return how many gaps there are, each post by itself."""
        return sum(len(each.gaps) for each in self.services)

    @property
    def missing_minutes(self) -> int:
        """Return missing person-minutes."""
        return sum(each.missing_minutes for each in self.services)

    @property
    def worst(self) -> Worst | None:
        """Return the first moment at which most people are missing; None without a gap."""
        steps: dict[datetime, int] = defaultdict(int)
        for each in self.services:
            for segment in each.segments:
                steps[segment.start] += segment.missing
                steps[segment.end] -= segment.missing
        worst, missing = None, 0
        for at in sorted(steps):
            missing += steps[at]
            if missing > (worst.missing if worst else 0):
                worst = Worst(at, missing)
        return worst

    @property
    def unspecified(self) -> tuple[str, ...]:
        """Return the services for which no requirement is set."""
        return tuple(each.service.name for each in self.services if not each.specified)

    @property
    def can_mark(self) -> bool:
        """Say whether marking a duty as emergency-only cover changes anything."""
        removes = self.window.removes_duties
        return removes and self.window.terms.type not in (
            WindowType.FULL_WALKOUT,
            WindowType.ACTION_SHORT_OF_STRIKE,
        )
