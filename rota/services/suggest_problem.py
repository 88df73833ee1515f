"""The question put to the solver: places as jobs, everybody who could take them, and the prices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.candidates import steps_down
from rota.domain.codes import StaffSource
from rota.domain.cover_limits import is_night
from rota.domain.cover_problem import CoverProblem, Job, Option, Person
from rota.domain.people import StaffMember
from rota.services.cover_ground import cover_person
from rota.services.cover_orders import CoverOrder
from rota.services.suggest_ground import Question, leaves_weighted, minutes_from
from rota.services.suggest_people import Eligibility, Verdict
from rota.services.suggest_places import Place

FURTHER = 4
"""For so many covers of one person each costs more than the one before."""

Barred = frozenset[tuple[str, Place]]
"""People who must not have a place: with the rest of the plan a rule would stop them."""


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem, and the order that each option stands for, by job and person."""

    problem: CoverProblem
    orders: Mapping[tuple[str, str], tuple[CoverOrder, Place]]


def pose(
    question: Question,
    able: Eligibility,
    places: Sequence[Place],
    barred: Barred,
    cancelled: Callable[[], bool],
    few: int | None = None,
) -> Posed:
    """Write the problem of some places; when it is cancelled, of those looked at so far.

    With ``few`` only so many people are looked for at each place, all of them free of duties then:
    enough for a first plan.
    """
    origin = question.checks.ground.picture.span[0]
    jobs, options = [], []
    orders: dict[tuple[str, str], tuple[CoverOrder, Place]] = {}
    for number, place in enumerate(places):
        if cancelled():
            break
        job = _job(question, f"{number:05d}", place, origin)
        jobs.append(job)
        verdicts = able.everybody(place) if few is None else _few(able, place, number, few)
        for verdict in verdicts:
            order = verdict.order
            if verdict.reason is not None or (order.staff_id, place) in barred:
                continue
            cost = _cost(question, place, verdict)
            options.append(Option(order.staff_id, job.job_id, cost))
            orders[job.job_id, order.staff_id] = order, place
    named = {option.person_id for option in options}
    people = [
        _person(question, able, person)
        for staff_id, person in able.checks.ground.staff.items()
        if staff_id in named
    ]
    problem = CoverProblem(tuple(people), tuple(jobs), tuple(options))
    return Posed(problem, orders)


def _few(able: Eligibility, place: Place, number: int, few: int) -> Iterator[Verdict]:
    """Yield a few who could come and leave nothing; others for each place."""
    people = able.fitting(place.post)
    at = number * few % max(len(people), 1)
    found = 0
    for person in (*people[at:], *people[:at]):
        verdict = able.before_leaving(person, place)
        if verdict.reason is None and not verdict.order.leaves_duties:
            yield verdict
            found += 1
            if found == few:
                return


def _job(question: Question, job_id: str, place: Place, origin: datetime) -> Job:
    start, end = minutes_from(origin, place.start), minutes_from(origin, place.end)
    prices = question.weights
    penalty = (end - start) * prices.missing_minute * question.weight(place.service_id)
    away = question.turned_away(place.service_id, place.start, place.end)
    penalty += prices.patient * len(away)
    return Job(job_id, start, end, penalty, is_night(place.start, place.end))


def _cost(question: Question, place: Place, verdict: Verdict) -> int:
    order, prices = verdict.order, question.weights
    ground = question.checks.ground
    person = ground.staff[order.staff_id]
    short = leaves_weighted(ground, verdict.leaves)
    steps = steps_down(cover_person(person), place.post, ground.rules.ladder)
    tired = ground.rules.cover_limit.short_rest // timedelta(minutes=1) * verdict.short_rest
    return (
        prices.missing_minute * (short + tired)
        + prices.patient * question.displaced(order)
        + prices.moved * order.leaves_duties
        + prices.agency * (person.source is StaffSource.AGENCY)
        + prices.warning * len(verdict.findings)
        + prices.step_down * steps
        + prices.not_declared * (not ground.standing(order).declared_working)
        + prices.worked_hour * (verdict.worked // timedelta(hours=1))
    )


def _person(question: Question, able: Eligibility, person: StaffMember) -> Person:
    checks, prices = able.checks, question.weights
    window_id = checks.ground.picture.window.window_id
    held = [
        each
        for each in checks.rosters.cover.get(person.staff_id, ())
        if each.window_id == window_id
    ]
    nights = sum(is_night(each.start, each.end) for each in held)
    return Person(
        person.staff_id,
        able.rest_due(person),
        job_costs=_further(prices.second_job, len(held)),
        night_costs=_further(prices.second_night, nights),
    )


def _further(price: int, held: int) -> tuple[int, ...]:
    """Return what the next covers cost somebody who holds some already."""
    return tuple(price * number for number in range(held, held + FURTHER)) if price else ()
