"""Plans made of whole courses of days: the same every time, cut short at once, never worse."""

from __future__ import annotations

import random
import threading
import time

import pytest

from rota.domain.cover_problem import (
    MINUTES_OF_DAY,
    CoverProblem,
    Job,
    Option,
    Pattern,
    Person,
)
from rota.solver.checking import check
from rota.solver.composing import suits
from rota.solver.planning import Limits, ProgressReport, solve
from rota.solver.tables import tabulate

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


@pytest.mark.parametrize("after", [1.0, 3.0])
def test_cancelled_it_answers_within_half_a_second(after: float) -> None:
    problem = made_up_roster(staff=24, days=28)
    cancelled = threading.Event()
    at: list[float] = []

    def cancel() -> None:
        at.append(time.monotonic())
        cancelled.set()

    timer = threading.Timer(after, cancel)
    timer.start()
    plan = solve(problem, Limits(work=1000), cancelled=cancelled.is_set)
    answered = time.monotonic()
    timer.join()

    assert answered - at[0] < 0.5
    assert check(problem, plan) == []
