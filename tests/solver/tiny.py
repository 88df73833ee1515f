"""Tiny random problems for hypothesis: every kind of cost, limit and wish, in small numbers."""

from __future__ import annotations

from hypothesis import strategies as st

from rota.domain.cover_problem import (
    Choice,
    CoverProblem,
    Job,
    Loss,
    Option,
    Person,
    Reason,
    Span,
)

HOUR = 60
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
