"""Reports as files: the ending of the name says what is written."""

from __future__ import annotations

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.report_rules import ReportDefinition
from rota.domain.reports import Report, Table, Words
from rota.services.ports import Exporter, Papers, Storage
from rota.services.report_document import report_json


def check_ending(definition: ReportDefinition, name: str) -> str:
    """Return the ending of a file's name, without its dot. Refuses one the report is not made in.

    To be asked before a long report is made.
    """
    ending = name.rpartition(".")[2].casefold()
    if "." not in name or ending not in definition.formats:
        *others, last = (f".{each}" for each in definition.formats)
        said = f"{', '.join(others)} or {last}" if others else last
        raise Refused("bad_ending", f"{definition.title} is written to a name that ends in {said}.")
    return ending


def report_bytes(
    report: Report, ending: str, papers: Papers, exporter: Exporter, table: str = ""
) -> bytes:
    """Return a report as a file: pdf, xlsx, csv or json.

    CSV holds one table, the main one where none is named. Refuses another ending, a table that
    the report does not have, and one that cannot be shown.
    """
    match ending.casefold().removeprefix("."):
        case "pdf":
            return papers.report(report)
        case "xlsx":
            return exporter.report_workbook(report)
        case "csv":
            return exporter.report_csv(report, _shown(report, table or main_table(report)))
        case "json":
            return report_json(report)
    raise Refused("bad_ending", "A report is written as .pdf, .xlsx, .csv or .json.")


def main_table(report: Report) -> str:
    """Return the first table named after its report, or else the first; empty: it has none.

    One that is not shown, for its small numbers, is its first all the same.
    """
    codes = [each.code for each in report.parts if isinstance(each, Table | Words)]
    named = (each for each in codes if each.partition("-")[0] == report.code)
    return next(named, next(iter(codes), ""))


def _shown(report: Report, table: str) -> str:
    """Return the code of a table. Refuses one in whose place the report has words."""
    for each in report.parts:
        if isinstance(each, Words) and each.code == table:
            there = ", ".join(found.code for found in report.tables)
            text = f"{each.title}: {each.text} Tables that are shown: {there or 'none'}."
            raise Refused("not_shown", text)
    return table


def note_handed_out(storage: Storage, report: Report, ending: str) -> Changes:
    """Keep in the history that a report that names people was written to a file."""
    if not report.has_names:
        return Changes()
    with storage.write("report handed out", undoable=False) as work:
        work.record(
            f"Wrote {report.title.lower()} of strike {report.window_id} as {ending.upper()}."
        )
    return work.changes
