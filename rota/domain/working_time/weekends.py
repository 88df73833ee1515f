"""Measures how many weekends a person works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from rota.domain.working_time.breaches import Breach
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Shift, Work, at_minute, local, refs
from rota.domain.working_time.wording import day_of

ONE_DAY = timedelta(days=1)
BEGINS, ENDS = time(0, 1), time(23, 59)
"""A weekend is from 00:01 on Saturday to 23:59 on Sunday, local time."""


def weekends(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find work at more than one weekend in ``count``, of the weekends the records span.

    The reading: a weekend is worked by any work from 00:01 on Saturday to 23:59 on Sunday; one in
    three of four weekends is two.
    """
    if not work.shifts:
        return
    first, last = local(work.shifts[0].start).date(), local(work.shifts[-1].end).date()
    days = [_saturday(first) + each * ONE_DAY for each in range(0, (last - first).days + 8, 7)]
    known = [day for day in days if day <= last]
    on = {day: shifts for day in known if (shifts := _working(work, day))}
    if len(on) > -(-len(known) // rule.count):
        measured = f"{len(on)} of {len(known)} weekends"
        limit = f"1 in {rule.count}"
        yield Breach(
            on[max(on)][-1].day,
            f"Work on {measured} from {day_of(known[0])} to {day_of(known[-1] + ONE_DAY)}; "
            f"{limit} allowed",
            measured,
            limit,
            refs([shift for shifts in on.values() for shift in shifts]),
        )


def _working(work: Work, saturday: date) -> list[Shift]:
    start, end = at_minute(saturday, BEGINS), at_minute(saturday + ONE_DAY, ENDS)
    return [shift for shift in work.shifts if shift.start < end and shift.end > start]


def _saturday(day: date) -> date:
    """Return the Saturday of a date's week, which runs from Monday to Sunday."""
    return day + (5 - day.weekday()) * ONE_DAY
