"""Opens the dialogs about batches: what to make and where, was it posted, what came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rota.domain.batch_letters import BatchLetter
from rota.domain.changes import Changes
from rota.domain.letters import BatchRow, MadeLetter
from rota.domain.post_bags import Manifest
from rota.domain.trust import LetterSetup, TrustDetails
from rota.services.batch_letters import posted_letters
from rota.services.hospital_details import read_trust_details
from rota.services.letter_queue import QueuedLetter
from rota.services.manifests import manifest
from rota.services.ports import Typesetter
from rota.services.posting import BeforePosting, Posted, before_posting
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.letters import BatchDialog, DetailsDialog, ask_folder
from ui.dialogs.manifest import ManifestDialog
from ui.dialogs.posted import PostedDialog, Untrue
from ui.dialogs.print_errands import PrintErrands
from ui.dialogs.returned import ReturnedDialog
from ui.folders import print_folder
from ui.models.letters import letters_of, untrue_words
from ui.models.visits import listed_name
from ui.widgets.batch_panel import BatchPanel
from ui.widgets.letter_making import LetterMaking
from ui.widgets.letter_queue_panel import LetterQueuePanel

T = TypeVar("T")
SHOWN = 3
"""So many patients to phone are named; the others are counted."""


class BatchErrands(QObject):
    """Asks about what the queue and the batches show at that moment.

    ``said`` carries a sentence and its tone. ``details_entered`` says that the hospital's
    details, without which no batch could be asked for, are saved now.
    """

    said = Signal(str, object)
    details_entered = Signal()

    def __init__(
        self,
        desk: Desk,
        queue: LetterQueuePanel,
        batches: BatchPanel,
        making: LetterMaking,
        typesetter: Callable[[], Typesetter],
        home: QWidget,
    ) -> None:
        super().__init__(home)
        self._desk, self._home = desk, home
        self._queue, self._batches, self._making = queue, batches, making
        self._printing = PrintErrands(desk, typesetter, home)
        self._printing.said.connect(self.said)
        self._is_opening = False
        batches.print_asked.connect(self._ask_print)
        batches.outcome_asked.connect(self._printing.ask_outcome)
        batches.reprint_asked.connect(self._ask_reprint)
        batches.save_again_asked.connect(self._ask_save_again)
        batches.posted_asked.connect(self._ask_posted)
        batches.returned_asked.connect(self._ask_returned)
        batches.manifest_asked.connect(self._ask_manifest)

    def ask_batch(self, setup: LetterSetup, fault: str = "") -> None:
        """Ask into which folder a batch of what is chosen, or shown, should go.

        ``fault`` says what is wrong with the set-up; until it is mended no letter is made.
        """
        rows = self._queue.to_make
        if not rows or self._making.is_making:
            return
        if fault:
            self.said.emit(fault, Tone.WARNING)
            return
        if setup.missing:
            self._ask_details_first(setup.details)
            return
        window = self._home.window()
        dialog = BatchDialog(letters_of(rows), setup.lacking, print_folder(), window)
        ids = frozenset(row.appointment_id for row in rows)
        dialog.chosen.connect(partial(self._making.make, ids))
        dialog.open()

    def ask_details(self) -> None:
        """Ask what every letter says of the hospital."""
        work = partial(read_trust_details, self._desk.storage)
        self._desk.jobs.run(
            work, lambda details: DetailsDialog(self._desk, details, self._home.window()).open()
        )

    def _ask_details_first(self, details: TrustDetails) -> None:
        """No letter leaves without the hospital's name and phone; then the batch is asked for."""
        reason = self.tr("A letter needs the hospital's name and a phone number before it is made.")
        dialog = DetailsDialog(self._desk, details, self._home.window(), reason)
        dialog.saved.connect(lambda _changes: self.details_entered.emit())
        dialog.open()

    def _ask_save_again(self) -> None:
        row = self._batches.row
        if row is not None:
            ask_folder(self._home, print_folder(), partial(self._save_again, row.batch))

    def _save_again(self, batch: int, folder: str) -> None:
        self._making.save_again(batch, Path(folder))

    def _ask_posted(self) -> None:
        row = self._batches.row
        if row is not None:
            desk = self._desk
            rules = desk.tools.rules.letters
            work = partial(before_posting, desk.storage, rules, row.batch, desk.now())
            self._read(work, partial(self._open_posted, row))

    def _ask_print(self) -> None:
        if (row := self._batches.row) is not None:
            self._printing.ask_print(row)

    def _ask_reprint(self) -> None:
        if (row := self._batches.row) is not None:
            self._printing.ask_reprint(row)

    def _ask_returned(self) -> None:
        self._read(partial(posted_letters, self._desk.storage), self._open_returned)

    def _open_returned(self, letters: list[BatchLetter]) -> None:
        dialog = ReturnedDialog(self._desk, tuple(letters), self._home.window())
        dialog.saved.connect(self._say_returned)
        dialog.open()

    def _say_returned(self, changes: Changes) -> None:
        said = self.tr(" If a letter is still needed it is in the queue again.")
        self.said.emit(changes.text + said, Tone.WARNING)

    def _ask_manifest(self) -> None:
        if (row := self._batches.row) is not None:
            self._read(partial(manifest, self._desk.storage, row.batch), self._open_manifest)

    def _open_manifest(self, found: Manifest) -> None:
        ManifestDialog(self._desk, found, self._home.window()).open()

    def _read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read what a dialog shows; a second press meanwhile opens nothing twice."""
        if not self._is_opening:
            self._is_opening = True
            self._desk.jobs.run(work, then, ended=self._opened)

    def _opened(self) -> None:
        self._is_opening = False

    def _open_posted(self, row: BatchRow, before: BeforePosting) -> None:
        named = tuple(_untrue(letter, self._queue.letters) for letter in before.untrue)
        dialog = PostedDialog(self._desk, row, before, named, self._home.window())
        dialog.posted.connect(partial(self._say_posted, row.batch))
        dialog.open()

    def _say_posted(self, batch: int, done: Posted) -> None:
        """Say what went, what was taken out and whom to phone all the same."""
        said = self.tr("Batch {batch}: {letters} posted.").format(
            batch=batch, letters=formats.count(done.number, "letter")
        )
        if done.left_out:
            out = formats.count(len(done.left_out), "letter")
            said += self.tr(" {letters} taken out.").format(letters=out)
        if done.first_class:
            first = formats.count(len(done.first_class), "letter")
            said += self.tr(" {letters} first class instead of second.").format(letters=first)
        if done.too_late:
            late = [row for row in self._queue.letters if row.appointment_id in done.too_late]
            said += self.tr(" {letters} cannot arrive in time: phone {names}.").format(
                letters=formats.count(letters_of(late) or len(done.too_late), "letter"),
                names=_some([listed_name(row.visit) for row in late]),
            )
        self.said.emit(said, Tone.SHORT if done.too_late else Tone.COVERED)


def _untrue(letter: MadeLetter, queue: tuple[QueuedLetter, ...]) -> Untrue:
    rows = [row for row in queue if row.appointment_id in letter.appointment_ids]
    who = listed_name(rows[0].visit) if rows else ", ".join(letter.appointment_ids)
    return Untrue(letter, who, untrue_words(rows))


def _some(names: list[str]) -> str:
    """The first names, and how many more."""
    shown = list(dict.fromkeys(names))
    more = len(shown) - SHOWN
    return "; ".join(shown[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
