"""Measures of on-call from home: how long, how often, and the day after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from rota.domain.working_time.breaches import Breach
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Shift, Work, local, refs
from rota.domain.working_time.wording import day_of, hours, several, what, when

SATURDAY = 5
ONE_DAY = timedelta(days=1)
PERIOD = "on-call period"


def on_call_length(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find on-call periods longer than ``hours``."""
    for each in work.on_calls:
        if each.minutes > rule.minutes:
            yield Breach(
                each.day,
                f"On call from home for {hours(each.minutes)} from {when(each.start)}; "
                f"{hours(rule.minutes)} allowed",
                hours(each.minutes),
                hours(rule.minutes),
                refs([each]),
            )


def on_call_in_a_row(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find more than ``count`` on-call periods that start on dates in a row, Sat and Sun apart."""
    row: list[Shift] = work.on_calls[:1]
    for before, after in pairwise(work.on_calls):
        together = after.day - before.day == ONE_DAY and before.day.weekday() != SATURDAY
        row = [*row, after] if together else [after]
        if len(row) > rule.count:
            yield Breach(
                after.day,
                f"{several(len(row), PERIOD)} from home in a row, {day_of(row[0].day)} to "
                f"{day_of(after.day)}; {rule.count} allowed, Saturday with Sunday apart",
                several(len(row), PERIOD),
                several(rule.count, PERIOD),
                refs(row),
            )


def on_call_in_7_days(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find more than ``count`` on-call periods that start within 7 local dates."""
    for index, first in enumerate(work.on_calls):
        until = first.day + 7 * ONE_DAY
        within = [each for each in work.on_calls[index:] if each.day < until]
        if len(within) > rule.count:
            yield Breach(
                within[-1].day,
                f"{several(len(within), PERIOD)} from home in the 7 days from "
                f"{day_of(first.day)}; {rule.count} allowed",
                several(len(within), PERIOD),
                several(rule.count, PERIOD),
                refs(within),
            )


def shift_after_on_call(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find shifts longer than ``hours`` on the local date after on-call from home."""
    after = {_day_after(each): each for each in work.on_calls}
    for shift in work.shifts if after else ():
        on_call = after.get(shift.day)
        if on_call and shift.start >= on_call.start and shift.minutes > rule.minutes:
            yield Breach(
                shift.day,
                f"{hours(shift.minutes)} of work from {when(shift.start)}{what(shift.turns[0])}, "
                f"the day after on-call from home; {hours(rule.minutes)} allowed",
                hours(shift.minutes),
                hours(rule.minutes),
                refs([on_call, shift]),
            )


def _day_after(on_call: Shift) -> date:
    """Return the date on-call ends on, or the next when it began on that date too."""
    return max(local(on_call.end).date(), on_call.day + ONE_DAY)
