"""The problem as linear rows, written once for every engine.

Column ``n`` is option ``n`` of the tables; behind the options stand what is left unfilled, steps of
costs per person, and losses. Rows are kept tight: the plain linear relaxation of these rows often
is the plan itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rota.solver.binding import Bonds, Known, bonds_of
from rota.solver.tables import Tables, Worker, steps


@dataclass(slots=True)
class Row:
    """At most ``most`` of the weighted columns; exactly that many if ``exact``."""

    columns: list[int]
    weights: list[int]
    most: int
    exact: bool = False


@dataclass(slots=True)
class Rows:
    """Columns of 0 or 1, each with a cost, and the rows that bind them.

    ``unfilled`` is the column of each open job that stands for leaving it so.
    """

    costs: list[int]
    rows: list[Row] = field(default_factory=list)
    unfilled: dict[int, int] = field(default_factory=dict)

    def column(self, cost: int) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def at_most(self, columns: list[int], most: int, given: list[int]) -> None:
        """Add the row: so many of the columns, and one more for each of those given."""
        weights = [1] * len(columns) + [-1] * len(given)
        self.rows.append(Row(columns + given, weights, most))

    def completed(self, taken: set[int]) -> set[int]:
        """Return the columns taken with the steps and losses that they bring with them."""
        whole = set(taken)
        for row in self.rows:
            pairs = list(zip(row.columns, row.weights, strict=True))
            over = sum(weight for column, weight in pairs if column in whole) - row.most
            given = [column for column, weight in pairs if weight == -1 and column not in whole]
            whole.update(given[: max(over, 0)])
        return whole


def write_rows(tables: Tables) -> Rows:
    """Return the rows of a problem."""
    rows = Rows(list(tables.cost_of))
    for job in tables.open_jobs:
        rows.unfilled[job] = rows.column(tables.problem.jobs[job].penalty)
        columns = [*tables.by_job[job], rows.unfilled[job]]
        rows.rows.append(Row(columns, [1] * len(columns), 1, exact=True))
    known: Known = {}
    for worker in tables.workers:
        if worker.options:
            _bind(tables, worker, bonds_of(tables, worker, known), rows)
    return rows


def _bind(tables: Tables, worker: Worker, bonds: Bonds, rows: Rows) -> None:
    for clique in bonds.cliques:
        if len(clique) > 1:
            rows.at_most(clique, 1, [])
    if worker.minutes is not None and bonds.room > 1:
        lengths = [tables.job(each).minutes for each in bonds.options]
        if sum(sorted(lengths)[-bonds.room :]) > worker.minutes:
            rows.rows.append(Row(bonds.options, lengths, worker.minutes))
    nights = [each for each in bonds.options if tables.job(each).night]
    most_nights = min(bonds.room, len(nights))
    if worker.nights is not None and worker.nights < most_nights:
        rows.at_most(nights, worker.nights, [])
        most_nights = worker.nights
    costs = steps(worker.person.job_costs, len(worker.fixed), bonds.room)
    _charge_steps(rows, bonds.options, bonds.cliques, costs)
    if worker.person.night_costs:
        held = sum(tables.problem.jobs[each].night for each in worker.fixed)
        costs = steps(worker.person.night_costs, held, most_nights)
        cliques = [[each for each in clique if tables.job(each).night] for clique in bonds.cliques]
        _charge_steps(rows, nights, cliques, costs)
    for cost, hit in bonds.losses:
        lost = rows.column(cost)
        hits = set(hit)
        for clique in bonds.cliques:
            columns = [each for each in clique if each in hits]
            if columns:
                rows.at_most(columns, 0, [lost])


def _charge_steps(
    rows: Rows, columns: list[int], cliques: list[list[int]], costs: list[int]
) -> None:
    """Charge the first of the columns taken, the second and so on, with a column for each step."""
    if not any(costs):
        return
    free = next(number for number, cost in enumerate(costs) if cost)
    taken = [rows.column(cost) for cost in costs[free:]]
    rows.at_most(columns, free, taken)
    for number in range(1, len(taken)):
        if costs[free + number] < max(costs[free : free + number]):
            rows.at_most([taken[number]], 0, [taken[number - 1]])
    if free == 0 and min(costs) < costs[0]:
        for clique in cliques:
            rows.at_most(clique, 0, taken[:1])
