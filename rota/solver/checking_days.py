"""Judges the days of one person by their pattern, from its words alone.

What was set by hand, and what they work otherwise, answers for itself: a fault has something that
was planned in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from rota.domain.cover_problem import Job, Pattern


def faults_of_days(pattern: Pattern, planned: list[Job], by_hand: list[Job]) -> Iterator[str]:
    """Yield each fault of the days in words that go on from a name."""
    settled = {job.day: job.kind for job in by_hand} | dict(pattern.worked)
    fresh = {job.day for job in planned}
    if len(fresh) < len(planned) or fresh & settled.keys():
        yield "has two jobs on one day."
    if any(not 0 <= day < pattern.days for day in fresh):
        yield f"works outside the {pattern.days} days of their pattern."
    yield from _faults_of_runs(pattern, fresh, sorted(fresh | settled.keys()))
    yield from _faults_of_weekends(pattern, fresh, settled.keys() - fresh)
    kinds = settled | {job.day: job.kind for job in planned}
    for day, kind in sorted(kinds.items()):
        if (kind, kinds.get(day + 1)) in pattern.never_next and {day, day + 1} & fresh:
            yield f"has {kinds[day + 1]} on the day after {kind}, on day {day + 1}."
    held = Counter(job.kind for job in [*planned, *by_hand])
    for kind, most in pattern.caps:
        if held[kind] > most and any(job.kind == kind for job in planned):
            yield f"does {kind} {held[kind]} times, and may {most} times."


def _faults_of_runs(pattern: Pattern, fresh: set[int], days: list[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    last = pattern.days - 1
    for run in runs:
        if not fresh.intersection(run):
            continue
        if pattern.most_in_row is not None and len(run) > pattern.most_in_row:
            yield f"works {len(run)} days in a row from day {run[0]}."
        if len(run) < pattern.least_in_row and run[0] > 0 and run[-1] < last:
            yield f"works only {len(run)} days in a row from day {run[0]}."
    for one, other in pairwise(runs):
        inside = one[-1] >= 0 and other[0] <= last
        short = other[0] - one[-1] - 1 < pattern.least_off
        if inside and short and {one[-1], other[0]} & fresh:
            yield f"has too few days off before day {other[0]}."


def _faults_of_weekends(pattern: Pattern, fresh: set[int], settled: set[int]) -> Iterator[str]:
    inside = range(pattern.days)
    before = {pattern.weekend_of(day) for day in settled if day in inside} - {None}
    new = {pattern.weekend_of(day) for day in fresh if day in inside} - before - {None}
    if pattern.weekends is not None and new and len(new | before) > pattern.weekends:
        yield f"works on {len(new | before)} weekends, and may on {pattern.weekends}."


def moves(pattern: Pattern, jobs: list[Job]) -> int:
    """Count how often a job begins at another place than the one before it."""
    places = [pattern.place, *(job.place for job in sorted(jobs, key=lambda job: job.start))]
    return sum(one != other for one, other in pairwise(place for place in places if place))
