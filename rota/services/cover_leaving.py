"""What would be short where somebody is taken from: the same matching that finds the gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rota.domain.codes import Level
from rota.domain.cover import CoverPerson, CoverSegment, Presence, service_cover
from rota.domain.duties import Service
from rota.domain.stretches import Stretch, without
from rota.domain.times import minutes_between, to_local
from rota.services.cover_orders import CoverOrder, Leaves
from rota.services.cover_picture import CoverPicture


class Leaving:
    """Finds what is left short at the services that people leave for a while.

    What is missing before they leave is worked out once for each service and stretch.
    """

    def __init__(self, picture: CoverPicture, people: Mapping[str, CoverPerson]) -> None:
        self._picture = picture
        self._people = people
        self._before: dict[tuple[int, Stretch], Sequence[CoverSegment]] = {}

    def by(self, order: CoverOrder, leaving: Collection[int]) -> tuple[Leaves, ...]:
        """Return what an order leaves short at the services that the person would leave."""
        first, last = self._picture.span
        span = max(order.start, first), min(order.end, last)
        services = [each for each in sorted(leaving) if each in self._picture.levels]
        if span[0] >= span[1]:
            return ()
        found = (each for service_id in services for each in self._at(service_id, order, span))
        return tuple(sorted(found, key=lambda each: (each.start, each.service, each.text)))

    def _at(self, service_id: int, order: CoverOrder, span: Stretch) -> list[Leaves]:
        there = self._picture.present.get(service_id, [])
        before = self._now(service_id, span)
        gone = [(order.start, order.end)]
        left = [stay for stay in there if not _is_left(stay, order.staff_id)]
        left += [
            replace(stay, start=start, end=end)
            for stay in there
            if _is_left(stay, order.staff_id)
            for start, end in without((stay.start, stay.end), gone)
        ]
        if service_id == order.service_id:
            left.append(Presence(order.staff_id, order.start, order.end, None))
        after = self._segments(service_id, left, span)
        service = self._picture.services[service_id]
        return [
            _leaves(service, post, number, stretch)
            for (post, number), stretch in _more(before, after)
        ]

    def missing_now(self, service_id: int, start: datetime, end: datetime) -> set[str]:
        """Return the posts of a service that are short at some time of a stretch as things are."""
        first, last = self._picture.span
        segments = self._now(service_id, (max(start, first), min(end, last)))
        return {post for each in segments for post, _ in each.missing}

    def _now(self, service_id: int, span: Stretch) -> Sequence[CoverSegment]:
        key = service_id, span
        if key not in self._before:
            there = self._picture.present.get(service_id, [])
            self._before[key] = self._segments(service_id, there, span)
        return self._before[key]

    def _segments(
        self, service_id: int, there: Sequence[Presence], span: Stretch
    ) -> Sequence[CoverSegment]:
        read = self._picture.reading
        needs = read.needs.get(service_id, ())
        level = self._picture.levels.get(service_id, Level.NORMAL)
        return service_cover(
            service_id, level, needs, there, self._people, self._picture.ladder, span
        ).segments


def _is_left(stay: Presence, staff_id: str) -> bool:
    """Say whether somebody leaves a stay: their own duties, not cover that they gave before."""
    return stay.staff_id == staff_id and stay.kind is not None


def _more(
    before: Sequence[CoverSegment], after: Sequence[CoverSegment]
) -> list[tuple[tuple[str, int], Stretch]]:
    """Return how many more of each post are missing, in longest stretches of the same number."""
    edges = sorted({edge for each in (*before, *after) for edge in (each.start, each.end)})
    found: list[tuple[tuple[str, int], Stretch]] = []
    running: dict[tuple[str, int], datetime] = {}
    for at in edges:
        then, now = _missing(before, at), _missing(after, at)
        more = {(post, n - then.get(post, 0)) for post, n in now.items() if n > then.get(post, 0)}
        for each in sorted(running.keys() - more):
            found.append((each, (running.pop(each), at)))
        for each in more - running.keys():
            running[each] = at
    return found


def _missing(segments: Sequence[CoverSegment], at: datetime) -> dict[str, int]:
    return next((dict(each.missing) for each in segments if each.start <= at < each.end), {})


def _leaves(service: Service, post: str, number: int, stretch: Stretch) -> Leaves:
    start, end = stretch
    text = f"{service.name} would be {number} short of {post}, {clocks(start, end)}"
    missing = number * minutes_between(start, end)
    return Leaves(service.name, start, end, missing, text, service.service_id)


def clocks(start: datetime, end: datetime) -> str:
    """Return a stretch within a day or two: 08:00 to 20:00."""
    return f"{to_local(start):%H:%M} to {to_local(end):%H:%M}"
