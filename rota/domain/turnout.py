"""How many came on past strike days and may come on the next, by grade and site: never by person.

Turnout is who comes to work. A total says how many were due, on strike and absent otherwise;
whoever was absent otherwise could not strike and says nothing of the strike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rota.domain.beta_binomial import Prior, Seen
from rota.domain.errors import Refused
from rota.domain.grades import grade_words

SEVERAL_SITES, SEVERAL_GRADES = "several sites", "several grades"
"""What stands for site and grade where groups too small to be counted alone are joined."""

LEAST_GROUP = 5
"""No rule lowers this: a number of fewer people would tell of single ones."""

HERE, ANY_SITE, ANY_GROUP = "", "at any site", "of any grade and site"
"""What the past days of a forecast are about."""

Place = tuple[str, str]
"""A site and a grade."""


class BoardTurnout(StrEnum):
    """Whom the board counts on among the groups called out.

    Declared and cautious are those of a suggested plan: those who said that they will work, and
    nobody, whatever they said. Expected and low are numbers of the forecast; who it is, is drawn by
    lot, and never fewer than said that they will work.
    """

    DECLARED = "declared"
    EXPECTED = "expected"
    LOW = "low"
    CAUTIOUS = "cautious"

    @property
    def is_forecast(self) -> bool:
        """Whether it takes a forecast."""
        return self in (BoardTurnout.EXPECTED, BoardTurnout.LOW)


@dataclass(frozen=True, slots=True)
class TurnoutTotal:
    """One past strike day of one grade at one site: due to work, on strike, absent otherwise.

    ``window_id`` is the strike whose settled duties were counted; None: entered or imported.
    """

    day: date
    site: str
    grade: str
    due: int
    on_strike: int
    absent_otherwise: int
    source: str = ""
    window_id: int | None = None

    @property
    def key(self) -> tuple[date, str, str]:
        """What it is known by."""
        return self.day, self.site, self.grade


@dataclass(frozen=True, slots=True)
class TurnoutRules:
    """``level``: the share of days that a range is to hold. Groups under ``least`` are not shown.

    ``prior`` is what is supposed before any day is seen.
    """

    level: float
    least: int
    prior: Prior
    source: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many of the ``due`` people of a group come to work on a day: all but those on strike.

    The range from ``low`` to ``high`` is to hold on ``level`` of such days. ``days`` past strike
    days speak for it, ``about`` says of whom they are. Sickness on the day is not counted.
    """

    site: str
    grade: str
    due: int
    days: int
    expected: int
    low: int
    high: int
    level: float
    day: date
    about: str = HERE

    @property
    def basis(self) -> str:
        """Say what it rests on: ``from 2 strike days of this grade at any site``."""
        days = "1 strike day" if self.days == 1 else f"{self.days} strike days"
        grade = f" {self.about}" if self.about == ANY_GROUP else f" of this grade {self.about}"
        return f"from {days}{grade if self.about else ''}"


def group_words(group: Place) -> str:
    """Return a group as people say it: ``ST at St Anne``."""
    site, grade = group
    return f"{grade_words(grade)} at {site}"


def check_total(total: TurnoutTotal, least: int, today: date) -> None:
    """Refuse a total that cannot be, or one so small that it would tell of a person."""
    if not total.site.strip() or not total.grade.strip():
        raise Refused("missing", "Say which site and which grade the total is of.")
    if total.day > today:
        raise Refused("not_yet", "That day is still to come: a total is of a past strike day.")
    if min(total.due, total.on_strike, total.absent_otherwise) < 0:
        raise Refused("out_of_range", "A number of people cannot be below 0.")
    if total.due < least:
        raise Refused("too_few", too_few(least))
    if total.on_strike + total.absent_otherwise > total.due:
        raise Refused("more_than_due", MORE_THAN_DUE)


MORE_THAN_DUE = "More people on strike and absent otherwise than were due to work."


def too_few(least: int) -> str:
    """Say why a small group is not kept."""
    return (
        f"Fewer than {least} people were due: that would tell of single people. Join them with "
        "another grade or site, or leave them out."
    )


def grouped(sizes: Mapping[Place, int], least: int) -> dict[Place, Place]:
    """Return the group in which each site and grade is counted; one that is not in it is left out.

    Those under ``least`` are joined with the others of their grade, what is still too small with
    all others.
    """
    found = {place: place for place, size in sizes.items() if size >= least}
    by_grade: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(sizes.keys() - found.keys()):
        by_grade[place[1]].append(place)
    rest: list[Place] = []
    for small in by_grade.values():
        if not _join(found, small, sizes, least):
            rest.extend(small)
    _join(found, rest, sizes, least)
    return found


def _join(
    found: dict[Place, Place], small: Sequence[Place], sizes: Mapping[Place, int], least: int
) -> bool:
    if sum(sizes[place] for place in small) < least:
        return False
    sites, grades = {site for site, _ in small}, {grade for _, grade in small}
    group = (
        sites.pop() if len(sites) == 1 else SEVERAL_SITES,
        grades.pop() if len(grades) == 1 else SEVERAL_GRADES,
    )
    found.update(dict.fromkeys(small, group))
    return True


def joined(totals: Iterable[TurnoutTotal], least: int) -> tuple[list[TurnoutTotal], int]:
    """Return the totals with small groups joined day by day, and how many are left out."""
    by_day: dict[date, list[TurnoutTotal]] = defaultdict(list)
    for total in totals:
        by_day[total.day].append(total)
    kept: dict[tuple[date, str, str], TurnoutTotal] = {}
    left = 0
    for day, of_day in sorted(by_day.items()):
        groups = grouped({(each.site, each.grade): each.due for each in of_day}, least)
        for each in of_day:
            group = groups.get((each.site, each.grade))
            if group is None:
                left += 1
                continue
            key = day, *group
            held = kept.get(key, TurnoutTotal(day, *group, 0, 0, 0))
            kept[key] = TurnoutTotal(
                day,
                *group,
                held.due + each.due,
                held.on_strike + each.on_strike,
                held.absent_otherwise + each.absent_otherwise,
                each.source,
                each.window_id,
            )
    return list(kept.values()), left


def history(
    totals: Sequence[TurnoutTotal], group: Place, before: date
) -> tuple[list[Seen], int, str]:
    """Return the past days that speak for a group, how many days, and of whom they are.

    Its own days if there are any; else those of its grade at any site; for several grades together
    all there are. Groups of one day share the weight of one day, as what moves a day moves all.
    """
    _, grade = group
    past = [each for each in totals if each.day < before and each.due > each.absent_otherwise]
    own = [each for each in past if (each.site, each.grade) == group]
    same = [each for each in past if each.grade == grade]
    rest = past if grade == SEVERAL_GRADES else []
    for found, about in ((own, HERE), (same, ANY_SITE), (rest, ANY_GROUP)):
        if found:
            of_day = Counter(each.day for each in found)
            seen = [
                Seen(each.on_strike, each.due - each.absent_otherwise, 1 / of_day[each.day])
                for each in found
            ]
            return seen, len(of_day), about
    return [], 0, HERE
