"""A report that leaves the window: saved as a file or printed; one with names is put on record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.reports import Report
from rota.services.exporting import write_file
from rota.services.report_files import note_handed_out, report_bytes
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.paper_out import PaperOut
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder

KINDS = {
    "pdf": "PDF (*.pdf)",
    "xlsx": "Workbook (*.xlsx)",
    "csv": "Table (*.csv)",
    "json": "JSON (*.json)",
}


class ReportOut(QObject):
    """``said`` carries a sentence and a tone, ``failed`` an error.

    A report that names people is put on record before it is handed out, never after.
    """

    said = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._home = desk, home

    def ask_file(self, report: Report, ending: str, table: str = "") -> None:
        """Ask where a file goes, and write it there; ``table`` is the one of a CSV."""
        name = "-".join(part for part in (file_name(report), table) if part)
        taken = partial(self._make, report, ending, table)
        ask_file(self._home.window(), f"{name}.{ending}", KINDS[ending], taken)

    def print_it(self, report: Report) -> None:
        """Print it on the usual printer; where there is none, open the PDF to be printed there."""
        self._typeset(report, "pdf", "", partial(self._print, file_name(report)))

    def _make(self, report: Report, ending: str, table: str, path: str) -> None:
        out = Path(path)
        keep_print_folder(out.parent)
        self._typeset(report, ending, table, partial(self._write, out))

    def _typeset(
        self, report: Report, ending: str, table: str, then: Callable[[bytes], None]
    ) -> None:
        tools = self._desk.tools
        work = partial(report_bytes, report, ending, tools.papers, tools.exporter, table)
        self._desk.jobs.run_pure(work, partial(self._note, report, ending, then), self.failed.emit)

    def _note(
        self, report: Report, ending: str, then: Callable[[bytes], None], data: bytes
    ) -> None:
        desk = self._desk
        if not report.has_names:
            then(data)
            return
        work = partial(note_handed_out, desk.storage, report, ending)
        desk.jobs.run(work, lambda _noted: then(data), self.failed.emit)

    def _write(self, out: Path, data: bytes) -> None:
        self._desk.jobs.run_pure(partial(write_file, out, data), self._saved, self.failed.emit)

    def _saved(self, path: Path) -> None:
        self.said.emit(self.tr("Saved: {path}").format(path=path), Tone.COVERED)

    def _print(self, name: str, pdf: bytes) -> None:
        paper = PaperOut(self._desk, self._home, name)
        paper.said.connect(self.said)
        paper.failed.connect(self.failed)
        paper.ask_printer(lambda: pdf)


def file_name(report: Report) -> str:
    """What a report's file is called; no name of a person is in it."""
    return f"{report.code}-strike-{report.window_id}"
