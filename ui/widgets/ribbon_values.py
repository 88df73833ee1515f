"""What the strike ribbon shows and what a hand asks of it: frozen values, rows as sentences."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.codes import Level, words
from ui import formats
from ui.colours import Tone


@dataclass(frozen=True, slots=True)
class RibbonSegment:
    """A stretch of a service during which need and cover stay the same.

    ``missing`` can exceed ``required - present``: people may be there without the grade or
    skill. With ``required`` nought and somebody missing, only what is missing is known. ``text``
    says what is missing, for the tooltip and the screen reader; ``left`` who answers for leaving
    it open, and why.
    """

    start: datetime
    end: datetime
    required: int
    present: int
    missing: int
    text: str = ""
    left: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether somebody is missing."""
        return self.missing > 0

    @property
    def filled(self) -> int:
        """How many of the required places are filled."""
        return self.required - self.missing

    @property
    def numbers(self) -> str:
        """``2 of 3, 1 missing``."""
        parts = [f"{self.filled} of {self.required}"] if self.required else []
        if self.is_gap:
            parts.append(f"{self.missing} missing")
        return ", ".join(parts) or "nobody required"

    @property
    def sentence(self) -> str:
        """What this stretch says when spoken."""
        said = f"{formats.moment(self.start)} to {formats.clock(self.end)}: {self.numbers}"
        return f"{said}. {self.text}" if self.text else said


def open_time(segments: Iterable[RibbonSegment]) -> timedelta:
    """How long somebody is missing, however many."""
    return sum((each.end - each.start for each in segments if each.is_gap), timedelta())


@dataclass(frozen=True, slots=True)
class RibbonBar:
    """One person's or duty's stretch in a lane.

    ``key`` is a cover assignment's id. What is unconfirmed was asked for and is not answered yet.
    """

    start: datetime
    end: datetime
    text: str
    tone: Tone = Tone.MUTED
    key: Hashable | None = None
    is_movable: bool = False
    is_unconfirmed: bool = False

    @property
    def sentence(self) -> str:
        """What this stretch says when spoken."""
        return f"{formats.moment(self.start)} to {formats.clock(self.end)}: {self.text}"


Cell = RibbonSegment | RibbonBar
"""A stretch the cursor can be on: of a service or a requirement, or of a person."""


@dataclass(frozen=True, slots=True)
class RibbonLane:
    """A line under an opened service: a person or a duty with bars, or a requirement.

    A requirement has segments in place of bars. ``key`` is a person's staff id or a post's label;
    ``note`` is said with the lane: who could fill a requirement, say.
    """

    text: str
    bars: tuple[RibbonBar, ...] = ()
    key: Hashable | None = None
    is_requirement: bool = False
    segments: tuple[RibbonSegment, ...] = ()
    note: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What the cursor can be on."""
        return self.segments if self.is_requirement else self.bars

    @property
    def gaps(self) -> tuple[RibbonSegment, ...]:
        """The stretches in which somebody is missing."""
        return tuple(segment for segment in self.segments if segment.is_gap)

    @property
    def most_required(self) -> int:
        """The greatest need of the day."""
        return max((segment.required for segment in self.segments), default=0)

    @property
    def sentence(self) -> str:
        """The whole lane for a screen reader."""
        said = "; ".join(cell.sentence for cell in self.cells)
        return " ".join(part for part in (f"{self.text}: {said}.", self.note) if part)


@dataclass(frozen=True, slots=True)
class RibbonMark:
    """An instant everybody is asked about, such as the 09:00 count, and its answer."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class RibbonRow:
    """One service. ``note`` stands where the strip would be: no requirement is set, say."""

    key: Hashable
    site: str
    department: str
    service: str
    level: Level
    segments: tuple[RibbonSegment, ...]
    lanes: tuple[RibbonLane, ...] = ()
    note: str = ""

    @property
    def gaps(self) -> tuple[RibbonSegment, ...]:
        """The stretches in which somebody is missing."""
        return tuple(segment for segment in self.segments if segment.is_gap)

    @property
    def open_time(self) -> timedelta:
        """How long somebody is missing, however many."""
        return open_time(self.segments)

    @property
    def most_required(self) -> int:
        """The greatest need of the day."""
        return max((segment.required for segment in self.segments), default=0)

    @property
    def sentence(self) -> str:
        """The whole row for a screen reader."""
        said = f"{self.service}, {self.department}, {self.site}, {words(self.level)}."
        if self.note:
            return f"{said} {self.note}."
        if not self.gaps:
            return f"{said} No gaps."
        length = formats.duration(self.open_time)
        listed = "; ".join(gap.sentence for gap in self.gaps)
        return f"{said} {formats.count(len(self.gaps), 'gap')}, {length}: {listed}."


@dataclass(frozen=True, slots=True)
class RibbonGap:
    """A gap a person pointed at; ``lane`` is the requirement, if it was one's own gap."""

    row: RibbonRow
    segment: RibbonSegment
    lane: RibbonLane | None = None


@dataclass(frozen=True, slots=True)
class RibbonSpot:
    """What is at a place of the board, as far as there is anything."""

    row: RibbonRow | None = None
    lane: RibbonLane | None = None
    bar: RibbonBar | None = None
    gap: RibbonSegment | None = None


@dataclass(frozen=True, slots=True)
class CoverMove:
    """Where and when a person's cover would be from now on; ``key`` is the bar's."""

    key: Hashable
    service_key: Hashable
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class RibbonView:
    """Everything on the board; rows come sorted by site, department and service."""

    start: datetime
    end: datetime
    overhang_end: datetime
    rows: tuple[RibbonRow, ...]
    marks: tuple[RibbonMark, ...] = ()
    now: datetime | None = None

    @property
    def last(self) -> datetime:
        """Where the time axis ends."""
        return max(self.end, self.overhang_end)
