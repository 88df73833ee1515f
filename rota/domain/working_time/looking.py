"""Plain figures about a person's turns, for boards and lists of candidates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from rota.domain.working_time.turns import Turn, Work, instant, minute
from rota.domain.working_time.windows import over, worked

WEEK = 168 * 60
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def hours_between(turns: Iterable[Turn], start: datetime, end: datetime) -> timedelta:
    """Return the time worked inside a stretch; overlaps once, on-call from home not at all."""
    return timedelta(minutes=worked(Work(turns).shifts, minute(start), minute(end)))


def busiest_168(
    turns: Iterable[Turn], about: Collection[str] | None = None
) -> tuple[timedelta, datetime]:
    """Return the most worked in any 168 hours in a row, and when the first such stretch begins.

    With ``about``, only stretches that hold work of one of those turns. Nothing worked gives zero
    and 1 January 1970.
    """
    held = [
        each
        for each in over(Work(turns).shifts, WEEK, 0)
        if about is None or any(ref in about for ref in each.refs)
    ]
    best = max(held, key=lambda each: (each.minutes, -each.start), default=None)
    return (timedelta(minutes=best.minutes), instant(best.start)) if best else (timedelta(), NEVER)


def rest_before(turns: Iterable[Turn], start: datetime) -> timedelta | None:
    """Return the rest since the last work that began before an instant; None without any.

    On-call from home is rest. Work still under way at the instant leaves none.
    """
    at = minute(start)
    ends = [each.end for each in Work(turns).shifts if each.start < at]
    return timedelta(minutes=max(at - ends[-1], 0)) if ends else None


def rest_after(turns: Iterable[Turn], end: datetime) -> timedelta | None:
    """Return the rest until the next work that ends after an instant; None without any."""
    at = minute(end)
    starts = [each.start for each in Work(turns).shifts if each.end > at]
    return timedelta(minutes=max(starts[0] - at, 0)) if starts else None
