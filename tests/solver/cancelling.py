"""A search that is cancelled while it runs, and how soon it answers then."""

from __future__ import annotations

import threading
import time

from rota.domain.cover_problem import CoverProblem
from rota.solver.checking import check
from rota.solver.planning import Limits, solve


def answers_at_once(problem: CoverProblem, after: float) -> None:
    """Cancel a search after some seconds: within half a second it has a plan that keeps to all."""
    cancelled = threading.Event()
    at: list[float] = []

    def cancel() -> None:
        at.append(time.monotonic())
        cancelled.set()

    timer = threading.Timer(after, cancel)
    timer.start()
    plan = solve(problem, Limits(work=1000), cancelled=cancelled.is_set)
    answered = time.monotonic()
    timer.join()

    assert answered - at[0] < 0.5
    assert check(problem, plan) == []
