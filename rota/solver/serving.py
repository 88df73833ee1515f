"""The solver as the services ask for it."""

from __future__ import annotations

from collections.abc import Callable

from rota.domain.cover_problem import CoverPlan, CoverProblem


def plan(
    problem: CoverProblem,
    seconds: float,
    seed: int,
    progress: Callable[[CoverPlan], None],
    cancelled: Callable[[], bool],
) -> CoverPlan:
    """Return the best plan found; ``progress`` hears each better one, the first one at once."""
    from rota.solver.planning import Limits, ProgressReport, solve  # loads numpy

    def hear(report: ProgressReport) -> None:
        progress(report.plan)

    return solve(problem, Limits(seconds=seconds, seed=seed), hear, cancelled)
