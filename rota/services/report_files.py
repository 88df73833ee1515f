"""Reports as files: the ending of the name says what is written."""

from __future__ import annotations

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.report_rules import ReportDefinition
from rota.domain.reports import Report
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

    CSV holds one table, the main one where none is named. Refuses another ending, and a table
    that the report does not have.
    """
    match ending.casefold().removeprefix("."):
        case "pdf":
            return papers.report(report)
        case "xlsx":
            return exporter.report_workbook(report)
        case "csv":
            return exporter.report_csv(report, table or main_table(report))
        case "json":
            return report_json(report)
    raise Refused("bad_ending", "A report is written as .pdf, .xlsx, .csv or .json.")


def main_table(report: Report) -> str:
    """Return the table that a report is named after, or else its first; empty: it has none."""
    codes = [each.code for each in report.tables]
    return report.code if report.code in codes else next(iter(codes), "")


def note_handed_out(storage: Storage, report: Report, ending: str) -> Changes:
    """Keep in the history that a report that names people was written to a file."""
    if not report.has_names:
        return Changes()
    with storage.write("report handed out", undoable=False) as work:
        work.record(
            f"Wrote {report.title.lower()} of strike {report.window_id} as {ending.upper()}."
        )
    return work.changes
