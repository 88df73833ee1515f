"""Parts of a place that somebody could take, where nobody can take the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from rota.domain.people import StaffMember
from rota.domain.times import minutes_between
from rota.services.cover_orders import CoverOrder
from rota.services.suggest_ground import leaves_weighted, weight_at
from rota.services.suggest_people import Eligibility, Verdict
from rota.services.suggest_places import Place, counted


def longest_part(able: Eligibility, place: Place, least: timedelta) -> Place | None:
    """Return the longest part of a place that somebody could take, if it lasts long enough.

    Parts begin and end where somebody becomes free, or has had their rest.
    """
    parts: dict[Place, list[StaffMember]] = {}
    for person in able.fitting(place.post):
        for free in able.free_parts(person, place):
            for part in _shortened(able, person, free):
                if part.length >= least:
                    parts.setdefault(part, []).append(person)
    for part in sorted(parts, key=lambda each: (-each.length, each.start)):
        if any(_gains(able, able.of(person, part)) for person in parts[part]):
            return part
    return None


def _gains(able: Eligibility, verdict: Verdict) -> bool:
    ground, order = able.checks.ground, verdict.order
    closed = minutes_between(order.start, order.end) * weight_at(ground, order.service_id)
    return verdict.reason is None and leaves_weighted(ground, verdict.leaves) < closed


def _shortened(able: Eligibility, person: StaffMember, free: Place) -> Sequence[Place]:
    """Return a free part, and what is left of it after the rest due from other work."""
    rest = timedelta(minutes=able.rest_due(person))
    starts, ends = {free.start}, {free.end}
    probe = CoverOrder(0, person.staff_id, free.service_id, free.start, free.end)
    for turn in able.checks.turns_with(probe)[:-1]:
        starts.add(turn.end + rest)
        ends.add(turn.start - rest)
    return [
        replace(free, start=start, end=end)
        for start in sorted(starts)
        for end in sorted(ends)
        if free.start <= start < end <= free.end
    ]


def beyond_everybody(able: Eligibility, places: Sequence[Place]) -> Counter[int]:
    """Return, by service, the minutes that nobody at all could take, whatever the plan."""
    total: Counter[int] = Counter()
    for place, number in counted(places):
        people = able.fitting(place.post)
        free = [part for person in people for part in able.free_parts(person, place)]
        nobody = minutes_between(place.start, place.end) - _covered(free)
        total[place.service_id] += number * nobody
    return total


def _covered(parts: Sequence[Place]) -> int:
    """Return the minutes that some parts cover together."""
    total, last = 0, None
    for part in sorted(parts, key=lambda each: each.start):
        start = part.start if last is None else max(part.start, last)
        if part.end > start:
            total += minutes_between(start, part.end)
            last = part.end
    return total
