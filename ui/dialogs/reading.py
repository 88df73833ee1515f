"""The frame of a dialog one reads in: a title, what it is about, and Close."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused, Unavailable
from rota.domain.journal import JournalEntry
from rota.services.history import undo
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present, sentence
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label
from ui.widgets.notice import Notice


class ReadingDialog(QDialog):
    """A subclass fills ``body``, and puts ``buttons`` on the left of the ``foot``."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._desk = desk
        self.is_closed = False
        self.finished.connect(self._note_closed)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(3))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(space(2))
        self.foot = QHBoxLayout()
        self.foot.setSpacing(space(2))
        self.foot.addLayout(self.buttons)
        self.foot.addStretch(1)
        self.foot.addWidget(push_button(self.tr("Close"), self.accept, name="close"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addLayout(self.body, 1)
        layout.addLayout(self.foot)

    def _note_closed(self) -> None:
        """Answers that come in from now on have nothing to be shown in."""
        self.is_closed = True


class NotingDialog(ReadingDialog):
    """One that also does errands: its ``notice``, which a subclass places, says how they went."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None) -> None:
        super().__init__(desk, title, parent)
        self.notice = Notice()

    def _saved_as(self, out: Path) -> None:
        if not self.is_closed:
            self.notice.say(self.tr("Saved: {path}").format(path=out), Tone.COVERED)

    def _undo(self) -> None:
        work = partial(undo, self._desk.storage)
        self._desk.jobs.run(work, self._undone, self._refused)

    def _undone(self, done: tuple[JournalEntry, Changes]) -> None:
        changes = done[1]
        if not self.is_closed:
            self.notice.say(changes.text)
        self._desk.bus.publish(changes)

    def _refused(self, error: BaseException) -> None:
        if self.is_closed:
            return
        if isinstance(error, Refused | Unavailable):
            self.notice.say(sentence(error), Tone.SHORT)
        else:
            present(error, self)
