"""Cover: who is present at a service minute by minute, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from rota.domain.codes import MEDICAL, DutyKind, Level, StaffGroup
from rota.domain.duties import Assignment
from rota.domain.grades import GradeLadder
from rota.domain.losses import Absences, HeldDuty
from rota.domain.matching import unfilled
from rota.domain.requirements import CoverRequirement, Post, band_edges
from rota.domain.stretches import Stretch, without
from rota.domain.times import minutes_between, to_local


@dataclass(frozen=True, slots=True)
class CoverPerson:
    """What the matching needs to know of a person."""

    staff_id: str
    staff_group: StaffGroup
    grade: str
    competencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Presence:
    """A person at a service for a stretch; ``kind`` None is an accepted cover assignment."""

    staff_id: str
    start: datetime
    end: datetime
    kind: DutyKind | None


@dataclass(frozen=True, slots=True)
class CoverSegment:
    """A stretch in which demand and cover of a service stay the same.

    ``by_post`` says how many of each post are required, ``missing`` how many are not there.
    """

    start: datetime
    end: datetime
    required: int
    present: int
    missing: tuple[tuple[str, int], ...]
    by_post: tuple[tuple[str, int], ...] = ()

    @property
    def missing_people(self) -> int:
        """Return how many required people are not there."""
        return sum(number for _, number in self.missing)


@dataclass(frozen=True, slots=True)
class CoverGap:
    """A longest stretch in which the same number of one post is missing."""

    post: str
    start: datetime
    end: datetime
    missing: int

    @property
    def person_minutes(self) -> int:
        """Return missing person-minutes."""
        return self.missing * minutes_between(self.start, self.end)


@dataclass(frozen=True, slots=True)
class ServiceCover:
    """The cover of one service over a stretch. ``specified`` says it has requirements."""

    service_id: int
    level: Level
    specified: bool
    segments: tuple[CoverSegment, ...]
    gaps: tuple[CoverGap, ...]

    @property
    def missing_minutes(self) -> int:
        """Return missing person-minutes over all posts."""
        return sum(gap.person_minutes for gap in self.gaps)


def presences(
    duties: Iterable[HeldDuty],
    lost: Mapping[str, Sequence[Stretch]],
    assignments: Iterable[Assignment],
    absences: Absences,
) -> dict[int, list[Presence]]:
    """Return who is at each service when: duties held and not lost, and accepted assignments.

    Somebody whose cover says that they leave their own duties is not counted there meanwhile.
    """
    given = list(assignments)
    leaving: dict[str, list[Stretch]] = defaultdict(list)
    for each in given:
        if each.leaves_duties:
            leaving[each.staff_id].append((each.start, each.end))
    present: dict[int, list[Presence]] = defaultdict(list)
    for duty in duties:
        if duty.staff_id is None:
            continue
        holes = [
            *lost.get(duty.duty_id, ()),
            *absences.get(duty.staff_id, ()),
            *leaving.get(duty.staff_id, ()),
        ]
        for start, end in without((duty.start, duty.end), holes):
            present[duty.service_id].append(Presence(duty.staff_id, start, end, duty.kind))
    for each in given:
        for start, end in without((each.start, each.end), absences.get(each.staff_id, ())):
            present[each.service_id].append(Presence(each.staff_id, start, end, None))
    return present


def fits(person: CoverPerson, post: Post, ladder: GradeLadder) -> bool:
    """Say whether a person meets a post's group, grade and competencies.

    Without named groups only doctors count. The medical ladder ranks doctors; staff of another
    named group are let in by their group, or by the very grade the post names.
    """
    if person.staff_group not in (post.staff_groups or MEDICAL):
        return False
    if not post.competencies <= person.competencies:
        return False
    if not post.grade_min:
        return True
    wanted = ladder.rank(post.grade_min)
    if wanted is None:
        return person.grade.casefold() == post.grade_min.casefold()
    if person.staff_group not in MEDICAL:
        return True
    held = ladder.rank(person.grade)
    return held is not None and held >= wanted


def service_cover(
    service_id: int,
    level: Level,
    requirements: Collection[CoverRequirement],
    present: Sequence[Presence],
    people: Mapping[str, CoverPerson],
    ladder: GradeLadder,
    span: Stretch,
) -> ServiceCover:
    """Return segments and gaps of one service between two instants.

    Missing at an instant is what the requirements of the level ask, less the largest number of
    them that the people present can fill together, one person one place.
    """
    needs = [] if level is Level.SUSPENDED else [n for n in requirements if n.level is level]
    if not needs:
        return ServiceCover(service_id, level, level is Level.SUSPENDED, (), ())
    board = _Board(needs, people, ladder)
    segments = board.segments(present, span)
    return ServiceCover(service_id, level, True, tuple(segments), tuple(_gaps(segments)))


def missed_without(
    needs: Collection[CoverRequirement],
    present: Sequence[Presence],
    people: Mapping[str, CoverPerson],
    ladder: GradeLadder,
    span: Stretch,
) -> dict[str, int]:
    """Return for each person whose absence would be felt how many person-minutes more would lack.

    Everybody is taken away alone, all in one sweep: people who can fill the same posts at a time
    are missed alike. ``needs`` are of the level that holds.
    """
    return _Board(list(needs), people, ladder).missed(present, span) if needs else {}


class _Board:
    """One service's posts in order of difficulty, and a memory of the matchings already made."""

    def __init__(
        self,
        needs: Sequence[CoverRequirement],
        people: Mapping[str, CoverPerson],
        ladder: GradeLadder,
    ) -> None:
        self._needs = needs
        self._people = people
        self._ladder = ladder
        self._posts = sorted({need.post for need in needs}, key=self._difficulty)
        self._labels = [post.label for post in self._posts]
        self._index = {post: index for index, post in enumerate(self._posts)}
        self._masks: dict[tuple[str, frozenset[DutyKind | None]], int] = {}
        self._known: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], tuple[int, ...]] = {}

    def _difficulty(self, post: Post) -> tuple[int, int, str, tuple[str, ...]]:
        rank = self._ladder.rank(post.grade_min) or 0
        kinds = tuple(sorted(post.kinds))
        return (-rank, -len(post.competencies), post.label, kinds)

    def segments(self, present: Sequence[Presence], span: Stretch) -> list[CoverSegment]:
        edges, comings = self._edges(present, span)
        return self._sweep(edges, comings)

    def missed(self, present: Sequence[Presence], span: Stretch) -> dict[str, int]:
        edges, comings = self._edges(present, span)
        found: dict[str, int] = defaultdict(int)
        here: list[Presence] = []
        for at, until in pairwise(edges):
            here = [stay for stay in here if stay.end > at]
            here.extend(comings.get(at, ()))
            demand, masks = self._demand(at), self._masks_here(here)
            felt = self._felt(demand, tuple(sorted(Counter(masks.values()).items())))
            for staff_id, mask in masks.items():
                if felt[mask]:
                    found[staff_id] += felt[mask] * minutes_between(at, until)
        return dict(found)

    def _felt(self, demand: tuple[int, ...], groups: tuple[tuple[int, int], ...]) -> dict[int, int]:
        """How many more are missing with one fewer of each group."""
        before = sum(number for _, number in self._missing(demand, groups))
        found = {}
        for mask, _ in groups:
            fewer = tuple((each, n - (each == mask)) for each, n in groups if n - (each == mask))
            found[mask] = sum(number for _, number in self._missing(demand, fewer)) - before
        return found

    def _edges(
        self, present: Sequence[Presence], span: Stretch
    ) -> tuple[list[datetime], Mapping[datetime, list[Presence]]]:
        start, end = span
        if start >= end:
            return [], {}
        edges = band_edges(self._needs, start, end) | {start, end}
        comings: dict[datetime, list[Presence]] = defaultdict(list)
        for stay in present:
            if stay.end <= start or stay.start >= end:
                continue
            comings[max(stay.start, start)].append(stay)
            edges.update((max(stay.start, start), min(stay.end, end)))
        return sorted(edges), comings

    def _sweep(
        self, edges: Sequence[datetime], comings: Mapping[datetime, list[Presence]]
    ) -> list[CoverSegment]:
        segments: list[CoverSegment] = []
        here: list[Presence] = []
        for at, until in pairwise(edges):
            here = [stay for stay in here if stay.end > at]
            here.extend(comings.get(at, ()))
            demand, groups = self._demand(at), self._people_here(here)
            missing = self._missing(demand, groups)
            there = sum(number for _, number in groups)
            asked = zip(self._labels, demand, strict=True)
            by_post = tuple((label, number) for label, number in asked if number)
            segment = CoverSegment(at, until, sum(demand), there, missing, by_post)
            if segments and _same(segments[-1], segment):
                segments[-1] = _joined(segments[-1], until)
            else:
                segments.append(segment)
        return segments

    def _demand(self, at: datetime) -> tuple[int, ...]:
        local = to_local(at)
        demand = [0] * len(self._posts)
        for need in self._needs:
            if need.holds(local):
                demand[self._index[need.post]] += need.number
        return tuple(demand)

    def _people_here(self, here: Iterable[Presence]) -> tuple[tuple[int, int], ...]:
        return tuple(sorted(Counter(self._masks_here(here).values()).items()))

    def _masks_here(self, here: Iterable[Presence]) -> dict[str, int]:
        """What each person there can fill, of those who can fill anything."""
        kinds: dict[str, set[DutyKind | None]] = defaultdict(set)
        for stay in here:
            kinds[stay.staff_id].add(stay.kind)
        masks = {each: self._mask(each, frozenset(held)) for each, held in kinds.items()}
        return {each: mask for each, mask in masks.items() if mask}

    def _mask(self, staff_id: str, kinds: frozenset[DutyKind | None]) -> int:
        key = (staff_id, kinds)
        if key not in self._masks:
            person = self._people[staff_id]
            mask = 0
            for index, post in enumerate(self._posts):
                counts = None in kinds or kinds & post.kinds
                if counts and fits(person, post, self._ladder):
                    mask |= 1 << index
            self._masks[key] = mask
        return self._masks[key]

    def _missing(
        self, demand: tuple[int, ...], groups: tuple[tuple[int, int], ...]
    ) -> tuple[tuple[str, int], ...]:
        key = (demand, groups)
        if key not in self._known:
            self._known[key] = tuple(unfilled(demand, groups))
        found = zip(self._labels, self._known[key], strict=True)
        return tuple((label, number) for label, number in found if number)


def _same(one: CoverSegment, other: CoverSegment) -> bool:
    return replace(one, start=other.start, end=other.end) == other


def _joined(segment: CoverSegment, end: datetime) -> CoverSegment:
    return replace(segment, end=end)


def _gaps(segments: Iterable[CoverSegment]) -> list[CoverGap]:
    """Join neighbouring segments into longest gaps, each post by itself."""
    gaps: list[CoverGap] = []
    open_gaps: dict[str, CoverGap] = {}
    for segment in segments:
        now = dict(segment.missing)
        for post, gap in list(open_gaps.items()):
            if now.get(post) != gap.missing or gap.end != segment.start:
                gaps.append(open_gaps.pop(post))
        for post, missing in now.items():
            start = open_gaps[post].start if post in open_gaps else segment.start
            open_gaps[post] = CoverGap(post, start, segment.end, missing)
    gaps.extend(open_gaps.values())
    gaps.sort(key=lambda gap: (gap.start, gap.post))
    return gaps
