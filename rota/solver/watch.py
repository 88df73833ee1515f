"""Runs an engine beside, so that whoever asked is answered at once when it is time to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

POLL_SECONDS = 0.02
GRACE_SECONDS = 0.1

Answer = TypeVar("Answer")


class Watch:
    """Looks at the clock and at the asker."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        self._begun = time.monotonic()
        self._seconds = seconds
        self._cancelled = cancelled

    @property
    def passed(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self._begun

    @property
    def stopped(self) -> bool:
        """Say whether to come to an end now."""
        return self.passed >= self._seconds or self._cancelled()

    def run(
        self,
        work: Callable[[], Answer],
        interrupt: Callable[[], object],
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Answer | None:
        """Return what the work returns, or nothing where it does not stop soon after it is asked.

        It is asked again and again: an engine may not listen yet. What must wait even so is left
        to end by itself.
        """
        pool = ThreadPoolExecutor(1, "solver")
        future = pool.submit(work)
        pool.shutdown(wait=False)
        stopping: float | None = None
        while not wait([future], timeout=POLL_SECONDS).done:
            if self.stopped:
                interrupt()
                stopping = stopping or self.passed
                if self.passed > stopping + GRACE_SECONDS:
                    return None
            else:
                meanwhile()
        return future.result()
