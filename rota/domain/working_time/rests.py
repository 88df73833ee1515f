"""Measures of rest: between shifts, in a fortnight, and beside on-call from home."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from rota.domain.working_time.breaches import Breach
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Shift, Work, refs
from rota.domain.working_time.windows import telling, window
from rota.domain.working_time.wording import hours, what, when

DAY = 24 * 60
FORTNIGHT = 14 * DAY


def daily_rest(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find shifts that start with less than ``hours`` of rest since the shift before.

    The reading: rest is the true time between the end of one shift and the start of the next.
    Shifts closer than that are one day's work, not a breach, while they all lie within the rest of
    24 hours from the first one's start (13 hours, where 11 are rest): a morning and an afternoon
    clinic with lunch between. How long one shift may be is another rule.
    """
    need = rule.minutes
    first = work.shifts[0].start if work.shifts else 0
    for before, after in pairwise(work.shifts):
        rest = after.start - before.end
        if rest >= need:
            first = after.start
        elif after.end - first > DAY - need:
            first = after.start
            yield _short_rest(rule, before, after)


def _short_rest(rule: Rule, before: Shift, after: Shift) -> Breach:
    rest = after.start - before.end
    return Breach(
        after.day,
        f"{hours(rest)} of rest before {when(after.start)}{what(after.turns[0])}; "
        f"{hours(rule.minutes)} needed{_owed(rule, rule.minutes - rest)}",
        hours(rest),
        hours(rule.minutes),
        refs([before, after]),
    )


def weekly_rest(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find 14 days without 24 hours of rest twice, or ``hours`` (48) at once.

    The reading: 14 times 24 hours from the start of any shift. Time with nothing recorded is rest.
    24 hours in each 7 days, the rule's other form, always meets this one.
    """
    need = rule.minutes // DAY
    found = (
        window(work.shifts, shift.start, FORTNIGHT, rests * DAY)
        for index, shift in enumerate(work.shifts)
        if (rests := _whole_days_of_rest(work.shifts, index, need)) < need
    )
    for each in telling(sorted(found, key=lambda one: (one.minutes, one.start))):
        yield Breach(
            each.day,
            f"{hours(each.minutes)} of weekly rest, in stretches of 24 h, in the 14 days from "
            f"{when(each.start)}; {hours(rule.minutes)} needed"
            f"{_owed(rule, rule.minutes - each.minutes)}",
            hours(each.minutes),
            hours(rule.minutes),
            each.refs,
        )


def _whole_days_of_rest(shifts: list[Shift], index: int, enough: int) -> int:
    """Count the 24 hours of rest in the fortnight from a shift's start, until there are enough."""
    end = shifts[index].start + FORTNIGHT
    found = 0
    while found < enough:
        free_from = shifts[index].end
        if free_from >= end:
            break
        index += 1
        if index == len(shifts):
            return found + (end - free_from) // DAY
        found += (min(shifts[index].start, end) - free_from) // DAY
    return found


def on_call_rest(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find shifts after on-call from home with less than ``hours`` clear of both before them.

    The reading: in the 24 hours before the shift, or since the shift before, the longest stretch
    with neither work nor on-call. Calls are not recorded, so the rest owed is a most, not a sum.
    """
    ends = [each.end for each in work.on_calls]
    for index, shift in enumerate(work.shifts if ends else ()):
        earlier = work.shifts[index - 1].end if index else 0
        since = max(earlier, shift.start - DAY)
        if earlier > shift.start - rule.minutes:
            continue
        beside = [
            each for each in work.on_calls[bisect_right(ends, since) :] if each.start < shift.start
        ]
        clear = _longest_clear(beside, since, shift.start)
        if beside and clear < rule.minutes:
            yield Breach(
                shift.day,
                f"On call from home until {when(beside[-1].end)}: {hours(clear)} of rest clear of "
                f"it before {when(shift.start)}{what(shift.turns[0])}, {hours(rule.minutes)} "
                f"needed; calls mean up to {hours(rule.minutes - clear)} of compensatory rest owed",
                hours(clear),
                hours(rule.minutes),
                refs([*beside, shift]),
            )


def _longest_clear(beside: list[Shift], since: int, until: int) -> int:
    longest = 0
    for each in beside:
        longest = max(longest, each.start - since)
        since = max(since, each.end)
    return max(longest, until - since)


def _owed(rule: Rule, minutes: int) -> str:
    return f"; {hours(minutes)} of compensatory rest owed" if rule.compensatory else ""
