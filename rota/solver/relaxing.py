"""The linear relaxation of the rows, and from its prices a bound that holds to the last digit.

The engine counts in floating point. Its prices are rounded to whole parts of ``SCALE`` and the
bound is counted anew from them in whole numbers: that is right whatever the engine got wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from rota.solver.linear import Rows

SCALE = 1 << 20
NO_LIMIT = 1 << 200


@dataclass(slots=True)
class Relaxed:
    """What the relaxation says: a value for each column, and how much each would add to the bound.

    ``floor`` and ``extra`` are in parts of ``SCALE``: no plan costs less than ``floor``, and none
    with a column less than ``floor`` and its ``extra``.
    """

    values: list[float]
    floor: int
    extra: list[int]

    @property
    def bound(self) -> int:
        """Return the bound as a whole cost."""
        return -(-self.floor // SCALE)

    def limit_below(self, cost: int) -> int:
        """Return the most that a column may add where a plan cheaper than this uses it."""
        return (cost - 1) * SCALE - self.floor

    def limit_of(self, count: int) -> int:
        """Return the most that any of so many columns adds, if those that add least are taken."""
        return sorted(self.extra)[count - 1] if count < len(self.extra) else NO_LIMIT

    def within(self, limit: int) -> list[bool]:
        """Mark the columns that add no more than the limit."""
        return [extra <= limit for extra in self.extra]

    def bound_beyond(self, limit: int) -> int:
        """Return the bound for plans with any column that adds more than the limit."""
        return -(-(self.floor + limit + 1) // SCALE)


class Relaxation:
    """The relaxation of some rows, to be solved in one thread and interrupted from another."""

    def __init__(self, rows: Rows, work: float) -> None:
        self._rows, self._work = rows, work
        self._engine: Any = None
        self._interrupted = False

    def interrupt(self) -> None:
        """Ask the engine to end."""
        self._interrupted = True
        if self._engine is not None:
            self._engine.interrupt_solve()

    def solve(self) -> Relaxed:
        """Solve it; cut short, it says less, but nothing wrong."""
        from ortools.linear_solver.python import model_builder_helper as engine

        model = engine.ModelBuilderHelper()
        for cost, upto in zip(self._rows.costs, self._rows.upto, strict=True):
            column = model.add_var()
            model.set_var_lower_bound(column, 0.0)
            model.set_var_upper_bound(column, upto)
            model.set_var_objective_coefficient(column, cost)
        for row in self._rows.rows:
            number = model.add_linear_constraint()
            model.set_constraint_lower_bound(number, row.most if row.exact else -math.inf)
            model.set_constraint_upper_bound(number, row.most)
            for column, weight in zip(row.columns, row.weights, strict=True):
                model.add_term_to_constraint(number, column, weight)
        self._engine = engine.ModelSolverHelper("glop")
        self._engine.set_solver_specific_parameters(f"max_deterministic_time: {self._work}")
        if not self._interrupted:
            self._engine.solve(model)
        if not self._engine.has_solution():
            return _priced(self._rows, [0.0] * len(self._rows.costs), [0.0] * len(self._rows.rows))
        values, prices = self._engine.variable_values(), self._engine.dual_values()
        return _priced(self._rows, list(values), list(prices))


def _priced(rows: Rows, values: list[float], prices: list[float]) -> Relaxed:
    extra = [cost * SCALE for cost in rows.costs]
    floor = 0
    for row, price in zip(rows.rows, prices, strict=True):
        whole = round(price * SCALE)
        if not row.exact:
            whole = min(whole, 0)
        if whole:
            floor += row.most * whole
            for column, weight in zip(row.columns, row.weights, strict=True):
                extra[column] -= weight * whole
    floor += sum(each * upto for each, upto in zip(extra, rows.upto, strict=True) if each < 0)
    return Relaxed(values, floor, extra)
