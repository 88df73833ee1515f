"""Measures of turns in a row (days, long shifts, late shifts, nights) and of the rest after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from rota.domain.working_time.breaches import Breach
from rota.domain.working_time.rule_sets import Rule
from rota.domain.working_time.turns import Shift, Work, at_minute, local, refs
from rota.domain.working_time.wording import day_of, hours, several, what, when

ONE_DAY = timedelta(days=1)
NIGHT_FROM, NIGHT_UNTIL, NIGHT_LEAST = time(23, 0), time(6, 0), 3 * 60
"""A night shift has at least three hours of work between 23:00 and 06:00, local time."""
LATE_FROM, LATE_UNTIL = time(16, 0), time(23, 0)
"""A late shift starts before 16:00 and ends after 23:00, local time."""

Mark = tuple[date, int]
"""A date that counts, and the place of the shift that makes it count."""

_ONE = {"day": "day", "long": "long shift", "late": "long late shift", "night": "night"}


@dataclass(frozen=True, slots=True)
class Row:
    """Marks on dates that follow each other."""

    first: date
    last: date
    shifts: list[Shift]
    last_index: int

    @property
    def length(self) -> int:
        """Return how many dates are in the row."""
        return (self.last - self.first).days + 1


def in_a_row(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find more than ``count`` marked dates in a row."""
    for row in _rows(rule, work):
        if row.length > rule.count:
            one = _ONE[rule.marked]
            yield Breach(
                row.last,
                f"{several(row.length, one)} in a row, {day_of(row.first)} to {day_of(row.last)}; "
                f"{rule.count} allowed",
                several(row.length, one),
                several(rule.count, one),
                refs(row.shifts),
            )


def rest_after(rule: Rule, work: Work) -> Iterator[Breach]:
    """Find work within ``hours`` of the end of a row of ``count`` marked dates or more."""
    for row in _rows(rule, work):
        following = work.shifts[row.last_index + 1 : row.last_index + 2]
        if row.length < rule.count or not following:
            continue
        after = following[0]
        rest = after.start - work.shifts[row.last_index].end
        if rest < rule.minutes:
            yield Breach(
                after.day,
                f"{hours(rest)} of rest after {_so_many(row.length, _ONE[rule.marked])}, until "
                f"{when(after.start)}{what(after.turns[0])}; {hours(rule.minutes)} needed",
                hours(rest),
                hours(rule.minutes),
                refs([*row.shifts, after]),
            )


def _so_many(number: int, one: str) -> str:
    return several(number, one) if number == 1 else f"{several(number, one)} in a row"


def _rows(rule: Rule, work: Work) -> Iterator[Row]:
    """Yield the rows of marked dates, in order.

    The reading: a date counts by a turn that starts on it (a night by the evening it begins), so a
    date on which a night only ends breaks a row of days.
    """
    marks = _MARKS[rule.marked](rule, work)
    start = 0
    for index in range(1, len(marks) + 1):
        if index == len(marks) or marks[index][0] - marks[index - 1][0] != ONE_DAY:
            yield _row(work, marks[start:index])
            start = index


def _row(work: Work, marks: Sequence[Mark]) -> Row:
    places = sorted({place for _, place in marks})
    return Row(marks[0][0], marks[-1][0], [work.shifts[each] for each in places], marks[-1][1])


def _days(_rule: Rule, work: Work) -> list[Mark]:
    return sorted(work.shifts_by_day.items())


def _long(rule: Rule, work: Work) -> list[Mark]:
    least = round(rule.longer_than * 60)
    return _marks(
        (day, index)
        for index, shift in enumerate(work.shifts)
        if shift.minutes > least
        for day in shift.days
    )


def _late(rule: Rule, work: Work) -> list[Mark]:
    return _marks(
        (day, index) for day, index in _long(rule, work) if _works_late(work.shifts[index], day)
    )


def _works_late(shift: Shift, day: date) -> bool:
    return shift.start < at_minute(day, LATE_FROM) and shift.end > at_minute(day, LATE_UNTIL)


def _nights(_rule: Rule, work: Work) -> list[Mark]:
    return _marks(
        (day, index)
        for index, shift in enumerate(work.shifts)
        for day in _dates(local(shift.start).date() - ONE_DAY, local(shift.end).date())
        if _is_night(shift, day)
    )


def _is_night(shift: Shift, day: date) -> bool:
    start, end = at_minute(day, NIGHT_FROM), at_minute(day + ONE_DAY, NIGHT_UNTIL)
    return min(shift.end, end) - max(shift.start, start) >= NIGHT_LEAST


def _marks(found: Iterator[Mark]) -> list[Mark]:
    """Return one mark for each date: the last shift's."""
    return sorted(dict(found).items())


_MARKS = {"day": _days, "long": _long, "late": _late, "night": _nights}


def _dates(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
