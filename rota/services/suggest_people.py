"""Who could take a place, by the same checks as for candidates; each answer is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rota.domain.candidates import Reason, misfit
from rota.domain.codes import DutyKind
from rota.domain.cover_limits import ON_SITE, kept_by
from rota.domain.duties import Assignment
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.domain.requirements import Post
from rota.domain.stretches import Stretch, without
from rota.domain.times import to_local
from rota.domain.working_time import Turn, hours_between
from rota.services.candidates import CALLED_OUT, limit_words, taken_times
from rota.services.cover_checks import THIS_COVER, Checks
from rota.services.cover_ground import cover_person, worker
from rota.services.cover_orders import CoverOrder, Leaves
from rota.services.suggest_ground import planned, with_others
from rota.services.suggest_places import LONGEST, Place

WEEK = timedelta(hours=168)
REST_FROM_COVER = Reason(
    "rest_from_cover", "too near other cover of theirs", "too little rest beside other cover"
)
"""A plan never asks for two covers without the rest due between, even where rules only warn."""

DECLINED = Reason("declined", "declined already", "was asked for that time and declined")


STRIKING = Reason(
    "called_out",
    "called out: a cautious plan counts on none of them",
    "called out, and a cautious plan counts on nobody who is",
)
"""Whatever they said: who declared what must not show in whom a cautious plan leaves out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of one person for one place; ``reason`` is the first against it.

    ``stops`` hold what keeps them away by a rule, or by the limit of a plan. ``short_rest``: they
    would have less rest than a plan wishes.
    """

    order: CoverOrder
    reason: Reason | None = None
    stops: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    leaves: tuple[Leaves, ...] = ()
    worked: timedelta = timedelta()
    short_rest: bool = False


@dataclass(frozen=True, slots=True)
class _Working:
    """What the hours of a person with one more stretch of work come to."""

    findings: tuple[Finding, ...]
    limits: tuple[Finding, ...]
    worked: timedelta


_Turn = tuple[str, datetime, datetime, bool, bool]

FROM_HOME = frozenset({DutyKind.ON_CALL_NON_RESIDENT})


class Eligibility:
    """Answers for one state of the rota."""

    def __init__(
        self,
        checks: Checks,
        declined: Mapping[str, Sequence[Stretch]],
        called_out: Reason = CALLED_OUT,
    ) -> None:
        self.checks = checks
        self.declined = declined
        self.called_out = called_out
        self._staff = list(checks.ground.staff.values())
        self._misfits: dict[Post, Mapping[str, Reason]] = {}
        self._rests: dict[str, int] = {}
        self._judged: dict[_Turn, _Working] = {}
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
        verdict = self.before_leaving(person, place)
        if verdict.reason is None and verdict.order.leaves_duties:
            return replace(verdict, leaves=self._leaving(verdict.order))
        return verdict

    def before_leaving(self, person: StaffMember, place: Place) -> Verdict:
        """Return what speaks against a person for a place; what they would leave is not asked."""
        window_id = self.checks.ground.picture.window.window_id
        order = CoverOrder(window_id, person.staff_id, place.service_id, place.start, place.end)
        if reason := self._misfits_of(place.post).get(person.staff_id):
            return Verdict(order, reason)
        if self.checks.ground.standing(order).out:
            return Verdict(order, self.called_out)
        for reason, taken in self._taken(order, place.post):
            if taken:
                return Verdict(order, reason)
        if self._near_cover(person, order):
            return Verdict(order, REST_FROM_COVER)
        left = self._services_then(order)
        order = replace(order, leaves_duties=bool(left - {place.service_id}))
        working = self._working(order, place.post)
        extra = (*self.checks.agency(order), *self.checks.alone(order, person))
        findings = (*working.findings, *extra)
        stops = tuple(each for each in findings if each.severity == "stop")
        if stops:
            reason = Reason(stops[0].rule, limit_words(stops[0]), stops[0].text)
            return Verdict(order, reason, stops)
        too_long = tuple(each for each in working.limits if each.rule == ON_SITE)
        if too_long:
            return Verdict(order, kept_by(too_long[0]), too_long)
        return Verdict(order, None, (), findings, (), working.worked, bool(working.limits))

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

    def _working(self, order: CoverOrder, post: Post) -> _Working:
        is_home = post.kinds == FROM_HOME
        key = order.staff_id, order.start, order.end, order.leaves_duties, is_home
        if key not in self._judged:
            checks = self.checks
            turns = checks.turns_with(order)
            self._judged[key] = _Working(
                tuple(checks.working_time(order)),
                checks.ground.rules.cover_limit.beyond(
                    _as_worked(checks, order, is_home=is_home), THIS_COVER
                ),
                hours_between(turns, order.end - WEEK, order.end),
            )
        return self._judged[key]

    def _services_then(self, order: CoverOrder) -> set[int]:
        return {each.duty.service_id for each in self.checks.own_then(order)}

    def _leaving(self, order: CoverOrder) -> tuple[Leaves, ...]:
        left = self._services_then(order)
        here = order.service_id if order.service_id in left else 0
        key = order.staff_id, order.start, order.end, here
        if key not in self._left:
            self._left[key] = self.checks.leaving.by(order, left)
        return self._left[key]


def goes_too_far(checks: Checks, orders: Sequence[CoverOrder]) -> bool:
    """Say whether with some covers of one person together a plan would go too far with them."""
    limit = checks.ground.rules.cover_limit
    return any(
        each.rule == ON_SITE
        for order in orders
        for each in limit.beyond(_as_worked(with_others(checks, orders, order), order), THIS_COVER)
    )


def _as_worked(checks: Checks, order: CoverOrder, *, is_home: bool = False) -> Sequence[Turn]:
    """Return a person's turns with an order; cover of a post on call from home is as such.

    Cover does not say which post it fills: it is from home where its service wants nothing else.
    """
    cover = [planned(order), *checks.rosters.cover.get(order.staff_id, ())]
    homes = {(each.start, each.end) for each in cover if _is_from_home(checks, each)}
    if is_home:
        homes.add((order.start, order.end))
    turns = checks.turns_with(order)
    return [
        replace(each, kind=DutyKind.ON_CALL_NON_RESIDENT)
        if each.kind is None and (each.start, each.end) in homes
        else each
        for each in turns
    ]


def _is_from_home(checks: Checks, cover: Assignment) -> bool:
    picture = checks.ground.picture
    if cover.window_id != picture.window.window_id or cover.service_id not in picture.levels:
        return False
    posts = checks.posts(cover.service_id)
    return bool(posts) and all(each.kinds == FROM_HOME for each in posts)


def _goes_on(given: Assignment, order: CoverOrder) -> bool:
    """Say whether an order only makes a cover at the same service longer, within reason."""
    touch = given.end == order.start or order.end == given.start
    both = max(given.end, order.end) - min(given.start, order.start)
    return given.service_id == order.service_id and touch and both <= LONGEST
