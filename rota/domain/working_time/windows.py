"""Windows of a set length laid over shifts: the ones that hold more work than a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rota.domain.working_time.turns import Shift, local, minute


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, what was measured in it, the turns in it, and the date of the last."""

    start: int
    minutes: int
    refs: tuple[str, ...]
    day: date


def over(shifts: Sequence[Shift], length: int, limit: int) -> Iterator[Window]:
    """Yield the windows that hold more than ``limit`` minutes of work.

    They begin at each shift's start and end at each shift's end: the most worked in any window is
    worked in one of these. A sum of whole shifts rules most of them out.
    """
    beyond, total = 0, 0
    for index, first in enumerate(shifts):
        while beyond < len(shifts) and shifts[beyond].start < first.end + length:
            total += shifts[beyond].minutes
            beyond += 1
        if total > limit:
            near = shifts[index:beyond]
            ends = {each.end - length for each in near}
            for start in sorted(
                {first.start, *(at for at in ends if first.start < at < first.end)}
            ):
                minutes = worked(near, start, start + length)
                if minutes > limit:
                    yield window(near, start, length, minutes)
        total -= first.minutes


def window(shifts: Iterable[Shift], start: int, length: int, measured: int) -> Window:
    """Return a window with the turns that have work in it."""
    inside = [
        turn
        for shift in shifts
        if start < shift.end and shift.start < start + length
        for turn in shift.turns
        if start < minute(turn.end) and minute(turn.start) < start + length
    ]
    refs = tuple(dict.fromkeys(turn.ref for turn in inside))
    return Window(start, measured, refs, local(minute(inside[-1].start)).date())


def worked(shifts: Iterable[Shift], start: int, end: int) -> int:
    """Return the minutes worked between two instants."""
    return sum(max(min(each.end, end) - max(each.start, start), 0) for each in shifts)


def telling(windows: Iterable[Window]) -> Iterator[Window]:
    """Yield the fewest windows that name every turn of them all, those first in order given."""
    named: set[str] = set()
    for each in windows:
        if not named.issuperset(each.refs):
            named.update(each.refs)
            yield each
