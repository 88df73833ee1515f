"""The exact engine: CP-SAT on the columns kept, one worker, its own relaxation at full strength."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from rota.solver.linear import Row, Rows

Columns = list[int]
LEAST = -(10**15)


@dataclass(slots=True)
class Proved:
    """What no choice among the kept columns can beat, and the work that it took to know."""

    bound: int
    work: float


class Proof:
    """A search of some columns, to be run in one thread and watched from another.

    ``finds`` fills with ever better choices, each with the bound at that time.
    """

    def __init__(self, rows: Rows, kept: list[bool], work: float, seed: int) -> None:
        self.rows, self._kept, self._work, self._seed = rows, kept, work, seed
        self._hint: dict[int, int] | None = None
        self.finds: deque[tuple[Columns, int]] = deque()
        self._engine: Any = None
        self._interrupted = False

    def start_from(self, columns: dict[int, int], *, hinted: bool) -> None:
        """Keep these columns at any rate, so that there is a choice; and perhaps begin with it."""
        for column in columns:
            self._kept[column] = True
        self._hint = columns if hinted else None

    def interrupt(self) -> None:
        """Ask the engine to end."""
        self._interrupted = True
        if self._engine is not None:
            self._engine.stop_search()

    def search(self) -> Proved:
        """Search until the best is proved, the work is done, or somebody interrupts."""
        from ortools.sat.python import cp_model

        model, columns = self._written(cp_model)
        finds = self.finds
        options = [(each, column) for each, column in columns.items() if each < self.rows.options]

        class Finds(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                taken = [each for each, column in options if self.boolean_value(column)]
                finds.append((taken, round(self.best_objective_bound)))

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.subsolvers.append("max_lp")
        solver.parameters.random_seed = self._seed
        solver.parameters.max_deterministic_time = self._work
        self._engine = solver
        if self._interrupted:
            return Proved(LEAST, 0.0)
        status = solver.solve(model, Finds())
        bound = LEAST if status == cp_model.UNKNOWN else round(solver.best_objective_bound)
        return Proved(bound, solver.response_proto.deterministic_time)

    def _written(self, cp_model: Any) -> tuple[Any, dict[int, Any]]:
        model = cp_model.CpModel()
        columns = {
            each: model.new_int_var(0, upto, "")
            for each, upto in enumerate(self.rows.upto)
            if self._kept[each]
        }
        for row in self.rows.rows:
            _add(cp_model, model, columns, row, self.rows.upto)
        costs = [(columns[each], self.rows.costs[each]) for each in columns]
        model.minimize(_sum(cp_model, costs))
        if self._hint is not None:
            for each, column in columns.items():
                model.add_hint(column, self._hint.get(each, 0))
        return model, columns


def _add(cp_model: Any, model: Any, columns: dict[int, Any], row: Row, upto: list[int]) -> None:
    weighted = zip(row.columns, row.weights, strict=True)
    terms = [(each, weight) for each, weight in weighted if each in columns]
    single = row.most == 1 and all(weight == 1 == upto[each] for each, weight in terms)
    named = [(columns[each], weight) for each, weight in terms]
    if row.exact and single:
        model.add_exactly_one(column for column, _ in named)
    elif row.exact:
        model.add(_sum(cp_model, named) == row.most)
    elif single:
        model.add_at_most_one(column for column, _ in named)
    elif sum(weight * upto[each] for each, weight in terms if weight > 0) > row.most:
        model.add(_sum(cp_model, named) <= row.most)


def _sum(cp_model: Any, terms: list[tuple[Any, int]]) -> Any:
    return cp_model.LinearExpr.weighted_sum([one for one, _ in terms], [by for _, by in terms])
