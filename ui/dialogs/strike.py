"""Entering a strike window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import TypeVar

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
from rota.domain.errors import Refused
from rota.domain.times import to_local
from rota.domain.windows import WindowTerms
from rota.services.strikes import StrikesView
from rota.services.windows import NewWindow, add_window
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.strike_words import TYPE_MEANS, has_clock_change, true_length
from ui.theme import font, space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.when_field import WhenField
from ui.wording import capital

Key = TypeVar("Key", bound=str)
EIGHT = time(8, 0)
AHEAD = timedelta(days=14)
ONE_DAY = timedelta(days=1)

ENDS_FIRST = "The end must come after the start"
ODDITIES = {
    "does_not_exist": "The clocks skip this {name}: an hour later is meant",
    "happens_twice": "The clocks show this {name} twice: the first is meant",
}

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
        if self.sites and not sites:
            raise Refused("no_sites", "Tick at least one site.")
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

    def _ticks(
        self, label: str, choices: Sequence[tuple[Key, str]], columns: int
    ) -> dict[Key, QCheckBox]:
        boxes = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        for at, (key, text) in enumerate(choices):
            box = QCheckBox(capital(text))
            box.setObjectName(f"tick_{key}")
            box.setAccessibleName(f"{label}: {text}")
            grid.addWidget(box, at // columns, at % columns)
            boxes[key] = box
        if boxes:
            self._form.addRow(text_label(label), grid)
        return boxes

    def _times(self) -> None:
        self.start = WhenField(self.tr("Start"), "start")
        self.end = WhenField(self.tr("End"), "end")
        self.is_open = QCheckBox(self.tr("&No end given yet"))
        self.is_open.setObjectName("is_open")
        self.length: QLabel = paragraph()
        self.length.setObjectName("length")
        day: date = to_local(self._desk.now() + AHEAD).date()
        self.start.show_local(day, EIGHT)
        self.end.show_local(day + ONE_DAY, EIGHT)
        self._form.addRow(self.tr("&Start"), self.start)
        self._form.addRow(self.tr("&End"), self.end)
        self._form.addRow("", self.is_open)
        self._form.addRow("", self.length)
        self.start.changed.connect(self._start_moved)
        self.end.changed.connect(self._say_length)
        self.is_open.toggled.connect(self._open_toggled)
        self._say_length()

    def _start_moved(self) -> None:
        """Keep the end where it is unless it would come first; then a day later, at 8."""
        if self.end.instant <= self.start.instant:
            day = to_local(self.start.instant).date() + ONE_DAY
            self.end.show_local(day, EIGHT)
        self._say_length()

    def _open_toggled(self, is_open: bool) -> None:
        self.end.setEnabled(not is_open)
        self._say_length()

    def _say_length(self) -> None:
        start, end = self.start.instant, None if self.is_open.isChecked() else self.end.instant
        said = [true_length(start, end)] if end is None or end > start else [ENDS_FIRST]
        for field, name in ((self.start, "start"), (self.end, "end")):
            if field.oddity and not (field is self.end and end is None):
                said.append(ODDITIES[field.oddity].format(name=name))
        is_odd = len(said) > 1 or said[0] == ENDS_FIRST or has_clock_change(start, end)
        self.length.setText(". ".join(said))
        self.length.setFont(font(bold=is_odd))

    def _say_type(self) -> None:
        chosen = WindowType(self.type.currentData())
        self.meaning.setText(TYPE_MEANS[chosen])
