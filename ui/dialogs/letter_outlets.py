"""The ways out that are not the print: a menu, what it asks, and a sentence after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.letters import BatchRow
from rota.services.copies import Copied, Copies, ToCopy, make_copies, to_copy, write_copies
from rota.services.letters_out import LeftOut, OutLetter
from rota.services.messages import MessagesFile, write_messages
from rota.services.other_formats import (
    MEDIA,
    FormatBatches,
    format_needs,
    make_format,
    write_format_batch,
)
from rota.services.ports import Typesetter
from rota.services.service_files import (
    ServiceFile,
    ServiceLetters,
    lay_out,
    send_to_service,
    to_send,
)
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.letters import ask_folder
from ui.dialogs.save_as import ask_file
from ui.errors import present
from ui.folders import keep_print_folder, print_folder
from ui.jobs import Progress
from ui.widgets.buttons import PushButton

T = TypeVar("T")
SHOWN = 3
"""So many letters that were left out are named; the others are counted."""

FormatsMade = tuple[tuple[FormatBatches, ...], str]


class LetterOutlets(PushButton):
    """A button with a menu. ``said`` carries a sentence and its tone.

    ``chosen`` gives the batch that the others are about; without one they wait.
    """

    said = Signal(str, object)

    def __init__(
        self,
        desk: Desk,
        typesetter: Callable[[], Typesetter],
        chosen: Callable[[], BatchRow | None],
        home: QWidget,
    ) -> None:
        super().__init__()
        self.setText(self.tr("&More"))
        self.setObjectName("letter_outlets")
        self.setAutoDefault(False)
        self._desk, self._typesetter, self._chosen, self._home = desk, typesetter, chosen, home
        self._is_busy = False
        menu = QMenu(self)
        menu.addAction(self.tr("Make &braille and audio batches…"), self._ask_formats)
        self._of_batch = [
            menu.addAction(self.tr("Save &enclosed braille or scripts…"), self._ask_enclosed),
            menu.addAction(self.tr("Save &copies…"), self._ask_copies),
            menu.addAction(self.tr("Save file for a posting &service…"), self._ask_service),
            menu.addAction(self.tr("Save &messages…"), self._ask_messages),
        ]
        names = ("formats", "enclosed", "copies", "service", "messages")
        for action, name in zip(menu.actions(), names, strict=True):
            action.setObjectName(f"outlet_{name}")
        menu.aboutToShow.connect(self._say_actions)
        self.setMenu(menu)

    def _say_actions(self) -> None:
        """What goes on paper goes by the last three; what does not, by the first."""
        row = self._chosen()
        for action in self.menu().actions():
            action.setEnabled(not self._is_busy)
        for action in self._of_batch:
            is_enclosed = action is self._of_batch[0]
            fits = row is not None and (row.medium != "print") == is_enclosed
            action.setEnabled(fits and not self._is_busy)

    def _ask_formats(self) -> None:
        ask_folder(self._home, print_folder(), self._make_formats)

    def _make_formats(self, folder: str) -> None:
        desk, setter, out = self._desk, self._typesetter(), Path(folder)
        keep_print_folder(out)
        rules, now = desk.tools.rules.letters, desk.now()

        def work(progress: Progress) -> FormatsMade:
            made = []
            for medium in MEDIA:
                done = make_format(
                    desk.storage,
                    setter,
                    desk.tools.braille,
                    rules,
                    now,
                    medium,
                    progress.report,
                    lambda: progress.cancelled,
                )
                made.append(done)
                for each in done.rendered.batches:
                    write_format_batch(desk.storage, out, each.batch)
            return tuple(made), format_needs(desk.storage, rules, now).lead

        self._begin()
        desk.jobs.run(
            work,
            partial(self._made_formats, out),
            self._failed,
            title=self.tr("Making braille and audio"),
            cancellable=True,
            ended=self._ended,
        )

    def _made_formats(self, out: Path, made: FormatsMade) -> None:
        batches, lead = made
        said = []
        notes: list[str] = []
        for each in batches:
            self._desk.bus.publish(each.rendered.changes)
            notes += [*each.notes, *(fault.text for fault in each.rendered.faults)]
            said += [
                self.tr("batch {batch}, {medium}: {letters}").format(
                    batch=batch.batch,
                    medium=each.medium.value,
                    letters=formats.count(batch.letters, "letter"),
                )
                for batch in each.rendered.batches
            ]
        if not said:
            nothing = self.tr("No letter is ready in braille or audio.")
            self.said.emit(" ".join([nothing, *notes]), Tone.WARNING)
            return
        text = self.tr("{what}. Cover sheets and contents are in {folder}, for: {lead}.").format(
            what="; ".join(said).capitalize(), folder=out, lead=lead
        )
        self._tell(text, notes)

    def _ask_enclosed(self) -> None:
        if (row := self._chosen()) is not None:
            ask_folder(self._home, print_folder(), partial(self._write_enclosed, row.batch))

    def _write_enclosed(self, batch: int, folder: str) -> None:
        keep_print_folder(Path(folder))
        self._begin()
        self._desk.jobs.run(
            partial(write_format_batch, self._desk.storage, Path(folder), batch),
            lambda paths: self._tell(self.tr("Saved as {file}.").format(file=paths[1]), ()),
            self._failed,
            ended=self._ended,
        )

    def _ask_copies(self) -> None:
        if (row := self._chosen()) is not None:
            ask_folder(self._home, print_folder(), partial(self._read_copies, row.batch))

    def _read_copies(self, batch: int, folder: str) -> None:
        keep_print_folder(Path(folder))
        desk = self._desk
        self._begin()
        desk.jobs.run(
            partial(to_copy, desk.storage, batch, None, desk.now()),
            partial(self._make_copies, Path(folder)),
            self._failed_and_ended,
        )

    def _make_copies(self, out: Path, found: ToCopy) -> None:
        setter = self._typesetter()

        def work(progress: Progress) -> Copies:
            return make_copies(found, setter, progress.report, lambda: progress.cancelled)

        self._long(
            self.tr("Copying {letters}").format(
                letters=formats.count(len(found.contents), "letter")
            ),
            work,
            partial(self._write_copies, out),
        )

    def _write_copies(self, out: Path, copies: Copies) -> None:
        work = partial(write_copies, self._desk.storage, out, copies)
        self._desk.jobs.run(work, partial(self._copied, out), self._failed)

    def _copied(self, out: Path, done: Copied) -> None:
        self._desk.bus.publish(done.changes)
        letters = formats.count(len(done.paths), "letter")
        said = self.tr("{letters} copied to {folder}.").format(letters=letters, folder=out)
        self._tell(said, _reasons(done.left_out))

    def _ask_service(self) -> None:
        if (row := self._chosen()) is not None:
            name = f"batch-{row.batch:04d}.zip"
            taken = partial(self._read_service, row.batch, uuid4().hex)
            ask_file(self._home, name, "Archive (*.zip)", taken)

    def _read_service(self, batch: int, key: str, path: str) -> None:
        out, desk = Path(path), self._desk
        keep_print_folder(out.parent)
        self._begin()
        desk.jobs.run(
            partial(to_send, desk.storage, batch, desk.now()),
            partial(self._lay_out, batch, key, out),
            self._failed_and_ended,
        )

    def _lay_out(
        self, batch: int, key: str, out: Path, found: tuple[list[OutLetter], list[LeftOut]]
    ) -> None:
        setter, rules = self._typesetter(), self._desk.tools.rules.letters

        def work(progress: Progress) -> ServiceLetters:
            return lay_out(
                batch, *found, setter, rules, progress.report, lambda: progress.cancelled
            )

        def send(laid_out: ServiceLetters) -> None:
            desk = self._desk
            exporter = desk.tools.exporter
            given = (laid_out, out, key, desk.now())
            self._desk.jobs.run(
                partial(send_to_service, desk.storage, exporter, setter, rules, *given),
                self._sent,
                self._failed,
            )

        letters = formats.count(len(found[0]), "letter")
        self._long(self.tr("Laying out {letters}").format(letters=letters), work, send)

    def _sent(self, done: ServiceFile) -> None:
        self._desk.bus.publish(done.changes)
        said = self.tr("No letter can go this way.")
        if done.path is not None:
            said = self.tr(
                "{letters} in {file}. Answer below once the service has taken them, then press "
                "Posted."
            ).format(letters=formats.count(len(done.letters), "letter"), file=done.path)
        notes = _reasons(done.left_out)
        if done.too_late:
            late = formats.count(len(done.too_late), "appointment")
            notes.insert(0, self.tr("The letters about {n} come too late: phone.").format(n=late))
        self._tell(said, notes)

    def _ask_messages(self) -> None:
        if (row := self._chosen()) is not None:
            name = f"messages-{row.batch:04d}.csv"
            taken = partial(self._write_messages, row.batch)
            ask_file(self._home, name, "Messages (*.csv *.json)", taken)

    def _write_messages(self, batch: int, path: str) -> None:
        out, desk = Path(path), self._desk
        keep_print_folder(out.parent)
        self._begin()
        desk.jobs.run(
            partial(write_messages, desk.storage, desk.tools.exporter, batch, out, desk.now()),
            self._written,
            self._failed,
            ended=self._ended,
        )

    def _written(self, done: MessagesFile) -> None:
        self._desk.bus.publish(done.changes)
        said = self.tr("No message was written.")
        if done.path is not None:
            said = self.tr(
                "{n} in {file}. They do not count as telling patients in writing: post the "
                "letters all the same."
            ).format(n=formats.count(len(done.messages), "message"), file=done.path)
        self._tell(said, _reasons(done.left_out))

    def _long(self, title: str, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        self._desk.jobs.run_pure(
            work, then, self._failed, title=title, cancellable=True, ended=self._ended
        )

    def _begin(self) -> None:
        self._is_busy = True
        self.said.emit("", Tone.MUTED)

    def _ended(self) -> None:
        self._is_busy = False

    def _failed_and_ended(self, error: BaseException) -> None:
        self._ended()
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.said.emit(error.text, Tone.WARNING)
        else:
            present(error, self._home.window())

    def _tell(self, said: str, notes: Sequence[str]) -> None:
        shown = list(notes[:SHOWN])
        if len(notes) > SHOWN:
            shown.append(self.tr("And {n} more.").format(n=formats.number(len(notes) - SHOWN)))
        self.said.emit("\n".join([said, *shown]), Tone.WARNING if notes else Tone.COVERED)


def _reasons(left: Sequence[LeftOut]) -> list[str]:
    return [f"{each.reference}: {each.text}" for each in left]
