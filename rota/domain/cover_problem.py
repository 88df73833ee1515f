"""The pure question put to the solver, and its answer: who takes which job of a strike.

Minutes count from an origin that the asker chooses; people and jobs go by plain names. Who may do
what is said by the options alone: they are made with the same rules as everywhere else. What binds
two jobs of one person (rest, minutes, nights) stands with the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MINUTES_OF_DAY = 1440


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Loss:
    """Planned work, such as a clinic: lost once if its person takes any job that overlaps it."""

    start: int
    end: int
    cost: int


@dataclass(frozen=True, slots=True)
class Limit:
    """So many minutes at most in the jobs of one person that start in this stretch."""

    start: int
    end: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Job:
    """A post to be filled from start to end by so many people as are wanted, as a rule one.

    Each of them missing costs the penalty, each one more the extra; without a price there is none
    more. ``kind`` and ``place`` are names that patterns speak of.
    """

    job_id: str
    start: int
    end: int
    penalty: int
    night: bool = False
    wanted: int = 1
    extra: int | None = None
    kind: str = ""
    place: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start

    @property
    def day(self) -> int:
        """The day on which it starts."""
        return self.start // MINUTES_OF_DAY


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the days of one person may follow one another: one job a day at most.

    Day ``n`` lasts from minute 1440 n to the next, and a job belongs to the day on which it starts.
    ``worked`` are days on which they work otherwise, before the first day too, each with its kind
    of work. The most days in a row count across the edges; the least days in a row, and the least
    days off, do not bind a run that touches the first or the last of ``days``. A weekend counts if
    its Saturday or its Sunday is worked. After a kind of job, those that ``never_next`` names with
    it must not come on the next day. ``caps`` are the most jobs of a kind. Beginning a job at
    another place than the last one costs ``move_cost``; a job without a place does not count.
    """

    days: int
    most_in_row: int | None = None
    least_in_row: int = 1
    least_off: int = 1
    weekends: int | None = None
    saturday: int = 5
    never_next: tuple[tuple[str, str], ...] = ()
    caps: tuple[tuple[str, int], ...] = ()
    worked: tuple[tuple[int, str], ...] = ()
    place: str = ""
    move_cost: int = 0

    def __post_init__(self) -> None:
        if min(self.days, self.least_in_row, self.least_off) < 1:
            raise ValueError("A pattern holds for a day at least, and its runs last one at least.")

    def weekend_of(self, day: int) -> int | None:
        """Return the number of the weekend to which a day belongs."""
        week, number = divmod(day - self.saturday, 7)
        return week if number < 2 else None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may take jobs, and what holds for their jobs together.

    ``rest`` is due between the end of a job, or of work they have already, and the next start.
    ``job_costs`` are for the first job, the second and so on; the last one holds for all further
    ones, so (0, 60) charges each job after the first. ``night_costs`` do the same for nights. Each
    minute short of ``least_minutes`` costs ``short_cost``.
    """

    person_id: str
    rest: int = 0
    minutes: int | None = None
    nights: int | None = None
    busy: tuple[Span, ...] = ()
    losses: tuple[Loss, ...] = ()
    job_costs: tuple[int, ...] = ()
    night_costs: tuple[int, ...] = ()
    least_minutes: int = 0
    short_cost: int = 0
    limits: tuple[Limit, ...] = ()
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people are wanted for some jobs together, beside what each of the jobs wants.

    Each one missing costs ``under``, each one more ``over``; without a price there is none more.
    """

    jobs: tuple[str, ...]
    wanted: int
    under: int
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One person may do one job, at this cost."""

    person_id: str
    job_id: str
    cost: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One person does one job."""

    job_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Reason:
    """How many people one reason keeps from a job; ``code`` is the asker's word or a WhyNot."""

    code: str
    people: int


class WhyNot(StrEnum):
    """Why somebody with an option for an unfilled job does not fill it.

    ``DAYS`` is the pattern of their days, ``ENOUGH`` a tally that has no room.
    """

    BUSY = "busy"
    REST = "rest"
    HOURS = "hours"
    NIGHTS = "nights"
    DAYS = "days"
    ELSEWHERE = "elsewhere"
    REST_FROM_COVER = "rest_from_cover"
    HOURS_WITH_COVER = "hours_with_cover"
    NIGHTS_WITH_COVER = "nights_with_cover"
    DAYS_WITH_COVER = "days_with_cover"
    ENOUGH = "enough"
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class CoverProblem:
    """Everything that the solver may know.

    ``fixed`` was set by hand and stays as it is, whatever it breaks; the rest is planned around it.
    ``previous`` is an earlier plan: giving a job that somebody had to somebody else costs
    ``change_cost``. ``excluded`` says for each job how many people have no option, and why.
    """

    people: tuple[Person, ...]
    jobs: tuple[Job, ...]
    options: tuple[Option, ...]
    fixed: tuple[Choice, ...] = ()
    previous: tuple[Choice, ...] = ()
    change_cost: int = 0
    excluded: tuple[tuple[str, tuple[Reason, ...]], ...] = ()
    tallies: tuple[Tally, ...] = ()

    def __post_init__(self) -> None:
        people = {person.person_id for person in self.people}
        jobs = {job.job_id for job in self.jobs}
        if len(people) != len(self.people) or len(jobs) != len(self.jobs):
            raise ValueError("Each person and each job must be named once.")
        if any(job.end <= job.start or job.penalty < 0 for job in self.jobs):
            raise ValueError(
                "A job must end after it starts, and its penalty must not be negative."
            )
        if min(_numbers(self)) < 0:
            raise ValueError(
                "Rest, costs and what is wanted must not be negative; only an option may be a gain."
            )
        pairs = {(option.person_id, option.job_id) for option in self.options}
        if len(pairs) != len(self.options):
            raise ValueError("Each option must be given once.")
        pairs.update((choice.person_id, choice.job_id) for choice in self.fixed)
        if any(person not in people or job not in jobs for person, job in pairs):
            raise ValueError("An option or a fixed choice names somebody or a job not given.")
        if len(set(self.fixed)) != len(self.fixed):
            raise ValueError("Each fixed choice must be given once.")
        _refuse_too_many_fixed(self)


def _numbers(problem: CoverProblem) -> Iterator[int]:
    """Yield all that must not be negative."""
    yield problem.change_cost
    for person in problem.people:
        yield from (person.rest, person.least_minutes, person.short_cost)
        yield from (*person.job_costs, *person.night_costs)
        yield from (loss.cost for loss in person.losses)
        if person.pattern is not None:
            yield person.pattern.move_cost
    for job in problem.jobs:
        yield from (job.wanted, job.extra or 0)
    for tally in problem.tallies:
        yield from (tally.wanted, tally.under, tally.over or 0)


def _refuse_too_many_fixed(problem: CoverProblem) -> None:
    fixed = Counter(choice.job_id for choice in problem.fixed)
    for job in problem.jobs:
        if job.extra is None and fixed[job.job_id] > job.wanted:
            raise ValueError("A job must not be fixed for more people than it wants.")
    jobs = {job.job_id for job in problem.jobs}
    for tally in problem.tallies:
        if not jobs.issuperset(tally.jobs):
            raise ValueError("A tally names a job not given.")
        held = sum(fixed[job_id] for job_id in tally.jobs)
        if tally.over is None and held > tally.wanted:
            raise ValueError("More people are fixed for some jobs than their tally has room for.")


class PlanStatus(StrEnum):
    """How good a plan is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A job that lacks people, and everybody else counted by what keeps them from it."""

    job_id: str
    reasons: tuple[Reason, ...]
    places: int = 1


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """Who does what. No plan can cost less than ``bound``."""

    status: PlanStatus
    cost: int
    bound: int
    chosen: tuple[Choice, ...]
    unfilled: tuple[Unfilled, ...]
