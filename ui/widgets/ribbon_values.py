"""What the strike ribbon shows: frozen values, and each row as a sentence."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.codes import Level, words
from ui import formats
from ui.colours import Tone


@dataclass(frozen=True, slots=True)
class RibbonSegment:
    """A stretch of a service during which need and cover stay the same.

    ``missing`` can exceed ``required - present``: people may be there without the grade or
    skill. ``text`` says what is missing, for the tooltip and the screen reader.
    """

    start: datetime
    end: datetime
    required: int
    present: int
    missing: int
    text: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether somebody is missing."""
        return self.missing > 0

    @property
    def filled(self) -> int:
        """How many of the required places are filled."""
        return self.required - self.missing

    @property
    def sentence(self) -> str:
        """What this stretch says when spoken."""
        when = f"{formats.moment(self.start)} to {formats.clock(self.end)}"
        said = f"{when}: {self.filled} of {self.required}"
        if self.is_gap:
            said += f", {self.missing} missing"
        return f"{said}. {self.text}" if self.text else said


@dataclass(frozen=True, slots=True)
class RibbonBar:
    """One person's or duty's stretch in a lane."""

    start: datetime
    end: datetime
    text: str
    tone: Tone = Tone.MUTED


@dataclass(frozen=True, slots=True)
class RibbonLane:
    """A line under an opened service: a person, a duty, or a what-if."""

    text: str
    bars: tuple[RibbonBar, ...]


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
        return sum((gap.end - gap.start for gap in self.gaps), timedelta())

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
    """A gap a person pointed at."""

    row: RibbonRow
    segment: RibbonSegment


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
