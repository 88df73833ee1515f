"""Answers a problem: a plan at once, better ones as they are found, and the best one with proof.

First the cheapest person for each job in turn; then the linear relaxation, which very often is the
best plan itself; and where it is not, the exact engine on the few columns that matter, and then on
all that a better plan could use. Where everybody has a pattern of days, plans are composed of whole
courses instead, which is far closer to the best than rows of options are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rota.domain.cover_problem import CoverPlan, CoverProblem
from rota.solver.answering import plan_of
from rota.solver.checking import check
from rota.solver.composing import suits
from rota.solver.ensemble import Ensemble
from rota.solver.linear import Rows
from rota.solver.proving import Columns, Proof
from rota.solver.relaxing import Relaxation, Relaxed
from rota.solver.roster import Roster, fill, hold
from rota.solver.rows import write_rows
from rota.solver.tables import Tables, least_cost, tabulate
from rota.solver.watch import Watch

WIDTHS = (6, 12, 24)  # columns for each job


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go.

    ``work`` is counted by the engine and is the same on every run; ``seconds`` are only a safety
    stop, after which a plan may differ from run to run.
    """

    seconds: float = 120.0
    work: float = 30.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """How far the search has come."""

    cost: int
    bound: int
    unfilled: int
    seconds: float
    plan: CoverPlan


class BadPlan(Exception):
    """The solver made a plan that breaks the rules of its own problem: a mistake in the program."""


Progress = Callable[[ProgressReport], None]


def solve(
    problem: CoverProblem,
    limits: Limits | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> CoverPlan:
    """Return the best plan found within the limits. Every plan told has been checked.

    ``progress`` and ``cancelled`` are called in the thread that asks; the engines run beside it.
    """
    limits = limits or Limits()
    watch = Watch(limits.seconds, cancelled or (lambda: False))
    return _Search(problem, limits, progress or (lambda _report: None), watch).run()


class _Search:
    """One search: the best roster so far, and the bound."""

    def __init__(
        self, problem: CoverProblem, limits: Limits, progress: Progress, watch: Watch
    ) -> None:
        self._limits, self._progress, self._watch = limits, progress, watch
        self._tables: Tables = tabulate(problem)
        self._best: Roster = fill(self._tables)
        self._base_cost = self._tables.base_cost
        self._bound = self._base_cost + least_cost(self._tables)
        self._told: tuple[int, int] | None = None
        self._plan = self._tell()

    def run(self) -> CoverPlan:
        """Go on from plan to plan until the best is proved or the limits are reached."""
        if self._watch.stopped:
            return self._plan
        rows = self._watch.run(lambda: write_rows(self._tables), lambda: None)
        if rows is None or self._watch.stopped:
            return self._plan
        self._base_cost = rows.base_cost
        relaxation = Relaxation(rows, self._limits.work)
        relaxed = self._watch.run(relaxation.solve, relaxation.interrupt)
        if relaxed is None or self._watch.stopped:
            return self._plan
        self._raise_bound(relaxed.bound)
        likely = sorted(self._options(relaxed.values), key=lambda each: -relaxed.values[each])
        self._offer(fill(self._tables, likely))
        self._plan = self._tell()
        if self._open:
            if suits(self._tables):
                self._search_by_courses()
            else:
                self._search_exactly(rows, relaxed)
        return self._plan

    @property
    def _open(self) -> bool:
        """Say whether there is something left to look for, and time."""
        return self._bound < self._best.cost and not self._watch.stopped

    def _search_by_courses(self) -> None:
        ensemble = self._watch.run(lambda: Ensemble(self._tables, self._limits.seed), lambda: None)
        if ensemble is None:
            return

        def search() -> None:
            ensemble.search(self._limits.work)

        self._watch.run(search, ensemble.interrupt, lambda: self._hear_of(ensemble))
        self._hear_of(ensemble)

    def _hear_of(self, ensemble: Ensemble) -> None:
        """Take what has been found; in haste, the best only."""
        while ensemble.finds:
            options = ensemble.finds.popleft()
            if not (ensemble.finds and self._watch.stopped):
                self._offer(hold(self._tables, options))
        self._bound = max(self._bound, min(ensemble.bound, self._best.cost))
        self._plan = self._tell()

    def _search_exactly(self, rows: Rows, relaxed: Relaxed) -> None:
        """Search the columns that add least, then more, then all that a better plan could use."""
        work = self._limits.work
        jobs = len(self._tables.open_jobs)
        for width in (*WIDTHS, len(rows.costs)):
            if not self._open or work <= 0:
                return
            needed = relaxed.limit_below(self._best.cost - self._base_cost)
            limit = min(needed, relaxed.limit_of(width * jobs))
            share = work if limit == needed else work / 2
            proof = Proof(rows, relaxed.within(limit), share, self._limits.seed)
            work -= self._search(proof, relaxed.bound_beyond(limit), hinted=width > WIDTHS[0])
            if limit == needed:
                return

    def _search(self, proof: Proof, beyond: int, *, hinted: bool) -> float:
        """Search the columns of the proof and those of the best plan; return the work it took.

        ``beyond`` is the bound for what uses any other column.
        """
        proof.start_from(self._columns_of_best(proof.rows), hinted=hinted)

        def hear() -> None:
            while proof.finds:
                self._hear(*proof.finds.popleft(), beyond)

        proved = self._watch.run(proof.search, proof.interrupt, hear)
        if proved is None:
            return 0.0
        if self._watch.stopped and proof.finds:
            self._hear(*proof.finds[-1], beyond)  # in haste, the best choice only
        else:
            hear()
        self._raise_bound(min(proved.bound, beyond))
        self._plan = self._tell()
        return proved.work

    def _hear(self, columns: Columns, bound: int, beyond: int) -> None:
        self._offer(hold(self._tables, columns))
        self._raise_bound(min(bound, beyond))
        self._plan = self._tell()

    def _columns_of_best(self, rows: Rows) -> dict[int, int]:
        return rows.completed(self._best.taken)

    def _options(self, values: list[float]) -> Iterable[int]:
        return (each for each in range(len(self._tables.job_of)) if values[each] > 0.5)

    def _offer(self, roster: Roster) -> None:
        if roster.cost < self._best.cost:
            self._best = roster

    def _raise_bound(self, bound: int) -> None:
        self._bound = max(self._bound, bound + self._base_cost)

    def _tell(self) -> CoverPlan:
        """Make the plan of the best so far, judge it, and tell it; if it is news."""
        if self._told == (self._best.cost, self._bound):
            return self._plan
        self._told = (self._best.cost, self._bound)
        plan = plan_of(self._tables, self._best, self._bound)
        faults = check(self._tables.problem, plan)
        if faults:
            raise BadPlan(f"{len(faults)} faults, such as: {faults[0]}")
        report = ProgressReport(plan.cost, plan.bound, len(plan.unfilled), self._watch.passed, plan)
        self._progress(report)
        return plan
