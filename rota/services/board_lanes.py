"""The people of each service on the board, and what becomes of their duties there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from rota.domain.codes import DutyKind
from rota.domain.cover import fits
from rota.domain.duties import Assignment
from rota.domain.losses import HeldDuty
from rota.domain.requirements import Post
from rota.domain.stretches import Stretch, without
from rota.services.board import Bar, BarState, Lane
from rota.services.cover_picture import CoverPicture

Names = Mapping[str, tuple[str, str, str]]
"""Forename, surname and grade of people."""


def who(staff_id: str, names: Names) -> tuple[str, str]:
    """Return a person's name and grade; somebody unknown goes by the id."""
    forename, surname, grade = names.get(staff_id, ("", staff_id, ""))
    return f"{forename} {surname}".strip(), grade


class Lanes:
    """The people of the wanted services, and what becomes of their duties there."""

    def __init__(
        self,
        picture: CoverPicture,
        names: Names,
        going_ahead: Collection[str],
        wanted: Collection[int],
    ) -> None:
        self._picture = picture
        self._going_ahead = going_ahead
        self._names = names
        self._span = picture.span
        self._lost = {
            each.duty.duty_id: (each.start, each.end)
            for each in picture.lost
            if each.duty.service_id in wanted
        }
        self._leaving: dict[str, list[Stretch]] = defaultdict(list)
        self._cover: dict[int, list[Assignment]] = defaultdict(list)
        for given in picture.reading.assignments:
            if given.leaves_duties:
                self._leaving[given.staff_id].append((given.start, given.end))
            if self._is_seen(given.start, given.end):
                self._cover[given.service_id].append(given)
        self._duties: dict[int, list[HeldDuty]] = defaultdict(list)
        for duty in picture.reading.duties:
            if duty.service_id in wanted and self._is_seen(duty.start, duty.end):
                self._duties[duty.service_id].append(duty)

    def of(
        self, service_id: int, kinds: frozenset[DutyKind], posts: Collection[Post]
    ) -> tuple[Lane, ...]:
        """Return a service's lanes: who covers first, who is there, the unfilled, the lost."""
        bars: dict[str, list[Bar]] = defaultdict(list)
        lanes = []
        for duty in self._duties.get(service_id, ()):
            if duty.staff_id is None:
                bar = Bar(duty.start, duty.end, BarState.UNFILLED, duty.kind)
                lanes.append(Lane(None, "", "", (bar,)))
            else:
                bars[duty.staff_id].extend(self._bars(duty, duty.staff_id, kinds))
        for given in self._cover.get(service_id, ()):
            bars[given.staff_id].extend(self._cover_bars(given))
        for staff_id, held in bars.items():
            name, grade = who(staff_id, self._names)
            ordered = tuple(sorted(held, key=lambda bar: (bar.start, bar.end)))
            lanes.append(Lane(staff_id, name, grade, ordered, self._fitting(staff_id, posts)))
        return tuple(sorted(lanes, key=_lane_order))

    def _fitting(self, staff_id: str, posts: Collection[Post]) -> frozenset[str]:
        person = self._picture.reading.people.get(staff_id)
        if person is None:
            return frozenset()
        ladder = self._picture.ladder
        return frozenset(post.label for post in posts if fits(person, post, ladder))

    def _cover_bars(self, given: Assignment) -> Iterator[Bar]:
        away = self._picture.reading.absences.get(given.staff_id, ())
        whole = given.start, given.end
        number, reply = given.assignment_id, given.reply
        there = without(whole, away)
        for part in there:
            yield Bar(*part, BarState.COVER, None, True, number, reply)
        for part in without(whole, there):
            yield Bar(*part, BarState.AWAY, None, True, number, reply)

    def _is_seen(self, start: datetime, end: datetime) -> bool:
        return end > self._span[0] and start < self._span[1]

    def _bars(self, duty: HeldDuty, staff_id: str, kinds: frozenset[DutyKind]) -> Iterator[Bar]:
        whole = (duty.start, duty.end)
        own = [self._lost[duty.duty_id]] if duty.duty_id in self._lost else []
        lost = self._picture.lost_anywhere.get(duty.duty_id, [])
        away = self._picture.reading.absences.get(staff_id, [])
        leaves = self._leaving.get(staff_id, [])
        there = without(whole, [*lost, *away, *leaves])
        is_marked = duty.duty_id in self._going_ahead
        state = BarState.EMERGENCY if is_marked else BarState.THERE
        counts = duty.kind in kinds
        yield from (Bar(*part, state, duty.kind, counts) for part in there)
        yield from (Bar(*part, BarState.LOST, duty.kind, counts) for part in own)
        for part in lost:
            for other in without(part, own):
                yield Bar(*other, BarState.ON_ANOTHER_STRIKE, duty.kind, counts)
        for start, end in leaves:
            part = max(start, duty.start), min(end, duty.end)
            if part[0] < part[1]:
                for free in without(part, [*lost, *away]):
                    yield Bar(*free, BarState.COVERS_ELSEWHERE, duty.kind, counts)
        for hole in away:
            part = max(hole[0], duty.start), min(hole[1], duty.end)
            if part[0] < part[1]:
                for free in without(part, lost):
                    yield Bar(*free, BarState.AWAY, duty.kind, counts)


_ORDER = {
    BarState.COVER: 0,
    BarState.EMERGENCY: 1,
    BarState.THERE: 1,
    BarState.UNFILLED: 2,
    BarState.LOST: 3,
    BarState.ON_ANOTHER_STRIKE: 4,
    BarState.COVERS_ELSEWHERE: 5,
    BarState.AWAY: 6,
}


def _lane_order(lane: Lane) -> tuple[int, bool, datetime, str]:
    best = min(lane.bars, key=lambda bar: (_ORDER[bar.state], not bar.counts, bar.start))
    return _ORDER[best.state], not best.counts, best.start, lane.name
