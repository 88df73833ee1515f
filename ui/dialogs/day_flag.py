"""Raises a flag that the program cannot see, and closes one with what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.day import DayFlag
from rota.domain.duties import Service
from rota.services.day_flags import Raised, close_flag, raise_by_hand
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.combos import offers
from ui.widgets.form_fields import let_find
from ui.widgets.labels import paragraph, text_label

OUTCOMES = (
    "Somebody came",
    "The neighbouring service steps in",
    "The service does less until the next shift",
    "Raised in error",
)


class CloseFlagDialog(ErrandDialog):
    """A flag is closed with what came of it, by whoever says so."""

    def __init__(
        self, desk: Desk, flag: DayFlag, place: str, who: str, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Close this flag", "Close it", parent)
        self.setObjectName("dialog_close_flag")
        self._flag, self._who = flag, who
        said = paragraph(f"{place}: {flag.text}")
        said.setMinimumWidth(space(105))
        self.outcome = QComboBox()
        self.outcome.setObjectName("outcome")
        self.outcome.setAccessibleName(self.tr("What came of it"))
        offers(self.outcome)
        self.outcome.addItems(list(OUTCOMES))
        self.outcome.setCurrentIndex(-1)
        label = text_label(self.tr("&What came of it?"))
        label.setBuddy(self.outcome)
        down = QVBoxLayout()
        down.setSpacing(space(1))
        down.addWidget(label)
        down.addWidget(self.outcome)
        self.body.addWidget(said)
        self.body.addLayout(down)
        self.outcome.editTextChanged.connect(lambda _text: self._look())
        self._look()
        self.outcome.setFocus()

    def work(self) -> Save:
        """The flag and its outcome."""
        desk, flag = self._desk, self._flag
        outcome = self.outcome.currentText().strip()
        return partial(
            close_flag,
            desk.storage,
            flag.window_id,
            flag.flag_id,
            outcome,
            self._who,
            desk.now(),
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.outcome.currentText().strip()))


class RaiseFlagDialog(ErrandDialog):
    """Something is wrong at a service that no tick shows."""

    def __init__(
        self,
        desk: Desk,
        window_id: int,
        services: Sequence[Service],
        chosen: int | None,
        stretch: tuple[datetime, datetime],
        who: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Raise a flag", "Raise it", parent)
        self.setObjectName("dialog_raise_flag")
        self._window_id, self._who = window_id, who
        self._start, self._end = stretch
        self.service = service_box(services, chosen)
        self.heading = QLineEdit()
        self.heading.setObjectName("heading")
        self.heading.setPlaceholderText(self.tr("In a word or two, such as bleep, beds, transport"))
        self.said = QLineEdit()
        self.said.setObjectName("text")
        self.said.setMinimumWidth(space(80))
        self.owner = QLineEdit()
        self.owner.setObjectName("owner")
        self.owner.setPlaceholderText(self.tr("Nobody yet"))
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Service"), self.service)
        form.addRow(self.tr("&About"), self.heading)
        form.addRow(self.tr("&What is wrong"), self.said)
        form.addRow(self.tr("Who &looks after it"), self.owner)
        until = self.tr("It stands until {when}, or until somebody closes it.")
        self.body.addLayout(form)
        self.body.addWidget(paragraph(until.format(when=formats.moment(self._end)), muted=True))
        for field in (self.heading, self.said):
            field.textChanged.connect(lambda _text: self._look())
        self._look()
        (self.heading if chosen is not None else self.service).setFocus()

    def work(self) -> Save:
        """The flag as it is typed."""
        raised = partial(
            raise_by_hand,
            self._desk.storage,
            self._window_id,
            chosen_service(self.service),
            self.heading.text().strip(),
            self.said.text().strip(),
            self._start,
            self._end,
            self._who,
            self._desk.now(),
            owner=self.owner.text().strip(),
        )
        return partial(_changes, raised)

    def _look(self) -> None:
        self.save.setEnabled(bool(self.heading.text().strip() and self.said.text().strip()))


def service_box(services: Sequence[Service], chosen: int | None) -> QComboBox:
    """A box to find a service in; the sites are said where there is more than one."""
    box = QComboBox()
    box.setObjectName("service")
    sites = {each.site for each in services}
    for each in services:
        named = f"{each.name}, {each.site}" if len(sites) > 1 else each.name
        box.addItem(named, each.service_id)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    let_find(box)
    box.setAccessibleName(box.tr("Service"))
    line = box.lineEdit()
    if line is not None:
        line.setAccessibleName(box.tr("Service"))
        line.setCursorPosition(0)
    return box


def chosen_service(box: QComboBox) -> int:
    """The service whose name stands in the box, or the one chosen before."""
    at = box.findText(box.currentText().strip())
    found = box.itemData(at if at >= 0 else box.currentIndex())
    return found if isinstance(found, int) else 0


def _changes(work: partial[Raised]) -> Changes:
    return work().changes
