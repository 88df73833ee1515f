"""Whether the computer's clock can be believed: what is odd about it is noted in the journal.

The order of the journal is that of its numbers, whatever the clock says.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from rota.domain.times import short_words

SLACK = timedelta(minutes=2)
"""The clocks of several computers on one database may differ by so much."""

JUMP = timedelta(days=1)
"""More than this ahead of the time that passed is noted."""


def _passed() -> float:
    """Return seconds that no clock setting changes, time asleep counted in where it can be."""
    whole = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if whole is None else time.clock_gettime(whole)


class ClockWatch:
    """Compares the clock with the time that passed since it was last asked."""

    def __init__(self, passed: Callable[[], float] = _passed) -> None:
        self._passed = passed
        self._last: tuple[datetime, float] | None = None

    def note(self, at: datetime) -> str:
        """Return what to note of the clock, now that it says this; mostly nothing."""
        last, self._last = self._last, (at, self._passed())
        if last is None:
            return ""
        ahead = at - last[0] - timedelta(seconds=self._last[1] - last[1])
        if ahead <= JUMP:
            return ""
        return f"The clock jumped ahead, from {short_words(last[0])} to {short_words(at)}."


def went_back(before: datetime, at: datetime) -> str:
    """Return what to note where an entry is earlier than the one before it."""
    if at >= before - SLACK:
        return ""
    return f"The clock went back, from {short_words(before)} to {short_words(at)}."
