"""The pure question put to the solver, and its answer: who takes which job of a strike.

Minutes count from an origin that the asker chooses; people and jobs go by plain names. Who may do
what is said by the options alone: they are made with the same rules as everywhere else. What binds
two jobs of one person (rest, minutes, nights) stands with the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
class Job:
    """A post to be filled by one person from start to end; left empty, it costs the penalty."""

    job_id: str
    start: int
    end: int
    penalty: int
    night: bool = False

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may take jobs, and what holds for their jobs together.

    ``rest`` is due between the end of a job, or of work they have already, and the next start.
    ``job_costs`` are for the first job, the second and so on; the last one holds for all further
    ones, so (0, 60) charges each job after the first. ``night_costs`` do the same for nights.
    """

    person_id: str
    rest: int = 0
    minutes: int | None = None
    nights: int | None = None
    busy: tuple[Span, ...] = ()
    losses: tuple[Loss, ...] = ()
    job_costs: tuple[int, ...] = ()
    night_costs: tuple[int, ...] = ()


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
    """Why somebody with an option for an unfilled job does not fill it."""

    BUSY = "busy"
    REST = "rest"
    HOURS = "hours"
    NIGHTS = "nights"
    ELSEWHERE = "elsewhere"
    REST_FROM_COVER = "rest_from_cover"
    HOURS_WITH_COVER = "hours_with_cover"
    NIGHTS_WITH_COVER = "nights_with_cover"
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

    def __post_init__(self) -> None:
        people = {person.person_id for person in self.people}
        jobs = {job.job_id for job in self.jobs}
        if len(people) != len(self.people) or len(jobs) != len(self.jobs):
            raise ValueError("Each person and each job must be named once.")
        if any(job.end <= job.start or job.penalty < 0 for job in self.jobs):
            raise ValueError(
                "A job must end after it starts, and its penalty must not be negative."
            )
        charges = [loss.cost for person in self.people for loss in person.losses]
        charges += [cost for each in self.people for cost in (*each.job_costs, *each.night_costs)]
        if min([self.change_cost, *charges]) < 0 or any(each.rest < 0 for each in self.people):
            raise ValueError("Rest and costs must not be negative; only an option may be a gain.")
        pairs = {(option.person_id, option.job_id) for option in self.options}
        if len(pairs) != len(self.options):
            raise ValueError("Each option must be given once.")
        pairs.update((choice.person_id, choice.job_id) for choice in self.fixed)
        if any(person not in people or job not in jobs for person, job in pairs):
            raise ValueError("An option or a fixed choice names somebody or a job not given.")
        if len({choice.job_id for choice in self.fixed}) != len(self.fixed):
            raise ValueError("A job must be fixed for one person only.")


class PlanStatus(StrEnum):
    """How good a plan is known to be."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A job that nobody does, and everybody counted by what keeps them from it."""

    job_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """Who does what. No plan can cost less than ``bound``."""

    status: PlanStatus
    cost: int
    bound: int
    chosen: tuple[Choice, ...]
    unfilled: tuple[Unfilled, ...]
