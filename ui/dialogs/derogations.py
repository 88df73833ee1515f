"""The log of derogations of one strike: what was asked for, what was decided, how long is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.derogation_rules import NEVER_COVER, OPEN, STATE_WORDS, DerogationState
from rota.services.derogation_file import export_log
from rota.services.derogations import DerogationLog, LoggedDerogation, read_log
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.derogation_answers import NhseDialog, OutcomeDialog, UnionDialog, WithdrawDialog
from ui.dialogs.derogation_ask import AskDialog
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.models.table import Column, TableModel
from ui.newest import Newest
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.panels import BareScroll, Card
from ui.widgets.table_view import TableView
from ui.wording import capital

EVERY_MILLISECONDS = 20_000
_TONES = {
    DerogationState.GRANTED: Tone.EMERGENCY,
    DerogationState.WITH_NHSE: Tone.WARNING,
    DerogationState.WITH_UNION: Tone.WARNING,
}


def _who(row: LoggedDerogation) -> str:
    return f"{row.asked.number} {words(row.asked.grade)}"


def _when(row: LoggedDerogation) -> str:
    return formats.period(row.asked.start, row.asked.end)


def _tone(row: LoggedDerogation) -> Tone:
    return _TONES.get(row.state, Tone.MUTED)


COLUMNS: tuple[Column[LoggedDerogation], ...] = (
    Column("Service", lambda row: row.service, tip=lambda row: row.site, width=20),
    Column("For when", _when, lambda row: row.asked.start, width=33),
    Column("Asked for", _who, width=12),
    Column("State", lambda row: capital(STATE_WORDS[row.state]), tone=_tone, width=26),
    Column("Time left", lambda row: row.left, tone=_tone, width=18),
    Column("Asked by", lambda row: row.asked.requested_by, width=12),
)


class DerogationsDialog(NotingDialog):
    """The log, a request beneath it in full, and what to record next."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Derogation log", parent)
        self.setObjectName("dialog_derogations")
        self._window_id = window_id
        self._log: DerogationLog | None = None
        self._newest = Newest(desk.jobs, self)
        self.about = text_label(muted=True)
        self.never = Notice()
        self.when = paragraph(muted=True)
        self.model = TableModel(COLUMNS, lambda row: row.asked.derogation_id, parent=self)
        self.table = TableView(self.model, self.tr("Derogations"), name="derogations")
        let_copy(self.table)
        self.empty = EmptyState("info", self.tr("Nothing was asked for in this strike"), "")
        self.details = Card(self.tr("The request"))
        self._lay_out()
        self.table.rows_chosen.connect(lambda _rows: self._show_chosen())
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.activated.connect(self._undo)
        desk.bus.changed.connect(self._changed)
        self.ticking = QTimer(self)
        self.ticking.setInterval(EVERY_MILLISECONDS)
        self.ticking.timeout.connect(self._read)
        self.finished.connect(self.ticking.stop)
        self.ticking.start()
        self.table.setFocus()
        self.resize(space(275), space(165))
        self._read()

    @property
    def row(self) -> LoggedDerogation | None:
        """The request that is chosen."""
        chosen = self.table.chosen
        return chosen[0] if chosen else None

    def _lay_out(self) -> None:
        self.body.addWidget(self.about)
        self.never.say(NEVER_COVER, Tone.WARNING)
        self.body.addWidget(self.never)
        self.body.addWidget(self.when)
        filled = QWidget()
        down = QVBoxLayout(filled)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(3))
        down.addWidget(self.table, 2)
        down.addWidget(BareScroll(self.details), 3)
        self._either = QStackedLayout()
        self._either.addWidget(self.empty)
        self._either.addWidget(filled)
        self.body.addLayout(self._either, 1)
        self.body.addWidget(self.notice)
        self.ask = push_button(self.tr("&Enter a request…"), self._ask, name="ask", primary=True)
        self.nhse = self._button(self.tr("&NHS England…"), NhseDialog, "nhse")
        self.union = self._button(self.tr("&Union…"), UnionDialog, "union")
        self.withdraw = self._button(self.tr("&Withdrawn…"), WithdrawDialog, "withdraw")
        self.outcome = self._button(self.tr("&Outcome…"), OutcomeDialog, "outcome")
        self.export = push_button(self.tr("Save as &CSV…"), self._ask_file, name="export_log")
        buttons = (self.ask, self.nhse, self.union, self.withdraw, self.outcome, self.export)
        for button in buttons:
            self.buttons.addWidget(button)

    def _button(self, text: str, dialog: Callable[..., QDialog], name: str) -> QPushButton:
        return push_button(text, partial(self._open, dialog), name=name)

    def _read(self) -> None:
        desk = self._desk
        rules = desk.tools.rules.derogations
        work = partial(read_log, desk.storage, self._window_id, rules, desk.now())
        self._newest.ask(work, self._show, self._refused)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _show(self, log: DerogationLog) -> None:
        self._log = log
        terms = log.window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.about.setText(f"{short_title(log.window)}, {when}")
        self.when.setText(log.when)
        self.when.setVisible(bool(log.entries))
        self.empty.say(self.tr("Nothing was asked for in this strike"), log.when)
        self.model.replace(log.entries)
        self._either.setCurrentIndex(1 if log.entries else 0)
        if log.entries and self.row is None:
            first = log.entries[0].asked.derogation_id
            self.table.select_keys(frozenset({first}), first)
        began = self._desk.now() >= terms.start and log.window.removes_duties
        self.ask.setEnabled(began)
        self.ask.setToolTip("" if began else log.when)
        self.export.setEnabled(bool(log.entries))
        self._show_chosen()

    def _show_chosen(self) -> None:
        row = self.row
        is_open = row is not None and row.state is not DerogationState.WITHDRAWN
        for button in (self.nhse, self.union, self.withdraw):
            button.setEnabled(is_open)
        self.outcome.setEnabled(row is not None)
        self.details.clear()
        if row is None:
            self.details.add(paragraph(self.tr("Choose a request to read it."), muted=True))
            return
        for text, muted in _said(row):
            self.details.add(paragraph(text, muted=muted))

    def _ask(self) -> None:
        if self._log is not None:
            AskDialog(self._desk, self._log, self).open()

    def _open(self, dialog: Callable[..., QDialog]) -> None:
        row = self.row
        if row is not None:
            dialog(self._desk, row, self).open()

    def _ask_file(self) -> None:
        ask_file(self, "derogations.csv", "Table (*.csv)", self._export)

    def _export(self, path: str) -> None:
        desk = self._desk
        rules = desk.tools.rules.derogations
        work = partial(
            export_log,
            desk.storage,
            desk.tools.exporter,
            self._window_id,
            rules,
            Path(path),
            desk.now(),
        )
        desk.jobs.run(work, self._saved_as, self._refused)


def _said(row: LoggedDerogation) -> list[tuple[str, bool]]:
    """A request in full, line by line, and whether the line is muted."""
    asked = row.asked
    lines = [(f"Risk: {asked.risk}", False)]
    tried = "; ".join(row.tried) or "nothing ticked"
    lines.append((f"Tried first: {tried}.", False))
    if asked.decide_by is not None:
        until = f" ({row.left})" if row.state in OPEN else ""
        lines.append((f"Decision needed by {formats.moment(asked.decide_by)}{until}.", False))
    lines.extend((f"{formats.moment(at)}: {text}.", True) for at, text in row.history)
    if asked.outcome:
        lines.append((f"Outcome: {asked.outcome}", False))
    for each in row.findings:
        lines.append((f"{each.text} Source: {each.source}.", True))
    return lines
