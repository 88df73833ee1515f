"""The history: who did what, when and why; to search, to copy and to save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from rota.domain.journal import HistoryQuery, JournalEntry
from rota.domain.times import to_local
from rota.services.history_list import (
    HistoryPage,
    export_history,
    history_page,
    history_people,
)
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.models.table import Column, TableModel
from ui.newest import Newest
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.day_field import day_edit, day_of
from ui.widgets.fitted_table import FittedTable
from ui.widgets.labels import paragraph
from ui.widgets.search_field import SearchField

ANY_DAY, TODAY, WEEK, MONTH, ONE_DAY = "any", "today", "week", "month", "one"
_BACK = {TODAY: 0, WEEK: 6, MONTH: 30}
"""Periods up to today, and how many days before today they begin."""


class HistoryDialog(NotingDialog):
    """Read from the newest on, a page at a time; nothing can be changed here."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "History", parent)
        self.setObjectName("dialog_history")
        self._newest = Newest(desk.jobs, self)
        self.search = SearchField(self.tr("Search the history"))
        self.search.setObjectName("history_search")
        self.who = _combo(self.tr("Who"), "history_who")
        self.who.addItem(self.tr("Everybody"), "")
        self.when = _combo(self.tr("When"), "history_when")
        for text, key in (
            (self.tr("Any day"), ANY_DAY),
            (self.tr("Today"), TODAY),
            (self.tr("Last 7 days"), WEEK),
            (self.tr("Last 31 days"), MONTH),
            (self.tr("One day"), ONE_DAY),
        ):
            self.when.addItem(text, key)
        self.day = day_edit(self.tr("Day"), "history_day", to_local(desk.now()).date())
        self.day.setEnabled(False)
        self.counted = paragraph(muted=True)
        self.counted.setObjectName("history_count")
        self._names: Mapping[str, str] = {}
        self._columns: tuple[Column[JournalEntry], ...] = (
            Column(
                "No.", lambda row: str(row.entry), lambda row: row.entry, is_number=True, width=6
            ),
            Column("When", _when, lambda row: row.entry, width=20),
            Column("Who", lambda row: self._who(row.who), width=22),
            Column("What", lambda row: row.text or row.action, tip=lambda row: row.text, width=60),
            Column("Why", lambda row: row.why, tip=lambda row: row.why, width=30),
        )
        self.model = TableModel(self._columns, lambda row: row.entry, parent=self)
        self.table = FittedTable(self.model, self.tr("History"), name="view_history")
        self.table.setMinimumSize(space(220), space(110))
        let_copy(self.table)
        self.older = push_button(self.tr("Show &older"), self._older, name="history_older")
        self.older.setEnabled(False)
        self._lay_out()
        self.search.searched.connect(lambda _words: self._read())
        self.search.went_down.connect(self.table.setFocus)
        self.who.currentIndexChanged.connect(lambda _at: self._read())
        self.when.currentIndexChanged.connect(lambda _at: self._read())
        self.day.dateChanged.connect(lambda _day: self._read())
        desk.jobs.run(partial(history_people, desk.storage), self._show_people, self._refused)
        self._read()
        self.search.setFocus()

    @property
    def query(self) -> HistoryQuery:
        """What is asked for."""
        first = last = None
        when = self.when.currentData()
        if when == ONE_DAY:
            first = last = day_of(self.day)
        elif when != ANY_DAY:
            last = to_local(self._desk.now()).date()
            first = last - timedelta(days=_BACK[when])
        return HistoryQuery(self.search.text().strip(), self.who.currentData(), first, last)

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(space(2))
        across.addWidget(self.search, 1)
        for each in (self.who, self.when, self.day):
            across.addWidget(each)
        self.body.addLayout(across)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.counted)
        self.body.addWidget(self.notice)
        self.buttons.addWidget(self.older)
        self.buttons.addWidget(push_button(self.tr("&Copy"), self._copy, name="history_copy"))
        save = push_button(self.tr("Save &table…"), self._ask_file, name="history_save")
        self.buttons.addWidget(save)

    def _who(self, login: str) -> str:
        """Return a person by name, where a login has one."""
        name = self._names.get(login, "")
        return f"{name} ({login})" if name else login

    def _show_people(self, people: Mapping[str, str]) -> None:
        if not self.is_closed:
            self._names = people
            for each in people:
                self.who.addItem(self._who(each), each)

    def _read(self) -> None:
        self.day.setEnabled(self.when.currentData() == ONE_DAY)
        work = partial(history_page, self._desk.storage, self.query)
        self._newest.ask(work, partial(self._show, ()), self._refused)

    def _older(self) -> None:
        shown = tuple(sorted(self.model.rows, key=lambda row: -row.entry))
        before = shown[-1].entry if shown else None
        work = partial(history_page, self._desk.storage, self.query, before)
        self._newest.ask(work, partial(self._show, shown), self._refused)

    def _show(self, shown: tuple[JournalEntry, ...], page: HistoryPage) -> None:
        if self.is_closed:
            return
        self._names = page.names
        self.model.replace((*shown, *page.entries))
        self.older.setEnabled(page.has_more)
        said = formats.count(len(self.model.rows), self.tr("entry"), self.tr("entries"))
        more = self.tr("{entries}; there are older ones").format(entries=said)
        self.counted.setText(more if page.has_more else said)

    def _copy(self) -> None:
        copy_rows(self._columns, self.table.chosen or self.model.rows)
        self.notice.say(self.tr("Copied."), Tone.COVERED)

    def _ask_file(self) -> None:
        ask_file(self, "history.csv", "Table (*.csv)", self._save)

    def _save(self, path: str) -> None:
        out, desk = Path(path), self._desk
        keep_print_folder(out.parent)
        work = partial(export_history, desk.storage, desk.tools.exporter, self.query, out)
        desk.jobs.run(work, self._saved_as, self._refused)


def _when(row: JournalEntry) -> str:
    return formats.moment(row.at, year=True)


def _combo(spoken: str, name: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made
