"""Cutting a strike into the stretches that are left of it, with all that was recorded for each.

The window keeps its number and its first stretch; what is recorded for a later stretch goes along
to the window that it becomes. What is over and done stays where it was made: ticks, attendance,
closed flags, handover notes, and signatures, which name the revision that was signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.call_offs import Span
from rota.domain.codes import Level
from rota.domain.extracts import as_decided
from rota.domain.people import Declaration
from rota.domain.times import end_of_day, start_of_day
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class Home:
    """A stretch that is left: the window that it is now, with its revision."""

    window_id: int
    revision: int
    terms: WindowTerms


def split(
    work: Work, window: StrikeWindow, left: Sequence[Span], now: datetime, why: str
) -> list[int]:
    """Revise a window to the first stretch and make a window of each other; return those.

    Decisions on appointments of days that still stand rely on the strike as it now is.
    """
    terms = [replace(window.terms, start=start, end=end) for start, end in left]
    revision = window.revision
    if terms[0] != window.terms:
        revision = work.windows.revise(window.window_id, terms[0], now, why)
    ids = [
        work.windows.add(window.dispute, window.union, window.state, each, now, why)
        for each in terms[1:]
    ]
    homes = [
        Home(window.window_id, revision, terms[0]),
        *(Home(new, 1, each) for new, each in zip(ids, terms[1:], strict=True)),
    ]
    _copy_choices(work, window.window_id, ids)
    _move_cover(work, window.window_id, homes)
    _move_flags(work, window.window_id, homes)
    _move_stops(work, window.window_id, homes)
    _rely(work, window, homes)
    return ids


def _homes_of(homes: Sequence[Home], start: datetime, end: datetime) -> list[int]:
    """Return the windows to which a stretch of time belongs: those that share time with it.

    Where none does, it is the last that began before: the stretch may lie in its overhang.
    """
    shared = [each.window_id for each in homes if each.terms.overlaps(start, end)]
    begun = [each.window_id for each in homes if each.terms.start < end]
    return shared or begun[-1:] or [homes[0].window_id]


def _home_of(homes: Sequence[Home], start: datetime, end: datetime) -> int:
    """Return the one window that a stretch of time is recorded for: the first of its windows."""
    return _homes_of(homes, start, end)[0]


def _copy_choices(work: Work, old: int, ids: Sequence[int]) -> None:
    """Give each new window the levels, marks and declarations of the old one."""
    windows = work.windows
    by_level: dict[Level, list[int]] = defaultdict(list)
    for service_id, level in windows.levels(old).items():
        by_level[level].append(service_id)
    marks = windows.marks([old]).get(old, {})
    declared = windows.declared(old)
    for new in ids:
        for level, service_ids in by_level.items():
            windows.set_level(new, service_ids, level)
        windows.set_marks(new, marks)
        windows.declarations.put([Declaration(new, who, said) for who, said in declared.items()])


def _move_cover(work: Work, old: int, homes: Sequence[Home]) -> None:
    """Bring cover, gaps left, findings gone past and derogations to the window of their time.

    A gap left or a derogation over several stretches holds in each of them.
    """
    cover = work.cover
    moved = [
        replace(each, window_id=home)
        for each in (*cover.of_window(old), *cover.stood_down(old))
        if (home := _home_of(homes, each.start, each.end)) != old
    ]
    cover.change(moved)
    for gap in cover.gaps_left(old):
        theirs = _homes_of(homes, gap.start, gap.end)
        if old not in theirs:
            cover.take_back_gap(gap.gap_left_id)
        for home in theirs:
            if home != old:
                cover.leave_gap(replace(gap, window_id=home, gap_left_id=0))
    for asked in cover.derogations(old):
        first, *others = _homes_of(homes, asked.start, asked.end)
        if first != old:
            cover.put_derogation(replace(asked, window_id=first))
        for home in others:
            cover.put_derogation(replace(asked, window_id=home, derogation_id=0))
    cover.add_overrides(
        [
            replace(each, window_id=home)
            for each in cover.overrides(old)
            if (home := _home_of(homes, each.start, each.end)) != old
        ]
    )


def _move_flags(work: Work, old: int, homes: Sequence[Home]) -> None:
    """Bring open flags of a stretch still to come to the window that has it."""
    for flag in work.day.flags(old):
        home = _home_of(homes, flag.start, flag.end)
        if flag.is_open and home != old:
            work.day.put_flag(replace(flag, window_id=home))


def _move_stops(work: Work, old: int, homes: Sequence[Home]) -> None:
    """Bring the stop lines of triage to the window that has their day."""
    moved: dict[int, dict[date, int]] = defaultdict(dict)
    for day, most in work.slots.stops(old).items():
        if (home := _home_of(homes, start_of_day(day), end_of_day(day))) != old:
            moved[home][day] = most
    for home, stops in moved.items():
        work.slots.set_stops(old, dict.fromkeys(stops))
        work.slots.set_stops(home, stops)


def _rely(work: Work, window: StrikeWindow, homes: Sequence[Home]) -> None:
    """Let decisions on days that still stand rely on the window that has them now."""
    relied = {
        key: made
        for key, made in work.appointments.decided().items()
        if made.window_id == window.window_id
    }
    visits = work.appointments.visits.existing(relied)
    changed = []
    for key, visit in visits.items():
        home = _struck_by(window, homes, as_decided(visit, relied[key]), relied[key])
        if home is not None:
            changed.append(
                replace(relied[key], window_id=home.window_id, window_revision=home.revision)
            )
    work.appointments.decisions.put(changed)


def _struck_by(
    window: StrikeWindow, homes: Sequence[Home], visit: Appointment, made: DecisionMade
) -> Home | None:
    """Return the window that a decision now relies on, where it is not as before.

    An appointment that began before the strike relied on its revision, which is carried on.
    """
    first = homes[0]
    if made.window_revision == window.revision and visit.start < window.terms.start:
        is_there = first.terms.start == window.terms.start
        return first if is_there and first.terms.overlaps(visit.start, visit.end) else None
    return next((each for each in homes[1:] if each.terms.holds(visit.start)), None)
