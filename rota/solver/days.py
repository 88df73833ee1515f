"""The days of one person as they are settled already, and whether more days fit their pattern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rota.domain.cover_problem import Job, Pattern


@dataclass(slots=True)
class Days:
    """A pattern beside what is settled: the kind of work of each such day, and what is left.

    ``caps`` are the jobs of each kind still to be had, ``weekends`` those still to be begun.
    """

    pattern: Pattern
    settled: dict[int, str] = field(default_factory=dict)
    caps: dict[str, int] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    weekends: int | None = None

    def fits(self, held: Mapping[int, str], *, whole: bool) -> bool:
        """Say whether somebody could work these days; ``whole`` if no others are to come."""
        pattern, days = self.pattern, self.settled | dict(held)
        if any(day in self.settled or not 0 <= day < pattern.days for day in held):
            return False
        around = {near for day in held for near in (day - 1, day)}
        if any((days.get(day), days.get(day + 1)) in pattern.never_next for day in around):
            return False
        counted = {kind: 0 for kind in self.caps}
        for kind in held.values():
            if kind in counted:
                counted[kind] += 1
        if any(counted[kind] > most for kind, most in self.caps.items()):
            return False
        if self.weekends is not None and len(self.begun(held)) > self.weekends:
            return False
        return all(self._runs_fit(day, days, whole=whole) for day in held)

    def begun(self, days: Iterable[int]) -> set[int]:
        """Return the weekends that these days would begin."""
        found = {self.pattern.weekend_of(day) for day in days} - self.met
        return {week for week in found if week is not None}

    def _runs_fit(self, day: int, days: dict[int, str], *, whole: bool) -> bool:
        """Judge the run in which a day lies, and the days off on either side of it."""
        pattern, first, last = self.pattern, day, day
        while first - 1 in days:
            first -= 1
        while last + 1 in days:
            last += 1
        length, end = last - first + 1, pattern.days - 1
        if pattern.most_in_row is not None and length > pattern.most_in_row:
            return False
        if not whole:
            return True
        if length < pattern.least_in_row and first > 0 and last < end:
            return False
        for off in range(2, pattern.least_off + 1):
            if day == first >= off and first <= end and first - off in days:
                return False
            if day == last >= 0 and last + off <= end and last + off in days:
                return False
        return True


def days_of(pattern: Pattern, fixed: list[Job]) -> Days:
    """Return the days of somebody for whom some jobs are fixed."""
    days = Days(pattern, {job.day: job.kind for job in fixed} | dict(pattern.worked))
    days.caps = {kind: most for kind, most in pattern.caps}
    for job in fixed:
        if job.kind in days.caps:
            days.caps[job.kind] = max(0, days.caps[job.kind] - 1)
    inside = [day for day in days.settled if 0 <= day < pattern.days]
    days.met = days.begun(inside)
    if pattern.weekends is not None:
        days.weekends = max(0, pattern.weekends - len(days.met))
    return days
