"""What is asked of a suggested cover plan, what it is made of, and what it is weighed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rota.domain.codes import CoverKind
from rota.domain.findings import Finding


class Aim(StrEnum):
    """What a plan puts first once as little as possible is missing where it matters most."""

    BALANCED = "balanced"
    FEWEST_MOVED = "fewest_moved"
    FAIREST = "fairest"
    FEWEST_PATIENTS = "fewest_patients"


class Turnout(StrEnum):
    """Whom a plan counts on among the groups called out.

    Declared: those who said that they will work. Cautious: none of them, whatever they said; only
    cover already recorded with somebody's name stays.
    """

    DECLARED = "declared"
    CAUTIOUS = "cautious"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing costs a plan. A minute short far outweighs everything else together.

    ``missing_minute`` is multiplied by the weight of the service's kind of care. ``second_job`` is
    charged for a person's second cover and again for each further one; ``second_night`` likewise
    for nights.
    """

    name: str
    text: str
    missing_minute: int
    patient: int
    moved: int
    agency: int
    warning: int
    step_down: int
    not_declared: int
    worked_hour: int
    second_job: int
    second_night: int


WeightBook = Mapping[Aim, Weights]


@dataclass(frozen=True, slots=True)
class Ask:
    """A plan to be suggested for a window, within so many seconds. Recorded cover stays."""

    window_id: int
    aim: Aim = Aim.BALANCED
    seconds: float = 30.0
    seed: int = 1
    turnout: Turnout = Turnout.DECLARED


@dataclass(frozen=True, slots=True)
class Reserve:
    """Somebody who could take a suggested stretch instead, nothing stopping them; ``how`` says it
    in words."""

    staff_id: str
    name: str
    grade: str
    how: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """One person suggested for one stretch, what speaks against it, and who is next in line."""

    staff_id: str
    name: str
    grade: str
    service_id: int
    service: str
    start: datetime
    end: datetime
    kind: CoverKind
    leaves_duties: bool
    cost_words: str
    findings: tuple[Finding, ...]
    reserves: tuple[Reserve, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """How many people one reason keeps from a stretch, and the reason in words."""

    rule: str
    people: int
    text: str


@dataclass(frozen=True, slots=True)
class OpenStretch:
    """A stretch that stays short. ``why`` counts everybody on the staff list once.

    ``nearest`` names the nearest miss with its figures; ``relax`` are changes of which each alone
    would fill it. ``care`` is the kind of care that makes a minute here dearer than elsewhere, and
    ``patients`` how many appointments cannot go ahead while it is open.
    """

    service_id: int
    service: str
    post: str
    start: datetime
    end: datetime
    missing: int
    why: tuple[Why, ...]
    nearest: str
    relax: tuple[str, ...]
    care: str = ""
    patients: int = 0


@dataclass(frozen=True, slots=True)
class Hurt:
    """What more would be missing were one person away, before anybody else is asked.

    Minutes are person-minutes; ``weighted`` are the same by the weight of each service's care.
    """

    staff_id: str
    name: str
    grade: str
    missing_minutes: int
    weighted: int
    services: tuple[str, ...]
