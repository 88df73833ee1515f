"""Totals of past days that no forecast may ever use: a grade or a site that nobody here knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from rota.domain.grades import GradeLadder, grade_words
from rota.domain.turnout import SEVERAL_GRADES, SEVERAL_SITES, TurnoutTotal
from rota.services.ports import Work

CLOSE = 0.6
"""How alike two names must be for one to be meant by the other, 1 being the same."""


def doubts_of(work: Work, totals: Sequence[TurnoutTotal], ladder: GradeLadder) -> list[str]:
    """Say of each grade and site that is not known here that it is not, and which is nearest.

    A grade is known that is on the ladder of doctors or that somebody has; a site, where a service
    is.
    """
    if not totals:
        return []
    grades = {each.grade for each in work.people.staff.all()} | {*ladder.ranks, SEVERAL_GRADES}
    sites = {each.site for each in work.duties.services()} | {SEVERAL_SITES}
    said = [
        f"Nobody here has the grade {grade_words(each)}: kept as written."
        + _nearest(grade_words(each), map(grade_words, grades))
        for each in sorted({each.grade for each in totals} - grades)
    ]
    said += [
        f"No service is at a site called {each}: kept as written.{_nearest(each, sites)}"
        for each in sorted({each.site for each in totals} - sites)
    ]
    return said


def _nearest(said: str, known: Iterable[str]) -> str:
    by_plain = {each.casefold(): each for each in sorted(known)}
    found = get_close_matches(said.casefold(), by_plain, 1, CLOSE)
    return f" Is {by_plain[found[0]]} meant?" if found else ""
