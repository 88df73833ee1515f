"""Entering a strike window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.codes import LossPolicy, StaffGroup, WindowType, words
from rota.domain.times import at_local, to_local
from rota.domain.windows import WindowTerms
from rota.services.strikes import StrikesView
from rota.services.windows import NewWindow, add_window
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.strike_words import TYPE_MEANS, capital, true_length
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.when_field import WhenField

EIGHT = time(8, 0)
AHEAD = timedelta(days=14)
ONE_DAY = timedelta(days=1)

POLICIES = {
    LossPolicy.START_INSIDE: "a duty that starts inside is lost to its own end",
    LossPolicy.CLIP: "only the minutes inside are lost",
}


class StrikeDialog(ErrandDialog):
    """Everything about a new window; ``added`` holds its id once it is saved."""

    def __init__(self, desk: Desk, known: StrikesView, parent: QWidget | None) -> None:
        super().__init__(desk, "Add a strike", "Add strike", parent)
        self.setObjectName("dialog_strike")
        self.added: int | None = None
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(space(4))
        self._form.setVerticalSpacing(space(2.5))
        self.body.addLayout(self._form)
        self.dispute = self._names(self.tr("&Dispute"), "dispute", known.disputes)
        self.union = self._names(self.tr("&Union"), "union", known.unions)
        self.type = QComboBox()
        self.type.setObjectName("type")
        for each in WindowType:
            self.type.addItem(capital(words(each)), each)
        self._form.addRow(self.tr("&Type"), self.type)
        self.meaning: QLabel = paragraph(muted=True)
        self._form.addRow("", self.meaning)
        self.groups = self._ticks(self.tr("Called out"), [(g, words(g)) for g in StaffGroup], 2)
        self.groups[StaffGroup.RESIDENT_DOCTOR].setChecked(True)
        self._times()
        self.sites = self._ticks(self.tr("Sites"), [(s, s) for s in known.sites], 2)
        for box in self.sites.values():
            box.setChecked(True)
        self.policy = QComboBox()
        self.policy.setObjectName("policy")
        for policy, text in POLICIES.items():
            self.policy.addItem(capital(text), policy)
        self._form.addRow(self.tr("At the &edges"), self.policy)
        self.type.currentIndexChanged.connect(self._say_type)
        self._say_type()
        self.setMinimumWidth(space(145))
        self.dispute.setFocus()

    def work(self) -> Save:
        """The window as the fields have it; refuses an end before its start, or nobody called."""
        sites = frozenset(site for site, box in self.sites.items() if box.isChecked())
        terms = WindowTerms(
            self.start.instant,
            None if self.is_open.isChecked() else self.end.instant,
            WindowType(self.type.currentData()),
            frozenset(group for group, box in self.groups.items() if box.isChecked()),
            frozenset() if len(sites) == len(self.sites) else sites,
            LossPolicy(self.policy.currentData()),
        )
        new = NewWindow(self.dispute.currentText(), self.union.currentText(), terms)
        return partial(self._add, new)

    def _add(self, new: NewWindow) -> Changes:
        window, changes = add_window(self._desk.storage, new, self._desk.now())
        self.added = window.window_id
        return changes

    def _names(self, label: str, name: str, known: Sequence[str]) -> QComboBox:
        field = QComboBox()
        field.setObjectName(name)
        field.setEditable(True)
        field.addItems(list(known))
        field.setCurrentText(known[-1] if known else "")
        plain = label.replace("&", "")
        field.setAccessibleName(plain)
        line = field.lineEdit()
        assert line is not None
        line.setAccessibleName(plain)
        self._form.addRow(label, field)
        return field

    def _ticks[Key](  # type: ignore[no-untyped-def]
        self, label, choices, columns
    ): ...
