"""Bringing in a file: what is wrong with it, and then for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from rota.domain.backups import Why
from rota.domain.importing import ImportKind
from rota.domain.times import utc_now
from rota.domain.windows import StrikeWindow
from rota.services.appointment_list import names_of
from rota.services.backups import back_up_before
from rota.services.importing import ImportOrder, ImportOutcome, import_file
from rota.services.windows import list_windows
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.import_file import FileInHand
from ui.dialogs.import_frame import CORRECTED, RETIRING, STEPS
from ui.dialogs.import_results import outcome_sentence
from ui.jobs import JobState, Progress
from ui.permits import limit_kinds

PAUSE_MILLISECONDS = 250


class ImportDialog(FileInHand):
    """Checks a file as soon as it is chosen, and saves it only when asked to.

    Several files are taken one after the other. Closing, or Cancel, stops what runs; what is not
    saved whole is not saved at all.
    """

    def __init__(
        self,
        desk: Desk,
        kind: ImportKind | None,
        window_id: int | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, parent)
        self._window_id = window_id
        self._job: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        limit_kinds(self.kind, desk.storage.user)
        self._connect()
        self._choose_kind(kind)
        self.say_state()
        self._run(partial(list_windows, desk.storage), self._show_windows)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _at: self._kind_chosen())
        self.window_choice.currentIndexChanged.connect(lambda _at: self.check_soon())
        self.columns.changed.connect(self.check_soon)
        self.profile.activated.connect(lambda _at: self._profile_chosen())
        self.partial.toggled.connect(lambda _on: self.say_state())
        self.replace.toggled.connect(lambda _on: self.check_soon())
        self.take_file.toggled.connect(lambda _on: self.check_soon())
        self._pause.timeout.connect(self.check)
        self._desk.jobs.progressed.connect(self._progressed)

    def _show_windows(self, windows: list[StrikeWindow]) -> None:
        was_blocked = self.window_choice.blockSignals(True)
        for window in windows:
            self.window_choice.addItem(window.title, window.window_id)
        at = self.window_choice.findData(self._window_id)
        self.window_choice.setCurrentIndex(max(at, 0))
        self.window_choice.blockSignals(was_blocked)

    def _order(self, dry_run: bool) -> ImportOrder | None:
        kind, mapping = self.chosen_kind, self.columns.mapping
        if kind is None or mapping is None or not self._files:
            return None
        window_id = None
        if kind is ImportKind.DECLARATIONS:
            window_id = self.window_choice.currentData()
        return ImportOrder(
            kind,
            self._files[0],
            window_id,
            "" if dry_run else self.profile.currentText().strip(),
            mapping,
            dry_run,
            self.partial.isChecked() and not dry_run,
            self.replace.isChecked() and kind in RETIRING,
            self.take_file.isChecked() and kind in CORRECTED,
        )

    def check_soon(self) -> None:
        """Check once nothing has been changed for a moment."""
        self._outcome = None
        self._remark = None
        self.say_state()
        if self.columns.mapping is not None:
            self._pause.start()

    def check(self) -> None:
        """Try the import and take it back; a check that still runs is stopped first."""
        order = self._order(dry_run=True)
        if order is None:
            return
        self.stop_job()
        self._turn += 1
        self._outcome = None
        self._start(order, self.tr("Checking"), partial(self._checked, self._turn))

    def _checked(self, turn: int, outcome: ImportOutcome) -> None:
        if turn != self._turn:
            return
        self._outcome = outcome
        self.tabs.show_outcome(outcome)
        self._name_records()
        self.say_state()

    def _name_records(self) -> None:
        """Say whose appointments differ: a clerk knows patients, not numbers."""
        page = self.tabs.differences
        if self.chosen_kind is ImportKind.APPOINTMENTS and page.keys:
            self._run(partial(names_of, self._desk.storage, page.keys), page.name_records)

    def import_now(self) -> None:
        """Check first; then save; then go to the next file."""
        if self._is_saved:
            self._done_with_file()
            return
        if self._outcome is None:
            self.check()
            return
        order = self._order(dry_run=False)
        if order is not None and self._job is None:
            self._turn += 1
            self._start(order, self.tr("Importing"), self._imported)

    def _imported(self, outcome: ImportOutcome) -> None:
        self._outcome = outcome
        self._is_saved = outcome.saved
        self.tabs.show_outcome(outcome)
        self.say_state()
        self._desk.bus.publish(outcome.changes)

    def _done_with_file(self) -> None:
        del self._files[0]
        if self._files:
            self._choose_kind(None)
            self._next_file()
        else:
            self.accept()

    def _start(self, order: ImportOrder, title: str, done: Callable[[ImportOutcome], None]) -> None:
        storage, reader, now = self._desk.storage, self._desk.tools.reader, self._desk.now()
        clock = self._desk.tools.rules.posting

        def work(progress: Progress) -> ImportOutcome:
            def told(fraction: float) -> None:
                progress.check()
                progress.report(round(fraction * STEPS), STEPS)

            if not order.dry_run:
                back_up_before(storage, Why.IMPORT, utc_now())
            return import_file(storage, reader, order, now, told, clock)

        self._running += 1
        self._remark = None
        self.bar.setValue(0)
        self._job = self._desk.jobs.run(
            work,
            done,
            self._failed,
            title=f"{title} {order.path.name}",
            cancellable=True,
            ended=self._ended,
        )
        self.say_state()

    def _progressed(self, state: JobState) -> None:
        if state.number != self._job:
            return
        if state.is_over:
            self._job = None
            self.say_state()
        else:
            self.bar.setRange(0, state.total)
            self.bar.setValue(state.done)
            self.bar.setAccessibleName(state.title)

    def stop_job(self) -> None:
        """Stop the check or the import that runs, and the wait for the next."""
        self._pause.stop()
        if self._job is not None:
            self._desk.jobs.cancel(self._job)

    def say_state(self) -> None:
        """Say where things stand, and wake what can be pressed now."""
        outcome, is_busy = self._outcome, self._job is not None
        self.bar.setVisible(is_busy)
        self.stop.setVisible(is_busy)
        self.partial.setVisible(
            outcome is not None and bool(outcome.rejected) and not self._is_saved
        )
        if self._remark is not None:
            self.notice.say(*self._remark)
        elif outcome is not None:
            self.notice.say(*outcome_sentence(outcome, self._is_saved))
        elif is_busy:
            self.notice.say(self.tr("Checking the file. Nothing is saved yet."), Tone.MUTED)
        else:
            self.notice.say("")
        for widget in (
            self.choose,
            self.kind,
            self.columns,
            self.replace,
            self.take_file,
            self.profile,
        ):
            widget.setEnabled(not self._is_saved)
        more = len(self._files) > 1
        done = self.tr("Next file") if more else self.tr("Done")
        wanted = self.tr("Import") if outcome is not None or is_busy else self.tr("Check")
        self.go.setText(done if self._is_saved else wanted)
        self.go.setEnabled(self._is_saved or self._can_import(outcome, is_busy))
        self.close_button.setVisible(not self._is_saved or more)

    def _can_import(self, outcome: ImportOutcome | None, is_busy: bool) -> bool:
        if is_busy:
            return False
        if outcome is None:
            return self.columns.mapping is not None
        if outcome.errors and not (self.partial.isChecked() and outcome.accepted > 0):
            return False
        return outcome.accepted > 0
