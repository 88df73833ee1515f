"""What a suggested plan is made from, read once; and the same with cover planned on top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.appointments import AppointmentSlice
from rota.domain.codes import Reply
from rota.domain.cover import fits
from rota.domain.duties import Assignment
from rota.domain.permissions import refuse
from rota.domain.requirements import Post
from rota.domain.rules import Rulebook
from rota.domain.stretches import Stretch
from rota.domain.suggestions import Ask, Turnout, Weights
from rota.services.cover_checks import AROUND, Checks, read_checks
from rota.services.cover_ground import Ground, cover_person, posts_of, read_ground
from rota.services.cover_orders import Assessment, CoverOrder, Leaves
from rota.services.cover_picture import CoverPicture
from rota.services.gap_prices import FOR_WANT_OF_COVER
from rota.services.ports import Storage, Work
from rota.services.strike_board import StrikeBoard
from rota.services.strike_picture import StrikePicture


@dataclass(frozen=True, slots=True)
class Question:
    """One window as it was read. Everything from here on is computed from this alone.

    ``visits`` are the appointments not at risk yet, by their clinician; ``declined`` are the times
    for which people were asked already and said no; ``waiting`` are the appointments that gaps of
    a service keep from going ahead.
    """

    ask: Ask
    rules: Rulebook
    checks: Checks
    board: StrikeBoard
    visits: Mapping[str, Sequence[AppointmentSlice]]
    declined: Mapping[str, Sequence[Stretch]]
    waiting: Mapping[int, Sequence[AppointmentSlice]]

    @property
    def weights(self) -> Weights:
        """Return what the plan is weighed by."""
        return self.rules.cover_weights[self.ask.aim]

    def weight(self, service_id: int) -> int:
        """Return what a missing minute at a service weighs."""
        return weight_at(self.checks.ground, service_id)

    def turned_away(
        self, service_id: int, start: datetime, end: datetime
    ) -> Sequence[AppointmentSlice]:
        """Return the appointments that a service's being short in a stretch keeps from going ahead.

        They are those of the stretch's price.
        """
        waiting = self.waiting.get(service_id, ())
        return [each for each in waiting if start <= each.start < end]

    def displaced(self, order: CoverOrder) -> int:
        """Return how many appointments lose their clinician to an order."""
        return sum(
            visit.service_id != order.service_id
            and visit.start < order.end
            and visit.end > order.start
            for visit in self.visits.get(order.staff_id, ())
        )


def read_question(storage: Storage, ask: Ask, rules: Rulebook) -> Question:
    """Read all that bears on a plan for a window. Refuses a window that is not there."""
    refuse(storage.user, "suggest cover")
    with storage.read() as work:
        staff = {each.staff_id: each for each in work.people.staff.all()}
        ground = read_ground(work, ask.window_id, staff, rules)
        if ask.turnout is Turnout.CAUTIOUS:
            ground = with_working(ground, frozenset())
        asked = work.cover.of_window(ask.window_id)
        board = StrikeBoard(
            ground.picture,
            work.people.names(staff),
            work.cover.gaps_left(ask.window_id),
            sum(not each.counts for each in asked),
        )
        checks = read_checks(work, ground, _able(ground), ground.picture.span, reach=AROUND)
        visits, waiting = _visits(work, ask.window_id, rules)
        return Question(ask, rules, checks, board, visits, _declined(asked), waiting)


def _declined(asked: Sequence[Assignment]) -> Mapping[str, Sequence[Stretch]]:
    found: dict[str, list[Stretch]] = defaultdict(list)
    for each in asked:
        if each.reply is Reply.DECLINED and not each.stood_down:
            found[each.staff_id].append((each.start, each.end))
    return found


def _able(ground: Ground) -> list[str]:
    """Return everybody who fits some post that the window asks for."""
    posts: set[Post] = set()
    for service_id in ground.picture.levels:
        posts.update(posts_of(ground.picture, service_id))
    ladder = ground.rules.ladder
    return [
        staff_id
        for staff_id, person in ground.staff.items()
        if any(fits(cover_person(person), post, ladder) for post in posts)
    ]


def _visits(
    work: Work, window_id: int, rules: Rulebook
) -> tuple[Mapping[str, Sequence[AppointmentSlice]], Mapping[int, Sequence[AppointmentSlice]]]:
    """Return who still has their clinician, by clinician; and who lacks cover, by service."""
    picture = StrikePicture(work, window_id, rules.ladder)
    seen: dict[str, list[AppointmentSlice]] = defaultdict(list)
    waiting: dict[int, list[AppointmentSlice]] = defaultdict(list)
    for each in picture.at_risk:
        if FOR_WANT_OF_COVER & set(each.reasons):
            waiting[each.visit.service_id].append(each.visit)
    lost = {each.visit.appointment_id for each in picture.at_risk}
    for visit in picture.visits:
        if visit.clinician_staff_id and visit.appointment_id not in lost:
            seen[visit.clinician_staff_id].append(visit)
    return seen, waiting


def with_working(ground: Ground, working: Collection[str]) -> Ground:
    """Return the ground as it would be had these people, and nobody else, said they will work."""
    reading = ground.picture.reading
    facts = {number: replace(each, working=working) for number, each in reading.facts.items()}
    picture = CoverPicture(replace(reading, facts=facts), ground.picture.ladder)
    return replace(ground, picture=picture)


def if_working(checks: Checks, working: Collection[str]) -> Checks:
    """Return the checks as they would be had these people, and nobody else, said so."""
    ground = with_working(checks.ground, working)
    facts = tuple(ground.picture.reading.facts.values())
    return Checks(ground, replace(checks.rosters, facts=facts))


def weight_at(ground: Ground, service_id: int) -> int:
    """Return what a missing minute at a service weighs, by its kind of care."""
    return ground.rules.care.weight(ground.service(service_id))


def leaves_weighted(ground: Ground, leaves: Sequence[Leaves]) -> int:
    """Return the minutes that somebody leaves short elsewhere, by the weights there."""
    return sum(each.missing_minutes * weight_at(ground, each.service_id) for each in leaves)


def planned(order: CoverOrder) -> Assignment:
    """Return an order as the cover that it would be."""
    return Assignment(
        order.window_id,
        order.staff_id,
        order.service_id,
        order.start,
        order.end,
        leaves_duties=order.leaves_duties,
    )


def with_plan(checks: Checks, orders: Sequence[CoverOrder]) -> Checks:
    """Return the checks as they would be were some orders recorded."""
    picture = checks.ground.picture
    given = [planned(each) for each in orders]
    picture = picture.with_cover([*picture.reading.assignments, *given], {})
    return _with_turns(Checks(replace(checks.ground, picture=picture), checks.rosters), given)


def judged_together(checks: Checks, orders: Sequence[CoverOrder]) -> list[Assessment]:
    """Judge each order as if the others of the same person were recorded."""
    by_person: dict[str, list[CoverOrder]] = defaultdict(list)
    for order in orders:
        by_person[order.staff_id].append(order)
    return [with_others(checks, by_person[order.staff_id], order).assess(order) for order in orders]


def with_others(checks: Checks, orders: Sequence[CoverOrder], one: CoverOrder) -> Checks:
    """Return the checks as they would be were all of a person's orders but one recorded."""
    others = [planned(each) for each in orders if each is not one]
    return _with_turns(checks, others) if others else checks


def _with_turns(checks: Checks, given: Sequence[Assignment]) -> Checks:
    cover = {who: list(held) for who, held in checks.rosters.cover.items()}
    for each in given:
        cover.setdefault(each.staff_id, []).append(each)
    return Checks(checks.ground, replace(checks.rosters, cover=cover))


def missing_minutes(picture: CoverPicture) -> int:
    """Return the person-minutes that are missing over all services."""
    return sum(each.missing_minutes for each in picture.cover)


def weighted_minutes(ground: Ground, picture: CoverPicture) -> int:
    """Return the person-minutes that are missing, by the weights of the services."""
    return sum(
        each.missing_minutes * weight_at(ground, each.service_id)
        for each in picture.cover
        if each.gaps
    )


def minutes_from(origin: datetime, instant: datetime) -> int:
    """Return whole minutes from one instant to another."""
    return int((instant - origin).total_seconds()) // 60


def is_idle(checks: Checks, orders: Sequence[CoverOrder], one: CoverOrder) -> bool:
    """Say whether without one of some orders no more would be missing than with all of them.

    As everywhere in a plan, minutes count by the weights of the services.
    """
    ground = checks.ground
    picture = ground.picture
    recorded = picture.reading.assignments
    whole = picture.with_cover([*recorded, *map(planned, orders)], {})
    others = [planned(each) for each in orders if each is not one]
    without = whole.with_cover([*recorded, *others], {})
    return weighted_minutes(ground, without) <= weighted_minutes(ground, whole)
