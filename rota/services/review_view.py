"""What a head of department sees of a strike: gaps, patients, letters, flags, notes, signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from rota.domain.codes import AppointmentKind, Decision, Level, Priority
from rota.domain.cover import CoverGap
from rota.domain.day import DayFlag
from rota.domain.duties import GapLeft, Service
from rota.domain.requirements import Post
from rota.domain.sign_offs import NoteKind, ReviewNote, SeenChange, SeenLine, SignOff
from rota.domain.stretches import Stretch
from rota.domain.times import iso_utc
from rota.domain.visit_filters import PRESSING
from rota.domain.windows import StrikeWindow


class Standing(StrEnum):
    """How far a department's review has come."""

    SENT_BACK = "sent_back"
    CHANGED = "changed"
    SIGNED = "signed"
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True, slots=True)
class ReviewGap:
    """One gap of a service, and who answers for leaving it open, if anybody does."""

    service: Service
    gap: CoverGap
    left: GapLeft | None
    posts: tuple[Post, ...] = ()

    @property
    def key(self) -> str:
        """Return what names the gap while its service, post and start stay the same."""
        return f"{self.service.service_id}/{self.gap.post}/{iso_utc(self.gap.start)}"

    @property
    def is_answered(self) -> bool:
        """Say whether somebody answers for all of it: it may have grown since it was left."""
        return self.is_answered_in(self.gap.start, self.gap.end)

    def is_answered_in(self, start: datetime, end: datetime) -> bool:
        """Say whether somebody answers for what of it lies in a stretch."""
        left, gap = self.left, self.gap
        if left is None:
            return False
        return left.start <= max(start, gap.start) and left.end >= min(end, gap.end)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """Most people missing at once in each hour of the review. Without a requirement: unknown."""

    service: Service
    level: Level
    specified: bool
    missing: tuple[int, ...]

    @property
    def worst(self) -> int:
        """Return the most people missing at once in any hour."""
        return max(self.missing, default=0)


@dataclass(frozen=True, slots=True)
class DisplacedVisit:
    """An appointment at risk, or decided otherwise for this strike. It names no patient.

    ``reasons`` are in the words a head may read: they do not tell who strikes.
    """

    appointment_id: str
    service: Service
    start: datetime
    kind: AppointmentKind
    priority: Priority
    decision: Decision | None
    new_start: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """How a department's letters stand, in appointments.

    ``late``: too late for the post; ``to_phone``: of these nobody has told the patient yet;
    ``held``: something keeps it from leaving; ``not_posted``: made and still here; ``withdraw``:
    made and no longer true; ``undelivered``: the post brought the last one back.
    """

    ready: int = 0
    late: int = 0
    to_phone: int = 0
    held: int = 0
    not_posted: int = 0
    withdraw: int = 0
    undelivered: int = 0

    @property
    def by_name(self) -> dict[str, int]:
        """Return every count by its name, in order."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class DepartmentReview:
    """One department's part of a strike, what was signed of it, and what changed since.

    ``seen`` are the facts that a signature made now would seal, ``seen_sha256`` their digest.
    """

    department: str
    services: tuple[Service, ...]
    gaps: tuple[ReviewGap, ...]
    heat: tuple[HeatRow, ...]
    displaced: tuple[DisplacedVisit, ...]
    letters: LetterCounts
    flags: tuple[DayFlag, ...]
    notes: tuple[ReviewNote, ...]
    sign_offs: tuple[SignOff, ...]
    standing: SignOff | None
    changes: tuple[SeenChange, ...]
    seen: tuple[SeenLine, ...]
    seen_sha256: str

    @property
    def missing_minutes(self) -> int:
        """Return missing person-minutes."""
        return sum(each.gap.person_minutes for each in self.gaps)

    @property
    def gaps_open(self) -> tuple[ReviewGap, ...]:
        """Return the gaps that nobody answers for, or not for all of it."""
        return tuple(each for each in self.gaps if not each.is_answered)

    @property
    def open_notes(self) -> tuple[ReviewNote, ...]:
        """Return the notes that are not settled."""
        return tuple(each for each in self.notes if each.settled_at is None)

    @property
    def state(self) -> Standing:
        """Say how far the review has come; a plan sent back waits until that is settled."""
        if any(each.kind is NoteKind.SENT_BACK for each in self.open_notes):
            return Standing.SENT_BACK
        if self.standing is None:
            return Standing.NOT_SIGNED
        return Standing.CHANGED if self.changes else Standing.SIGNED

    @property
    def by_priority(self) -> Mapping[Priority, Counter[Decision | None]]:
        """Return how many are displaced by priority, the most pressing first, and decision."""
        found: dict[Priority, Counter[Decision | None]] = {}
        for priority in PRESSING:
            counts = Counter(each.decision for each in self.displaced if each.priority is priority)
            if counts:
                found[priority] = counts
        return found


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review of a window. ``hours`` are the starts of the hours of every heat row."""

    window: StrikeWindow
    span: Stretch
    hours: tuple[datetime, ...]
    departments: tuple[DepartmentReview, ...]

    def department(self, name: str) -> DepartmentReview | None:
        """Return a department by its name, however it is capitalised; None if it is not here."""
        wanted = name.strip().casefold()
        return next((d for d in self.departments if d.department.casefold() == wanted), None)
