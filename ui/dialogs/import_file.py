"""Finding out what a file is: its kind, its columns, and how they were read before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ColumnMapping, ImportKind, Peek
from rota.services.importing import ImportOutcome, guess_kind, saved_mappings
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.import_frame import ImportFrame
from ui.dialogs.import_profiles import Fit, best_fit, fit_of
from ui.errors import present


class FileInHand(ImportFrame):
    """Looks at each file as it comes; a subclass checks it and saves it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._files: list[Path] = []
        self._saved: Mapping[str, ColumnMapping] = {}
        self._outcome: ImportOutcome | None = None
        self._is_saved = False
        self._remark: tuple[str, Tone] | None = None
        self._running = 0
        self._turn = 0
        self._is_leaving = False

    def check(self) -> None:
        """Try the import and take it back."""
        raise NotImplementedError

    def check_soon(self) -> None:
        """Check once nothing has been changed for a moment."""
        raise NotImplementedError

    def say_state(self) -> None:
        """Say where things stand."""
        raise NotImplementedError

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
        self._outcome = None
        self._remark = None
        self._is_saved = False
        self.columns.clear_file()
        self.tabs.show_outcome(None)
        self.say_state()

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
        """Use the remembered mapping that is most like the file; otherwise the guess stands."""
        guessed = self.columns.guessed
        if turn != self._turn or guessed is None:
            return
        self._saved = saved
        self.profile.clear()
        self.profile.addItems(list(saved))
        fit = None
        if not self.columns.says_itself:
            fit = best_fit(saved, guessed, self.columns.headings)
        self.profile.setCurrentText(fit.name if fit else "")
        if fit is not None:
            self._lay_over(fit)
        self.check()

    def _profile_chosen(self) -> None:
        name, guessed = self.profile.currentText(), self.columns.guessed
        if name in self._saved and guessed is not None:
            self._lay_over(fit_of(name, self._saved[name], guessed, self.columns.headings))
            self.check_soon()

    def _lay_over(self, fit: Fit) -> None:
        words = ""
        if fit.found < fit.known:
            words = self.tr(
                "The columns are read as remembered under “{name}”, though the file has only "
                "{found} of its {known} headings. Look at the others."
            ).format(name=fit.name, found=fit.found, known=fit.known)
        self.columns.show_mapping(fit.mapping, words)

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
            self.say_state()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self._outcome = None
            self.tabs.show_outcome(None)
            self._remark = (error.text, Tone.WARNING)
        else:
            present(error, self)

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
