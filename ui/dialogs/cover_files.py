"""Makes the files and texts that tell people of their cover. Nothing is sent from here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from rota.services.cover_files import (
    PersonFiles,
    notice_text,
    write_calendar,
    write_notices,
    write_separate,
)
from rota.services.telling_staff import TellView, call_list
from ui import formats
from ui.colours import Tone
from ui.copied import keep_copy
from ui.desk import Desk
from ui.dialogs.letters import ask_folder
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder, print_folder


class CoverFiles(QObject):
    """``said`` carries a sentence and a tone, ``failed`` an error; neither once ``home`` closed."""

    said = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, window_id: int, home: QDialog) -> None:
        super().__init__(home)
        self._desk, self._window_id, self._home = desk, window_id, home
        self._is_over = False
        home.finished.connect(self._end)

    def copy_text(self, view: TellView, ids: frozenset[str]) -> None:
        """Put the notices of these people on the clipboard, each under its subject."""
        if self._is_anybody(ids):
            QGuiApplication.clipboard().setText(notice_text(view, ids, self._desk.now()))
            keep_copy(self._desk, len(ids), of_staff=True)
            people = formats.count(len(ids), self.tr("person"), self.tr("people"))
            said = self.tr("Copied the text for {people}. Paste it into the trust's own mail.")
            self._say(said.format(people=people), Tone.COVERED)

    def copy_calls(self, view: TellView) -> None:
        """Put whom to ring on the clipboard, with phone numbers."""
        calls = call_list(view)
        QGuiApplication.clipboard().setText("\n".join("\t".join(each) for each in calls))
        keep_copy(self._desk, len(calls), of_staff=True)
        number = formats.count(len(calls), self.tr("call"))
        said = self.tr("Copied {calls}, with phone numbers: the unanswered first.")
        self._say(said.format(calls=number), Tone.COVERED)

    def ask_notices(self, ids: frozenset[str], *, each: bool) -> None:
        """Ask where the notices go: one PDF, or with ``each`` a PDF and a text for each person."""
        if not self._is_anybody(ids):
            return
        if each:
            self._ask_folder(ids, (".pdf", ".txt"))
        else:
            ask_file(self._home, "cover-notices.pdf", "PDF (*.pdf)", partial(self._notices, ids))

    def ask_calendar(self, ids: frozenset[str]) -> None:
        """Ask where the calendar of one person goes, or a calendar each of several."""
        if not self._is_anybody(ids):
            return
        if len(ids) > 1:
            self._ask_folder(ids, (".ics",))
            return
        (staff_id,) = ids
        taken = partial(self._calendar, staff_id)
        ask_file(self._home, "cover.ics", "Calendar (*.ics)", taken)

    def _is_anybody(self, ids: frozenset[str]) -> bool:
        if not ids:
            self._say(self.tr("There is nobody to write to here."), Tone.WARNING)
        return bool(ids)

    def _ask_folder(self, ids: frozenset[str], endings: tuple[str, ...]) -> None:
        ask_folder(self._home, print_folder(), partial(self._separate, ids, endings))

    def _notices(self, ids: frozenset[str], path: str) -> None:
        desk, out = self._desk, Path(path)
        keep_print_folder(out.parent)
        papers, now = desk.tools.papers, desk.now()
        work = partial(write_notices, desk.storage, papers, self._window_id, ids, out, now)
        desk.jobs.run(work, self._written, self._fail)

    def _calendar(self, staff_id: str, path: str) -> None:
        desk, out = self._desk, Path(path)
        keep_print_folder(out.parent)
        exporter, now = desk.tools.exporter, desk.now()
        work = partial(write_calendar, desk.storage, exporter, self._window_id, staff_id, out, now)
        desk.jobs.run(work, self._written, self._fail)

    def _separate(self, ids: frozenset[str], endings: tuple[str, ...], folder: str) -> None:
        desk, out = self._desk, Path(folder)
        keep_print_folder(out)
        work = partial(
            write_separate,
            desk.storage,
            desk.tools.papers,
            desk.tools.exporter,
            self._window_id,
            ids,
            out,
            desk.now(),
            endings,
        )
        desk.jobs.run(work, partial(self._written_all, out), self._fail)

    def _written(self, out: Path) -> None:
        said = self.tr("Saved: {path}. Nothing was sent.")
        self._say(said.format(path=out), Tone.COVERED)

    def _written_all(self, folder: Path, made: tuple[PersonFiles, ...]) -> None:
        number = formats.count(sum(len(each.files) for each in made), self.tr("file"))
        said = self.tr("Saved {files} in {folder}. Nothing was sent.")
        self._say(said.format(files=number, folder=folder), Tone.COVERED)

    def _say(self, text: str, tone: Tone) -> None:
        if not self._is_over:
            self.said.emit(text, tone)

    def _fail(self, error: BaseException) -> None:
        if not self._is_over:
            self.failed.emit(error)

    def _end(self) -> None:
        self._is_over = True
