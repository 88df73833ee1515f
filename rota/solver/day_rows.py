"""The rows of one person's pattern: runs of days, days off, weekends, what follows what, moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rota.domain.cover_problem import MINUTES_OF_DAY
from rota.solver.days import Days
from rota.solver.linear import Row, Rows
from rota.solver.tables import Tables, Worker, moves


def write_days(tables: Tables, worker: Worker, rows: Rows) -> None:
    """Write the rows that hold for the days of a worker with a pattern."""
    if worker.days is None:
        return
    by_day: dict[int, list[int]] = defaultdict(list)
    for option in worker.options:
        by_day[tables.job(option).day].append(option)
    for each in _runs(worker.days, by_day):
        rows.rows.append(each)
    for each in _days_off(worker.days, by_day):
        rows.rows.append(each)
    _weekends(worker.days, by_day, rows)
    for sooner, later in _successions(tables, worker.days, by_day):
        rows.at_most(sooner + later, 1, [])
    for kind, most in worker.days.caps.items():
        theirs = [each for each in worker.options if tables.job(each).kind == kind]
        if len(theirs) > most:
            rows.at_most(theirs, most, [])
    if worker.days.pattern.move_cost:
        _moves(tables, worker, by_day, rows)


Signed = list[tuple[int, int]]


def _row(days: Days, by_day: dict[int, list[int]], signed: Signed, most: int) -> Row | None:
    """Return the row for days with a sign each; settled days are worked whatever happens."""
    columns, weights = [], []
    for day, sign in signed:
        if day in days.settled:
            most -= sign
        for option in by_day.get(day, ()):
            columns.append(option)
            weights.append(sign)
    reached = sum(1 for day, sign in signed if sign > 0 and day in by_day)
    return Row(columns, weights, most) if reached > most else None


def _runs(days: Days, by_day: dict[int, list[int]]) -> Iterator[Row]:
    pattern = days.pattern
    if pattern.most_in_row is not None:
        long = pattern.most_in_row
        for first in range(-long, pattern.days):
            run: Signed = [(day, 1) for day in range(first, first + long + 1)]
            row = _row(days, by_day, run, long)
            if row is not None and row.most >= 0:
                yield row
            elif row is not None:
                yield Row(row.columns, row.weights, 0)
    for length in range(1, pattern.least_in_row):
        for first in range(1, pattern.days - length):
            inside = range(first, first + length)
            if all(day in days.settled for day in inside):
                continue
            around: Signed = [(first - 1, -1), *((day, 1) for day in inside), (first + length, -1)]
            row = _row(days, by_day, around, length - 1)
            if row is not None:
                yield row


def _days_off(days: Days, by_day: dict[int, list[int]]) -> Iterator[Row]:
    pattern = days.pattern
    for length in range(1, pattern.least_off):
        for first in range(1, pattern.days - length):
            before, after = first - 1, first + length
            if before in days.settled and after in days.settled:
                continue
            inside: Signed = [(day, -1) for day in range(first, after)]
            row = _row(days, by_day, [(before, 1), *inside, (after, 1)], 1)
            if row is not None:
                yield row


def _weekends(days: Days, by_day: dict[int, list[int]], rows: Rows) -> None:
    if days.weekends is None:
        return
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in sorted(by_day):
        for week in days.begun([day]):
            weeks[week].append(day)
    if len(weeks) <= days.weekends:
        return
    begun = []
    for week in sorted(weeks):
        begun.append(rows.column(0))
        for day in weeks[week]:
            rows.at_most(by_day[day], 0, begun[-1:])
    rows.at_most(begun, days.weekends, [])


def _successions(
    tables: Tables, days: Days, by_day: dict[int, list[int]]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield options of a day with those of the next that none of them bears."""
    barred: dict[str, set[str]] = defaultdict(set)
    for sooner, later in days.pattern.never_next:
        barred[sooner].add(later)
    for kinds in sorted({tuple(sorted(each)) for each in barred.values()}):
        before = {kind for kind, later in barred.items() if later.issuperset(kinds)}
        for day in sorted(by_day):
            ones = [each for each in by_day[day] if tables.job(each).kind in before]
            others = [each for each in by_day.get(day + 1, ()) if tables.job(each).kind in kinds]
            if ones and others:
                yield ones, others


def _moves(tables: Tables, worker: Worker, by_day: dict[int, list[int]], rows: Rows) -> None:
    """Follow the place of the last job from day to day; "" stands for none so far."""
    pattern = worker.person.pattern
    assert pattern is not None
    fixed = sorted((tables.problem.jobs[each] for each in worker.fixed), key=lambda job: job.start)
    rows.base_cost -= moves(pattern.place, fixed) * pattern.move_cost
    steps = [(job.start, job.place, 0) for job in fixed if job.place]
    steps += [(day * MINUTES_OF_DAY, "", day) for day in by_day]
    places = {tables.job(each).place for each in worker.options}
    places |= {place for _, place, _ in steps} | {pattern.place}
    at = {place: rows.column(0) for place in sorted(places)}
    rows.rows.append(_held(at[pattern.place]))
    rows.at_most(list(at.values()), 1, [])
    for _, settled, day in sorted(steps):
        came: dict[str, list[int]] = defaultdict(list)
        for option in () if settled else by_day[day]:
            came[tables.job(option).place].append(option)
        now = {place: rows.column(0) for place in at}
        if settled:
            rows.rows.append(_held(now[settled]))
        for place, column in now.items():
            gone = [each for other in came if other not in ("", place) for each in came[other]]
            if place and came[place]:
                rows.at_most(came[place], 0, [column])
            if not settled:
                columns, weights = [at[place], column, *gone], [1, -1] + [-1] * len(gone)
                rows.rows.append(Row(columns, weights, 0, given=[column]))
            if place:
                moved = rows.column(pattern.move_cost)
                columns = [column, *{at[place], at.get("", at[place])}, moved]
                weights = [1] + [-1] * (len(columns) - 1)
                rows.rows.append(Row(columns, weights, 0, given=[moved]))
        rows.at_most(list(now.values()), 1, [])
        at = now


def _held(column: int) -> Row:
    """Return the row that holds a column at 1."""
    return Row([column], [-1], -1, given=[column])
