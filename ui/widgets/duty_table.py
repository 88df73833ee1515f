"""The duties a strike reaches, in a table, and the buttons that mark them."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from rota.services.board import AffectedDuty
from ui import formats
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.board_rows import (
    kind_words,
    mark_tone,
    mark_words,
    person,
    short_period,
)
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.labels import text_label
from ui.widgets.table_view import TableView
from ui.wording import capital, grade_words

WIDE: tuple[Column[AffectedDuty], ...] = (
    Column("Service", lambda duty: duty.service, width=20),
    Column("Who", lambda duty: duty.name, width=19),
    Column("Grade", lambda duty: capital(grade_words(duty.grade)), width=9),
    Column("Duty", kind_words, width=14),
    Column("Start", lambda duty: formats.moment(duty.start), lambda duty: duty.start, width=16),
    Column("End", lambda duty: formats.moment(duty.end), lambda duty: duty.end, width=16),
    Column(
        "Hours lost",
        lambda duty: hours_lost(duty),
        lambda duty: duty.lost_minutes,
        is_number=True,
        width=10,
    ),
    Column("Strike", mark_words, tone=mark_tone, width=14),
    Column("Department", lambda duty: duty.department, width=18),
    Column("Site", lambda duty: duty.site, width=16),
    Column("Duty id", lambda duty: duty.duty_id, width=12),
)
NARROW: tuple[Column[AffectedDuty], ...] = (
    Column(
        "Who",
        lambda duty: person(duty.name, duty.grade),
        tip=lambda duty: f"{person(duty.name, duty.grade)}\n{kind_words(duty)}",
        width=13,
    ),
    Column(
        "When",
        lambda duty: short_period(duty.start, duty.end),
        lambda duty: duty.start,
        tip=lambda duty: formats.period(duty.start, duty.end),
        spoken=lambda duty: formats.period(duty.start, duty.end),
        width=13,
    ),
    Column(
        "Strike", lambda duty: "Marked" if duty.is_emergency else "Lost", tone=mark_tone, width=6
    ),
)
NO_MARKS = "In this strike a mark changes nothing: it has no emergency-only cover."


def hours_lost(duty: AffectedDuty) -> str:
    """``12 h 30 min``; nothing for a duty that goes ahead."""
    if duty.is_emergency:
        return ""
    return formats.duration(timedelta(minutes=duty.lost_minutes))


class DutyMarks(QObject):
    """A table of affected duties with its buttons.

    Emits ``mark_asked`` with the chosen duties' ids and whether they become emergency-only cover.
    """

    mark_asked = Signal(object, object)

    def __init__(
        self, columns: tuple[Column[AffectedDuty], ...], name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._can_mark = True
        self.model = TableModel(columns, lambda duty: duty.duty_id, parent=self)
        self.table = TableView(self.model, self.tr("Duties the strike reaches"), name=name)
        let_copy(self.table)
        self.mark = push_button(
            self.tr("Mark as emergency cover…"), lambda: self._ask(True), name=f"{name}_mark"
        )
        self.unmark = push_button(
            self.tr("Take the mark off…"), lambda: self._ask(False), name=f"{name}_unmark"
        )
        self.mark.setToolTip(self.tr("The chosen duties go ahead as emergency-only cover"))
        self.unmark.setToolTip(self.tr("The chosen duties are lost to the strike"))
        self.copy = push_button(self.tr("Copy"), self._copy, name=f"{name}_copy")
        self.copy.setToolTip(self.tr("Copy the chosen rows, or all, for a spreadsheet (Ctrl+C)"))
        self.said = text_label(muted=True)
        self.table.rows_chosen.connect(self._look)
        self._look()

    def show_duties(self, duties: tuple[AffectedDuty, ...], *, can_mark: bool) -> None:
        """Show these duties instead."""
        self._can_mark = can_mark
        self.model.replace(duties)
        self._look()

    @property
    def shown(self) -> tuple[AffectedDuty, ...]:
        """The rows that pass the filter, as sorted."""
        proxy = self.table.proxy
        return tuple(proxy.row_at(proxy.index(at, 0)) for at in range(proxy.rowCount()))

    def _look(self) -> None:
        chosen: tuple[AffectedDuty, ...] = self.table.chosen
        self.mark.setEnabled(self._can_mark and any(not duty.is_emergency for duty in chosen))
        self.unmark.setEnabled(self._can_mark and any(duty.is_emergency for duty in chosen))
        self.copy.setEnabled(bool(self.model.rows))
        self.said.setText(self._words(chosen))

    def _words(self, chosen: tuple[AffectedDuty, ...]) -> str:
        if not self._can_mark:
            return self.tr(NO_MARKS)
        if not chosen:
            return self.tr("Choose duties to mark them.")
        minutes = sum(duty.lost_minutes for duty in chosen)
        if not minutes:
            return self.tr("{count} chosen, not lost").format(
                count=formats.count(len(chosen), "duty", "duties")
            )
        hours = formats.duration(timedelta(minutes=minutes))
        return self.tr("{count} chosen, {hours} lost").format(
            count=formats.count(len(chosen), "duty", "duties"), hours=hours
        )

    def _ask(self, emergency: bool) -> None:
        wanted = [duty.duty_id for duty in self.table.chosen if duty.is_emergency != emergency]
        self.mark_asked.emit(tuple(wanted), emergency)

    def _copy(self) -> None:
        copy_rows(self.table.columns, self.table.chosen or self.shown)


def laid_wide(marks: DutyMarks) -> QWidget:
    """The table over the whole page, the buttons in a row under it."""
    holder = QWidget()
    row = QHBoxLayout()
    row.setContentsMargins(space(4), space(2), space(4), space(2))
    row.setSpacing(space(2))
    row.addWidget(marks.said, 1)
    for button in (marks.copy, marks.unmark, marks.mark):
        row.addWidget(button)
    return _held(holder, marks, row)


def laid_narrow(marks: DutyMarks, *more: QWidget) -> QWidget:
    """The table in a panel, the buttons under it."""
    holder = QWidget()
    grid = QGridLayout()
    grid.setSpacing(space(2))
    marks.said.setWordWrap(True)
    grid.addWidget(marks.said, 0, 0, 1, 2)
    for at, button in enumerate((marks.mark, marks.unmark, *more, marks.copy)):
        grid.addWidget(button, 1 + at, 0, 1, 2)
    return _held(holder, marks, grid)


def _held(holder: QWidget, marks: DutyMarks, buttons: QLayout) -> QWidget:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space(2))
    layout.addWidget(marks.table, 1)
    layout.addLayout(buttons)
    return holder
