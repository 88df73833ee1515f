"""Opens the dialogs at the gate: releases asked for and answered, and the call sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes
from rota.domain.releases import Release
from rota.services.letter_queue import QueuedLetter
from rota.services.releases import Answered, withdraw_release
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.call_sheet import CallSheetDialog
from ui.dialogs.release import AnswerReleaseDialog, AskReleaseDialog
from ui.dialogs.releases import ReleasesDialog
from ui.models.letters_view import LettersView
from ui.models.visits import listed_name


class GateErrands(QObject):
    """``view`` gives what the page shows at that moment; ``said`` a sentence and its tone."""

    said = Signal(str, object)

    def __init__(self, desk: Desk, view: Callable[[], LettersView | None], home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._view, self._home = desk, view, home

    def ask_release(self, row: QueuedLetter, code: str) -> None:
        """Ask that all letters of a patient which this reason holds may go."""
        view = self._view()
        queue, who = (view.queue, view.who) if view else ((), "")
        patient = row.visit.patient.patient_id
        rows = [
            each
            for each in queue
            if each.visit.patient.patient_id == patient and code in each.holds
        ]
        dialog = AskReleaseDialog(self._desk, rows or [row], code, who, self._home.window())
        dialog.saved.connect(self._say_asked)
        dialog.open()

    def answer(self, release: Release) -> None:
        """Let a second person answer."""
        name = self._names().get(release.appointment_id, release.appointment_id)
        dialog = AnswerReleaseDialog(self._desk, release, name, self._home.window())
        dialog.saved.connect(self._say_answered)
        dialog.open()

    def show_releases(self) -> None:
        """List what waits for an answer, and the releases in use."""
        view = self._view()
        listed = (*view.releases, *view.in_use) if view else ()
        if listed:
            dialog = ReleasesDialog(self._desk, listed, self._names(), self._home.window())
            dialog.chosen.connect(self.answer)
            dialog.withdrawn.connect(self.withdraw)
            dialog.open()

    def withdraw(self, release: Release) -> None:
        """Take a release back, in the name of whoever uses the program."""
        desk, view = self._desk, self._view()
        who = view.who if view else ""
        work = partial(withdraw_release, desk.storage, release.release_id, who, desk.now())
        desk.jobs.run(work, self._withdrawn, lambda error: self.said.emit(str(error), Tone.SHORT))

    def _withdrawn(self, done: Answered) -> None:
        self._desk.bus.publish(done.changes)
        self.said.emit(
            self.tr("The release was withdrawn: the letter is held again."), Tone.COVERED
        )

    def show_calls(self, window_id: int | None) -> None:
        """Open the call sheet of a strike."""
        if window_id is None:
            self.said.emit(self.tr("Choose a strike above: calls are listed by it."), Tone.WARNING)
            return
        CallSheetDialog(self._desk, window_id, self._home.window()).open()

    def _names(self) -> dict[str, str]:
        view = self._view()
        return {
            each.appointment_id: listed_name(each.visit) for each in (view.queue if view else ())
        }

    def _say_asked(self, _changes: Changes) -> None:
        said = self.tr("Asked. The letter goes once another person agrees.")
        self.said.emit(said, Tone.COVERED)

    def _say_answered(self, changes: Changes) -> None:
        self.said.emit(changes.text or self.tr("Answered."), Tone.COVERED)
