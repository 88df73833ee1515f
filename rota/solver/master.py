"""The linear problem that mixes whole courses of people, in the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from rota.solver.linear import Rows

TINY = 1e-6


@dataclass(slots=True, eq=False)
class Column:
    """A course of one worker, what it costs, and what it weighs in each row.

    ``fits`` unless it alone breaks a row that counts some jobs of its worker: then it is of use
    only in part, to the bound.
    """

    worker: int
    course: tuple[int, ...]
    cost: int
    weights: dict[int, int]
    fits: bool


Shares = dict[int, list[tuple[float, Column]]]


class Master:
    """The linear problem that mixes columns of the free workers, in the engine."""

    def __init__(
        self,
        rows: Rows,
        rows_of: dict[int, list[tuple[int, int]]],
        left: list[int],
        free: list[int],
    ) -> None:
        from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]

        self._engine: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._engine.Objective()
        self._objective.SetMinimization()
        self._endless = self._engine.infinity()
        self._limits = [
            self._engine.Constraint(most if row.exact else -self._endless, most)
            for row, most in zip(rows.rows, left, strict=True)
        ]
        self._one_each = {n: self._engine.Constraint(1, 1) for n in free}
        self._columns: dict[Column, Any] = {}
        for column in range(rows.options, len(rows.costs)):
            variable = self._engine.NumVar(0, rows.upto[column], "")
            self._objective.SetCoefficient(variable, rows.costs[column])
            for number, weight in rows_of.get(column, ()):
                self._limits[number].SetCoefficient(variable, weight)

    def add(self, column: Column) -> None:
        """Add a column."""
        variable = self._engine.NumVar(0, self._endless, "")
        self._objective.SetCoefficient(variable, column.cost)
        self._one_each[column.worker].SetCoefficient(variable, 1)
        for number, weight in column.weights.items():
            self._limits[number].SetCoefficient(variable, weight)
        self._columns[column] = variable

    def solve(self) -> tuple[float, float]:
        """Return the cost, endless if the engine fails, and the work done."""
        status = self._engine.Solve()
        work = (self._engine.iterations() + 20) * len(self._limits) / 3e6
        cost = float(self._objective.Value()) if status == self._engine.OPTIMAL else math.inf
        return cost, work

    def prices(self) -> tuple[Any, dict[int, float]]:
        """Return the prices of the rows and of the workers."""
        prices = np.array([limit.dual_value() for limit in self._limits])
        return prices, {n: each.dual_value() for n, each in self._one_each.items()}

    def outcome(self) -> tuple[Shares, Shares]:
        """Return what is used of each worker's columns, and what each would add."""
        used: Shares = {number: [] for number in self._one_each}
        added: Shares = {number: [] for number in self._one_each}
        for column, variable in self._columns.items():
            if column.fits:
                share = variable.solution_value()
                if share > TINY:
                    used[column.worker].append((share, column))
                added[column.worker].append((variable.reduced_cost(), column))
        for shares in used.values():
            shares.sort(key=lambda each: -each[0])
        return used, added
