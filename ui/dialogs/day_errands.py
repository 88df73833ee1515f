"""What the page of the day does besides ticking: flags, notes, the sheet, the logs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes
from rota.domain.day import DayFlag
from rota.domain.errors import Refused, Unavailable
from rota.domain.reports import Report
from rota.domain.times import to_local
from rota.services.day_flags import close_over, take_flag
from rota.services.exporting import write_file
from rota.services.handover import add_handover_note, handover_report
from rota.services.ports import Storage
from rota.services.report_files import note_handed_out
from ui.desk import Desk
from ui.dialogs.attendance import AttendanceDialog
from ui.dialogs.day_cover import DayCoverDialog
from ui.dialogs.day_flag import CloseFlagDialog, RaiseFlagDialog
from ui.dialogs.day_when import DayWhenDialog
from ui.dialogs.derogations import DerogationsDialog
from ui.dialogs.save_as import ask_file
from ui.errors import present, sentence
from ui.folders import keep_print_folder
from ui.models.day_reading import AROUND, DayReading
from ui.widgets.day_work import TimeQuestion


class DayErrands(QObject):
    """``said`` carries a sentence and whether it is a refusal; ``noted`` that a note is saved.

    ``who`` is the name that stands with flags and notes.
    """

    said = Signal(str, bool)
    noted = Signal()

    def __init__(self, desk: Desk, who: Callable[[], str], home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._who, self._home = desk, who, home

    def take(self, flag: DayFlag) -> None:
        """Look after a flag from now on; one that somebody else just took is left to them."""
        desk = self._desk
        args = (desk.storage, flag.window_id, flag.flag_id, self._who())
        desk.jobs.run(partial(take_flag, *args, seen_owner=flag.owner), self._done, self._failed)

    def close(self, flag: DayFlag, reading: DayReading) -> None:
        """Ask what came of a flag."""
        places = {each.service.service_id: each.service.name for each in reading.view.services}
        place = places.get(flag.service_id, "")
        CloseFlagDialog(self._desk, flag, place, self._who(), self._home).open()

    def cover(self, flag: DayFlag, reading: DayReading) -> DayCoverDialog:
        """Show who can cover what a flag speaks of, to assign one of them."""
        places = {each.service.service_id: each.service.name for each in reading.view.services}
        place, span = places.get(flag.service_id, ""), reading.view.span
        dialog = DayCoverDialog(self._desk, flag, place, span, self._home)
        dialog.open()
        return dialog

    def ask_time(self, question: TimeQuestion, then: Callable[[datetime], None]) -> None:
        """Ask for a time, and go on with it."""
        dialog = DayWhenDialog(self._desk, question, self._home)
        dialog.given.connect(then)
        dialog.open()

    def close_over(self, window_id: int) -> None:
        """Close every flag whose time has passed."""
        desk = self._desk
        work = partial(close_over, desk.storage, window_id, self._who(), desk.now())
        desk.jobs.run(work, self._done, self._failed)

    def raise_one(self, reading: DayReading, service_id: int | None) -> None:
        """Ask what is wrong; it stands until the next check."""
        view = reading.view
        services = [each.service for each in view.services]
        end = next((each for each in view.checks if each > view.at), view.at + AROUND)
        RaiseFlagDialog(
            self._desk,
            reading.window.window_id,
            services,
            service_id,
            (view.at, end),
            self._who(),
            self._home,
        ).open()

    def note(self, window_id: int, text: str, service_id: int | None) -> None:
        """Keep a note for the next shift; ``service_id`` None: about the whole hospital."""
        desk = self._desk
        work = partial(
            add_handover_note, desk.storage, window_id, service_id, text, self._who(), desk.now()
        )
        desk.jobs.run(work, self._noted, self._failed)

    def sheet(self, reading: DayReading) -> None:
        """Make the handover sheet, and ask where to keep it."""
        desk = self._desk
        work = partial(
            handover_report,
            desk.storage,
            reading.window.window_id,
            desk.tools.rules,
            reading.view.at,
            desk.now(),
        )
        at = to_local(reading.view.at)
        desk.jobs.run(work, partial(self._typeset, f"handover-{at:%Y-%m-%d-%H%M}"), self._failed)

    def derogations(self, window_id: int) -> None:
        """Show what the union was asked for after the strike began."""
        DerogationsDialog(self._desk, window_id, self._home).open()

    def attendance(self, window_id: int) -> None:
        """Settle who worked, duty by duty."""
        AttendanceDialog(self._desk, window_id, self._home).open()

    def _typeset(self, name: str, report: Report) -> None:
        work = partial(self._desk.tools.papers.report, report)
        done = partial(self._ask_file, name, report)
        self._desk.jobs.run_pure(work, done, self._failed)

    def _ask_file(self, name: str, report: Report, pdf: bytes) -> None:
        taken = partial(self._save, report, pdf)
        ask_file(self._home, f"{name}.pdf", "PDF (*.pdf)", taken)

    def _save(self, report: Report, pdf: bytes, path: str) -> None:
        keep_print_folder(Path(path).parent)
        work = partial(_hand_out, self._desk.storage, report, pdf, Path(path))
        self._desk.jobs.run(work, self._saved, self._failed)

    def _saved(self, out: Path) -> None:
        said = self.tr("Saved: {path}. Names are on it: keep it safe.")
        self.said.emit(said.format(path=out), False)

    def _noted(self, changes: Changes) -> None:
        self.noted.emit()
        self._done(changes)

    def _done(self, changes: Changes) -> None:
        self._desk.bus.publish(changes)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.said.emit(sentence(error), True)
        else:
            present(error, self._home)


def _hand_out(storage: Storage, report: Report, pdf: bytes, out: Path) -> Path:
    """Write the sheet, and keep in the history that names went out; on the database's thread."""
    write_file(out, pdf)
    note_handed_out(storage, report, "pdf")
    return out
