"""Telling people of their cover: whom, what, and what they answered. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import Reply, words
from rota.domain.cover_notices import TellState
from rota.services.telling_staff import (
    TellView,
    notices_of,
    record_reply,
    record_told,
    save_contact,
)
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.cover_files import CoverFiles
from ui.dialogs.reading import NotingDialog
from ui.models.table import TableModel
from ui.models.telling import COLUMNS, EVERYONE, TELL, TellRow, passes, rows_of
from ui.newest import Newest
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.combos import offers
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import paragraph, text_label
from ui.widgets.table_view import TableView

WAYS = ("by phone", "by email", "in person")
FILTERS = (
    (EVERYONE, "Everyone", ""),
    (TellState.NO_ANSWER, "No answer", "Told, and no answer yet: ring them."),
    (TELL, "To tell", "What they know is not what is so."),
    (TellState.CHANGED, "Changed", "Their cover changed after they were told."),
    (TellState.NOT_NEEDED, "No longer needed", "Stood down, but they believe they are coming."),
    (TellState.ACCEPTED, "Accepted", ""),
    (TellState.DECLINED, "Declined", "Declined cover does not count: the gap is open again."),
)


class TellPeopleDialog(NotingDialog):
    """Lists everybody with cover, who has not answered first, and keeps what they say."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Tell people", parent)
        self.setObjectName("dialog_tell_people")
        self._window_id = window_id
        self._view: TellView | None = None
        self._words: tuple[str, ...] = ()
        self._newest = Newest(desk.jobs, self)
        self.about = text_label(muted=True)
        self.model = TableModel(COLUMNS, lambda row: row.key, parent=self)
        self.table = TableView(self.model, self.tr("People with cover"), name="tell_people")
        let_copy(self.table)
        self.bar = FilterBar(self.tr("Whom to show"), self.tr("Search people and services"))
        self.files = CoverFiles(desk, window_id, self)
        self.files.said.connect(self.notice.say)
        self.files.failed.connect(self._refused)
        self._needs_rows: list[QPushButton] = []
        self._lay_out()
        self.table.rows_chosen.connect(lambda _rows: self._wake())
        self.bar.chosen.connect(lambda _key: self._filter())
        self.bar.searched.connect(self._search)
        self.bar.went_down.connect(self.table.go_to_rows)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.activated.connect(self._undo)
        desk.bus.changed.connect(self._changed)
        self.resize(space(318), space(165))
        self.table.setFocus()
        self._wake()
        self._read()

    @property
    def shown(self) -> tuple[TellRow, ...]:
        """The rows that the filter lets through, in order."""
        proxy = self.table.proxy
        return proxy.rows_in(range(proxy.rowCount()))

    def _lay_out(self) -> None:
        self.body.addWidget(self.about)
        said = self.tr(
            "Nothing is sent from here. Make the notices or copy the text, send them yourself, "
            "then say here that they were told."
        )
        self.body.addWidget(paragraph(said, muted=True))
        self.body.addLayout(self._contact_row())
        self.body.addWidget(self.bar)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.notice)
        self.body.addLayout(self._answers_row())
        for button in (
            push_button(self.tr("&Make notices…"), self._make_notices, name="make_notices"),
            push_button(self.tr("Co&py the text"), self._copy_text, name="copy_text"),
            push_button(self.tr("Save &calendar…"), self._save_calendar, name="save_calendar"),
            push_button(self.tr("Copy the call &list"), self._copy_calls, name="copy_calls"),
        ):
            self.buttons.addWidget(button)
        self.separate = QCheckBox(self.tr("A file for each person"))
        self.separate.setObjectName("separate")
        self.separate.setToolTip(self.tr("Each person's own PDF and text, without names in names."))
        self.buttons.insertWidget(1, self.separate)

    def _contact_row(self) -> QHBoxLayout:
        self.contact = QLineEdit()
        self.contact.setObjectName("contact")
        self.contact.setPlaceholderText(self.tr("such as Rota desk, 020 7946 0000"))
        label = text_label(self.tr("&Whom they ring"))
        label.setBuddy(self.contact)
        self.contact.setAccessibleName(self.tr("Whom they ring"))
        self.contact.editingFinished.connect(self._save_contact)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(label)
        row.addWidget(self.contact, 1)
        return row

    def _answers_row(self) -> QHBoxLayout:
        self.how = QComboBox()
        self.how.setObjectName("how")
        self.how.setAccessibleName(self.tr("How they were told"))
        offers(self.how)
        self.how.addItems([self.tr(way) for way in WAYS])
        line = self.how.lineEdit()
        if line is not None:
            line.setAccessibleName(self.tr("How they were told"))
        told = push_button(self.tr("&Told"), self._told, name="told")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.chosen_words = text_label(muted=True)
        row.addWidget(self.chosen_words, 1)
        row.addWidget(told)
        row.addWidget(self.how)
        row.addSpacing(space(4))
        self._needs_rows.append(told)
        for reply, text in (
            (Reply.ACCEPTED, self.tr("&Accepted")),
            (Reply.DECLINED, self.tr("&Declined")),
            (Reply.NO_ANSWER, self.tr("&No answer")),
        ):
            button = push_button(text, partial(self._reply, reply), name=reply.value)
            row.addWidget(button)
            self._needs_rows.append(button)
        return row

    def _read(self) -> None:
        work = partial(notices_of, self._desk.storage, self._window_id)
        self._newest.ask(work, self._show, self._refused)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _show(self, view: TellView) -> None:
        self._view = view
        terms = view.window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.about.setText(f"{short_title(view.window)}, {when}")
        rows = self._in_place(rows_of(view))
        self.model.replace(rows)
        self.bar.show_choices(_choices(rows))
        if not self.contact.hasFocus():
            self.contact.setText(view.contact)
        self._filter()
        if self.notice.text:
            return
        if not rows:
            self.notice.say(self.tr("Nobody is down for cover in this strike yet."))
        elif not view.window.removes_duties:
            said = self.tr("This strike is {state}: tell people whether they are still needed.")
            self.notice.say(said.format(state=words(view.window.state)), Tone.WARNING)

    def _in_place(self, rows: tuple[TellRow, ...]) -> tuple[TellRow, ...]:
        """Keep the order of the rows that are shown: an answer never moves the next person."""
        places = {row.key: at for at, row in enumerate(self.model.rows)}
        return tuple(sorted(rows, key=lambda row: places.get(row.key, len(places))))

    def _filter(self) -> None:
        key = self.bar.current or EVERYONE
        self.table.show_only(lambda row: passes(row, key, self._words))
        self._wake()

    def _search(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self._filter()

    def _wake(self) -> None:
        chosen = self.table.chosen
        for button in self._needs_rows:
            button.setEnabled(bool(chosen))
        who = {row.person.name for row in chosen}
        one = who.pop() if len(who) == 1 else formats.number(len(chosen))
        said = self.tr("{who} chosen").format(who=one)
        hint = self.tr("Choose people to record what they were told or answered")
        self.chosen_words.setText(said if chosen else hint)

    def _meant(self) -> frozenset[str]:
        """The people whose notices are meant: those chosen, else those shown."""
        rows = self.table.chosen or self.shown
        return frozenset(row.person.staff_id for row in rows if row.person.has_notice)

    def _make_notices(self) -> None:
        self.files.ask_notices(self._meant(), each=self.separate.isChecked())

    def _save_calendar(self) -> None:
        self.files.ask_calendar(self._meant())

    def _copy_text(self) -> None:
        if self._view is not None:
            self.files.copy_text(self._view, self._meant())

    def _copy_calls(self) -> None:
        if self._view is not None:
            self.files.copy_calls(self._view)

    def _told(self) -> None:
        ids = {row.person.staff_id for row in self.table.chosen}
        how = self.how.currentText()
        self._save(
            partial(record_told, self._desk.storage, self._window_id, ids, how, self._desk.now())
        )

    def _reply(self, reply: Reply) -> None:
        rows = [row for row in self.table.chosen if row.state is not TellState.NOT_NEEDED]
        ids = [row.key for row in rows]
        who = {row.person.name for row in rows}
        self._save(
            partial(record_reply, self._desk.storage, ids, reply, "", self._desk.now()),
            f"{who.pop()}. " if len(who) == 1 else "",
        )

    def _save_contact(self) -> None:
        contact = self.contact.text().strip()
        if self._view is not None and contact != self._view.contact:
            self._save(partial(save_contact, self._desk.storage, contact))

    def _save(self, work: Callable[[], Changes], who: str = "") -> None:
        self._desk.jobs.run(work, partial(self._saved, who), self._refused)

    def _saved(self, who: str, changes: Changes) -> None:
        if not self.is_closed and changes.text:
            self.notice.say(who + self.tr("{done} Ctrl+Z undoes it.").format(done=changes.text))
        self._desk.bus.publish(changes)


def _choices(rows: tuple[TellRow, ...]) -> tuple[FilterChoice, ...]:
    """The filters, with how many rows each would show."""
    return tuple(
        FilterChoice(key, text, sum(passes(row, key) for row in rows), tip)
        for key, text, tip in FILTERS
    )
