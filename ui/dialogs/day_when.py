"""Asks for a time: the moment a roll call is about, or since when something holds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rota.domain.errors import Refused
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.day_work import TimeQuestion
from ui.widgets.labels import paragraph, text_label
from ui.widgets.when_field import WhenField


class DayWhenDialog(ErrandDialog):
    """Emits ``given`` with the instant; it lies inside the question's stretch."""

    given = Signal(object)

    def __init__(self, desk: Desk, question: TimeQuestion, parent: QWidget | None) -> None:
        super().__init__(desk, question.title, question.button, parent)
        self.setObjectName("dialog_day_when")
        self._span = question.span
        self.at = WhenField(self.tr("Time"), "day_when")
        self.at.show_instant(question.at)
        said = paragraph(question.sentence)
        said.setMinimumWidth(space(90))
        label = text_label(self.tr("&Time"))
        label.setBuddy(self.at.clock)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(label)
        row.addWidget(self.at, 1)
        self.body.addWidget(said)
        self.body.addLayout(row)
        self.at.clock.setFocus()

    def work(self) -> Save:
        """Not used: whoever asked goes on with the time."""
        raise Refused("no_time", self.tr("Choose a time first."))

    def go(self) -> None:
        """Hand over the time, and close; one outside the strike is said."""
        at, (start, end) = self.at.instant, self._span
        if not start <= at < end:
            said = self.tr("Choose a time inside the strike: {period}.")
            self.refuse(said.format(period=formats.period(start, end)))
            return
        self.given.emit(at)
        self.accept()
