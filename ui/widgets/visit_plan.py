"""Beside the appointments when none is chosen: the most to move a day, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHeaderView, QLabel, QSpinBox, QWidget

from rota.domain.codes import AppointmentKind, Decision, Priority, words
from rota.services.visit_triage import Cohort, DayLine
from ui import formats
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import Card
from ui.widgets.table_view import TableView
from ui.wording import code_words, decision_words

MOST = 99_999
ROWS = 7
"""As many groups as are seen without scrolling."""

_KINDS = {
    "outpatient_new": ("new outpatient", "new outpatients"),
    "follow_up": ("follow-up", "follow-ups"),
    "diagnostic": ("test", "tests"),
    "pre_op": ("pre-op visit", "pre-op visits"),
    "day_case": ("day case", "day cases"),
    "inpatient_elective": ("inpatient", "inpatients"),
}
_SHORT = {
    AppointmentKind.OUTPATIENT_NEW: "New",
    AppointmentKind.DIAGNOSTIC: "Test",
    AppointmentKind.INPATIENT_ELECTIVE: "Inpatient",
}
_PHONE = "Phone/video"
_DONE = {
    "keep": "to be kept",
    "convert": "by phone or video",
    "rebook": "to their new dates",
    "postpone": "to be postponed",
    "stand_by": "to stand by",
}


class DayLines(Card):
    """Emits ``stop_set`` with a day and the most to be moved on it, or None for no line."""

    stop_set = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(self.tr("Most to move in a day"))
        self._days: tuple[DayLine, ...] = ()
        self._why_not = ""
        self.boxes: dict[date, QSpinBox] = {}
        self._said: dict[date, QLabel] = {}

    def hold_back(self, why_not: str) -> None:
        """Let nobody draw a line who may not, and say who may."""
        self._why_not = why_not

    def show_days(self, days: tuple[DayLine, ...]) -> None:
        """Show a line for each strike day."""
        if [each.day for each in days] != [each.day for each in self._days]:
            self._build(days)
        self._days = days
        for each in days:
            box, said = self.boxes[each.day], self._said[each.day]
            if not (box.hasFocus() and box.lineEdit().isModified()):
                was_blocked = box.blockSignals(True)
                box.setValue(-1 if each.most is None else each.most)
                box.blockSignals(was_blocked)
            said.setText(_moved_words(each))
        self.setVisible(bool(days))

    def _build(self, days: tuple[DayLine, ...]) -> None:
        self.clear()
        self.boxes, self._said = {}, {}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(2, 1)
        for at, each in enumerate(days):
            grid.addWidget(text_label(formats.day(each.day)), at, 0)
            grid.addWidget(self._box(each.day), at, 1)
            self._said[each.day] = text_label(muted=True)
            grid.addWidget(self._said[each.day], at, 2)
        self.add(holder)

    def _box(self, day: date) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(f"stop_{day.isoformat()}")
        box.setRange(-1, MOST)
        box.setSpecialValueText(self.tr("no limit"))
        box.setGroupSeparatorShown(True)
        box.setKeyboardTracking(False)
        name = self.tr("The most patients to be moved on {day}").format(day=formats.day(day))
        box.setAccessibleName(name)
        box.setToolTip(self._why_not or name)
        box.setEnabled(not self._why_not)
        box.editingFinished.connect(partial(self._set, day))
        self.boxes[day] = box
        return box

    def _set(self, day: date) -> None:
        self.boxes[day].lineEdit().setModified(False)
        value = self.boxes[day].value()
        most = None if value < 0 else value
        if any(each.day == day and each.most != most for each in self._days):
            self.stop_set.emit(day, most)


class Cohorts(Card):
    """Emits ``accept_asked`` with the ids of the groups to accept."""

    accept_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("Proposed, not decided yet"))
        self.model: TableModel[Cohort] = TableModel(
            _COLUMNS, lambda row: (row.kind, row.priority, row.decision), parent=self
        )
        self.table = TableView(self.model, self.tr("Groups of proposals"), name="cohorts")
        across = self.table.horizontalHeader()
        across.setStretchLastSection(False)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, wide in ((1, 23), (2, 9)):
            across.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(at, space(wide))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.accept = push_button("", self._accept, name="accept_cohort")
        self.all = push_button("", self._accept_all, name="accept_all")
        self._nothing = paragraph(muted=True)
        for widget in (self._nothing, self.table, self.accept, self.all):
            self.add(widget)
        self.table.rows_chosen.connect(lambda _rows: self._look())
        self.table.row_activated.connect(lambda _row: self._accept())
        self.show_cohorts(())

    def show_cohorts(self, cohorts: Sequence[Cohort], past_limit: int = 0) -> None:
        """Show these groups, those that can wait longest on top.

        ``past_limit``: how many more wait because the most to be moved on their day is reached.
        """
        self.model.replace(tuple(cohorts))
        high = self.table.verticalHeader().defaultSectionSize()
        lines = min(max(len(cohorts), 1), ROWS)
        self.table.setFixedHeight(
            lines * high + self.table.horizontalHeader().sizeHint().height() + space(1)
        )
        for widget in (self.table, self.accept, self.all):
            widget.setVisible(bool(cohorts))
        self._nothing.setVisible(not cohorts or past_limit > 0)
        left = self.tr("{n} left, past the day's limit.").format(n=formats.number(past_limit))
        self._nothing.setText(left if past_limit else self.tr("Nothing is left to propose."))
        self._look()

    def _look(self) -> None:
        rows = self.table.chosen
        self.accept.setEnabled(bool(rows))
        self.accept.setText(accept_words(rows) if rows else self.tr("Choose a group to accept"))
        total = sum(len(each.ids) for each in self.model.rows)
        self.all.setText(self.tr("Accept all {n}…").format(n=formats.number(total)))

    def _accept(self) -> None:
        ids = tuple(key for each in self.table.chosen for key in each.ids)
        if ids:
            self.accept_asked.emit(ids)

    def _accept_all(self) -> None:
        self.accept_asked.emit(tuple(key for each in self.model.rows for key in each.ids))


def _moved_words(day: DayLine) -> str:
    """``▲ 49, 4 over the limit``: whether a day is full, or by how many it goes beyond."""
    moved = formats.number(day.moved)
    if day.over:
        return f"▲ {moved}, {formats.number(day.over)} over the limit"
    return f"▲ {moved} so far: full" if day.is_reached else f"{moved} so far"


def accept_words(cohorts: Sequence[Cohort]) -> str:
    """``Accept 41 follow-ups by phone or video…``; several groups only say how many."""
    number = sum(len(each.ids) for each in cohorts)
    kinds, decisions = {each.kind for each in cohorts}, {each.decision for each in cohorts}
    if len(kinds) > 1 or len(decisions) > 1:
        return f"Accept these {formats.number(number)}…"
    one, many = _KINDS[cohorts[0].kind.value]
    what = one if number == 1 else many
    return f"Accept {formats.number(number)} {what} {_DONE[cohorts[0].decision.value]}…"


def _who(row: Cohort) -> str:
    """``Follow-up, urgent``: short, for there is little room; the tip says it whole."""
    priority = "cancer" if row.priority is Priority.SUSPECTED_CANCER else words(row.priority)
    return f"{_SHORT.get(row.kind, code_words(row.kind))}, {priority}"


def _who_whole(row: Cohort) -> str:
    return f"{code_words(row.kind)}, {words(row.priority)}"


def _what(row: Cohort) -> str:
    return _PHONE if row.decision is Decision.CONVERT else decision_words(row.decision)


_COLUMNS: tuple[Column[Cohort], ...] = (
    Column("Patients", _who, tip=_who_whole, spoken=_who_whole, width=17),
    Column(
        "Proposed",
        _what,
        tip=lambda row: decision_words(row.decision),
        spoken=lambda row: decision_words(row.decision),
        width=12,
    ),
    Column(
        "No.",
        lambda row: formats.number(len(row.ids)),
        lambda row: len(row.ids),
        is_number=True,
        spoken=lambda row: formats.count(len(row.ids), "appointment"),
        width=4,
    ),
)
