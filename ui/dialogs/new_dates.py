"""New dates for the patients of a strike: proposed together, looked at, and taken all or some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.rebooking import DateOffers
from rota.services.new_dates import accept_dates
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.dates_search import Asked, DatesSearch
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present, sentence
from ui.models.dates import COLUMNS, DateRow, rows_of, with_places
from ui.models.table import TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows, let_copy
from ui.widgets.date_choices import DateChoices
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.table_view import TableView


class NewDatesDialog(ErrandDialog):
    """Proposes a date for each of some appointments; None: for everyone postponed in the strike.

    Dates are worked out beside the window, and nothing is saved until some are accepted. Where
    some give too little notice and nobody noted how the patients agreed, it asks once. When
    somebody else was quicker, nothing is saved and every tick stays.
    """

    def __init__(
        self,
        desk: Desk,
        window_id: int,
        appointment_ids: tuple[str, ...] | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "New dates", "Accept", parent)
        self.setObjectName("dialog_new_dates")
        self.save.setDefault(False)  # Enter in the table must not accept every date
        self._window_id, self._ids = window_id, appointment_ids
        self._places: Mapping[str, int] = {}
        self._notice_days = 0
        self.about = paragraph()
        self.about.setObjectName("dates_about")
        self.search = DatesSearch(desk, self)
        self.empty = EmptyState("calendar_off", "", "")
        self.model = TableModel(COLUMNS, lambda row: row.key, parent=self)
        self.table = TableView(self.model, self.tr("New dates"), name="new_dates_table")
        self.choices = DateChoices()
        self.beware = Notice()
        self._asked_about: frozenset[str] = frozenset()
        self.stack = QStackedWidget()
        self._lay_out()
        self.search.found.connect(self._show)
        self.search.nothing.connect(self._say_nothing)
        self.search.failed.connect(self._not_found)
        self.empty.asked.connect(self.begin)
        self.choices.picked.connect(self._pick)
        self._wire_table()
        self.resize(space(318), space(165))
        self.begin()

    def _lay_out(self) -> None:
        for page in (self.search, self.empty, self._list_page()):
            self.stack.addWidget(page)
        self.body.addWidget(self.about)
        self.body.addWidget(self.stack, 1)
        outer = self.layout()
        if isinstance(outer, QBoxLayout):
            outer.setStretchFactor(self.body, 100)

    def _list_page(self) -> QWidget:
        self._list = QWidget()
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.table, 1)
        across.addWidget(self.choices)
        tools = QHBoxLayout()
        tools.setSpacing(space(2))
        for text, clicked, name in (
            (self.tr("Tick &all"), partial(self._tick, True), "tick_all"),
            (self.tr("Tick &none"), partial(self._tick, False), "tick_none"),
            (self.tr("&Copy"), self._copy, "copy_dates"),
            (self.tr("&Look again"), self.begin, "look_again"),
        ):
            tools.addWidget(push_button(text, clicked, name=name))
        tools.addStretch(1)
        keys = self.tr("Space ticks, Enter leads to the other dates of a patient")
        tools.addWidget(text_label(keys, muted=True))
        hint = self.tr("Kept with the decisions, if you like")
        self.why = line(self.tr("Why"), "dates_why", hint=hint)
        hint = self.tr("For dates at short notice, such as: phoned on 8 January")
        self.agreed = line(self.tr("How the patients agreed"), "dates_agreed", hint=hint)
        form = Form()
        form.put(self.tr("&Why"), self.why)
        form.put(self.tr("How they a&greed"), self.agreed)
        down = QVBoxLayout(self._list)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(3))
        down.addLayout(across, 1)
        down.addLayout(tools)
        down.addLayout(form)
        down.addWidget(self.beware)
        self.agreed.textChanged.connect(lambda _text: self._take_question_back())
        return self._list

    def _wire_table(self) -> None:
        let_copy(self.table)
        self.table.rows_chosen.connect(lambda _rows: self._show_choices())
        self.table.clicked.connect(self._clicked)
        self.table.row_activated.connect(lambda _row: self.choices.list.setFocus())
        turn = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        turn.setContext(Qt.ShortcutContext.WidgetShortcut)
        turn.activated.connect(lambda: self._turn(row.key for row in self.table.chosen))

    def begin(self) -> None:
        """Read who waits and what is free, and work dates out anew."""
        if self._is_saving:
            return
        self.refuse("")
        self.about.setText("")
        self.save.setEnabled(False)
        self.stack.setCurrentWidget(self.search)
        self.search.begin(self._window_id, self._ids)

    def _say_nothing(self, title: str, said: str, button: str = "") -> None:
        self.empty.say(title, said, button)
        self.stack.setCurrentWidget(self.empty)
        self.cancel.setText(self.tr("Close"))

    def _not_found(self, error: BaseException) -> None:
        self._say_nothing(self.tr("No dates"), sentence(error), self.tr("Try again"))
        if not isinstance(error, Refused | Unavailable):
            present(error, self)

    def _show(self, asked: Asked, found: DateOffers) -> None:
        """Show the dates; who was not ticked before, or had another date picked, keeps that."""
        self._places = asked.question.places
        self._notice_days = asked.question.problem.weights.notice_days
        self._replace(rows_of(found, asked.question, asked.patients, self.model.rows))
        self.stack.setCurrentWidget(self._list)
        self.cancel.setText(self.tr("Cancel"))
        self.table.go_to_rows()
        self._show_choices()

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._turn([self.table.proxy.row_at(index).key])

    def _turn(self, keys: Iterable[str]) -> None:
        """Tick these, or untick them where all are ticked."""
        wanted = {*keys}
        rows = [row for row in self._placed if row.key in wanted]
        is_ticked = not all(row.is_ticked for row in rows)
        self._change(replace(row, is_ticked=is_ticked) for row in rows)

    def _tick(self, is_ticked: bool) -> None:
        self._change(replace(row, is_ticked=is_ticked) for row in self._placed)

    def _pick(self, slot_id: str) -> None:
        row: DateRow | None = self.table.current
        for choice in row.choices if row is not None else ():
            if row is not None and choice.slot_id == slot_id and choice != row.picked:
                self._change([replace(row, picked=choice, is_ticked=True)])

    def _change(self, rows: Iterable[DateRow]) -> None:
        changed = {row.key: row for row in rows}
        self._replace(changed.get(row.key, row) for row in self.model.rows)

    def _replace(self, rows: Iterable[DateRow]) -> None:
        """Show rows, say how many there are, and let those that are ticked be accepted."""
        self._take_question_back()
        self.model.replace(with_places(rows, self._places))
        ticked = self._ticked
        everyone = formats.count(len(self.model.rows), "patient")
        said = f"{formats.number(len(self._placed))} of {everyone} can be given a date."
        if warned := sum(bool(row.warnings) for row in ticked):
            said += f" {formats.count(warned, 'ticked date')} with a warning."
        self.about.setText(said)
        self._say_button()
        self.save.setEnabled(bool(ticked) and not any(row.is_over for row in ticked))

    def _say_button(self) -> None:
        number = formats.count(len(self._ticked), "date") if self._ticked else ""
        said = self.tr("Accept {dates} all the same") if self._asked_about else "Accept {dates}"
        self.save.setText(said.format(dates=number).rstrip())

    def go(self) -> None:
        """Save; where some give too little notice and nothing is noted, ask once before."""
        short = frozenset(row.key for row in self._ticked if row.is_short_notice)
        if short and short != self._asked_about and not self.agreed.text().strip():
            self._asked_about = short
            days = self._notice_days
            said = self.tr(
                "{n} of these give under {days} days' notice, and nobody has noted how the "
                "patients agreed. Note it above, or accept all the same."
            )
            if len(short) == 1:
                said = self.tr(
                    "1 of these gives under {days} days' notice, and nobody has noted how the "
                    "patient agreed. Note it above, or accept all the same."
                )
            said = said.format(n=formats.number(len(short)), days=days)
            self.beware.say(said, Tone.WARNING)
            self._say_button()
            return
        super().go()

    def _take_question_back(self) -> None:
        """Other dates or a note: what was asked about them no longer holds."""
        if self._asked_about:
            self._asked_about = frozenset()
            self.beware.say("")
            self._say_button()

    def _show_choices(self) -> None:
        """Show the dates of the row the keys are on, without those that others ticked take."""
        row: DateRow | None = self.table.current
        others = (each for each in self._ticked if row is None or each.key != row.key)
        used = Counter(each.picked.slot_id for each in others if each.picked is not None)
        full = {slot_id for slot_id, number in used.items() if number >= self._places[slot_id]}
        self.choices.show_row(row, full)

    @property
    def _placed(self) -> tuple[DateRow, ...]:
        return tuple(row for row in self.model.rows if row.picked is not None)

    @property
    def _ticked(self) -> tuple[DateRow, ...]:
        return tuple(row for row in self._placed if row.is_ticked)

    def _copy(self) -> None:
        copy_rows(self.table.columns, self.model.rows)

    def work(self) -> Save:
        """The dates that are ticked."""
        desk = self._desk
        return partial(
            accept_dates,
            desk.storage,
            desk.tools.rules,
            {row.key: row.picked.slot_id for row in self._ticked if row.picked is not None},
            self.why.text(),
            desk.now(),
            self.agreed.text(),
        )
