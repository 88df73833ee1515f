"""What the made-up trust is, read from its resource files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import Any


def read(data: Traversable, name: str) -> dict[str, Any]:
    """Read one resource file of the demo."""
    return tomllib.loads(data.joinpath(name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Service:
    """A service and the appointments that its clinics and lists hold."""

    code: str
    name: str
    department: str
    site: str
    visits: Mapping[str, int] = field(default_factory=dict)
    length: int = 20
    ages: str = "adults"
    cancer: int = 1


@dataclass(frozen=True, slots=True)
class Shift:
    """The clock times and kind of one duty."""

    start: str
    end: str
    kind: str


@dataclass(frozen=True, slots=True)
class Team:
    """A rota: who is on it, what they can do and what cover it gives in a strike."""

    group: str
    name: str
    service: str
    grades: tuple[str, ...]
    weeks: tuple[str, ...]
    blocks: int
    rank: int = 50
    where: Mapping[str, str] = field(default_factory=dict)
    plain: str = ""
    omit: str = ""
    lists: str = ""
    no_patients: bool = False
    skills: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    marks: str = ""
    day: int = 0
    night: int = 0
    need: tuple[str, ...] = ()
    vacant: frozenset[int] = frozenset()

    @property
    def least_grade(self) -> str:
        """The lowest grade that the rota's duties ask for; blank off the medical ladder."""
        ladder = (
            "FY1",
            "FY2",
            "CT",
            "ST",
            "SPECIALTY_DOCTOR",
            "ASSOCIATE_SPECIALIST",
            "CONSULTANT",
        )
        medical = [ladder.index(grade) for grade in self.grades if grade in ladder]
        return ladder[min(medical)] if medical else ""

    def letter(self, line: int, day: date, epoch: date) -> str:
        """Tell which shift a line of the rota has on a day: each line is a week behind the last."""
        week, weekday = divmod((day - epoch).days, 7)
        letter = self.weeks[(line + week) % len(self.weeks)][weekday]
        return "-" if letter in self.omit else letter


@dataclass(frozen=True, slots=True)
class Story:
    """A sickness placed by hand: whoever has this shift is away."""

    team: str
    shift: str
    on: date
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Window:
    """An announced strike."""

    start: datetime
    end: datetime
    type: str
    note: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything about the trust that does not depend on its size or the seed."""

    trust: str
    services: Mapping[str, Service]
    cover: tuple[Mapping[str, Any], ...]
    shifts: Mapping[str, tuple[Shift, ...]]
    teams: tuple[Team, ...]
    periods: tuple[tuple[date, date], ...]
    clinic_days: Mapping[date, int]
    windows: tuple[Window, ...]
    stories: tuple[Story, ...]


def _team(group: str, row: dict[str, Any], patterns: Mapping[str, list[str]]) -> Team:
    words = {key: tuple(row.get(key, "").split()) for key in ("grades", "skills", "extra", "need")}
    values: dict[str, Any] = {k: v for k, v in row.items() if k != "pattern"} | words
    values["vacant"] = frozenset(number - 1 for number in row.get("vacant", ()))
    return Team(group=group, weeks=tuple(patterns[row["pattern"]]), **values)


def read_catalogue(data: Traversable) -> Catalogue:
    """Read the trust, its services, rotas and teams."""
    trust, rotas = read(data, "trust.toml"), read(data, "rotas.toml")
    services, teams = read(data, "services.toml"), read(data, "teams.toml")
    return Catalogue(
        trust=trust["name"],
        services={row["name"]: Service(**row) for row in services["services"]},
        cover=tuple(services["cover"]),
        shifts={k: tuple(Shift(**shift) for shift in v) for k, v in rotas["shifts"].items()},
        teams=tuple(_team(g, row, rotas["patterns"]) for g, rows in teams.items() for row in rows),
        periods=tuple((row["first"], row["last"]) for row in trust["period"]),
        clinic_days={date.fromisoformat(k): v for k, v in trust["clinic_days"].items()},
        windows=tuple(Window(**row) for row in trust["window"]),
        stories=tuple(Story(**row) for row in trust["story"]),
    )
