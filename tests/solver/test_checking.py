"""The checker finds each fault that is planted into a good plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rota.domain.cover_problem import (
    Choice,
    CoverPlan,
    CoverProblem,
    Job,
    Limit,
    Loss,
    Option,
    Pattern,
    Person,
    PlanStatus,
    Span,
    Tally,
    Unfilled,
)
from rota.solver.checking import check
from rota.solver.planning import solve

HOUR = 60
EARLY = Job("early", 0, 8 * HOUR, 1000)
LATE = Job("late", 6 * HOUR, 14 * HOUR, 1000)
NIGHT = Job("night", 20 * HOUR, 30 * HOUR, 1000, night=True)
NEXT_NIGHT = Job("next night", 44 * HOUR, 54 * HOUR, 1000, night=True)


def asked(person: Person, **more: object) -> CoverProblem:
    """One person, who may do everything, and four jobs."""
    jobs = (EARLY, LATE, NIGHT, NEXT_NIGHT)
    options = tuple(Option(person.person_id, job.job_id, 5) for job in jobs)
    return replace(CoverProblem((person,), jobs, options), **more)


def planned(*taken: str, cost: int) -> CoverPlan:
    left = [each for each in ("early", "late", "night", "next night") if each not in taken]
    chosen = tuple(Choice(each, "Ada") for each in taken)
    return CoverPlan(PlanStatus.FEASIBLE, cost, 0, chosen, tuple(Unfilled(e, ()) for e in left))


@pytest.mark.parametrize(
    ("person", "taken", "fault"),
    [
        (Person("Ada"), ("early", "late"), "lacks rest between jobs early and late"),
        (Person("Ada", rest=13 * HOUR), ("early", "night"), "lacks rest between jobs"),
        (Person("Ada", minutes=17 * HOUR), ("early", "night"), "more than 1020 minutes"),
        (Person("Ada", nights=1), ("night", "next night"), "works 2 nights, and may work 1"),
        (Person("Ada", busy=(Span(7 * HOUR, 9 * HOUR),)), ("early",), "other work too near"),
        (Person("Ada", rest=HOUR, busy=(Span(510, 600),)), ("early",), "other work too near"),
    ],
)
def test_a_broken_rule_is_found(person: Person, taken: tuple[str, ...], fault: str) -> None:
    problem = asked(person)
    plan = planned(*taken, cost=1000 * (4 - len(taken)) + 5 * len(taken))

    faults = check(problem, plan)

    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("person", "taken", "cost"),
    [
        (Person("Ada"), ("early",), 3005),
        (Person("Ada", job_costs=(0, 60)), ("early", "night", "next night"), 1135),
        (Person("Ada", job_costs=(0, 60, 0)), ("early", "night", "next night"), 1075),
        (Person("Ada", night_costs=(9,)), ("night", "next night"), 2028),
        (Person("Ada", losses=(Loss(0, 25 * HOUR, 400),)), ("early", "night"), 2410),
    ],
)
def test_only_the_true_cost_passes(person: Person, taken: tuple[str, ...], cost: int) -> None:
    assert check(asked(person), planned(*taken, cost=cost)) == []
    assert "it costs" in check(asked(person), planned(*taken, cost=cost - 1))[0]


def test_a_changed_hand_costs_what_the_problem_says() -> None:
    problem = asked(Person("Ada"), previous=(Choice("early", "Bob"),), change_cost=70)

    assert check(problem, planned("early", cost=3075)) == []


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        (replace(planned("early", cost=3005), unfilled=()), "told 0 times"),
        (replace(planned("early", cost=3005), chosen=()), "told 0 times"),
        (replace(planned(cost=4000), chosen=(Choice("early", "Ada"),)), "told 2 times"),
        (replace(planned(cost=4000), chosen=(Choice("early", "Bob"),)), "is not in the problem"),
        (replace(planned("early", cost=3005), bound=3006), "lies above the cost"),
        (replace(planned("early", cost=3005), status=PlanStatus.OPTIMAL), "is not its cost"),
    ],
)
def test_a_plan_that_does_not_add_up_is_found(plan: CoverPlan, fault: str) -> None:
    assert any(fault in each for each in check(asked(Person("Ada")), plan))


def test_nobody_is_given_a_job_without_an_option_for_it() -> None:
    problem = replace(asked(Person("Ada")), options=())

    assert check(problem, planned("early", cost=3000)) == ["Ada has no option for job early."]


def test_what_was_fixed_by_hand_must_stay() -> None:
    problem = asked(Person("Ada"), fixed=(Choice("late", "Ada"),))

    assert check(problem, planned("early", cost=3005)) == ["Job late was fixed for Ada."]


def test_what_was_fixed_by_hand_is_planned_around_even_where_it_breaks_a_rule() -> None:
    fixed = (Choice("early", "Ada"), Choice("late", "Ada"))
    plan = solve(asked(Person("Ada", rest=4 * HOUR), fixed=fixed))

    assert {choice.job_id for choice in plan.chosen} == {"early", "late", "night", "next night"}
    assert plan.cost == 20


DAY = 24 * HOUR


def days_worked(pattern: Pattern, worked: str, **more: object) -> list[str]:
    """The faults of one person who works the days that are not dots, in the kinds named."""
    days = [(day, kind) for day, kind in enumerate(worked) if kind != "."]
    jobs = tuple(
        Job(str(day), day * DAY, day * DAY + 8 * HOUR, 0, kind=kind, place=kind)
        for day, kind in days
    )
    person = Person("Ada", pattern=pattern, **more)
    problem = CoverProblem((person,), jobs, tuple(Option("Ada", job.job_id) for job in jobs))
    chosen = tuple(Choice(job.job_id, "Ada") for job in jobs)
    plan = CoverPlan(PlanStatus.FEASIBLE, 0, 0, chosen, ())
    return [each for each in check(problem, plan) if "it costs" not in each]


@pytest.mark.parametrize(
    ("pattern", "broken", "kept"),
    [
        (Pattern(7, most_in_row=3), "..eeee.", "eee.eee"),
        (Pattern(7, most_in_row=3, worked=((-1, "e"),)), "eee....", "ee....."),
        (Pattern(7, least_in_row=2), "..e....", "e..ee.e"),
        (Pattern(7, least_off=2), "e.e....", ".e..ee."),
        (Pattern(7, weekends=0), ".....e.", "eeeee.."),
        (Pattern(7, weekends=0, saturday=1), "..e....", "e..eeee"),
        (Pattern(7, never_next=(("l", "e"),)), ".le....", "el.e..."),
        (Pattern(7, never_next=(("l", "e"),), worked=((2, "l"),)), "...e...", "...l..."),
        (Pattern(7, caps=(("l", 1),)), "l.l....", "l.e...."),
        (Pattern(7, worked=((3, "e"),)), "...e...", "..e.e.."),
        (Pattern(3), "...e...", "eee...."),
    ],
)
def test_a_broken_pattern_of_days_is_found(pattern: Pattern, broken: str, kept: str) -> None:
    assert days_worked(pattern, broken)
    assert days_worked(pattern, kept) == []


def test_minutes_of_a_stretch_are_counted() -> None:
    limit = Limit(0, 2 * DAY, 8 * HOUR)

    assert "more than 480 minutes" in days_worked(Pattern(4), "ee..", limits=(limit,))[0]
    assert days_worked(Pattern(4), "e.ee", limits=(limit,)) == []


def test_moves_short_minutes_and_tallies_cost_what_they_should() -> None:
    pattern = Pattern(4, place="n", move_cost=30)
    jobs = tuple(
        Job(str(day), day * DAY, day * DAY + HOUR, 0, place=place)
        for day, place in enumerate("ns n")
    )
    person = Person("Ada", pattern=pattern, least_minutes=5 * HOUR, short_cost=2)
    problem = CoverProblem(
        (person,),
        jobs,
        tuple(Option("Ada", job.job_id) for job in jobs),
        tallies=(Tally(("0", "1"), 1, under=0, over=7), Tally(("2", "3"), 3, under=11)),
    )
    chosen = tuple(Choice(job.job_id, "Ada") for job in jobs)
    told = CoverPlan(PlanStatus.FEASIBLE, 3 * 30 + HOUR * 2 + 7 + 11, 0, chosen, ())

    faults = check(replace(problem, jobs=(*jobs[:2], replace(jobs[2], place=""), jobs[3])), told)
    assert "it costs 198" in faults[0]
    assert check(problem, told) == []
    one_only = replace(problem, tallies=(Tally(("0", "1"), 1, under=0),))
    assert any("of which 1 at most" in each for each in check(one_only, told))


def test_a_job_may_want_several_people_or_bear_more() -> None:
    people = (Person("Ada"), Person("Bob"), Person("Cy"))
    pair = replace(EARLY, wanted=2)
    options = tuple(Option(each.person_id, "early") for each in people)
    both = tuple(Choice("early", name) for name in ("Ada", "Bob"))
    all_three = (*both, Choice("early", "Cy"))
    one_short = CoverPlan(PlanStatus.FEASIBLE, 1000, 0, both[:1], (Unfilled("early", (), 1),))

    assert check(CoverProblem(people, (pair,), options), one_short) == []
    full = CoverPlan(PlanStatus.FEASIBLE, 0, 0, both, ())
    assert check(CoverProblem(people, (pair,), options), full) == []
    crowded = CoverPlan(PlanStatus.FEASIBLE, 9, 0, all_three, ())
    assert "told 3 times" in check(CoverProblem(people, (pair,), options), crowded)[0]
    more = CoverProblem(people, (replace(pair, extra=9),), options)
    assert check(more, crowded) == []
