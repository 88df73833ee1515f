"""Tiny random problems for hypothesis: every kind of cost, limit and wish, in small numbers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from rota.domain.cover_problem import (
    Choice,
    CoverProblem,
    Job,
    Limit,
    Loss,
    Option,
    Pattern,
    Person,
    Reason,
    Span,
    Tally,
)

HOUR = 60
DAY = 24 * HOUR
JOB_COSTS = ((), (0, 60), (0, 60, 0), (7,), (50, 0), (3, 0, 20))
NIGHT_COSTS = ((), (0, 15), (5, 0))


@st.composite
def people(draw: st.DrawFn, name: str) -> Person:
    busy_from = draw(st.integers(-20, 60)) * HOUR
    busy = Span(busy_from, busy_from + draw(st.integers(1, 8)) * HOUR)
    loses = draw(st.lists(st.integers(0, 40), max_size=2, unique=True))
    return Person(
        name,
        rest=draw(st.sampled_from((0, 2, 11))) * HOUR,
        minutes=draw(st.none() | st.integers(0, 30).map(lambda hours: hours * HOUR)),
        nights=draw(st.none() | st.integers(0, 2)),
        busy=(busy,) if draw(st.booleans()) else (),
        losses=tuple(Loss(at * HOUR, (at + 10) * HOUR, 40 + at) for at in loses),
        job_costs=draw(st.sampled_from(JOB_COSTS)),
        night_costs=draw(st.sampled_from(NIGHT_COSTS)),
    )


@st.composite
def jobs(draw: st.DrawFn, name: str) -> Job:
    start = draw(st.integers(0, 50)) * HOUR
    length = draw(st.integers(1, 13)) * HOUR
    penalty = draw(st.sampled_from((10, 100, 1000)))
    return Job(name, start, start + length, penalty, night=draw(st.booleans()))


@st.composite
def problems(draw: st.DrawFn) -> CoverProblem:
    """Up to 3 people and 6 jobs; sometimes a job is fixed, sometimes there is an earlier plan."""
    team = tuple(draw(people(f"p{each}")) for each in range(draw(st.integers(1, 3))))
    work = tuple(draw(jobs(f"j{each}")) for each in range(draw(st.integers(1, 6))))
    options: list[Option] = []
    excluded: list[tuple[str, tuple[Reason, ...]]] = []
    for job in work:
        able = [person for person in team if draw(st.integers(0, 3))]
        options += [Option(each.person_id, job.job_id, draw(st.integers(-3, 40))) for each in able]
        excluded.append((job.job_id, (Reason("skill", len(team) - len(able)),)))
    pairs = [Choice(job.job_id, person.person_id) for job in work for person in team]
    one_each = st.lists(st.sampled_from(pairs), max_size=2, unique_by=lambda each: each.job_id)
    return CoverProblem(
        team,
        work,
        tuple(options),
        fixed=tuple(draw(one_each)),
        previous=tuple(draw(one_each)),
        change_cost=draw(st.sampled_from((0, 25))),
        excluded=tuple(excluded),
    )


KINDS = ("", "early", "late")
PLACES = ("", "north", "south")


@st.composite
def patterns(draw: st.DrawFn, days: int) -> Pattern:
    """Any rules for days, mostly some; sometimes days before or among them are worked already."""
    return Pattern(
        days,
        most_in_row=draw(st.none() | st.integers(1, 3)),
        least_in_row=draw(st.integers(1, 3)),
        least_off=draw(st.integers(1, 3)),
        weekends=draw(st.none() | st.integers(0, 1)),
        saturday=draw(st.integers(-1, 3)),
        never_next=tuple(draw(st.sets(st.sampled_from((("late", "early"), ("early", "late")))))),
        caps=tuple((kind, draw(st.integers(0, 2))) for kind in draw(st.sets(_kinds))),
        worked=tuple((day, draw(_kinds)) for day in draw(st.sets(st.integers(-2, days)))),
        place=draw(st.sampled_from(PLACES)),
        move_cost=draw(st.sampled_from((0, 0, 30))),
    )


_kinds = st.sampled_from(KINDS)


@st.composite
def rosters(draw: st.DrawFn) -> CoverProblem:
    """One or two people for up to 6 days, with patterns and all that is counted over days."""
    days = draw(st.integers(2, 6))
    team = [
        replace(
            draw(people(f"p{each}")),
            minutes=draw(st.none() | st.integers(8, 40).map(lambda hours: hours * HOUR)),
            least_minutes=draw(st.integers(0, 24)) * HOUR,
            short_cost=draw(st.sampled_from((0, 1, 3))),
            limits=(Limit(0, draw(st.integers(1, days)) * DAY, draw(st.integers(0, 30)) * HOUR),),
            pattern=draw(st.none() | patterns(days)),
        )
        for each in range(draw(st.integers(1, 2)))
    ]
    work = [
        Job(
            f"j{each}",
            start := draw(st.integers(0, days - 1)) * DAY + draw(st.integers(0, 20)) * HOUR,
            start + draw(st.integers(1, 13)) * HOUR,
            draw(st.sampled_from((0, 40, 400))),
            night=draw(st.booleans()),
            wanted=draw(st.integers(0, 2)),
            extra=draw(st.none() | st.integers(0, 9)),
            kind=draw(_kinds),
            place=draw(st.sampled_from(PLACES)),
        )
        for each in range(draw(st.integers(1, 6)))
    ]
    pairs = [(job, person) for job in work for person in team if draw(st.integers(0, 4))]
    options = tuple(Option(p.person_id, j.job_id, draw(st.integers(-9, 20))) for j, p in pairs)
    choices = [Choice(job.job_id, person.person_id) for job in work for person in team]
    fixed = [each for each in draw(_some(choices)) if _room(work, each)]
    names = [job.job_id for job in work]
    together = draw(st.sets(st.sampled_from(names), max_size=3))
    held = sum(each.job_id in together for each in fixed)
    tally = Tally(
        tuple(sorted(together)),
        held + draw(st.integers(0, 2)),
        draw(st.sampled_from((0, 50))),
        draw(st.none() | st.just(5)),
    )
    return CoverProblem(
        tuple(team),
        tuple(work),
        options,
        fixed=tuple(fixed),
        previous=tuple(draw(_some(choices))),
        change_cost=draw(st.sampled_from((0, 25))),
        tallies=(tally,) if together else (),
    )


def _some(choices: list[Choice]) -> st.SearchStrategy[list[Choice]]:
    """Return a few choices, of each job one at most."""
    return st.lists(st.sampled_from(choices), max_size=2, unique_by=lambda each: each.job_id)


def _room(work: list[Job], choice: Choice) -> bool:
    return any(
        job.job_id == choice.job_id and (job.wanted or job.extra is not None) for job in work
    )


@st.composite
def plain_rosters(draw: st.DrawFn) -> CoverProblem:
    """People alike or not, each with a pattern and nothing that courses do not express."""
    days = draw(st.integers(3, 5))
    rules = [draw(_plain_rules(days)) for _ in range(2)]
    team = [
        replace(draw(st.sampled_from(rules)), person_id=f"p{each}")
        for each in range(draw(st.integers(1, 2)))
    ]
    shifts = (("early", 0, 8), ("late", 8, 16), ("night", 20, 32))
    places = draw(
        st.lists(
            st.tuples(st.integers(0, days - 1), st.sampled_from(shifts)), max_size=6, min_size=2
        )
    )
    work = [
        Job(
            f"j{number}",
            day * DAY + start * HOUR,
            day * DAY + end * HOUR,
            draw(st.sampled_from((40, 400))),
            night=kind == "night",
            wanted=draw(st.integers(0, 2)),
            extra=draw(st.none() | st.integers(0, 9)),
            kind=kind,
        )
        for number, (day, (kind, start, end)) in enumerate(places)
    ]
    pairs = [(job, person) for job in work for person in team if draw(st.integers(0, 5))]
    options = tuple(Option(p.person_id, j.job_id, draw(st.integers(-9, 20))) for j, p in pairs)
    return CoverProblem(tuple(team), tuple(work), options)


@st.composite
def _plain_rules(draw: st.DrawFn, days: int) -> Person:
    return Person(
        "",
        rest=draw(st.sampled_from((0, 11))) * HOUR,
        minutes=draw(st.none() | st.integers(8, 40).map(lambda hours: hours * HOUR)),
        nights=draw(st.none() | st.integers(0, 2)),
        job_costs=draw(st.sampled_from(((), (7,), (50, 0)))),
        least_minutes=draw(st.sampled_from((0, 16, 24))) * HOUR,
        short_cost=draw(st.sampled_from((0, 1))),
        limits=(Limit(0, 2 * DAY, draw(st.integers(8, 30)) * HOUR),),
        pattern=replace(draw(patterns(days)), worked=(), move_cost=0),
    )
