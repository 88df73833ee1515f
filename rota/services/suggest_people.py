"""Who could take a place, by the same checks as for candidates; each answer is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rota.domain.candidates import Reason, misfit
from rota.domain.duties import Assignment
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.domain.requirements import Post
from rota.domain.stretches import Stretch, without
from rota.domain.times import minutes_between, to_local
from rota.domain.working_time import hours_between
from rota.services.candidates import CALLED_OUT, limit_words, taken_times
from rota.services.cover_checks import Checks
from rota.services.cover_ground import cover_person, worker
from rota.services.cover_orders import CoverOrder, Leaves
from rota.services.suggest_places import LONGEST, Place, counted

WEEK = timedelta(hours=168)
REST_FROM_COVER = Reason(
    "rest_from_cover", "too near other cover of theirs", "too little rest beside other cover"
)
"""A plan never asks for two covers without the rest due between, even where rules only warn."""

DECLINED = Reason("declined", "declined already", "was asked for that time and declined")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of one person for one place; ``reason`` is the first against it."""

    order: CoverOrder
    reason: Reason | None = None
    stops: tuple[Finding, ...] = ()
    warnings: int = 0
    leaves: tuple[Leaves, ...] = ()
    worked: timedelta = timedelta()


_Turn = tuple[str, datetime, datetime, bool]


class Eligibility:
    """Answers for one state of the rota."""

    def __init__(self, checks: Checks, declined: Mapping[str, Sequence[Stretch]]) -> None:
        self.checks = checks
        self.declined = declined
        self._staff = list(checks.ground.staff.values())
        self._misfits: dict[Post, Mapping[str, Reason]] = {}
        self._rests: dict[str, int] = {}
        self._judged: dict[_Turn, tuple[tuple[Finding, ...], timedelta]] = {}
        self._left: dict[tuple[str, datetime, datetime, int], tuple[Leaves, ...]] = {}

    def remember(self, before: Eligibility, changed: Collection[str]) -> None:
        """Take over what was found before of people whose own work has not changed since."""
        self._misfits, self._rests = before._misfits, before._rests
        self._judged.update(
            {key: found for key, found in before._judged.items() if key[0] not in changed}
        )

    def everybody(self, place: Place) -> list[Verdict]:
        """Return a verdict of each person on the staff list."""
        return [self.of(person, place) for person in self._staff]

    def of(self, person: StaffMember, place: Place) -> Verdict:
        """Return what speaks against a person for a place, and what they would leave."""
        window_id = self.checks.ground.picture.window.window_id
        order = CoverOrder(window_id, person.staff_id, place.service_id, place.start, place.end)
        if reason := self._misfits_of(place.post).get(person.staff_id):
            return Verdict(order, reason)
        if self.checks.ground.standing(order).out:
            return Verdict(order, CALLED_OUT)
        for reason, taken in self._taken(order, place.post):
            if taken:
                return Verdict(order, reason)
        if self._near_cover(person, order):
            return Verdict(order, REST_FROM_COVER)
        own = self.checks.own_then(order)
        left = {each.duty.service_id for each in own}
        order = replace(order, leaves_duties=bool(left - {place.service_id}))
        findings, worked = self._working(order)
        findings += (*self.checks.agency(order), *self.checks.alone(order, person))
        stops = tuple(each for each in findings if each.severity == "stop")
        if stops:
            reason = Reason(stops[0].rule, limit_words(stops[0]), stops[0].text)
            return Verdict(order, reason, stops)
        leaves = self._leaving(order, left) if order.leaves_duties else ()
        return Verdict(order, None, (), len(findings), leaves, worked)

    def free_parts(self, person: StaffMember, place: Place) -> list[Place]:
        """Return the parts of a place in which a person who fits it is nowhere else."""
        window_id = self.checks.ground.picture.window.window_id
        order = CoverOrder(window_id, person.staff_id, place.service_id, place.start, place.end)
        if self.checks.ground.standing(order).out:
            return []
        held = self._taken(order, place.post)
        holes = [each for _, found in held for each in found]
        return [
            replace(place, start=start, end=end)
            for start, end in without((place.start, place.end), holes)
        ]

    def _near_cover(self, person: StaffMember, order: CoverOrder) -> bool:
        cover = self.checks.rosters.cover.get(person.staff_id, ())
        rest = timedelta(minutes=self.rest_due(person)) if cover else timedelta()
        return any(
            given.start < order.end + rest
            and order.start < given.end + rest
            and not _goes_on(given, order)
            for given in cover
        )

    def rest_due(self, person: StaffMember) -> int:
        """Return the minutes of rest between shifts that the rules ask of a person."""
        if person.staff_id not in self._rests:
            checks = self.checks
            book, nation = checks.ground.rules.working_time, checks.ground.nation
            on = to_local(checks.ground.picture.span[0]).date()
            limits = book.limits_for(worker(person), nation, on)
            rests = [rule.minutes for _, rule in limits if rule.measure == "daily_rest"]
            self._rests[person.staff_id] = max(rests, default=0)
        return self._rests[person.staff_id]

    def _taken(self, order: CoverOrder, post: Post) -> list[tuple[Reason, list[Stretch]]]:
        asked = [
            (start, end)
            for start, end in self.declined.get(order.staff_id, ())
            if start < order.end and end > order.start
        ]
        return [(DECLINED, asked), *taken_times(self.checks, order, post)]

    def fitting(self, post: Post) -> list[StaffMember]:
        """Return everybody who meets what a post asks."""
        misfits = self._misfits_of(post)
        return [each for each in self._staff if each.staff_id not in misfits]

    def _misfits_of(self, post: Post) -> Mapping[str, Reason]:
        """Return what a post asks that people lack, the first thing of each."""
        if post not in self._misfits:
            ladder = self.checks.ground.rules.ladder
            found = ((each, misfit(cover_person(each), post, ladder)) for each in self._staff)
            self._misfits[post] = {each.staff_id: lacks[0] for each, lacks in found if lacks}
        return self._misfits[post]

    def _working(self, order: CoverOrder) -> tuple[tuple[Finding, ...], timedelta]:
        key = order.staff_id, order.start, order.end, order.leaves_duties
        if key not in self._judged:
            turns = self.checks.turns_with(order)
            worked = hours_between(turns, order.end - WEEK, order.end)
            self._judged[key] = tuple(self.checks.working_time(order)), worked
        return self._judged[key]

    def _leaving(self, order: CoverOrder, left: set[int]) -> tuple[Leaves, ...]:
        here = order.service_id if order.service_id in left else 0
        key = order.staff_id, order.start, order.end, here
        if key not in self._left:
            self._left[key] = self.checks.leaving.by(order, left)
        return self._left[key]


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
        if any(_gains(able.of(person, part)) for person in parts[part]):
            return part
    return None


def _goes_on(given: Assignment, order: CoverOrder) -> bool:
    """Say whether an order only makes a cover at the same service longer, within reason."""
    touch = given.end == order.start or order.end == given.start
    both = max(given.end, order.end) - min(given.start, order.start)
    return given.service_id == order.service_id and touch and both <= LONGEST


def _gains(verdict: Verdict) -> bool:
    short = sum(each.missing_minutes for each in verdict.leaves)
    order = verdict.order
    return verdict.reason is None and short < minutes_between(order.start, order.end)


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


def beyond_everybody(able: Eligibility, places: Sequence[Place]) -> int:
    """Return the minutes of some places that nobody at all could take, whatever the plan."""
    total = 0
    for place, number in counted(places):
        people = able.fitting(place.post)
        free = [part for person in people for part in able.free_parts(person, place)]
        total += number * (minutes_between(place.start, place.end) - _covered(free))
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
