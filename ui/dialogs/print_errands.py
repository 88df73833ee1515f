"""Printing a batch from beginning to end: sent, asked whether it came out, and the rest again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.batch_letters import BatchLetter, in_run
from rota.domain.errors import Refused, Unavailable
from rota.domain.letters import BatchRow
from rota.domain.printing import PrinterInfo, PrintRun
from rota.services.batch_letters import letters_of_batch
from rota.services.batch_list import batches
from rota.services.ports import Cutter, Storage
from rota.services.printing import untold_runs
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.did_it_print import FROM, NO, YES, DidItPrintDialog
from ui.dialogs.pick_letter import PickLetterDialog
from ui.dialogs.print_letters import PrintLettersDialog, Sent, ToPrint
from ui.errors import present
from ui.folders import print_folder
from ui.jobs import Progress
from ui.models.batches import untold_run
from ui.print_words import sent_words
from ui.printing import How, draw, keep_file, open_in_viewer, set_up, ways

T = TypeVar("T")
NO_CUPS = "no_cups"
"""The code of a computer that prints in another way: no news to the clerk."""
SHOWN = 5
"""So many references of letters left out are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class _Asked:
    run: PrintRun
    letters: tuple[BatchLetter, ...]


class PrintErrands(QObject):
    """Opens the dialogs of printing; ``said`` carries a sentence and its tone."""

    said = Signal(str, object)

    def __init__(self, desk: Desk, cutter: Callable[[], Cutter], home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._cutter, self._home = desk, cutter, home
        self._is_opening = False
        self._is_looking = False

    def ask_print(self, row: BatchRow, start: str = "", only: str = "") -> None:
        """Ask for a printer; a run of which nobody has said whether it came out comes first."""
        run = untold_run(row)
        if run is not None:
            self.ask_outcome(run.run_id)
            return
        self._print(row.batch, start, only)

    def ask_reprint(self, row: BatchRow) -> None:
        """Ask which one letter is to be printed again."""
        self._read(
            partial(_to_print, self._desk.storage, row.batch), partial(self._open_reprint, row)
        )

    def ask_outcome(self, run_id: int) -> None:
        """Ask whether a run came out of the printer."""
        self._read(partial(_asked, self._desk.storage, run_id), self._open_outcome)

    def _read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read what a dialog shows; a second press meanwhile opens nothing twice."""
        if self._is_opening or self._is_looking:
            return
        self._is_opening = True
        self._desk.jobs.run(work, then, self._failed, ended=self._opened)

    def _opened(self) -> None:
        self._is_opening = False

    def _print(self, batch: int, start: str = "", only: str = "") -> None:
        self._read(
            partial(_to_print, self._desk.storage, batch, start, only), self._look_for_printers
        )

    def _look_for_printers(self, what: ToPrint) -> None:
        if not what.open:
            self.said.emit(self.tr("No letter of this batch is left to print."), Tone.WARNING)
            return
        self._is_looking = True
        self._desk.jobs.run_pure(
            self._desk.tools.printers.printers,
            partial(self._open_print, what),
            partial(self._no_printers, what),
            ended=self._looked,
        )

    def _looked(self) -> None:
        self._is_looking = False

    def _no_printers(self, what: ToPrint, error: BaseException) -> None:
        """Where the printing system does not answer, the other ways are left."""
        if not isinstance(error, Refused | Unavailable):
            self._failed(error)
            return
        if error.code != NO_CUPS:
            self.said.emit(error.text, Tone.WARNING)
        self._open_print(what, ())

    def _open_print(self, what: ToPrint, queues: Sequence[PrinterInfo]) -> None:
        found = ways(queues, self.tr("PDF viewer: print it there"))
        dialog = PrintLettersDialog(self._desk, self._cutter(), what, found, self._home.window())
        dialog.sent.connect(self._sent)
        dialog.open()

    def _open_reprint(self, row: BatchRow, what: ToPrint) -> None:
        if not what.open:
            self.said.emit(self.tr("No letter of this batch is left to print."), Tone.WARNING)
            return
        title = self.tr("Reprint one letter of batch {n}").format(n=row.batch)
        words = self.tr("It goes into the same pile: throw the spoilt one away.")
        dialog = PickLetterDialog(title, words, self.tr("Print…"), what.open, self._home.window())
        dialog.picked.connect(lambda reference: self.ask_print(row, only=reference))
        dialog.open()

    def _sent(self, sent: Sent) -> None:
        done = sent.done
        self._say_sent(sent)
        if not done.run_id:
            return
        if not sent.pdf or done.is_repeat:
            self.ask_outcome(done.run_id)
        elif sent.way.how is How.DRAWN:
            self._draw(sent)
        else:
            self._show_file(sent)

    def _say_sent(self, sent: Sent) -> None:
        done = sent.done
        said = self.tr("Nothing was sent: no letter of this batch may be printed.")
        if done.run_id:
            said = sent_words(done.sheets, sent.way.how, sent.order.printer) + "."
        if done.withdrawn:
            out = formats.count(len(done.withdrawn), "letter was", "letters were")
            said += self.tr(
                " {letters} no longer true, left out and withdrawn: {references}."
            ).format(letters=out, references=_some(done.withdrawn))
        if done.take_out:
            said += self.tr(" Take these out of the printed pile: {references}.").format(
                references=_some(done.take_out)
            )
        if done.first_class:
            first = formats.count(len(done.first_class), "letter")
            said += self.tr(" {letters} made for second class must go first class now.").format(
                letters=first
            )
        if done.too_late:
            late = formats.count(len(done.too_late), "appointment")
            said += self.tr(" Too late for the post for {late}: phone these patients.").format(
                late=late
            )
        is_well = done.run_id and not (done.withdrawn or done.first_class or done.too_late)
        self.said.emit(said, Tone.COVERED if is_well else Tone.SHORT)

    def _draw(self, sent: Sent) -> None:
        pages, run_id = self._desk.tools.pages(), sent.done.run_id
        printer = set_up(sent.order, self.tr("Letters, run {n}").format(n=run_id))

        def work(progress: Progress) -> None:
            draw(printer, pages, sent.pdf, progress)

        self._desk.jobs.run_pure(
            work,
            lambda _nothing: None,
            self._failed,
            title=self.tr("Drawing {sheets}").format(
                sheets=formats.count(sent.done.sheets, "sheet")
            ),
            cancellable=True,
            ended=partial(self.ask_outcome, run_id),
        )

    def _show_file(self, sent: Sent) -> None:
        self._desk.jobs.run_pure(
            partial(keep_file, print_folder(), f"run-{sent.done.run_id:04d}", sent.pdf),
            self._open_file,
            self._failed,
            ended=partial(self.ask_outcome, sent.done.run_id),
        )

    def _open_file(self, path: Path) -> None:
        try:
            open_in_viewer(path)
        except Unavailable as error:
            self._failed(error)

    def _open_outcome(self, asked: _Asked | None) -> None:
        if asked is None:
            return
        dialog = DidItPrintDialog(self._desk, asked.run, asked.letters, self._home.window())
        dialog.told.connect(partial(self._told, asked.run))
        dialog.open()

    def _told(self, run: PrintRun, outcome: str, reference: str) -> None:
        """Say what that makes of the batch, and go on with what is still to be printed."""
        batch = run.batch
        if outcome == YES:
            self._read(partial(_find, self._desk.storage, batch), self._say_came_out)
        elif outcome == FROM:
            said = self.tr("Batch {n}: to be printed again from {reference} on.")
            self.said.emit(said.format(n=batch, reference=reference), Tone.WARNING)
            self._print(batch, start=reference)
        elif outcome == NO:
            said = self.tr("Batch {n}: nothing came out, so nothing counts as printed.")
            self.said.emit(said.format(n=batch), Tone.WARNING)
            self._print(batch)

    def _say_came_out(self, row: BatchRow) -> None:
        """Say how much of the whole batch is printed: only then is it posted."""
        letters = formats.count(row.unposted, "letter")
        if row.unprinted:
            said = self.tr("Batch {n}: {rest} of {letters} still to be printed.")
            rest = formats.number(row.unprinted)
            self.said.emit(said.format(n=row.batch, rest=rest, letters=letters), Tone.WARNING)
        else:
            said = self.tr("Batch {n}: {letters} printed. Post them, then press Posted.")
            self.said.emit(said.format(n=row.batch, letters=letters), Tone.COVERED)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.said.emit(error.text, Tone.WARNING)
        else:
            present(error, self._home.window())


def _to_print(storage: Storage, batch: int, start: str = "", only: str = "") -> ToPrint:
    row = _find(storage, batch)
    return ToPrint(row, tuple(letters_of_batch(storage, batch)), start, only)


def _find(storage: Storage, batch: int) -> BatchRow:
    row = next((each for each in batches(storage) if each.batch == batch), None)
    if row is None:
        raise Refused("unknown_batch", f"There is no batch {batch}.")
    return row


def _asked(storage: Storage, run_id: int) -> _Asked | None:
    """The run and its letters as they lie in the tray; nothing once somebody has answered."""
    run = next((each for each in untold_runs(storage) if each.run_id == run_id), None)
    if run is None:
        return None
    return _Asked(run, tuple(in_run(letters_of_batch(storage, run.batch), run)))


def _some(references: tuple[str, ...]) -> str:
    more = len(references) - SHOWN
    return ", ".join(references[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
