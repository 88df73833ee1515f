"""Finds the best of all plans that cost no more than some aim, with proof.

Under the prices of the relaxed master each plan costs its bound and what its courses lie above the
least of their workers. So a plan that reaches the aim is made of courses that lie little above. All
of these together are few steps from day to day, and the exact engine chooses a way for each worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rota.solver.composing import Composition, Relaxed
from rota.solver.master import Column
from rota.solver.proving import LEAST
from rota.solver.relaxing import SCALE
from rota.solver.ways import END, START, Node, Way, shortened

Columns = list[Column]


@dataclass(frozen=True, slots=True)
class Woven:
    """What no plan can cost less than, so far as is known now, and whether all of it is known."""

    bound: int
    settled: bool


class Weaver:
    """The search for one plan after the other; held workers keep their columns."""

    def __init__(self, master: Composition, seed: int) -> None:
        self._master, self._seed = master, seed
        self._engine: Any = None

    def interrupt(self) -> None:
        """Ask the engine to end."""
        if self._engine is not None:
            self._engine.stop_search()

    def ways(
        self, relaxed: Relaxed, free: list[int], aim: int, most: int
    ) -> dict[int, list[Way]] | None:
        """Return the ways of each free worker to plans that reach the aim; none if too many."""
        master, found, count = self._master, {}, 0
        reduced = master.reduced(relaxed.prices)
        slack = aim * SCALE - relaxed.floor
        for number in free:
            ways = []
            for way in master.ways(number, reduced, slack):
                ways.append(way)
                count += 1
                if count > most or master.interrupted:
                    return None
            found[number] = shortened(ways)
        return found

    def weave(
        self,
        ways: dict[int, list[Way]],
        held: Columns,
        below: int,
        work: float,
        found: Callable[[Columns], object],
    ) -> Woven:
        """Look for plans of these ways that cost less than ``below``; tell each better one."""
        from ortools.sat.python import cp_model

        model = cp_model.CpModel()
        taken = self._written(cp_model, model, ways, held, below)
        master = self._master

        class Finds(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                columns = list(held)
                for number, theirs in taken.items():
                    on = [way for way, variable in theirs if self.boolean_value(variable)]
                    course = tuple(sorted(option for way in on for option in way.options))
                    columns.append(master.column(number, course))
                found(sorted(columns, key=lambda each: each.worker))

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.subsolvers.append("max_lp")
        solver.parameters.random_seed = self._seed
        solver.parameters.max_deterministic_time = work
        self._engine = solver
        if master.interrupted:
            return Woven(LEAST, settled=False)
        status = solver.solve(model, Finds())
        self._engine = None
        master.work += solver.response_proto.deterministic_time
        if status == cp_model.INFEASIBLE:
            return Woven(below, settled=True)
        if status == cp_model.UNKNOWN:
            return Woven(LEAST, settled=False)
        return Woven(round(solver.best_objective_bound), settled=status == cp_model.OPTIMAL)

    def _written(
        self,
        cp_model: Any,
        model: Any,
        ways: dict[int, list[Way]],
        held: Columns,
        below: int,
    ) -> dict[int, list[tuple[Way, Any]]]:
        """Write the model, and return the variable of each way."""
        rows, rows_of = self._master.rows, self._master.rows_of
        terms: list[list[tuple[Any, int]]] = [[] for _ in rows.rows]
        costs: list[tuple[Any, int]] = []
        taken: dict[int, list[tuple[Way, Any]]] = {}
        for number, theirs in ways.items():
            taken[number] = [(way, model.new_bool_var("")) for way in theirs]
            _flow(cp_model, model, taken[number])
            for way, variable in taken[number]:
                costs.append((variable, way.cost))
                weights: dict[int, int] = {}
                for option in way.options:
                    for row, weight in rows_of.get(option, ()):
                        weights[row] = weights.get(row, 0) + weight
                for row, weight in weights.items():
                    terms[row].append((variable, weight))
        for other in range(rows.options, len(rows.costs)):
            variable = model.new_int_var(0, rows.upto[other], "")
            costs.append((variable, rows.costs[other]))
            for row, weight in rows_of.get(other, ()):
                terms[row].append((variable, weight))
        for each, pairs, most in zip(rows.rows, terms, self._master.left_by(held), strict=True):
            total = weighted(cp_model, pairs)
            model.add(total == most if each.exact else total <= most)
        whole = weighted(cp_model, costs) + sum(column.cost for column in held)
        model.add(whole <= below - 1)
        model.minimize(whole)
        return taken


def _flow(cp_model: Any, model: Any, taken: list[tuple[Way, Any]]) -> None:
    """One way leaves the start, and as many leave each node as come to it."""
    at: dict[Node, list[tuple[Any, int]]] = {}
    for way, variable in taken:
        at.setdefault(way.tail, []).append((variable, -1))
        at.setdefault(way.head, []).append((variable, 1))
    model.add_exactly_one(variable for way, variable in taken if way.tail == START)
    for node, terms in at.items():
        if node not in (START, END):
            model.add(weighted(cp_model, terms) == 0)


def weighted(cp_model: Any, terms: list[tuple[Any, int]]) -> Any:
    """Return the sum of variables, each with its weight."""
    return cp_model.LinearExpr.weighted_sum([one for one, _ in terms], [by for _, by in terms])
