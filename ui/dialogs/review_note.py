"""A comment on a plan, the plan sent back, or either settled: what is said, and who says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.sign_off import NAME_KEPT
from ui.permits import keep_typed, last_typed, own_name
from ui.theme import space
from ui.widgets.labels import paragraph, text_label


@dataclass(frozen=True, slots=True)
class Saying:
    """What is about to be said: a title, a sentence, the button. Without ``asks`` no text."""

    title: str
    sentence: str
    button: str
    asks: str = ""


class ReviewNoteDialog(ErrandDialog):
    """Saves ``save(text, name)``; a typed name is remembered on this computer."""

    def __init__(
        self,
        desk: Desk,
        saying: Saying,
        save: Callable[[str, str], Changes],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, saying.title, saying.button, parent)
        self.setObjectName("dialog_review_note")
        self._save, self._asks = save, bool(saying.asks)
        said = paragraph(saying.sentence)
        said.setMinimumWidth(space(105))
        self.body.addWidget(said)
        self.text = QPlainTextEdit()
        self.text.setObjectName("note_text")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(space(22))
        if saying.asks:
            self.body.addLayout(_labelled(saying.asks, self.text))
        self.name = QLineEdit(last_typed(NAME_KEPT, desk.storage.user))
        self.name.setObjectName("note_name")
        own_name(self.name, desk.storage.user)
        self.body.addLayout(_labelled(self.tr("Your &name"), self.name))
        self.text.textChanged.connect(self._look)
        self.name.textChanged.connect(lambda _text: self._look())
        self._look()
        (self.text if saying.asks else self.name).setFocus()

    def work(self) -> Save:
        """What was typed, and who typed it."""
        keep_typed(NAME_KEPT, self.name.text(), self._desk.storage.user)
        return partial(self._save, self.text.toPlainText(), self.name.text())

    def _look(self) -> None:
        is_said = bool(self.text.toPlainText().strip()) or not self._asks
        self.save.setEnabled(is_said and bool(self.name.text().strip()))


def _labelled(text: str, field: QWidget) -> QVBoxLayout:
    label = text_label(text)
    label.setBuddy(field)
    row = QVBoxLayout()
    row.setSpacing(space(1))
    row.addWidget(label)
    row.addWidget(field)
    return row
