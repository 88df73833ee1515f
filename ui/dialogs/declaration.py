"""Recording what one person told the trust, voluntarily."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import Answer
from rota.services.declarations import declare
from rota.services.people_list import PersonDetail
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.people import answer_words, who_words
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.labels import paragraph, text_label


class DeclarationDialog(ErrandDialog):
    """One answer about one strike; it is kept for the rota alone, and deleted in time."""

    def __init__(self, desk: Desk, detail: PersonDetail, parent: QWidget | None) -> None:
        super().__init__(desk, "Record what they told us", "Record", parent)
        self.setObjectName("dialog_declaration")
        assert detail.window is not None
        self._window_id = detail.window.window_id
        self._staff_id = detail.person.staff_id
        self.body.addWidget(text_label(who_words(detail.person), bold=True))
        when = formats.period(detail.window.terms.start, detail.window.terms.end)
        self.body.addWidget(paragraph(f"{short_title(detail.window)}, {when}"))
        self._group = QButtonGroup(self)
        rows = QVBoxLayout()
        rows.setSpacing(space(1))
        self.answers: dict[Answer, QRadioButton] = {}
        for at, answer in enumerate(Answer):
            button = QRadioButton(answer_words(answer))
            button.setObjectName(f"answer_{answer}")
            button.setChecked(answer is detail.declared)
            self._group.addButton(button, at)
            rows.addWidget(button)
            self.answers[answer] = button
        self.body.addLayout(rows)
        self.answers[detail.declared or Answer.NOT_SAID].setFocus()
        text = self.tr(
            "Nobody has to say. Not said counts as absent. Only the rota sees it; others see "
            "totals. Do not ask why."
        )
        if detail.purge_at is not None:
            day = formats.moment(detail.purge_at, year=True)
            text += " " + self.tr("It is deleted for good on {day}.").format(day=day)
        said: QLabel = paragraph(text, muted=True)
        said.setMinimumWidth(space(100))
        self.body.addWidget(said)

    def work(self) -> Save:
        """The answer chosen."""
        answer = tuple(Answer)[self._group.checkedId()]
        return partial(_declare, self._desk, self._window_id, self._staff_id, answer)


def _declare(desk: Desk, window_id: int, staff_id: str, answer: Answer) -> Changes:
    return declare(desk.storage, window_id, staff_id, answer)
