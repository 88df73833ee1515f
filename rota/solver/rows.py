"""The problem as linear rows, written once for every engine.

Column ``n`` is option ``n`` of the tables; behind the options stand what is left unfilled, steps of
costs per person, and losses. Rows are kept tight: the plain linear relaxation of these rows often
is the plan itself.
"""

from __future__ import annotations

from rota.solver.binding import Bonds, Known, bonds_of
from rota.solver.day_rows import write_days
from rota.solver.linear import Row, Rows
from rota.solver.tables import Tables, Worker, steps


def write_rows(tables: Tables) -> Rows:
    """Return the rows of a problem."""
    options = len(tables.cost_of)
    rows = Rows(list(tables.cost_of), options, tables.base_cost, [1] * options)
    write_numbers(tables, rows)
    known: Known = {}
    for worker in tables.workers:
        if worker.options or worker.short:
            _bind(tables, worker, bonds_of(tables, worker, known), rows)
            write_days(tables, worker, rows)
    return rows


def write_numbers(tables: Tables, rows: Rows) -> None:
    """Write how many people are wanted for each job, and for jobs together."""
    for number in tables.open_jobs:
        job = tables.problem.jobs[number]
        rows.wanted(tables.by_job[number], tables.wanted(number), job.penalty, job.extra)
    for tally in tables.problem.tallies:
        numbers = {tables.number_of[job_id] for job_id in tally.jobs}
        columns = [option for number in sorted(numbers) for option in tables.by_job[number]]
        wanted = max(0, tally.wanted - tables.settled_in(tally))
        rows.wanted(columns, wanted, tally.under, tally.over)


def _bind(tables: Tables, worker: Worker, bonds: Bonds, rows: Rows) -> None:
    for clique in bonds.cliques:
        if len(clique) > 1:
            rows.at_most(clique, 1, [])
    if worker.minutes is not None and bonds.apart > 1:
        lengths = [tables.job(each).minutes for each in bonds.options]
        if sum(sorted(lengths)[-bonds.apart :]) > worker.minutes:
            rows.rows.append(Row(bonds.options, lengths, worker.minutes))
    _bind_minutes(tables, worker, bonds, rows)
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


def _bind_minutes(tables: Tables, worker: Worker, bonds: Bonds, rows: Rows) -> None:
    """Bind the minutes of stretches, and charge what is short of the least."""
    for limit in worker.limits:
        inside = [
            each for each in bonds.options if limit.start <= tables.job(each).start < limit.end
        ]
        lengths = [tables.job(each).minutes for each in inside]
        if inside and sum(sorted(lengths)[-bonds.room :]) > limit.minutes:
            rows.rows.append(Row(inside, lengths, limit.minutes))
    if worker.short and worker.person.short_cost:
        short = rows.column(worker.person.short_cost, worker.short)
        lengths = [-min(tables.job(each).minutes, worker.short) for each in bonds.options]
        columns, weights = [*bonds.options, short], [*lengths, -1]
        rows.rows.append(Row(columns, weights, -worker.short, given=[short]))


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
