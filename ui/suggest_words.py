"""A suggested plan in words and figures: how good it is known to be, and what it asks of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rota.domain.codes import CoverKind
from rota.domain.times import at_local, to_local
from rota.services.suggesting import Aim, Suggested, Suggestion, Turnout
from ui import formats

Cover = tuple[str, int, datetime, datetime]
LINES = (
    "Missing after",
    "Taken off duties",
    "Acting down",
    "Nights",
    "Most for one person",
    "Patients displaced",
)
HEADINGS = {
    Aim.BALANCED: ("Balanced", "Weighs everything together"),
    Aim.FEWEST_MOVED: ("Fewest\nmoved", "Takes as few people as can be off their own duties"),
    Aim.FAIREST: ("Fairest", "Shares hours and nights out most evenly"),
    Aim.FEWEST_PATIENTS: ("Fewest\npatients", "Displaces as few appointments as can be"),
}
_NIGHT = time(23), time(6)
_MUCH_OF_A_NIGHT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Offer:
    """One plan's column: its key, its heading, and a figure for each line."""

    key: str
    heading: str
    tip: str
    figures: tuple[str, ...]


def hours(minutes: int) -> str:
    """``2 h 30 min``; nothing is ``none``."""
    return formats.duration(timedelta(minutes=minutes)) if minutes else "none"


def solving_words(plan: Suggestion | None) -> str:
    """What is known while a better plan is looked for."""
    if plan is None:
        return "Looking for a plan…"
    if plan.weighted_after <= plan.weighted_bound:
        return f"A plan so far: {hours(plan.missing_after)} missing. Looking for less disturbance…"
    said = f"A plan so far: {hours(plan.missing_after)} missing. Looking for a better one"
    return f"{said}; at best {hours(plan.bound)}." if plan.bound else f"{said}…"


def found_words(plan: Suggestion) -> str:
    """What a finished plan does, and how well that is proved."""
    change = (
        f"Missing now {hours(plan.missing_before)}, with this plan {hours(plan.missing_after)}."
    )
    if plan.turnout is Turnout.CAUTIOUS:
        change = f"Counting on nobody called out during the strike: m{change[1:]}"
    if plan.assignments and plan.missing_after >= plan.missing_before:
        change = f"{change} What stays open matters less."
    if plan.status == "optimal":
        return f"{change} No plan is better: proved."
    if plan.weighted_after <= plan.weighted_bound:
        return f"{change} No plan leaves less missing; one that disturbs less is possible."
    said = f"{change} Not proved to be the best"
    return f"{said}: no plan leaves less than {hours(plan.bound)}." if plan.bound else f"{said}."


def offer_of(plan: Suggestion) -> Offer:
    """The column of a plan."""
    down = sum(each.kind is CoverKind.ACTING_DOWN for each in plan.assignments)
    figures = (
        hours(plan.missing_after),
        formats.number(plan.moved),
        formats.number(down),
        formats.number(nights(plan.assignments)),
        most_for_one(plan.assignments),
        formats.number(plan.patients + plan.turned_away),
    )
    return Offer(plan.aim.value, *HEADINGS[plan.aim], figures)


def difference_words(plan: Suggestion, other: Suggestion) -> str:
    """How many covers of a plan are not in another, which goes by its aim."""
    if plan.aim is other.aim:
        return ""
    name = heading(other.aim)
    more = len(covers_of(plan) - covers_of(other))
    if not more:
        return f"The same covers as {name}."
    said = f"{formats.number(more)} of {formats.count(len(plan.assignments), 'cover')}"
    return f"{said} {'is' if more == 1 else 'are'} not in {name}, marked below."


def better_words(plan: Suggestion, others: Iterable[Suggestion]) -> str:
    """Which other plan leaves less missing, where it matters most; empty when none does."""
    best = min(others, key=lambda each: each.weighted_after, default=plan)
    if best.weighted_after >= plan.weighted_after:
        return ""
    less = plan.missing_after - best.missing_after
    what = f"{hours(less)} less missing" if less > 0 else "less missing where it matters most"
    return f"{heading(best.aim)} leaves {what}."


def heading(aim: Aim) -> str:
    """A plan's name in a sentence."""
    return HEADINGS[aim][0].replace("\n", " ")


def covers_of(plan: Suggestion) -> frozenset[Cover]:
    """Who covers what and when."""
    return frozenset(cover_of(each) for each in plan.assignments)


def cover_of(each: Suggested) -> Cover:
    """Who covers what and when, to compare plans by."""
    return each.staff_id, each.service_id, each.start, each.end


def most_for_one(assignments: Iterable[Suggested]) -> str:
    """The longest that one person covers in all."""
    held: Counter[str] = Counter()
    for each in assignments:
        held[each.staff_id] += int((each.end - each.start) / timedelta(minutes=1))
    return hours(max(held.values(), default=0))


def nights(assignments: Iterable[Suggested]) -> int:
    """How many nights people work, each person's counted by itself.

    A night is one with 3 hours of work between 23:00 and 06:00, as in the Working Time Regulations
    1998, regulation 2.
    """
    worked: Counter[tuple[str, date]] = Counter()
    for each in assignments:
        day = to_local(each.start).date() - timedelta(days=1)
        while day <= to_local(each.end).date():
            minutes = _minutes_in(each.start, each.end, day)
            if minutes:
                worked[each.staff_id, day] += minutes
            day += timedelta(days=1)
    return sum(timedelta(minutes=each) >= _MUCH_OF_A_NIGHT for each in worked.values())


def _minutes_in(start: datetime, end: datetime, evening: date) -> int:
    """How long a stretch lies in the night that begins that evening."""
    first = max(start, at_local(evening, _NIGHT[0]))
    last = min(end, at_local(evening + timedelta(days=1), _NIGHT[1]))
    return max(int((last - first) / timedelta(minutes=1)), 0)
