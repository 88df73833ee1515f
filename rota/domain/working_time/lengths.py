"""Measures of how long people work: one shift, any 168 hours, the average week."""

from __future__ import annotations

from collections.abc import Iterator

from rota.domain.working_time.breaches import Breach
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Work, refs
from rota.domain.working_time.windows import Window, over, telling, window
from rota.domain.working_time.wording import hours, several, what, when

WEEK = 7 * 24 * 60


def shift_length(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find shifts that last longer than ``hours``, by the true hours between start and end."""
    for shift in work.shifts:
        excess = shift.minutes - rule.minutes
        if excess > 0:
            owed = f"; {hours(excess)} of compensatory rest owed" if rule.compensatory else ""
            yield Breach(
                shift.day,
                f"{hours(shift.minutes)} at work from "
                f"{when(shift.start)}{what(shift.turns[0])} to {when(shift.end)}; "
                f"{hours(rule.minutes)} allowed{owed}",
                hours(shift.minutes),
                hours(rule.minutes),
                refs([shift]),
            )


def hours_168(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find stretches of 168 hours, from any moment, with more than ``hours`` of work."""
    for each in telling(_busiest_first(over(work.shifts, WEEK, rule.minutes))):
        yield Breach(
            each.day,
            f"{hours(each.minutes)} of work in the 168 hours from {when(each.start)}; "
            f"{hours(rule.minutes)} allowed",
            hours(each.minutes),
            hours(rule.minutes),
            each.refs,
        )


def average(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find averages over ``weeks`` of more than ``hours`` a week.

    Records shorter than that are averaged over their own weeks, begun ones counted whole, and give
    a note that says how many there are. Leave is not taken out.
    """
    if not work.shifts:
        return
    first = work.shifts[0].start
    span = work.shifts[-1].end - first
    length = rule.weeks * WEEK
    if span > length:
        weeks = rule.weeks
        found = telling(_busiest_first(over(work.shifts, length, rule.minutes * weeks)))
    else:
        weeks = -(-span // WEEK)
        total = sum(shift.minutes for shift in work.shifts)
        over_all = window(work.shifts, first, length, total)
        found = iter([over_all] if total > rule.minutes * weeks else [])
    for each in found:
        yield _average_breach(rule, each, weeks)


def _average_breach(rule: Rule, each: Window, weeks: int) -> Breach:
    mean = -(-each.minutes // weeks)
    short = weeks < rule.weeks
    records = f"only {several(weeks, 'week')} of records: " if short else ""
    return Breach(
        each.day,
        f"An average of {hours(mean)} a week over the {several(weeks, 'week')} from "
        f"{when(each.start)}; {records}{hours(rule.minutes)} allowed over {rule.weeks} weeks",
        hours(mean),
        hours(rule.minutes),
        each.refs,
        partly_known=short,
    )


def _busiest_first(found: Iterator[Window]) -> list[Window]:
    return sorted(found, key=lambda each: (-each.minutes, each.start))
