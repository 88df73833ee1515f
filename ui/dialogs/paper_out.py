"""A short paper of our own, not a letter: saved as a PDF, printed, or opened to be printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.printing import PrinterInfo, PrintOrder
from rota.services.exporting import write_file
from rota.services.looking import note_list
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder, print_folder
from ui.printing import keep_file, open_in_viewer


class PaperOut(QObject):
    """``said`` carries a sentence and a tone, ``failed`` an error; neither once a dialog closed."""

    said = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, home: QWidget, name: str, note: str = "") -> None:
        """``note``: what the history keeps of it, where it is a list of people."""
        super().__init__(home)
        self._note = note
        self._desk, self._home, self._name = desk, home, name
        self._is_over = False
        if isinstance(home, QDialog):
            home.finished.connect(self._end)

    def ask_file(self, make: Callable[[], bytes]) -> None:
        """Ask where the PDF goes."""
        ask_file(self._home, f"{self._name}.pdf", "PDF (*.pdf)", partial(self._save, make))

    def ask_printer(self, make: Callable[[], bytes]) -> None:
        """Print on the usual printer; where there is none, open the PDF to be printed there."""
        self._desk.jobs.run_pure(partial(self._print, make), self._printed, self._fail)

    def _save(self, make: Callable[[], bytes], path: str) -> None:
        out = Path(path)
        keep_print_folder(out.parent)
        self._desk.jobs.run_pure(
            lambda: write_file(out, make()),
            self._saved,
            self._fail,
        )

    def _saved(self, path: Path) -> None:
        self._keep(self._note and f"{self._note} Saved as a file.")
        self._say(self.tr("Saved: {path}").format(path=path))

    def _keep(self, note: str) -> None:
        if note:
            jobs, storage = self._desk.jobs, self._desk.storage
            jobs.run(partial(note_list, storage, note), lambda _done: None, self._fail)

    def _print(self, make: Callable[[], bytes]) -> str | Path:
        """Send it; return the printer's name, or the file where nothing could be sent."""
        pdf = make()
        usual = self._usual()
        if usual is None:
            return keep_file(print_folder(), self._name, pdf)
        media = next(iter(usual.media), "A4")
        order = PrintOrder(usual.name, 1, next(iter(usual.sides), "one-sided"), media)
        self._desk.tools.printers.send(pdf, order, self._name)
        return usual.name

    def _usual(self) -> PrinterInfo | None:
        try:
            found = self._desk.tools.printers.printers()
        except (Refused, Unavailable):
            return None
        return next((each for each in found if each.is_default), next(iter(found), None))

    def _printed(self, where: str | Path) -> None:
        self._keep(self._note and f"{self._note} Printed.")
        if isinstance(where, Path):
            try:
                open_in_viewer(where)
            except Unavailable as error:
                self._fail(error)
                return
            self._say(self.tr("Opened to be printed: {path}").format(path=where))
        else:
            self._say(self.tr("Sent to {printer}.").format(printer=where))

    def _say(self, text: str) -> None:
        if not self._is_over:
            self.said.emit(text, Tone.COVERED)

    def _fail(self, error: BaseException) -> None:
        if not self._is_over:
            self.failed.emit(error)

    def _end(self) -> None:
        self._is_over = True
