"""Writes one table of a report as CSV that no spreadsheet runs."""

from __future__ import annotations

from datetime import date, datetime

from rota.domain.errors import Refused
from rota.domain.report_words import numbered_tables
from rota.domain.reports import Cell, Report
from rota.domain.times import written
from rota.tables.safe_csv import safe_csv


def report_csv(report: Report, table: str = "") -> bytes:
    """Return one table as CSV, the first where none is named; its totals are the last row.

    Days are ISO days, instants local times as the program's own files hold them. A picture counts
    as the table of its numbers. Refuses a table that the report does not have.
    """
    tables = {each.code: each for each in numbered_tables(report)}
    chosen = tables.get(table) if table else next(iter(tables.values()), None)
    if chosen is None:
        raise Refused("no_table", _none_words(report.title, table, list(tables)))
    rows = (*chosen.rows, chosen.totals) if chosen.totals else chosen.rows
    headings = [column.heading for column in chosen.columns]
    return safe_csv(headings, ([_plain(cell) for cell in row] for row in rows))


def _none_words(title: str, table: str, there: list[str]) -> str:
    if not there:
        return f"{title} has no table. Save it as a PDF."
    return f"{title} has no table {table}. It has: {', '.join(there)}."


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return written(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{round(cell, 4):g}" if cell != int(cell) else str(int(cell))
    return "" if cell is None else str(cell)
