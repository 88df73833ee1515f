"""Who counts where on the day: the plan, put right by what was ticked.

A tick is about one person at one service from its moment on. It holds to the end of the duty or
cover that the person has there (somebody may be ticked up to an hour before it begins); for
somebody who has none there, to the next roll call; and never past the next tick of them there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise, zip_longest

from rota.domain.codes import DutyKind
from rota.domain.cover import Presence
from rota.domain.day import DayTick, Tick
from rota.domain.stretches import Stretch
from rota.domain.times import at_local, start_of_day, to_local

ROLL_CALLS = (time(8, 0), time(20, 0))
"""The local times at which every service is asked who is there."""

EARLY = timedelta(hours=1)
"""How long before a duty or cover begins a tick is already about it."""

GONE = frozenset({Tick.NOT_HERE, Tick.LEFT})


@dataclass(frozen=True, slots=True)
class Stay:
    """A presence at a service. The plan has it, or a strike took the duty."""

    service_id: int
    presence: Presence
    is_planned: bool

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.presence.start <= at < self.presence.end


@dataclass(frozen=True, slots=True)
class HeldTick:
    """A tick and until when it holds."""

    tick: DayTick
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Say whether it speaks about an instant."""
        return self.tick.at <= at < self.end


@dataclass(frozen=True, slots=True)
class Said:
    """What holds of one person at one service at an instant.

    ``stays`` are what they have there then. ``tick`` is the last about them there; ``moved`` a
    later one that has them at another service. ``counts``: they are there as far as is known.
    """

    service_id: int
    stays: tuple[Stay, ...]
    tick: DayTick | None
    moved: DayTick | None
    counts: bool

    @property
    def is_planned(self) -> bool:
        """Say whether the plan has them there."""
        return any(stay.is_planned for stay in self.stays)

    @property
    def state(self) -> Tick | None:
        """Return what was said of them here; None: nobody said anything."""
        if self.moved is not None:
            return Tick.NOT_HERE if self.tick is None else Tick.LEFT
        return None if self.tick is None else self.tick.what


def roll_calls(start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the roll calls of a stretch, its end not included."""
    return tuple(at for at in _all_from(to_local(start).date(), end) if start <= at < end)


def next_roll_call(at: datetime) -> datetime:
    """Return the first roll call after an instant."""
    soon = _all_from(to_local(at).date(), at + timedelta(days=2))
    return next(each for each in soon if each > at)


def _all_from(day: date, end: datetime) -> Iterator[datetime]:
    while start_of_day(day) < end:
        for clock in ROLL_CALLS:
            yield at_local(day, clock)
        day += timedelta(days=1)


def is_about(service_id: int, at: datetime, stay: Stay) -> bool:
    """Say whether a tick would speak of a stay: it lies in it, or shortly before it begins."""
    there = stay.presence
    return stay.service_id == service_id and there.start - EARLY <= at < there.end


def held_ticks(stays: Sequence[Stay], ticks: Iterable[DayTick]) -> list[HeldTick]:
    """Return one person's ticks, each with until when it holds."""
    by_service: dict[int, list[DayTick]] = defaultdict(list)
    for each in sorted(ticks, key=_order):
        by_service[each.service_id].append(each)
    held: list[HeldTick] = []
    for there in by_service.values():
        for each, following in zip_longest(there, there[1:]):
            end = _own_end(stays, each)
            held.append(HeldTick(each, end if following is None else min(end, following.at)))
    return held


def _own_end(stays: Iterable[Stay], tick: DayTick) -> datetime:
    meant = [stay for stay in stays if is_about(tick.service_id, tick.at, stay)]
    meant = [stay for stay in meant if stay.holds(tick.at)] or meant
    meant = [stay for stay in meant if stay.is_planned] or meant
    return max((stay.presence.end for stay in meant), default=next_roll_call(tick.at))


def _order(tick: DayTick) -> tuple[datetime, int]:
    """The later the moment it is about, and then the later it was entered, the more it says."""
    return tick.at, tick.tick_id


def said_at(stays: Iterable[Stay], held: Iterable[HeldTick], at: datetime) -> list[Said]:
    """Return what holds of one person at an instant, at each service that bears on them.

    Whoever is expected counts until they are ticked out. Whoever is ticked in counts there, and no
    longer where they were before, unless the plan has them at both.
    """
    there: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.holds(at):
            there[stay.service_id].append(stay)
    ticks = {
        each.tick.service_id: each.tick
        for each in held
        if each.holds(at) and each.tick.what is not Tick.CLEAR
    }
    return [_said(place, there, ticks) for place in sorted(there.keys() | ticks.keys())]


def _said(place: int, there: Mapping[int, list[Stay]], ticks: Mapping[int, DayTick]) -> Said:
    found, tick = tuple(there.get(place, ())), ticks.get(place)
    is_planned = any(stay.is_planned for stay in found)
    if not (is_planned if tick is None else tick.what is Tick.HERE):
        return Said(place, found, tick, None, counts=False)
    later = [
        other
        for other in ticks.values()
        if other.what is Tick.HERE
        and other.service_id != place
        and (tick is None or _order(other) > _order(tick))
        and not (is_planned and any(s.is_planned for s in there.get(other.service_id, ())))
    ]
    moved = max(later, key=_order, default=None)
    return Said(place, found, tick, moved, counts=moved is None)


def counted(
    stays: Sequence[Stay], held: Sequence[HeldTick], staff_id: str, span: Stretch
) -> list[tuple[int, Presence]]:
    """Return where one person counts during a stretch, in pieces that may touch."""
    edges = {*span}
    edges.update(edge for s in stays for edge in (s.presence.start, s.presence.end))
    edges.update(edge for each in held for edge in (each.tick.at, each.end))
    found: list[tuple[int, Presence]] = []
    for start, end in pairwise(sorted(edge for edge in edges if span[0] <= edge <= span[1])):
        for said in said_at(stays, held, start):
            if said.counts:
                found.extend(
                    (said.service_id, Presence(staff_id, start, end, kind)) for kind in _kinds(said)
                )
    return found


def _kinds(said: Said) -> set[DutyKind | None]:
    """The kinds of duty by which somebody counts; whoever came of themselves counts for any."""
    if said.tick is None:
        return {stay.presence.kind for stay in said.stays if stay.is_planned}
    return {stay.presence.kind for stay in said.stays} or {None}
