"""Half-open stretches of time and sweeps over them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

Stretch = tuple[datetime, datetime]
Value = TypeVar("Value")


def without(stretch: Stretch, holes: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of a stretch when holes are cut out, in order."""
    left: list[Stretch] = []
    start, end = stretch
    for hole_start, hole_end in sorted(holes):
        if hole_end <= start or hole_start >= end:
            continue
        if hole_start > start:
            left.append((start, hole_start))
        start = max(start, hole_end)
        if start >= end:
            return left
    left.append((start, end))
    return left


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap or touch made one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


class StepFunction(Generic[Value]):
    """A value for every instant, changing at sorted edges; ``before`` holds ahead of the first."""

    def __init__(self, steps: Sequence[tuple[datetime, Value]], before: Value) -> None:
        self._edges = [at for at, _ in steps]
        self._values = [value for _, value in steps]
        self._before = before

    def at(self, instant: datetime) -> Value:
        """Return the value that holds at an instant."""
        index = bisect_right(self._edges, instant)
        return self._values[index - 1] if index else self._before
