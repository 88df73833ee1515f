"""Asks for the reason that is kept with a change, and at times for a choice with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import Facts


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its key, its words and what follows from it."""

    key: str
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is about to be done, reasons people often give, and answers to choose among.

    ``facts`` are what follows from it, by name and number; ``details`` each of them, a line each.
    """

    title: str
    sentence: str
    button: str
    reasons: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    details: tuple[str, ...] = ()


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
        if question.facts:
            self._add_consequences(question)
        self.reason = QComboBox()
        self.reason.setObjectName("reason")
        self.reason.setEditable(True)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.addItems(question.reasons)
        self.reason.setCurrentIndex(-1)
        self.reason.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        line = self.reason.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("Type, or choose from the list"))
        line.setAccessibleName(self.tr("Reason"))
        self.reason.editTextChanged.connect(self._look)
        label = text_label(self.tr("&Why? It is kept with the change."))
        label.setBuddy(self.reason)
        row = QVBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(label)
        row.addWidget(self.reason)
        self.body.addLayout(row)
        self._look()
        self.reason.setFocus()

    def work(self) -> Save:
        """The change, with its reason."""
        return partial(self._save, self.reason.currentText().strip(), self._chosen())

    def _add_consequences(self, question: Question) -> None:
        facts = Facts()
        facts.show_facts(question.facts)
        self.body.addWidget(facts)
        listed = QPlainTextEdit("\n".join(question.details))
        listed.setObjectName("consequences")
        listed.setAccessibleName(self.tr("What follows, one by one"))
        listed.setReadOnly(True)
        listed.setTabChangesFocus(True)
        listed.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        listed.setFixedHeight(space(40))
        self.body.addWidget(listed)

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
        self.save.setEnabled(bool(self.reason.currentText().strip()))
