"""The turnout of the next strike day, forecast from the totals of past ones by grade and site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rota.domain.beta_binomial import Prior, Seen, Shape, fit, predict
from rota.domain.codes import WindowType, words
from rota.domain.losses import is_absent, is_called_out
from rota.domain.permissions import See, refuse_sight
from rota.domain.rules import Rulebook
from rota.domain.times import day_words, to_local
from rota.domain.turnout import (
    Forecast,
    Place,
    TurnoutRules,
    TurnoutTotal,
    group_words,
    grouped,
    history,
)
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.ports import Storage, Work
from rota.services.turnout_doubts import doubts_of
from rota.services.turnout_totals import (
    TotalsTaken,
    correct_total,
    keep_totals,
    remove_totals,
    totals_from_attendance,
)

__all__ = [
    "TotalsTaken",
    "TurnoutView",
    "correct_total",
    "forecast_in",
    "keep_totals",
    "members_of",
    "read_turnout",
    "remove_totals",
    "totals_from_attendance",
]

Members = Mapping[date, Mapping[Place, frozenset[str]]]
"""Who is due to work by the day on which the duty starts, and by group."""

NO_DAYS = (
    "No past strike day is on record, so there is no forecast. Enter how many were due and how "
    "many were on strike on a past strike day."
)


@dataclass(frozen=True, slots=True)
class TurnoutView:
    """The forecast of one strike, what it cannot say and why, and the totals of past days.

    ``sites`` are all that the hospital has.
    """

    window: StrikeWindow
    forecasts: tuple[Forecast, ...]
    said: tuple[str, ...]
    totals: tuple[TurnoutTotal, ...]
    sites: tuple[str, ...]
    level: float

    @property
    def range_words(self) -> str:
        """Say what a range means."""
        return (
            f"The range is to hold on {round(self.level * 100)} of 100 such days; the fewer days "
            "it rests on, the wider it is. Sickness on the day is not counted."
        )


def forecast_in(work: Work, window_id: int, rules: Rulebook) -> list[Forecast]:
    """Return how many come to each day of a strike, by group; groups without past days are not in.

    Refuses a window that is not there.
    """
    return list(_view(work, window_id, rules).forecasts)


def read_turnout(storage: Storage, window_id: int, rules: Rulebook) -> TurnoutView:
    """Return the forecast of a strike with what it rests on. Refuses a window that is not there."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        return _view(work, window_id, rules)


def members_of(picture: CoverPicture, least: int) -> tuple[Members, int]:
    """Return who is due in each group of a strike, and how many people are left out of all groups.

    Due is whoever is called out, holds a duty that the strike reaches, and is not known to be away.
    Somebody counts once a day, at the site of the day's first duty, as in totals of attendance.
    """
    found: dict[date, dict[Place, frozenset[str]]] = {}
    left: set[str] = set()
    for day, places in sorted(_due(picture).items()):
        groups = grouped({place: len(people) for place, people in places.items()}, least)
        of_day: dict[Place, frozenset[str]] = {}
        for place, people in places.items():
            if place in groups:
                of_day[groups[place]] = of_day.get(groups[place], frozenset()) | people
            else:
                left |= people
        found[day] = of_day
    return found, len(left)


def _due(picture: CoverPicture) -> dict[date, dict[Place, set[str]]]:
    window, reading = picture.window, picture.reading
    found: dict[date, dict[Place, set[str]]] = defaultdict(lambda: defaultdict(set))
    if not window.removes_duties or window.terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
        return found
    counted: set[tuple[date, str]] = set()
    for duty in sorted(reading.duties, key=lambda each: (each.start, each.duty_id)):
        who, day = duty.staff_id, to_local(duty.start).date()
        if who is None or (day, who) in counted or not is_called_out(duty, window.terms):
            continue
        if not is_absent(reading.absences, who, duty.start):
            counted.add((day, who))
            found[day][duty.site, reading.people[who].grade].add(who)
    return found


def _view(work: Work, window_id: int, rules: Rulebook) -> TurnoutView:
    picture = CoverPicture(read_cover(work, window_id), rules.ladder)
    totals = work.attendance.totals()
    members, left = members_of(picture, rules.turnout.least)
    forecasts, without = [], []
    for day, groups in members.items():
        for group in sorted(groups, key=lambda each: _place(each, rules)):
            made = _forecast(day, group, len(groups[group]), totals, rules.turnout)
            if made is None:
                without.append((day, group))
            else:
                forecasts.append(made)
    said = _said(picture.window, members, forecasts, without, left, rules.turnout.least)
    said += tuple(doubts_of(work, totals, rules.ladder))
    sites = sorted({each.site for each in picture.services.values()})
    return TurnoutView(
        picture.window,
        tuple(forecasts),
        said,
        tuple(totals),
        tuple(sites),
        rules.turnout.level,
    )


def _place(group: Place, rules: Rulebook) -> tuple[str, int, str]:
    site, grade = group
    return site, -(rules.ladder.rank(grade) or 0), grade


def _forecast(
    day: date, group: Place, due: int, totals: Sequence[TurnoutTotal], rules: TurnoutRules
) -> Forecast | None:
    seen, days, about = history(totals, group, day)
    if not days:
        return None
    striking = predict(_shapes(tuple(seen), rules.prior), due, rules.level)
    low, high = due - striking.high, due - striking.low
    expected = min(max(int(due - striking.expected + 0.5), low), high)
    return Forecast(*group, due, days, expected, low, high, rules.level, day, about)


@lru_cache(maxsize=64)
def _shapes(seen: tuple[Seen, ...], prior: Prior) -> tuple[Shape, ...]:
    return fit(seen, prior)


def _said(
    window: StrikeWindow,
    members: Members,
    forecasts: Sequence[Forecast],
    without: Sequence[tuple[date, Place]],
    left: int,
    least: int,
) -> tuple[str, ...]:
    if not window.removes_duties:
        return (f"This strike is {words(window.state)}: there is nothing to forecast.",)
    if window.terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
        return ("This action takes nobody off a duty: there is nothing to forecast.",)
    said = []
    if not members:
        said.append("Nobody called out holds a duty in this strike, so there is nobody to count.")
    elif without and not forecasts:
        said.append(NO_DAYS)
    elif without:
        groups = "; ".join(f"{group_words(group)}, {day_words(day)}" for day, group in without)
        said.append(f"No forecast for want of a past strike day: {groups}.")
    if left:
        people = "1 person is" if left == 1 else f"{left:,} people are"
        said.append(
            f"{people} in groups of fewer than {least} and left out: "
            "a forecast is never about single people."
        )
    return tuple(said)
