"""Asks for the reason that is kept with a change, and at times for a choice with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.reason_box import ReasonBox


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its key, its words and what follows from it."""

    key: str
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is about to be done, reasons people often give, and answers to choose among."""

    title: str
    sentence: str
    button: str
    reasons: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    chosen: str = ""


class ReasonDialog(ErrandDialog):
    """Saves ``save(reason, choice)``; the button wakes once there is a reason."""

    def __init__(
        self,
        desk: Desk,
        question: Question,
        save: Callable[[str, str], Changes],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, question.title, question.button, parent)
        self.setObjectName("dialog_reason")
        self._save = save
        self._group = QButtonGroup(self)
        self._keys: dict[int, str] = {}
        said: QLabel = paragraph(question.sentence)
        said.setMinimumWidth(space(105))
        self.body.addWidget(said)
        if question.choices:
            self.body.addLayout(self._choices(question))
            self._group.idClicked.connect(lambda _at: self._look())
        self.reason = ReasonBox(question.reasons)
        self.reason.editTextChanged.connect(self._look)
        self.body.addLayout(self.reason.with_label())
        self._look()
        self.reason.setFocus()

    def work(self) -> Save:
        """The change, with its reason."""
        return partial(self._save, self.reason.why, self._chosen())

    def _choices(self, question: Question) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(space(1))
        for at, choice in enumerate(question.choices):
            button = QRadioButton(choice.text)
            button.setObjectName(f"choice_{choice.key}")
            button.setChecked(choice.key == question.chosen)
            self._group.addButton(button, at)
            self._keys[at] = choice.key
            rows.addWidget(button)
            if choice.tip:
                tip = paragraph(choice.tip, muted=True)
                tip.setContentsMargins(space(6), 0, 0, space(1))
                rows.addWidget(tip)
                button.setAccessibleDescription(choice.tip)
        return rows

    def _chosen(self) -> str:
        return self._keys.get(self._group.checkedId(), "")

    def _look(self) -> None:
        is_chosen = not self._keys or bool(self._chosen())
        self.save.setEnabled(bool(self.reason.why) and is_chosen)
