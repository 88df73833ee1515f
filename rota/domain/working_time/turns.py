"""Who works and when: a worker, their turns, and the shifts that touching turns add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache

from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.times import at_local, to_local

_FROM_HOME = DutyKind.ON_CALL_NON_RESIDENT


@dataclass(frozen=True, slots=True)
class Worker:
    """What the rules need to know of a person. ``contract`` is free text from the staff file."""

    staff_id: str
    staff_group: StaffGroup
    grade: str
    contract: str = ""
    weekly_hours: float | None = None
    opt_out_48h: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch a person really works. ``ref`` is a duty's id or a cover's own mark.

    ``kind`` None is accepted strike cover, which counts as resident work; ``place`` is for words.
    """

    ref: str
    start: datetime
    end: datetime
    kind: DutyKind | None = None
    place: str = ""


@dataclass(slots=True)
class Shift:
    """Work without a break in the roster: touching or overlapping turns, in whole UTC minutes."""

    start: int
    end: int
    turns: list[Turn]

    @property
    def minutes(self) -> int:
        """Return the elapsed minutes from start to end."""
        return self.end - self.start

    @property
    def day(self) -> date:
        """Return the local date on which the shift starts."""
        return local(self.start).date()

    @property
    def days(self) -> list[date]:
        """Return the local date of each turn's start."""
        return [local(minute(turn.start)).date() for turn in self.turns]


class Work:
    """A person's turns in order, as shifts and as on-call from home.

    On-call from home is no work: it joins no shift and adds no hours.
    """

    def __init__(self, turns: Iterable[Turn]) -> None:
        ordered = sorted(turns, key=_order)
        self.shifts: list[Shift] = []
        self.on_calls: list[Shift] = []
        for turn in ordered:
            start, end = minute(turn.start), minute(turn.end)
            if end <= start:
                continue
            if turn.kind is _FROM_HOME:
                _join(self.on_calls, turn, start, end, touching=0)
            else:
                _join(self.shifts, turn, start, end, touching=1)

    @cached_property
    def shifts_by_day(self) -> dict[date, int]:
        """Return the place in ``shifts`` of the last shift with a turn starting on each date."""
        return {day: index for index, shift in enumerate(self.shifts) for day in shift.days}


def _join(shifts: list[Shift], turn: Turn, start: int, end: int, touching: int) -> None:
    """Add a turn to the last shift when it overlaps it (or touches it), else begin another."""
    if shifts and start < shifts[-1].end + touching:
        last = shifts[-1]
        last.turns.append(turn)
        last.end = max(last.end, end)
    else:
        shifts.append(Shift(start, end, [turn]))


def _order(turn: Turn) -> tuple[datetime, datetime, str, str, str]:
    return turn.start, turn.end, turn.ref, turn.kind or "", turn.place


def minute(instant: datetime) -> int:
    """Return an instant in whole minutes since 1970, UTC."""
    return int(instant.timestamp()) // 60


def instant(minutes: int) -> datetime:
    """Return the UTC instant of whole minutes since 1970."""
    return datetime.fromtimestamp(minutes * 60, UTC)


@lru_cache(maxsize=1 << 15)
def local(minutes: int) -> datetime:
    """Return the local time of a minute; the same few thousand are asked for again and again."""
    return to_local(instant(minutes))


@lru_cache(maxsize=1 << 14)
def at_minute(day: date, clock: time) -> int:
    """Return a local time of day on a date in whole minutes since 1970, UTC."""
    return minute(at_local(day, clock))


def refs(shifts: Sequence[Shift]) -> tuple[str, ...]:
    """Return the marks of the turns in some shifts, each once, in order of time."""
    return tuple(dict.fromkeys(turn.ref for shift in shifts for turn in shift.turns))
