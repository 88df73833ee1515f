"""Bringing in a file: what it is, what its columns stand for, what is wrong, and then for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ColumnMapping, ImportKind, Peek
from rota.domain.windows import StrikeWindow
from rota.services.importing import (
    ImportOrder,
    ImportOutcome,
    guess_kind,
    import_file,
    saved_mappings,
)
from rota.services.windows import list_windows
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.import_frame import CORRECTED, RETIRING, STEPS, ImportFrame
from ui.dialogs.import_results import outcome_sentence
from ui.errors import present
from ui.jobs import JobState, Progress

PAUSE_MILLISECONDS = 250


class ImportDialog(ImportFrame):
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
        super().__init__(parent)
        self._desk = desk
        self._window_id = window_id
        self._files: list[Path] = []
        self._saved: Mapping[str, ColumnMapping] = {}
        self._outcome: ImportOutcome | None = None
        self._is_saved = False
        self._remark: tuple[str, Tone] | None = None
        self._job: int | None = None
        self._running = 0
        self._turn = 0
        self._is_leaving = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._connect()
        self._choose_kind(kind)
        self._say_state()
        self._run(partial(list_windows, desk.storage), self._show_windows)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _at: self._kind_chosen())
        self.window_choice.currentIndexChanged.connect(lambda _at: self._check_soon())
        self.columns.changed.connect(self._check_soon)
        self.profile.activated.connect(lambda _at: self._profile_chosen())
        self.partial.toggled.connect(lambda _on: self._say_state())
        self.replace.toggled.connect(lambda _on: self._check_soon())
        self.take_file.toggled.connect(lambda _on: self._check_soon())
        self._pause.timeout.connect(self._check)
        self._desk.jobs.progressed.connect(self._progressed)

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Take these files, one after the other."""
        self._files = list(paths)
        self._next_file()

    def _next_file(self) -> None:
        if not self._files:
            return
        more = len(self._files) - 1
        said = self._files[0].name
        if more:
            said += self.tr("  (and {n} more after it)").format(n=more)
        self.file_words.setText(said)
        self._forget()
        if self.chosen_kind is None:
            work = partial(guess_kind, self._desk.tools.reader, self._files[0])
            self._run_pure(work, partial(self._kind_guessed, self._turn))
        else:
            self._peek()

    def _kind_guessed(self, turn: int, kind: ImportKind | None) -> None:
        if turn != self._turn:
            return
        if kind is None:
            said = self.tr("The headings fit no kind of file. Say what is in it.")
            self._remark = (said, Tone.WARNING)
            return
        self._choose_kind(kind)
        self._peek()

    def _kind_chosen(self) -> None:
        self._say_kind()
        self._forget()
        if self._files:
            self._peek() if self.chosen_kind is not None else self._next_file()

    def _forget(self) -> None:
        """What was found holds no longer: another file, or it is read otherwise."""
        self._turn += 1
        self.stop_job()
        self._pause.stop()
        self._outcome = None
        self._remark = None
        self._is_saved = False
        self.columns.clear_file()
        self.tabs.show_outcome(None)
        self._say_state()

    def _peek(self) -> None:
        kind = self.chosen_kind
        if kind is None or not self._files:
            return
        work = partial(self._desk.tools.reader.peek, kind, self._files[0])
        self._run_pure(work, partial(self._show_peek, self._turn, kind))

    def _show_peek(self, turn: int, kind: ImportKind, peek: Peek) -> None:
        if turn != self._turn:
            return
        self.columns.show_peek(kind, peek)
        self._run(
            partial(saved_mappings, self._desk.storage, kind),
            partial(self._show_saved, turn),
        )

    def _show_saved(self, turn: int, saved: Mapping[str, ColumnMapping]) -> None:
        """Use a remembered mapping that fits the headings; otherwise the guess stands."""
        if turn != self._turn:
            return
        self._saved = saved
        self.profile.clear()
        self.profile.addItems(list(saved))
        headings = set(self.columns.headings)
        fits = [name for name, mapping in saved.items() if mapping.columns.keys() <= headings]
        self.profile.setCurrentText(fits[0] if fits else "")
        if fits:
            self.columns.show_mapping(saved[fits[0]])
        self._check()

    def _profile_chosen(self) -> None:
        mapping = self._saved.get(self.profile.currentText())
        if mapping is not None and self.columns.headings:
            self.columns.show_mapping(mapping)
            self._check_soon()

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

    def _check_soon(self) -> None:
        self._outcome = None
        self._remark = None
        self._say_state()
        if self.columns.mapping is not None:
            self._pause.start()

    def _check(self) -> None:
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
        self._say_state()

    def import_now(self) -> None:
        """Check first; then save; then go to the next file."""
        if self._is_saved:
            self._done_with_file()
            return
        if self._outcome is None:
            self._check()
            return
        order = self._order(dry_run=False)
        if order is not None and self._job is None:
            self._turn += 1
            self._start(order, self.tr("Importing"), self._imported)

    def _imported(self, outcome: ImportOutcome) -> None:
        self._outcome = outcome
        self._is_saved = outcome.saved
        self.tabs.show_outcome(outcome)
        self._say_state()
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

        def work(progress: Progress) -> ImportOutcome:
            def told(fraction: float) -> None:
                progress.check()
                progress.report(round(fraction * STEPS), STEPS)

            return import_file(storage, reader, order, now, told)

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
        self._say_state()

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self._running += 1
        self._desk.jobs.run(work, done, self._failed, ended=self._ended)

    def _run_pure(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self._running += 1
        self._desk.jobs.run_pure(work, done, self._failed, ended=self._ended)

    def _ended(self) -> None:
        self._running -= 1
        if self._is_leaving and not self._running:
            super().reject()
        else:
            self._say_state()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self._outcome = None
            self.tabs.show_outcome(None)
            self._remark = (error.text, Tone.WARNING)
        else:
            present(error, self)

    def _progressed(self, state: JobState) -> None:
        if state.number != self._job:
            return
        if state.is_over:
            self._job = None
            self._say_state()
        else:
            self.bar.setRange(0, state.total)
            self.bar.setValue(state.done)
            self.bar.setAccessibleName(state.title)

    def stop_job(self) -> None:
        """Stop the check or the import that runs."""
        if self._job is not None:
            self._desk.jobs.cancel(self._job)

    def _say_state(self) -> None:
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

    def _say_saved(self, path: Path) -> None:
        self._remark = (self.tr("Saved {file}.").format(file=path), Tone.COVERED)

    def file_in_hand(self) -> Path | None:
        """The file that is being looked at."""
        return self._files[0] if self._files else None

    def write_out(self, write: Callable[[], Path]) -> None:
        """Write a file, and say where it went."""
        self._run_pure(write, self._say_saved)

    def reject(self) -> None:
        """Close; what runs is stopped first and nothing of it stays."""
        if self._running:
            self._is_leaving = True
            self.stop_job()
            self.setEnabled(False)
        else:
            super().reject()
