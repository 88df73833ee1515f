"""What the rota manager's pages show of a strike: each service's cover, people and lost duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from rota.domain.codes import DutyKind, Level, WindowType
from rota.domain.cover import CoverGap, CoverPerson, CoverSegment, ServiceCover, fits
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.domain.losses import HeldDuty, LostDuty, WindowFacts, lost_duties
from rota.domain.requirements import PRESENT_KINDS, CoverRequirement, Post
from rota.domain.stretches import Stretch, without
from rota.domain.times import at_local, minutes_between, to_local
from rota.domain.windows import StrikeWindow
from rota.services.ports import Storage
from rota.services.strike_picture import StrikePicture

COUNTED_AT = (time(9, 0), time(20, 0))
"""The times of day at which everybody asks how many are there."""

Names = Mapping[str, tuple[str, str, str]]


class BarState(StrEnum):
    """What a stretch of somebody's duty is during the strike."""

    THERE = "there"
    EMERGENCY = "emergency"
    LOST = "lost"
    AWAY = "away"
    ON_ANOTHER_STRIKE = "on_another_strike"
    UNFILLED = "unfilled"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a duty, or of accepted cover (``kind`` None). ``counts`` for the requirement."""

    start: datetime
    end: datetime
    state: BarState
    kind: DutyKind | None
    counts: bool = True


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
    """A stretch in which need and what is missing stay the same; ``wanted`` says who is missing."""

    start: datetime
    end: datetime
    required: int
    missing: int
    wanted: tuple[tuple[str, int], ...]


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

    ``posts`` are the kinds of people it wants, whose labels the segments and gaps name.
    """

    service: Service
    level: Level
    specified: bool
    segments: tuple[Segment, ...]
    gaps: tuple[CoverGap, ...]
    lanes: tuple[Lane, ...]
    duties: tuple[AffectedDuty, ...]
    posts: tuple[Post, ...] = ()

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


def board_view(storage: Storage, window_id: int, ladder: GradeLadder) -> BoardView:
    """Return the board of one window. Refuses a window that is not there."""
    with storage.read() as work:
        picture = StrikePicture(work, window_id, ladder)
        needs = work.duties.by_service()
        held = {duty.staff_id for duty in picture.duties if duty.staff_id}
        held |= {given.staff_id for given in picture.assignments}
        names, people = work.people.names(held), work.people.cover_people(held)
        cover = picture.cover
        affected = _affected(picture, names)
        going_ahead = {
            duty.duty_id for duties in affected.values() for duty in duties if duty.is_emergency
        }
        lanes = _Lanes(picture, names, people, ladder, going_ahead)
    services = tuple(
        _board_service(picture.services[each.service_id], each, lanes, needs, affected)
        for each in sorted(cover, key=lambda each: _place(picture.services[each.service_id]))
    )
    start, end = picture.span
    return BoardView(
        picture.window, start, end, services, tuple(_counts(cover, picture.window, picture.span))
    )


def _place(service: Service) -> tuple[str, str, str]:
    return service.site, service.department, service.name


def _board_service(
    service: Service,
    cover: ServiceCover,
    lanes: _Lanes,
    needs: Mapping[int, Sequence[CoverRequirement]],
    affected: Mapping[int, Sequence[AffectedDuty]],
) -> BoardService:
    wanted = [n for n in needs.get(service.service_id, ()) if n.level is cover.level]
    kinds = frozenset(kind for need in wanted for kind in need.post.kinds) or PRESENT_KINDS
    posts = {need.post.label: need.post for need in wanted}
    return BoardService(
        service,
        cover.level,
        cover.specified,
        tuple(_merged(cover.segments)),
        cover.gaps,
        lanes.of(service.service_id, kinds, {need.post for need in wanted}),
        tuple(affected.get(service.service_id, ())),
        tuple(posts.values()),
    )


def _merged(segments: Iterable[CoverSegment]) -> Iterator[Segment]:
    """Join neighbours that differ only in how many spare people are there."""
    held: Segment | None = None
    for each in segments:
        now = Segment(each.start, each.end, each.required, each.missing_people, each.missing)
        if held and (held.required, held.wanted) == (now.required, now.wanted):
            held = replace(held, end=now.end)
            continue
        if held:
            yield held
        held = now
    if held:
        yield held


def _counts(cover: Sequence[ServiceCover], window: StrikeWindow, span: Stretch) -> Iterator[Count]:
    start, end = span[0], window.terms.end or span[1]
    day = to_local(start).date()
    while at_local(day, time(0, 0)) < end:
        for clock in COUNTED_AT:
            at = at_local(day, clock)
            if start <= at < end:
                then = [s for each in cover for s in each.segments if s.start <= at < s.end]
                required = sum(segment.required for segment in then)
                missing = sum(segment.missing_people for segment in then)
                yield Count(at, required - missing, required)
        day += timedelta(days=1)


def _affected(picture: StrikePicture, names: Names) -> dict[int, list[AffectedDuty]]:
    """Return the duties the window removes or would remove were they not marked, by service."""
    facts, lost = picture.facts, {each.duty.duty_id for each in picture.lost}
    unmarked = [replace(duty, emergency=False) for duty in picture.duties]
    bare = WindowFacts(facts.window, {}, facts.working)
    found: dict[int, list[AffectedDuty]] = defaultdict(list)
    for each in lost_duties(unmarked, bare, picture.absences):
        duty = each.duty
        row = _affected_duty(
            picture.services[duty.service_id], each, names, duty.duty_id not in lost
        )
        found[duty.service_id].append(row)
    return found


def _affected_duty(
    service: Service, lost: LostDuty, names: Names, is_emergency: bool
) -> AffectedDuty:
    duty = lost.duty
    staff_id = duty.staff_id or ""
    name, grade = _who(staff_id, names)
    return AffectedDuty(
        duty.duty_id,
        service.service_id,
        service.name,
        service.department,
        service.site,
        staff_id,
        name,
        grade,
        duty.kind,
        duty.start,
        duty.end,
        lost.start,
        lost.end,
        is_emergency,
    )


def _who(staff_id: str, names: Names) -> tuple[str, str]:
    forename, surname, grade = names.get(staff_id, ("", staff_id, ""))
    return f"{forename} {surname}".strip(), grade


class _Lanes:
    """The people of each service, and what becomes of their duties there."""

    def __init__(
        self,
        picture: StrikePicture,
        names: Names,
        people: Mapping[str, CoverPerson],
        ladder: GradeLadder,
        going_ahead: Collection[str],
    ) -> None:
        self._picture = picture
        self._going_ahead = going_ahead
        self._names = names
        self._people = people
        self._ladder = ladder
        self._span = picture.span
        self._lost = {each.duty.duty_id: (each.start, each.end) for each in picture.lost}
        self._duties: dict[int, list[HeldDuty]] = defaultdict(list)
        for duty in picture.duties:
            if self._is_seen(duty.start, duty.end):
                self._duties[duty.service_id].append(duty)

    def of(
        self, service_id: int, kinds: frozenset[DutyKind], posts: Collection[Post]
    ) -> tuple[Lane, ...]:
        """Return a service's lanes: who is there first, then the unfilled, then the lost."""
        bars: dict[str, list[Bar]] = defaultdict(list)
        lanes = []
        for duty in self._duties.get(service_id, ()):
            if duty.staff_id is None:
                bar = Bar(duty.start, duty.end, BarState.UNFILLED, duty.kind)
                lanes.append(Lane(None, "", "", (bar,)))
            else:
                bars[duty.staff_id].extend(self._bars(duty, duty.staff_id, kinds))
        for given in self._picture.assignments:
            if given.service_id == service_id and self._is_seen(given.start, given.end):
                bars[given.staff_id].append(Bar(given.start, given.end, BarState.COVER, None))
        for staff_id, held in bars.items():
            name, grade = _who(staff_id, self._names)
            ordered = tuple(sorted(held, key=lambda bar: (bar.start, bar.end)))
            lanes.append(Lane(staff_id, name, grade, ordered, self._fitting(staff_id, posts)))
        return tuple(sorted(lanes, key=_lane_order))

    def _fitting(self, staff_id: str, posts: Collection[Post]) -> frozenset[str]:
        person = self._people.get(staff_id)
        if person is None:
            return frozenset()
        return frozenset(post.label for post in posts if fits(person, post, self._ladder))

    def _is_seen(self, start: datetime, end: datetime) -> bool:
        return end > self._span[0] and start < self._span[1]

    def _bars(self, duty: HeldDuty, staff_id: str, kinds: frozenset[DutyKind]) -> Iterator[Bar]:
        whole = (duty.start, duty.end)
        own = [self._lost[duty.duty_id]] if duty.duty_id in self._lost else []
        lost = self._picture.lost_anywhere.get(duty.duty_id, [])
        away = self._picture.absences.get(staff_id, [])
        there = without(whole, [*lost, *away])
        is_marked = duty.duty_id in self._going_ahead
        state = BarState.EMERGENCY if is_marked else BarState.THERE
        counts = duty.kind in kinds
        yield from (Bar(*part, state, duty.kind, counts) for part in there)
        yield from (Bar(*part, BarState.LOST, duty.kind, counts) for part in own)
        for part in lost:
            for other in without(part, own):
                yield Bar(*other, BarState.ON_ANOTHER_STRIKE, duty.kind, counts)
        for hole in away:
            part = max(hole[0], duty.start), min(hole[1], duty.end)
            if part[0] < part[1]:
                for free in without(part, lost):
                    yield Bar(*free, BarState.AWAY, duty.kind, counts)


_ORDER = {
    BarState.EMERGENCY: 0,
    BarState.THERE: 0,
    BarState.COVER: 0,
    BarState.UNFILLED: 1,
    BarState.LOST: 2,
    BarState.ON_ANOTHER_STRIKE: 3,
    BarState.AWAY: 4,
}


def _lane_order(lane: Lane) -> tuple[int, bool, datetime, str]:
    best = min(lane.bars, key=lambda bar: (_ORDER[bar.state], not bar.counts, bar.start))
    return _ORDER[best.state], not best.counts, best.start, lane.name
