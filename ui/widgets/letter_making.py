"""Makes batches: planned, typeset with progress, saved, and only then written into a folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.errors import Refused, Unavailable
from rota.services.batch_again import BatchAgain, batch_again
from rota.services.batch_making import (
    BatchPlan,
    MadeLetters,
    Rendered,
    plan_batch,
    save_batches,
    typeset_batch,
)
from rota.services.ports import Typesetter
from rota.services.print_files import write_batch
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present
from ui.folders import keep_print_folder
from ui.jobs import Progress

SHOWN = 3
"""So many letters that were left out are named; the others are counted."""


class LetterMaking(QObject):
    """One run of batches at a time, and the file of one that was made before.

    ``said`` carries a sentence and its tone, ``made`` the number of the first batch that is saved
    and written; ``changed`` says that ``is_making`` did.
    """

    said = Signal(str, object)
    made = Signal(object)
    changed = Signal()

    def __init__(self, desk: Desk, typesetter: Callable[[], Typesetter], home: QWidget) -> None:
        super().__init__(home)
        self._desk, self._typesetter, self._home = desk, typesetter, home
        self._is_making = False
        self._is_saving = False

    @property
    def is_making(self) -> bool:
        """Whether a batch is being made."""
        return self._is_making

    def make(self, ids: frozenset[str], folder: Path) -> None:
        """Make the letters of these appointments into one batch, its file in this folder."""
        keep_print_folder(folder)
        self._set_making(True)
        self.said.emit("", Tone.MUTED)
        desk = self._desk
        work = partial(plan_batch, desk.storage, desk.tools.rules.letters, desk.now(), ids)
        desk.jobs.run(work, partial(self._typeset, folder), self._not_made)

    def save_again(self, batch: int, folder: Path) -> None:
        """Write the file of a batch once more, without letters that may not leave any more."""
        keep_print_folder(folder)
        desk = self._desk
        desk.jobs.run(
            partial(batch_again, desk.storage, batch, desk.now(), self._typesetter()),
            partial(self._write_again, batch, folder),
            self._not_made,
        )

    def _typeset(self, folder: Path, plan: BatchPlan) -> None:
        setter = self._typesetter()

        def work(progress: Progress) -> MadeLetters:
            return typeset_batch(plan, setter, progress.report, lambda: progress.cancelled)

        letters = formats.count(len(plan.contents), "letter")
        self._desk.jobs.run_pure(
            work,
            partial(self._keep, folder),
            self._not_made,
            title=self.tr("Making {letters}").format(letters=letters),
            cancellable=True,
            ended=self._typeset_over,
        )

    def _typeset_over(self) -> None:
        """A cancelled job gives no answer: let another batch be made."""
        if not self._is_saving:
            self._set_making(False)

    def _keep(self, folder: Path, made: MadeLetters) -> None:
        self._is_saving = True
        work = partial(save_batches, self._desk.storage, made, self._desk.now())
        self._desk.jobs.run(work, partial(self._kept, folder), self._not_made)

    def _kept(self, folder: Path, made: Rendered) -> None:
        """The batches are saved: only now are their files handed out."""
        self._set_making(False)
        self._desk.bus.publish(made.changes)
        if made.batch is None:
            self.said.emit(_left_out(made) or self.tr("No letter was ready."), Tone.WARNING)
            return
        self._desk.jobs.run_pure(
            partial(_write_all, folder, made),
            partial(self._say_made, made),
            self._not_made,
        )

    def _say_made(self, made: Rendered, paths: tuple[Path, ...]) -> None:
        letters = formats.count(made.letters, "letter")
        sheets = formats.count(made.pages // 2, "sheet")
        if len(paths) == 1:
            said = self.tr(
                "Batch {batch}: {letters} on {sheets}, saved as {file}. "
                "Print it below, post it, then press Posted."
            ).format(batch=made.batch, letters=letters, sheets=sheets, file=paths[0])
        else:
            said = self.tr(
                "{letters} on {sheets} make {number}, {first} to {last}, saved in {folder}. "
                "Print, post and confirm them one after the other below."
            ).format(
                letters=letters,
                sheets=sheets,
                number=formats.count(len(paths), "batch", "batches"),
                first=made.batches[0].batch,
                last=made.batches[-1].batch,
                folder=paths[0].parent,
            )
        if made.late:
            said += self.tr(
                " {late} can no longer arrive in time: ring these patients first; the letter "
                "confirms what they are told."
            ).format(late=formats.count(made.late, "letter"))
        left = _left_out(made)
        self.said.emit(f"{said}\n{left}" if left else said, Tone.WARNING if left else Tone.COVERED)
        self.made.emit(made.batch)

    def _write_again(self, batch: int, folder: Path, again: BatchAgain) -> None:
        self._desk.jobs.run_pure(
            partial(write_batch, folder, batch, again.pdf),
            partial(self._say_written, batch, again.left_out),
            self._not_made,
        )

    def _say_written(self, batch: int, left_out: tuple[str, ...], path: Path) -> None:
        said = self.tr("Batch {batch} saved as {file}.").format(batch=batch, file=path)
        if left_out:
            letters = formats.count(len(left_out), "letter")
            more = len(left_out) - SHOWN
            named = ", ".join(left_out[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
            said += self.tr(" Left out, taken out or no longer true: {letters}, {which}.").format(
                letters=letters, which=named
            )
        self.said.emit(said, Tone.WARNING if left_out else Tone.COVERED)

    def _not_made(self, error: BaseException) -> None:
        self._set_making(False)
        if isinstance(error, Refused | Unavailable):
            self.said.emit(error.text, Tone.WARNING)
        else:
            present(error, self._home.window())

    def _set_making(self, is_making: bool) -> None:
        self._is_making = is_making
        self._is_saving = False
        self.changed.emit()


def _write_all(folder: Path, made: Rendered) -> tuple[Path, ...]:
    return tuple(write_batch(folder, each.batch, each.pdf) for each in made.batches)


def _left_out(made: Rendered) -> str:
    if not made.faults:
        return ""
    shown = [each.text for each in made.faults[:SHOWN]]
    more = len(made.faults) - len(shown)
    if more:
        shown.append(f"and {more:,} more")
    return f"Left out and held, still to do: {'; '.join(shown)}"
