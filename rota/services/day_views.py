"""What the roll call shows: one window at one instant, service by service and grade by grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rota.domain.codes import Level
from rota.domain.cover import CoverGap
from rota.domain.day import DayFlag, HandoverNote, Tick
from rota.domain.day_gaps import SOON, missing_soon
from rota.domain.day_presence import GONE, Said, roll_calls
from rota.domain.derogations import Derogation
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.domain.stretches import Stretch
from rota.domain.windows import StrikeWindow
from rota.services.board_lanes import Names, who
from rota.services.day_picture import DayPicture
from rota.services.ports import Work

EXPECTED = frozenset({"duty", "cover"})
LAST = 1000
"""Ranks people of no known grade behind all others."""

Why = Literal["duty", "cover", "called_out", "came"]


@dataclass(frozen=True, slots=True)
class DayPerson:
    """One person at one service at one instant, and what was ticked of them there.

    ``why``: on duty, covering, called out by a strike (they may come all the same), or ticked in
    where nothing has them down. ``start`` and ``end`` are those of the duty or cover, for somebody
    who came those of the tick. ``elsewhere`` names the service at which they were ticked in since:
    ``state`` is then ``left`` or ``not_here``, and ``ticked_by`` is who ticked them in there.
    ``is_leaving``: they have been there and go home within the hour, so that nobody need tick them.
    ``gone_at``: a later tick has them gone from then on.
    """

    staff_id: str
    name: str
    grade: str
    service_id: int
    start: datetime
    end: datetime
    why: Why
    state: Tick | None = None
    ticked_at: datetime | None = None
    ticked_by: str = ""
    elsewhere: int | None = None
    is_leaving: bool = False
    gone_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        """Say whether somebody should still say whether they are there."""
        return self.why in EXPECTED and self.state is None and not self.is_leaving


@dataclass(frozen=True, slots=True)
class DayService:
    """One service at one instant. All but the two ``missing`` and ``posts_missing`` count people.

    ``required`` is what the requirements ask; ``expected`` who is there by plan; ``here`` who was
    ticked in; ``not_here`` who was ticked out or is elsewhere; ``unticked`` of those expected who
    do not go home within the hour. ``missing_planned`` is the gap by plan, ``missing_now`` with the
    ticks, by post in ``posts_missing``; ``posts_soon`` what more becomes short within the hour.
    """

    service: Service
    level: Level
    required: int
    expected: int
    here: int
    not_here: int
    unticked: int
    missing_planned: int
    missing_now: int
    posts_missing: tuple[tuple[str, int], ...]
    people: tuple[DayPerson, ...]
    posts_soon: tuple[CoverGap, ...] = ()

    @property
    def missing_soon(self) -> int:
        """Return how many more are missing within the hour."""
        return sum(gap.missing for gap in self.posts_soon)

    @property
    def is_short(self) -> bool:
        """Say whether somebody is missing, or will be within the hour."""
        return bool(self.missing_now or self.posts_soon)


@dataclass(frozen=True, slots=True)
class GradeCount:
    """People of one grade at one instant, each counted once wherever they are."""

    grade: str
    due: int
    expected: int
    here: int
    not_here: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A window at one instant. ``flags`` open ones first; ``notes`` oldest first.

    ``checks`` are the roll calls at 08:00 and 20:00 inside the window and its overhang, which
    ``span`` holds.
    """

    window: StrikeWindow
    at: datetime
    checks: tuple[datetime, ...]
    services: tuple[DayService, ...]
    by_grade: tuple[GradeCount, ...]
    flags: tuple[DayFlag, ...]
    notes: tuple[HandoverNote, ...]
    derogations: tuple[Derogation, ...]
    span: Stretch


def view_of(work: Work, picture: DayPicture, at: datetime) -> DayView:
    """Return a window at one instant from a picture of it."""
    window_id = picture.plan.window.window_id
    names = work.people.names(picture.people)
    people = _people(picture, names, at)
    services = [_service(picture, place, people.get(place, ()), at) for place in picture.levels]
    services.sort(key=lambda each: _place(each.service))
    flags = sorted(work.day.flags(window_id), key=lambda flag: (not flag.is_open, flag.flag_id))
    return DayView(
        picture.plan.window,
        at,
        roll_calls(*picture.span),
        tuple(services),
        tuple(_by_grade(people.values(), picture.plan.ladder)),
        tuple(flags),
        tuple(work.day.notes(window_id)),
        tuple(work.cover.derogations(window_id)),
        picture.span,
    )


def _place(service: Service) -> tuple[str, str, str]:
    return service.site, service.department, service.name


def _people(picture: DayPicture, names: Names, at: datetime) -> dict[int, list[DayPerson]]:
    found: dict[int, list[DayPerson]] = defaultdict(list)
    for staff_id in picture.stays.keys() | picture.ticks.keys():
        for said in picture.said(staff_id, at):
            if said.service_id in picture.levels:
                found[said.service_id].append(_person(picture, staff_id, said, names, at))
    rank = picture.plan.ladder.rank
    for people in found.values():
        people.sort(key=lambda each: (-(rank(each.grade) or 0), each.name, each.staff_id))
    return found


def _person(
    picture: DayPicture, staff_id: str, said: Said, names: Names, at: datetime
) -> DayPerson:
    name, grade = who(staff_id, names)
    tick = said.moved or said.tick
    meant = [stay.presence for stay in said.stays if stay.is_planned or not said.is_planned]
    if meant:
        start, end = min(each.start for each in meant), max(each.end for each in meant)
    else:
        held = next(each for each in picture.held[staff_id] if each.tick == said.tick)
        start, end = held.tick.at, held.end
    return DayPerson(
        staff_id,
        name,
        grade,
        said.service_id,
        start,
        end,
        _why(said),
        said.state,
        None if tick is None else tick.at,
        "" if tick is None else tick.by,
        None if said.moved is None else said.moved.service_id,
        start < at and end <= at + SOON and not _goes_on(picture, staff_id, said, end),
        None if said.state in GONE else _gone_at(picture, staff_id, said.service_id, at, end),
    )


def _goes_on(picture: DayPicture, staff_id: str, said: Said, end: datetime) -> bool:
    """Say whether the plan has them there beyond what they are at."""
    return any(
        stay.is_planned and stay.service_id == said.service_id and stay.holds(end)
        for stay in picture.stays.get(staff_id, ())
    )


def _gone_at(
    picture: DayPicture, staff_id: str, place: int, at: datetime, end: datetime
) -> datetime | None:
    """Return from when a tick after an instant has them gone; None where none does."""
    later = [
        (tick.at, tick.tick_id, tick.what)
        for tick in picture.ticks.get(staff_id, ())
        if tick.service_id == place and at < tick.at < end
    ]
    last = {when: what for when, _, what in sorted(later)}
    return next((when for when, what in last.items() if what in GONE), None)


def _why(said: Said) -> Why:
    if said.is_planned:
        covers = any(stay.is_planned and stay.presence.kind is None for stay in said.stays)
        return "cover" if covers else "duty"
    return "called_out" if said.stays else "came"


def _service(
    picture: DayPicture, place: int, people: Sequence[DayPerson], at: datetime
) -> DayService:
    planned, known = picture.planned_at(place, at), picture.known_from(place, at)
    now = known.segments[0] if known.segments else None
    expected = [each for each in people if each.why in EXPECTED]
    return DayService(
        picture.plan.services[place],
        picture.levels[place],
        now.required if now else 0,
        len(expected),
        sum(each.state is Tick.HERE for each in people),
        sum(each.state in GONE for each in people),
        sum(each.is_awaited for each in expected),
        sum(each.missing_people for each in planned.segments[:1]),
        now.missing_people if now else 0,
        now.missing if now else (),
        tuple(people),
        missing_soon(known, at),
    )


def _by_grade(services: Iterable[Sequence[DayPerson]], ladder: GradeLadder) -> list[GradeCount]:
    by_person: dict[tuple[str, str], list[DayPerson]] = defaultdict(list)
    for people in services:
        for each in people:
            by_person[each.grade, each.staff_id].append(each)
    by_grade: dict[str, list[list[DayPerson]]] = defaultdict(list)
    for (grade, _), places in by_person.items():
        by_grade[grade].append(places)
    counts = []
    for grade, everybody in by_grade.items():
        here = [any(each.state is Tick.HERE for each in places) for places in everybody]
        gone = [any(each.state in GONE for each in places) for places in everybody]
        counts.append(
            GradeCount(
                grade,
                sum(any(each.why != "came" for each in places) for places in everybody),
                sum(any(each.why in EXPECTED for each in places) for places in everybody),
                sum(here),
                sum(left and not there for there, left in zip(here, gone, strict=True)),
            )
        )
    return sorted(counts, key=lambda each: (ladder.rank(each.grade) or LAST, each.grade))
