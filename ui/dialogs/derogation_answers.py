"""What became of a request: NHS England's view, the union's decision, a withdrawal, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import DerogationAnswer, words
from rota.domain.errors import Refused
from rota.services.derogations import (
    Logged,
    LoggedDerogation,
    answer_nhse,
    answer_union,
    record_outcome,
    withdraw,
)
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.when_field import WhenField
from ui.wording import capital


class _AboutRequest(ErrandDialog):
    """Says which request it is about."""

    def __init__(
        self, desk: Desk, row: LoggedDerogation, title: str, parent: QWidget | None
    ) -> None:
        super().__init__(desk, title, "Save", parent)
        self._row = row
        asked = row.asked
        when = formats.period(asked.start, asked.end)
        said = f"{row.service}, {when}: {asked.number} {words(asked.grade)}"
        about = paragraph(said, muted=True)
        about.setMinimumWidth(space(90))
        self.body.addWidget(about)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(space(4))
        self.form.setVerticalSpacing(space(2))
        self.body.addLayout(self.form)

    def _add_when(self) -> WhenField:
        at = WhenField(self.tr("When"), "answer_at")
        at.show_instant(self._desk.now())
        self.form.addRow(self.tr("&When"), at)
        return at

    def _add_note(self) -> QLineEdit:
        note = QLineEdit()
        note.setObjectName("answer_note")
        self.form.addRow(self.tr("&Note"), note)
        return note


class AnswerDialog(_AboutRequest):
    """One of two answers, when it came, and a note."""

    def __init__(
        self,
        desk: Desk,
        row: LoggedDerogation,
        title: str,
        answers: tuple[DerogationAnswer, ...],
        record: Callable[..., Logged],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, row, title, parent)
        self.setObjectName("dialog_answer")
        self._record = record
        self.answers: dict[DerogationAnswer, QRadioButton] = {}
        for each in answers:
            button = QRadioButton(capital(words(each)))
            button.setObjectName(f"answer_{each}")
            self.form.addRow("" if self.answers else self.tr("Answer"), button)
            self.answers[each] = button
        self.at = self._add_when()
        self.note = self._add_note()
        self.answers[answers[0]].setFocus()

    def work(self) -> Save:
        """The answer as the fields have it."""
        chosen = [each for each, button in self.answers.items() if button.isChecked()]
        if not chosen:
            raise Refused("no_answer", "Choose what the answer is.")
        desk, asked = self._desk, self._row.asked
        return partial(
            _changes,
            partial(
                self._record,
                desk.storage,
                asked.derogation_id,
                chosen[0],
                self.at.instant,
                desk.tools.rules.derogations,
                desk.now(),
                self.note.text(),
            ),
        )


class NhseDialog(AnswerDialog):
    """Whether NHS England supports the request."""

    def __init__(self, desk: Desk, row: LoggedDerogation, parent: QWidget | None) -> None:
        answers = (DerogationAnswer.SUPPORTED, DerogationAnswer.NOT_SUPPORTED)
        super().__init__(desk, row, "NHS England's answer", answers, answer_nhse, parent)


class UnionDialog(AnswerDialog):
    """What the union decided."""

    def __init__(self, desk: Desk, row: LoggedDerogation, parent: QWidget | None) -> None:
        answers = (DerogationAnswer.GRANTED, DerogationAnswer.REFUSED)
        super().__init__(desk, row, "The union's decision", answers, answer_union, parent)


class WithdrawDialog(_AboutRequest):
    """Who took the request, or the grant, back."""

    def __init__(self, desk: Desk, row: LoggedDerogation, parent: QWidget | None) -> None:
        super().__init__(desk, row, "Withdrawn", parent)
        self.setObjectName("dialog_withdraw")
        self.by = QLineEdit()
        self.by.setObjectName("withdrawn_by")
        self.by.setPlaceholderText(self.tr("such as the trust, or the union"))
        self.form.addRow(self.tr("&By whom"), self.by)
        self.at = self._add_when()
        self.note = self._add_note()
        self.by.setFocus()

    def work(self) -> Save:
        """The withdrawal as the fields have it."""
        desk, asked = self._desk, self._row.asked
        return partial(
            _changes,
            partial(
                withdraw,
                desk.storage,
                asked.derogation_id,
                self.by.text(),
                self.at.instant,
                desk.tools.rules.derogations,
                desk.now(),
                self.note.text(),
            ),
        )


class OutcomeDialog(_AboutRequest):
    """What came of it: what happened at the service, and any harm."""

    def __init__(self, desk: Desk, row: LoggedDerogation, parent: QWidget | None) -> None:
        super().__init__(desk, row, "What came of it", parent)
        self.setObjectName("dialog_outcome")
        self.text = QPlainTextEdit(row.asked.outcome)
        self.text.setObjectName("outcome_text")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(space(24))
        self.form.addRow(self.tr("&What happened, and any harm"), self.text)
        self.text.setFocus()

    def work(self) -> Save:
        """The outcome as the field has it."""
        desk, asked = self._desk, self._row.asked
        rules = desk.tools.rules.derogations
        record = partial(
            record_outcome, desk.storage, asked.derogation_id, self.text.toPlainText(), rules
        )
        return partial(_changes, record)


def _changes(record: Callable[[], Logged]) -> Changes:
    return record().changes
