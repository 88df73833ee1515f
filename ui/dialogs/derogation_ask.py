"""Entering a request for a derogation: for what, the risk, what was tried, by when to decide."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.derogation_rules import NEVER_COVER
from rota.domain.derogations import Derogation
from rota.services.derogations import DerogationLog, ask
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.when_field import WhenField

USUAL = timedelta(hours=4)
"""How long a stretch is proposed at first."""

DECISION = timedelta(hours=1)


class AskDialog(ErrandDialog):
    """Refused where it comes before the strike or asks about another time."""

    def __init__(self, desk: Desk, log: DerogationLog, parent: QWidget | None) -> None:
        super().__init__(desk, "Enter a request", "Save request", parent)
        self.setObjectName("dialog_ask")
        self._log = log
        self._make_fields()
        self._lay_out()
        self.service.setFocus()

    def work(self) -> Save:
        """The request as the fields have it."""
        desk, decide_by = self._desk, self.decide_by.instant if self.decides.isChecked() else None
        wanted = Derogation(
            self._log.window.window_id,
            int(self.service.currentData() or 0),
            self.start.instant,
            self.end.instant,
            str(self.grade.currentData() or ""),
            self.number.value(),
            self.risk.toPlainText(),
            frozenset(code for code, box in self.tried.items() if box.isChecked()),
            self.requested_by.text(),
            self.asked_at.instant,
            decide_by,
        )
        return partial(_asked, desk, wanted)

    def _make_fields(self) -> None:
        now = self._desk.now()
        hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        self.service = QComboBox()
        self.service.setObjectName("ask_service")
        for each in self._log.services:
            self.service.addItem(f"{each.name}, {each.site}", each.service_id)
        self.service.setPlaceholderText(self.tr("Choose a service"))
        self.service.setCurrentIndex(-1)
        self.start = WhenField(self.tr("From"), "ask_start")
        self.start.show_instant(hour)
        self.end = WhenField(self.tr("To"), "ask_end")
        self.end.show_instant(hour + USUAL)
        self.grade = QComboBox()
        self.grade.setObjectName("ask_grade")
        for code in self._desk.tools.rules.ladder.ranks:
            self.grade.addItem(words(code), code)
        self.grade.setPlaceholderText(self.tr("Choose a grade"))
        self.grade.setMinimumWidth(space(36))
        self.grade.setCurrentIndex(-1)
        self.number = QSpinBox()
        self.number.setObjectName("ask_number")
        self.number.setRange(1, 99)
        self.risk = QPlainTextEdit()
        self.risk.setObjectName("ask_risk")
        self.risk.setTabChangesFocus(True)
        self.risk.setFixedHeight(space(18))
        self.risk.setMinimumWidth(space(100))
        self.tried = {each.code: QCheckBox(each.text) for each in self._log.checklist}
        for item in self._log.checklist:
            self.tried[item.code].setObjectName(f"tried_{item.code}")
            mark = "" if item.verified else self.tr(" (unverified)")
            said = self.tr("Source: {source}{mark}").format(source=item.source, mark=mark)
            self.tried[item.code].setToolTip(said)
        self.requested_by = QLineEdit()
        self.requested_by.setObjectName("ask_by")
        self.requested_by.setPlaceholderText(self.tr("such as the medical director"))
        self.asked_at = WhenField(self.tr("Asked at"), "ask_at")
        self.asked_at.show_instant(now)
        self.decides = QCheckBox(self.tr("Decision needed by"))
        self.decides.setObjectName("ask_decides")
        self.decides.setChecked(True)
        self.decide_by = WhenField(self.tr("Decision needed by"), "ask_decide_by")
        self.decide_by.show_instant(now + DECISION)
        self.decides.toggled.connect(self.decide_by.setEnabled)

    def _lay_out(self) -> None:
        self.body.addWidget(paragraph(f"{NEVER_COVER} {self._log.when}", muted=True))
        who = QHBoxLayout()
        who.setSpacing(space(2))
        who.addWidget(self.number)
        who.addWidget(self.grade)
        who.addStretch(1)
        boxes = QVBoxLayout()
        boxes.setSpacing(space(1))
        for box in self.tried.values():
            box.setMinimumHeight(space(5))
            boxes.addWidget(box)
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.addRow(self.tr("&Service"), self.service)
        form.addRow(self.tr("&From"), self.start)
        form.addRow(self.tr("&To"), self.end)
        label = text_label(self.tr("&How many, of which grade"))
        label.setBuddy(self.number)
        self.number.setAccessibleName(self.tr("How many"))
        self.grade.setAccessibleName(self.tr("Of which grade"))
        form.addRow(label, who)
        form.addRow(self.tr("The &risk to patients"), self.risk)
        form.addRow(self.tr("Tried first"), boxes)
        form.addRow(self.tr("Asked &by"), self.requested_by)
        form.addRow(self.tr("Asked &at"), self.asked_at)
        form.addRow(self.decides, self.decide_by)
        self.body.addLayout(form)


def _asked(desk: Desk, wanted: Derogation) -> Changes:
    return ask(desk.storage, wanted, desk.tools.rules.derogations, desk.now()).changes
