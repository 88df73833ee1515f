"""Where somebody is missing: gaps as places for one person each, cut into pieces one can work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from rota.domain.codes import Level
from rota.domain.cover import CoverGap
from rota.domain.requirements import Post, band_edges
from rota.domain.stretches import Stretch, joined
from rota.domain.times import at_local, to_local
from rota.services.cover_ground import posts_of
from rota.services.cover_picture import CoverPicture

LONGEST = timedelta(hours=12, minutes=30)
"""The longest piece that one person is asked to cover: a usual long day with its handover."""

HANDOVERS = time(8, 0), time(20, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """One post of a service that is empty for a stretch, to be filled by one person."""

    service_id: int
    post: Post
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it lasts."""
        return self.end - self.start


def open_places(picture: CoverPicture) -> list[Place]:
    """Return a place for each person who is missing, each as long as it goes."""
    found = []
    for service_id, cover in sorted(picture.by_service.items()):
        posts = {post.label: post for post in posts_of(picture, service_id)}
        for label in sorted({gap.post for gap in cover.gaps}):
            gaps = [gap for gap in cover.gaps if gap.post == label]
            found += [Place(service_id, posts[label], *part) for part in _layers(gaps)]
    return found


def _layers(gaps: Collection[CoverGap]) -> Iterator[Stretch]:
    """Yield the stretches in which at least one is missing, at least two, and so on."""
    for number in range(1, max(gap.missing for gap in gaps) + 1):
        yield from joined((gap.start, gap.end) for gap in gaps if gap.missing >= number)


def pieces(place: Place, picture: CoverPicture) -> list[Place]:
    """Cut a place where people hand over, or else where a requirement changes.

    No piece is longer than anybody is asked to cover at once.
    """
    level = picture.levels.get(place.service_id, Level.NORMAL)
    needs = [n for n in picture.reading.needs.get(place.service_id, ()) if n.level is level]
    edges = band_edges(needs, place.start, place.end)
    usual = set(_handovers(place.start, place.end))
    found = []
    while place.length > LONGEST:
        latest = place.start + LONGEST
        by_hand_over = [at for at in usual if place.start < at <= latest]
        by_need = [at for at in edges if place.start < at <= latest]
        at = max(by_hand_over or by_need, default=latest)
        found.append(replace(place, end=at))
        place = replace(place, start=at)
    return [*found, place]


def _handovers(start: datetime, end: datetime) -> Iterator[datetime]:
    day, last = to_local(start).date(), to_local(end).date()
    while day <= last:
        yield from (at_local(day, clock) for clock in HANDOVERS)
        day += timedelta(days=1)


def counted(places: Sequence[Place]) -> list[tuple[Place, int]]:
    """Return each different place once, with how often it is there."""
    return [(each, places.count(each)) for each in dict.fromkeys(places)]
