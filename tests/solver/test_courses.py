"""Plans made of whole courses of days: the same every time, cut short at once, never worse."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest

from rota.domain.cover_problem import (
    MINUTES_OF_DAY,
    CoverProblem,
    Job,
    Option,
    Pattern,
    Person,
)
from rota.solver import composing
from rota.solver.checking import check
from rota.solver.composing import Composition, suits
from rota.solver.planning import Limits, ProgressReport, solve
from rota.solver.relaxing import SCALE
from rota.solver.tables import tabulate
from rota.solver.ways import END, START, Node, Way, shortened
from tests.solver.cancelling import answers_at_once

SHIFTS = {"early": (0, 480), "late": (480, 960), "night": (900, 1440)}
NEVER_NEXT = (("late", "early"), ("night", "early"), ("night", "late"))


def made_up_roster(staff: int = 14, days: int = 14) -> CoverProblem:
    """Two kinds of contract, three kinds of shift, wishes, and rather too much to do."""
    chance = random.Random("a roster")
    full, part = [
        Pattern(days, 5, 2, 2, weekends=1, never_next=NEVER_NEXT, caps=(("night", 4),)),
        Pattern(days, 4, 1, 2, weekends=1, never_next=NEVER_NEXT, caps=(("night", 2),)),
    ]
    people = tuple(
        Person(f"p{n}", minutes=4320, least_minutes=3360, short_cost=100, pattern=full)
        if n % 3
        else Person(f"p{n}", minutes=2400, least_minutes=1440, short_cost=100, pattern=part)
        for n in range(staff)
    )
    jobs = tuple(
        Job(
            f"{day} {kind}",
            day * MINUTES_OF_DAY + start,
            day * MINUTES_OF_DAY + end,
            penalty=100,
            wanted=chance.randint(1, 4),
            extra=1,
            kind=kind,
        )
        for day in range(days)
        for kind, (start, end) in SHIFTS.items()
    )
    options = tuple(
        Option(person.person_id, job.job_id, chance.choice((0, 0, 0, 0, -2, 3)))
        for person in people
        for job in jobs
        if chance.random() < 0.9
    )
    return CoverProblem(people, jobs, options)


@pytest.fixture(scope="module")
def roster() -> CoverProblem:
    problem = made_up_roster()
    assert suits(tabulate(problem))
    return problem


def test_the_same_roster_to_the_last_byte(roster: CoverProblem) -> None:
    little = Limits(seconds=300, work=1.5)
    plans = [solve(roster, little), solve(made_up_roster(), little)]

    assert repr(plans[0]).encode() == repr(plans[1]).encode()
    assert check(roster, plans[0]) == []


def test_each_plan_told_is_better_and_keeps_the_rules(roster: CoverProblem) -> None:
    told: list[ProgressReport] = []
    solve(roster, Limits(seconds=300, work=1.0), told.append)

    costs, bounds = [each.cost for each in told], [each.bound for each in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert all(check(roster, each.plan) == [] for each in told)


@pytest.mark.parametrize("after", [0.05, 0.4, 1.0, 6.0])
def test_cancelled_it_answers_within_half_a_second(after: float) -> None:
    answers_at_once(made_up_roster(staff=60, days=28), after)


def courses_of(ways: Iterable[Way]) -> Counter[tuple[tuple[int, ...], int]]:
    """Return the options of each way from the start to the end, with what they cost."""
    out: dict[Node, list[Way]] = {}
    for way in ways:
        out.setdefault(way.tail, []).append(way)
    found: Counter[tuple[tuple[int, ...], int]] = Counter()
    todo: list[tuple[Node, tuple[int, ...], int]] = [(START, (), 0)]
    while todo:
        node, options, cost = todo.pop()
        if node == END:
            found[options, cost] += 1
        for way in out.get(node, ()):
            todo.append((way.head, options + way.options, cost + way.cost))
    return found


def test_ways_are_the_courses_that_cost_little_more_and_the_same_when_shortened(
    roster: CoverProblem,
) -> None:
    composition = Composition(tabulate(roster))
    chance = random.Random("prices")
    prices = np.array([chance.randint(-90, 10) * SCALE for _ in roster.options])
    for number in composition.workers[:4]:
        ((_, least, best),) = composition.cheapest([number], prices)
        courses = []
        for slack in (0, 25 * SCALE):
            ways = list(composition.ways(number, prices, slack))
            courses.append(courses_of(ways))
            costs = []
            for course, cost in courses[-1]:
                assert cost == composition.column(number, course).cost
                true = cost * SCALE + sum(int(prices[o]) for o in course)
                costs.append(true - SCALE * sum(roster.options[o].cost for o in course))
            assert min(costs) == least
            assert courses[-1] == courses_of(shortened(ways))
            assert len(shortened(ways)) < len(ways)
        assert best in {course for course, _ in courses[0]}
        assert courses[0].keys() < courses[1].keys()
        assert set(courses[1].values()) == {1}


def test_courses_too_many_to_weigh_are_left_to_the_exact_engine(
    roster: CoverProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composing, "LARGEST", 1)

    assert not suits(tabulate(roster))
