"""The turnout of a strike: how many of those called out come, with the range, and past days."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.importing import ImportKind
from rota.domain.turnout import TurnoutTotal
from rota.services.turnout import (
    TotalsTaken,
    TurnoutView,
    read_turnout,
    remove_totals,
    totals_from_attendance,
)
from ui import formats
from ui.colours import Tone
from ui.delegates.range_bar import RangeDelegate
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.reading import NotingDialog
from ui.dialogs.turnout_total import TurnoutTotalDialog
from ui.models.table import TableModel
from ui.models.turnout import FORECAST, RANGE, TOTALS
from ui.newest import Newest
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.table_view import TableView


class TurnoutDialog(NotingDialog):
    """The forecast by group and day, and the totals it rests on, to enter and to correct."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Turnout", parent)
        self.setObjectName("dialog_turnout")
        self._window_id = window_id
        self._view: TurnoutView | None = None
        self._newest = Newest(desk.jobs, self)
        self.about = text_label(muted=True)
        self.nobody = Notice()
        self.said = paragraph(muted=True)
        self.forecast_model = TableModel(
            FORECAST, lambda row: (row.day, row.site, row.grade), parent=self
        )
        self.forecasts = TableView(
            self.forecast_model, self.tr("How many come, by group"), name="turnout_forecast"
        )
        self.forecasts.setItemDelegateForColumn(RANGE, RangeDelegate(self.forecasts))
        self.totals_model = TableModel(TOTALS, lambda row: row.key, parent=self)
        self.totals = TableView(
            self.totals_model, self.tr("Past strike days"), name="turnout_totals"
        )
        let_copy(self.forecasts)
        let_copy(self.totals)
        self.nothing = EmptyState("info", self.tr("No forecast"), "")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Forecast and past strike days"))
        self._lay_out()
        self.totals.rows_chosen.connect(lambda _rows: self._wake())
        self.totals.row_activated.connect(lambda _row: self._correct())
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.activated.connect(self._undo)
        desk.bus.changed.connect(self._changed)
        self.resize(space(275), space(150))
        self._read()

    @property
    def chosen(self) -> tuple[TurnoutTotal, ...]:
        """The past totals that are chosen."""
        return self.totals.chosen

    def _lay_out(self) -> None:
        self.body.addWidget(self.about)
        self.nobody.say(
            self.tr(
                "How many, never who: nobody named is predicted, and numbers of fewer than "
                "{least} people are neither kept nor shown."
            ).format(least=self._desk.tools.rules.turnout.least),
            Tone.MUTED,
        )
        self.body.addWidget(self.nobody)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._forecast_page(), self.tr("&Forecast"))
        self.tabs.addTab(self._totals_page(), self.tr("&Past strike days"))
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.notice)

    def _forecast_page(self) -> QWidget:
        filled = QWidget()
        self._either = QStackedLayout(filled)
        self._either.addWidget(self.nothing)
        self._either.addWidget(self.forecasts)
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(0, space(2), 0, 0)
        down.setSpacing(space(2))
        down.addWidget(filled, 1)
        down.addWidget(self.said)
        return page

    def _totals_page(self) -> QWidget:
        self.enter = push_button(self.tr("&Enter…"), self._enter, name="enter", primary=True)
        self.correct = push_button(self.tr("&Correct…"), self._correct, name="correct")
        self.remove = push_button(self.tr("&Remove"), self._remove, name="remove")
        self.load = push_button(self.tr("&Import…"), self._import, name="import_totals")
        self.take = push_button(
            self.tr("&Take from settled attendance"), self._take, name="take_totals"
        )
        self.take.setToolTip(self.tr("Count the settled duties of this strike, by grade and site"))
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(0, space(2), 0, 0)
        down.setSpacing(space(2))
        down.addWidget(self.totals, 1)
        across = QHBoxLayout()
        across.setSpacing(space(2))
        for button in (self.enter, self.correct, self.remove, self.load, self.take):
            across.addWidget(button)
        across.addStretch(1)
        down.addLayout(across)
        return page

    def _read(self) -> None:
        desk = self._desk
        work = partial(read_turnout, desk.storage, self._window_id, desk.tools.rules)
        self._newest.ask(work, self._show, self._refused)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _show(self, view: TurnoutView) -> None:
        is_first, self._view = self._view is None, view
        terms = view.window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.about.setText(f"{short_title(view.window)}, {when}")
        self.forecast_model.replace(view.forecasts)
        self.totals_model.replace(tuple(reversed(view.totals)))
        self._either.setCurrentIndex(1 if view.forecasts else 0)
        said = " ".join(view.said)
        self.nothing.say(self.tr("No forecast"), said)
        self.said.setText(f"{view.range_words} {said}".strip() if view.forecasts else "")
        self._wake()
        if is_first:
            self.forecasts.go_to_rows()

    def _wake(self) -> None:
        self.correct.setEnabled(len(self.chosen) == 1)
        self.remove.setEnabled(bool(self.chosen))

    def _places(self) -> tuple[list[str], list[str]]:
        """The sites and grades that can be meant."""
        view = self._view
        if view is None:
            return [], []
        sites = [*view.sites, *(each.site for each in view.totals)]
        grades = [*(each.grade for each in view.totals), *self._desk.tools.rules.ladder.ranks]
        return list(dict.fromkeys(sites)), list(dict.fromkeys(grades))

    def _enter(self) -> None:
        TurnoutTotalDialog(self._desk, None, self._places(), self).open()

    def _correct(self) -> None:
        if len(self.chosen) == 1:
            TurnoutTotalDialog(self._desk, self.chosen[0], self._places(), self).open()

    def _remove(self) -> None:
        keys = [each.key for each in self.chosen]
        work = partial(remove_totals, self._desk.storage, keys)
        self._desk.jobs.run(work, self._done, self._refused)

    def _import(self) -> None:
        ImportDialog(self._desk, ImportKind.TURNOUT, self._window_id, self).open()

    def _take(self) -> None:
        desk, rules = self._desk, self._desk.tools.rules
        work = partial(
            totals_from_attendance,
            desk.storage,
            self._window_id,
            rules.ladder,
            desk.now(),
            rules.turnout.least,
        )
        desk.jobs.run(work, self._taken, self._refused)

    def _taken(self, found: TotalsTaken) -> None:
        if not self.is_closed:
            self.notice.say(found.words)
        self._desk.bus.publish(found.changes)

    def _done(self, changes: Changes) -> None:
        if not self.is_closed:
            self.notice.say(changes.text)
        self._desk.bus.publish(changes)
