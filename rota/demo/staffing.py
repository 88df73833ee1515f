"""Who works at the made-up hospital, and which line of which rota each of them holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from rota.demo.addresses import telephone
from rota.demo.catalogue import Catalogue, Team
from rota.demo.names import Name, Names, plain

_CONTRACTS = {
    "resident_doctor": "tcs_2002",
    "consultant": "consultant_2003",
    "sas_doctor": "sas_2008",
}
_DOCTORS = frozenset(_CONTRACTS)
_HOURS = {
    "resident_doctor": (("48", "44", "40", "28.8"), (70, 15, 10, 5)),
    "consultant": (("40", "44", "32", "24"), (68, 16, 10, 6)),
    "sas_doctor": (("40", "32", "24"), (80, 12, 8)),
    "other": (("37.5", "30", "22.5"), (74, 18, 8)),
}
_POOL = (
    ("consultant", "CONSULTANT"),
    ("sas_doctor", "SPECIALTY_DOCTOR"),
    ("nurse", "BAND_5"),
    ("resident_doctor", "CT"),
    ("midwife", "BAND_6"),
    ("sas_doctor", "SPECIALTY_DOCTOR"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a rota and the person who holds it; nobody, when it is vacant."""

    team: Team
    number: int
    holder: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Workforce:
    """The staff, the lines they hold, and how many blocks of each rota there are."""

    staff: tuple[dict[str, str], ...]
    lines: tuple[Line, ...]
    blocks: dict[str, int]


def _passes(catalogue: Catalogue) -> Iterator[Team]:
    """Name rotas to staff, most needed first: one block of each, then second blocks, then again."""
    ranked = sorted(catalogue.teams, key=lambda team: team.rank)
    for _ in count():
        for block in range(max(team.blocks for team in ranked)):
            yield from (team for team in ranked if team.blocks > block)


def _choose_blocks(catalogue: Catalogue, staff: int) -> dict[str, int]:
    """Choose rotas for a trust of this size, leaving a few people with no rota of their own."""
    people = staff - max(2, staff // 40)
    blocks: dict[str, int] = {}
    for team in _passes(catalogue):
        first = blocks.get(team.name, 0) % team.blocks * len(team.weeks)
        needed = sum(first + i not in team.vacant for i in range(len(team.weeks)))
        if needed > people:
            return blocks
        people -= needed
        blocks[team.name] = blocks.get(team.name, 0) + 1
    return blocks


class _Recruiter:
    """Writes staff rows one after another."""

    def __init__(self, catalogue: Catalogue, size: int, names: Names, random: Random) -> None:
        self.rows: list[dict[str, str]] = []
        self._catalogue = catalogue
        self._digits = max(4, len(str(size)))
        self._names = names
        self._random = random

    def recruit(
        self, group: str, grade: str, service: str, skills: tuple[str, ...], source: str
    ) -> dict[str, str]:
        name = self._names.member_of_staff(is_doctor=group in _DOCTORS)
        at = self._catalogue.services[service]
        hours, weights = _HOURS.get(group, _HOURS["other"])
        row = {
            "staff_id": f"S{len(self.rows) + 1:0{self._digits}d}",
            "title": name.title,
            "forename": name.forename,
            "surname": name.surname,
            "staff_group": group,
            "grade": grade,
            "department": at.department,
            "site": at.site,
            "competencies": ";".join(skills),
            "contract": _CONTRACTS.get(group, "afc"),
            "weekly_hours": self._random.choices(hours, weights)[0],
            "opt_out_48h": "Y" if self._random.random() < 0.12 else "N",
            "source": source,
            "phone": telephone(self._random) if self._random.random() < 0.8 else "",
            "email": self._email(name),
        }
        self.rows.append(row)
        return row

    def _email(self, name: Name) -> str:
        return f"{plain(name.forename)}.{plain(name.surname)}{len(self.rows) + 1}@example.org"


def _source(group: str, random: Random) -> str:
    agency = {"consultant": 1, "resident_doctor": 3, "sas_doctor": 4}.get(group, 4)
    return random.choices(("substantive", "bank", "agency"), (96 - agency, 4, agency))[0]


def _place(team: Team, number: int) -> int:
    """Count each block from a step on, so that one night does not have all of one grade."""
    return number + number // len(team.weeks)


def _grade(team: Team, number: int) -> str:
    return team.grades[_place(team, number) % len(team.grades)]


def _skills(team: Team, number: int) -> tuple[str, ...]:
    return (*team.skills, *team.extra) if _place(team, number) % 2 == 0 else team.skills


def hire(catalogue: Catalogue, size: int, names: Names, random: Random) -> Workforce:
    """Hire exactly this many people: holders of rota lines, then a pool of bank staff."""
    blocks = _choose_blocks(catalogue, size)
    recruiter = _Recruiter(catalogue, size, names, random)
    lines: list[Line] = []
    for team in (team for team in catalogue.teams if team.name in blocks):
        posts = team.blocks * len(team.weeks)
        for number in range(blocks[team.name] * len(team.weeks)):
            holder = None
            if number % posts not in team.vacant:
                grade, skills = _grade(team, number), _skills(team, number)
                source = _source(team.group, random)
                holder = recruiter.recruit(team.group, grade, team.service, skills, source)
            lines.append(Line(team, number, holder))
    services = sorted({team.service for team in catalogue.teams if team.name in blocks})
    services = services or [catalogue.teams[0].service]
    for spare in range(size - len(recruiter.rows)):
        group, grade = _POOL[spare % len(_POOL)]
        service = services[spare % len(services)]
        recruiter.recruit(group, grade, service, ("ALS",), "bank" if spare % 4 else "agency")
    return Workforce(tuple(recruiter.rows), tuple(lines), blocks)
