"""The day itself: who was ticked in where and when, flags with an owner, and handover notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tick(StrEnum):
    """What somebody said of a person at a service. ``clear`` takes back what was said before."""

    HERE = "here"
    NOT_HERE = "not_here"
    LEFT = "left"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class DayTick:
    """One tick: a person, a service and the moment it is about. Never changed, only followed by
    another; the last entered for the person, the service and the time counts.

    ``key`` is of the click that made it, so that the same click is never kept twice.
    """

    window_id: int
    staff_id: str
    service_id: int
    at: datetime
    what: Tick
    note: str
    by: str
    entered_at: datetime
    key: str
    tick_id: int = 0


@dataclass(frozen=True, slots=True)
class DayFlag:
    """A gap that opened on the day, who looks after it, and how it ended.

    Of one service and post at most one flag is open. ``raised_by`` empty: the program raised it;
    ``closed_by`` empty on a closed one: it went because nothing was missing any more.
    """

    window_id: int
    service_id: int
    post: str
    start: datetime
    end: datetime
    missing: int
    text: str
    raised_at: datetime
    raised_by: str = ""
    owner: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    outcome: str = ""
    flag_id: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for somebody."""
        return self.closed_at is None

    def is_over(self, now: datetime) -> bool:
        """Say whether its time has passed and nobody closed it."""
        return self.is_open and self.end <= now

    def is_waiting(self, now: datetime) -> bool:
        """Say whether something can still be done about it."""
        return self.is_open and now < self.end


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """What one shift tells the next. ``service_id`` None: it concerns the whole hospital."""

    window_id: int
    service_id: int | None
    text: str
    by: str
    at: datetime
    note_id: int = 0
