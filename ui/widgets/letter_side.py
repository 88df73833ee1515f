"""Beside the queue: the chosen letter as it will print or was made, or why it is held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from rota.domain.letter_content import LetterContent, TypesetBatch
from rota.domain.releases import Release
from rota.domain.suppression import NOTES, full_name
from rota.services.batch_list import made_pages
from rota.services.letter_contents import preview_content, typeset_preview
from rota.services.letter_queue import QueuedLetter
from rota.services.phoning import is_to_ring
from rota.services.ports import Typesetter
from ui import formats
from ui.desk import Desk
from ui.models.letters import told_words, untrue_words
from ui.theme import space
from ui.widgets.hold_list import HoldList, holds_of
from ui.widgets.labels import paragraph, text_label
from ui.widgets.letter_preview import PageView
from ui.widgets.unread import Unread
from ui.wording import capital, holds_in_short


class LetterSide(QWidget):
    """Whose letter it is, in a line what becomes of it, and below that the letter itself.

    ``group`` gives the appointments that the letter of a row tells of. ``release_asked`` carries
    the row and the code of a hold, ``answer_asked`` the release that waits for an answer.
    """

    release_asked = Signal(object, str)
    answer_asked = Signal(object)

    def __init__(
        self,
        desk: Desk,
        typesetter: Callable[[], Typesetter],
        group: Callable[[QueuedLetter], list[QueuedLetter]],
    ) -> None:
        super().__init__()
        self._desk, self._typesetter, self._group = desk, typesetter, group
        self._shown: QueuedLetter | None = None
        self._releases: tuple[Release, ...] = ()
        self._next: QueuedLetter | None = None
        self._is_previewing = False
        self.title = text_label(bold=True)
        self.title.setObjectName("letter_title")
        self.words = paragraph(muted=True)
        self.notes = paragraph()
        self.notes.setObjectName("letter_notes")
        self.notes.hide()
        self.pages = PageView(desk)
        self.unread = Unread()
        self.unread.again_asked.connect(self._preview_again)
        self.holds = HoldList()
        self.holds.release_asked.connect(self._ask_release)
        self.holds.answer_asked.connect(self.answer_asked)
        self._below = QStackedLayout()
        self._below.addWidget(self.pages)
        self._below.addWidget(self.holds)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(4), space(1), 0, 0)
        down.setSpacing(space(1))
        for label in (self.title, self.words, self.notes):
            label.setContentsMargins(0, 0, space(4), 0)
            down.addWidget(label)
        down.addWidget(self.unread)
        down.addLayout(self._below, 1)
        self.setMinimumWidth(space(75))

    def show_releases(self, releases: tuple[Release, ...]) -> None:
        """Say which releases wait for an answer."""
        if releases != self._releases:
            self._releases = releases
            if self._shown is not None and self._shown.state == "held":
                self._show_holds(self._shown)

    def show_letter(self, row: QueuedLetter | None) -> None:
        """Show the letter of a row; None shows none."""
        if row is None:
            self._shown = None
            self.title.setText("")
            self.words.setText("")
            self._say_notes("")
            self.unread.say("")
            self.pages.clear()
            self._below.setCurrentIndex(0)
        elif row != self._shown:
            before, self._shown = self._shown, row
            if before is None or before.visit != row.visit:
                self.pages.clear()
            self._show(row)

    def _show(self, row: QueuedLetter) -> None:
        self.title.setText(full_name(row.visit.patient))
        self.words.setText(_letter_words(row, len(self._group(row))))
        self._say_notes(notes_words(row))
        self.unread.say("")
        if row.state == "held":
            self.pages.clear()
            self._show_holds(row)
            return
        self._below.setCurrentIndex(0)
        self._next = row
        self._preview_next()

    def _show_holds(self, row: QueuedLetter) -> None:
        self.holds.say(self.tr("Held: not printed until this is settled"))
        let_go = self.tr("Let go by a second person: {holds}").format(
            holds=holds_in_short(row.released)
        )
        self.holds.show_holds(holds_of(row, self._releases), let_go if row.released else "")
        self._below.setCurrentIndex(1)

    def _say_notes(self, text: str) -> None:
        self.notes.setText(text)
        self.notes.setVisible(bool(text))

    def _ask_release(self, code: str) -> None:
        if self._shown is not None:
            self.release_asked.emit(self._shown, code)

    def _preview_next(self) -> None:
        """Preview the row chosen last; those passed on the way are skipped."""
        if self._is_previewing or self._next is None:
            return
        row, self._next = self._next, None
        self._is_previewing = True
        jobs, storage, now = self._desk.jobs, self._desk.storage, self._desk.now()
        rules = self._desk.tools.rules.letters
        if row.batch is not None:
            jobs.run(
                partial(made_pages, storage, row.batch, row.reference),
                partial(self._show_pages, row),
                partial(self._no_preview, row),
                ended=self._previewed,
            )
        else:
            jobs.run(
                partial(preview_content, storage, rules, self._group(row), now),
                partial(self._typeset, row),
                partial(self._not_read, row),
            )

    def _typeset(self, row: QueuedLetter, content: LetterContent) -> None:
        self._desk.jobs.run_pure(
            partial(typeset_preview, self._typesetter(), content),
            partial(self._show_preview, row),
            partial(self._no_preview, row),
            ended=self._previewed,
        )

    def _show_preview(self, row: QueuedLetter, made: TypesetBatch) -> None:
        if row != self._shown:
            return
        if not made.letters:
            self.pages.clear()
            self.words.setText(made.exceptions[0].text if made.exceptions else "")
            return
        self.pages.show_pages(made.pdf, made.letters[0].first_page, made.letters[0].pages)

    def _show_pages(self, row: QueuedLetter, made: tuple[bytes, int, int]) -> None:
        if row == self._shown:
            self.pages.show_pages(*made)

    def _not_read(self, row: QueuedLetter, error: BaseException) -> None:
        self._no_preview(row, error)
        self._previewed()

    def _no_preview(self, row: QueuedLetter, error: BaseException) -> None:
        """Say why there is no letter to see, unless another is chosen by now."""
        if row == self._shown:
            self.pages.clear()
            self.unread.tell(error)

    def _preview_again(self) -> None:
        self.unread.say("")
        self._next = self._shown
        self._preview_next()

    def _previewed(self) -> None:
        self._is_previewing = False
        self._preview_next()


def notes_words(row: QueuedLetter) -> str:
    """What to know of a letter that may leave all the same, and where it goes if by hand."""
    said = [NOTES[code] for code in row.notes if code in NOTES]
    if row.hand_to:
        said.append(f"Taken by: {row.hand_to}.")
    if row.address:
        said.append(f"In the window: {', '.join(row.address)}.")
    if row.released and row.state != "held":
        said.append(f"Let go by a second person: {holds_in_short(row.released)}.")
    return "\n".join(said)


def _letter_words(row: QueuedLetter, together: int) -> str:
    said = f"{row.service.name}, {formats.moment(row.visit.start)}"
    if together > 1:
        said += f", with {formats.count(together - 1, 'other appointment')} in one letter"
    match row.state:
        case "withdraw":
            return (
                f"{said}. {row.reference} in batch {row.batch} is no longer true: take it out. "
                f"{capital(untrue_words((row,)))}."
            )
        case "in_batch" | "ready" if row.too_late and row.told_at is not None:
            where = f" {row.reference} in batch {row.batch}, not posted." if row.batch else ""
            return f"{said}.{where} {capital(told_words(row))}: the letter confirms."
        case "in_batch" if row.too_late:
            return (
                f"{said}. {row.reference} in batch {row.batch}, not posted, can no longer arrive "
                "in time: phone this patient."
            )
        case "in_batch":
            return f"{said}. {row.reference} in batch {row.batch}, not posted yet."
        case "held" if is_to_ring(row):
            return f"{said}. Too late for a letter: phone this patient, and see below first."
        case "ready" if row.too_late:
            return f"{said}. A letter comes too late: phone first; the letter confirms."
        case _:
            return said
