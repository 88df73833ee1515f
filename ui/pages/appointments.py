"""Appointments: which cannot go ahead, why, and what is decided, one by one or many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from rota.domain.appointments import Appointment
from rota.domain.changes import Changes, Kind
from rota.domain.codes import Decision, words
from rota.domain.importing import ImportKind
from rota.services.appointment_list import (
    VisitDetail,
    VisitList,
    VisitRow,
    find_visits,
    list_visits,
    reasons_given,
    visit_detail,
    visits_by_id,
    with_decisions,
)
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.decision import Chosen, DecisionDialog
from ui.dialogs.importing import ImportDialog
from ui.models.visits import VisitModel
from ui.pages.list_layout import lay_list
from ui.pages.page import Page, Place
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.clipboard import copy_rows
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.first_steps import FirstSteps
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.widgets.table_view import TableView
from ui.widgets.visit_panel import KEYS, VisitPanel

_TESTS: dict[str, Callable[[VisitRow], bool]] = {
    "at_risk": lambda row: row.is_at_risk,
    "undecided": lambda row: row.is_undecided,
    "decided": lambda row: row.decision is not None,
    "letter": lambda row: row.letter_needed,
    "all": lambda _row: True,
}

_DECIDING = frozenset({Kind.DECISIONS, Kind.LETTERS, Kind.SETTINGS})
"""Changes that leave what is at risk as it is, so that only the decisions are read again."""


class AppointmentsPage(Page):
    """A table to work through with the keyboard: K, P, C, R or S decides, Ctrl+Z takes it back."""

    title, icon, object_name = "Appointments", "appointments", "page_appointments"
    kinds = frozenset(
        {
            Kind.WINDOWS,
            Kind.STAFF,
            Kind.DUTIES,
            Kind.COVER,
            Kind.APPOINTMENTS,
            Kind.DECISIONS,
            Kind.LETTERS,
        }
    )

    is_eager = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._list: VisitList | None = None
        self._found: frozenset[str] | None = None
        self._words = ""
        self._reasons: Mapping[Decision, tuple[str, ...]] = {}
        self._reading = 0
        self._asked_for: str | None = None
        self._needs_whole = True
        self._has_fallen = False
        self.header = PageHeader(self.title)
        self.import_button = push_button(
            self.tr("Import…"), self._import, name="import_appointments", icon_name="import"
        )
        self.urgent = PushButton(self.tr("Urgent first"))
        self.urgent.setObjectName("urgent_first")
        self.urgent.setCheckable(True)
        self.urgent.setAutoDefault(False)
        self.urgent.setToolTip(self.tr("The most pressing at the top; press again for the time"))
        self.header.add(self.urgent)
        self.header.add(self.import_button)
        self.fallen = Notice(space(2))
        self.fallen.setObjectName("fallen")
        self.keep_these = push_button("", self._keep_fallen, name="keep_fallen")
        self.fallen.add(self.keep_these)
        self.filters = FilterBar(
            self.tr("Which appointments"), self.tr("Find a name, number or clinic")
        )
        self.model = VisitModel(self)
        self.view = TableView(self.model, self.title, name="view_appointments")
        self.panel = VisitPanel()
        self.empty = EmptyState("appointments", "", "")
        self.first = FirstSteps(
            "appointments",
            self.tr("This page shows which appointments a strike hits, and what is decided."),
        )
        self._nothing = EmptyState("search", "", "")
        self._lay_out()
        self._connect()

    def badge(self) -> str:
        """How many are to be decided, or decided again because the strike fell."""
        rows = self._list.rows if self._list else ()
        waiting = sum(row.is_undecided or row.strike_changed for row in rows)
        return formats.number(waiting) if waiting else ""

    def _lay_out(self) -> None:
        rows, above = (self.view, self._nothing), (self.fallen, self.filters)
        self._middle, self._stack = lay_list(
            self, self.header, above, rows, self.panel, (self.empty, self.first)
        )

    def _connect(self) -> None:
        self.model.details_wanted.connect(self._read_patients)
        self.view.rows_chosen.connect(self._rows_chosen)
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.filters.searched.connect(self._search)
        self.panel.decision_asked.connect(self._ask_decision)
        self.empty.asked.connect(self._import)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import_any)
        self.urgent.clicked.connect(self._order)
        self.view.horizontalHeader().sortIndicatorChanged.connect(self._ordered)
        self._nothing.asked.connect(lambda: self.filters.choose("all"))
        for decision, key in KEYS.items():
            self._shortcut(QKeySequence(key), partial(self._ask_decision, decision))
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._copy)

    def _shortcut(self, keys: QKeySequence, asked: Callable[[], None]) -> None:
        shortcut = QShortcut(keys, self.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(asked)

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; a search is kept, a selection is not."""
        if window_id != self.window_id:
            self._list = None
            self._found = None
        self._needs_whole = True
        super().show_window(window_id)

    def refresh(self, changes: Changes) -> None:
        """Read again, and read the patients again if they may have changed."""
        if Kind.APPOINTMENTS in changes.kinds:
            self.model.forget()
        if changes.kinds - _DECIDING:
            self._needs_whole = True
        super().refresh(changes)

    def load(self) -> None:
        """Read the list of the chosen strike."""
        self._reading += 1
        if self.window_id is None:
            self._list = None
            self.model.replace(())
            self._say_empty()
            return
        if self._list is None:
            self.header.facts.setText(self.tr("Reading…"))
        storage, ladder = self._desk.storage, self._desk.tools.rules.ladder
        if self._list is None or self._needs_whole:
            work = partial(list_visits, storage, ladder, self.window_id)
            self._desk.jobs.run(work, partial(self._show_whole, self._reading))
        else:
            work = partial(with_decisions, storage, self._list)
            self._desk.jobs.run(work, partial(self._show_list, self._reading))
        self._desk.jobs.run(partial(reasons_given, self._desk.storage), self._keep_reasons)
        if self._words:
            self._search(self._words)

    def show_place(self, key: Hashable) -> None:
        """Show one appointment, whatever is filtered; the key is its id."""
        self._asked_for = str(key)
        if self._list is not None:
            self._go_to_asked()

    def _keep_reasons(self, reasons: Mapping[Decision, tuple[str, ...]]) -> None:
        self._reasons = reasons

    def _show_whole(self, reading: int, found: VisitList) -> None:
        if reading == self._reading:
            self._needs_whole = False
        self._show_list(reading, found)

    def _show_list(self, reading: int, found: VisitList) -> None:
        if reading != self._reading:
            return
        self._list = found
        self._say_empty()
        self._say_counts()
        self._say_fallen()
        if found.window.removes_duties == self._has_fallen:
            self._has_fallen = not self._has_fallen
            self.filters.put_on("decided" if self._has_fallen else "at_risk")
        self._show_rows(keep_place=True)
        if self._asked_for is not None:
            self._go_to_asked()
        self._rows_chosen(self.view.chosen)
        self.badge_changed.emit()

    def _say_empty(self) -> None:
        is_bare = self.window_id is None
        self.urgent.setVisible(not is_bare)
        if is_bare:
            self.header.facts.clear()
            self._stack.setCurrentIndex(2)
            return
        if self._list is not None and not self._list.imported:
            self.urgent.hide()
            self.header.facts.clear()
            self.empty.say(
                self.tr("No appointments yet"),
                self.tr(
                    "Bring in the list of appointments from the hospital's own system. "
                    "A CSV or Excel file will do; columns can be matched by hand."
                ),
                self.tr("Import appointments…"),
            )
        else:
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)

    def _say_counts(self) -> None:
        rows = self._list.rows if self._list else ()
        counts = {key: sum(map(test, rows)) for key, test in _TESTS.items()}
        self.filters.show_choices(
            (
                FilterChoice("at_risk", self.tr("At risk"), counts["at_risk"]),
                FilterChoice("undecided", self.tr("Not decided"), counts["undecided"]),
                FilterChoice("decided", self.tr("Decided"), counts["decided"]),
                FilterChoice("letter", self.tr("Letter needed"), counts["letter"]),
                FilterChoice("all", self.tr("All on these days"), counts["all"]),
            )
        )
        at_risk, waiting = counts["at_risk"], counts["undecided"]
        window = self._list.window if self._list else None
        if window is not None and not window.removes_duties:
            said = self.tr("{state}: none is at risk")
            self.header.facts.setText(said.format(state=words(window.state)))
        elif not at_risk:
            self.header.facts.setText(self.tr("none at risk"))
        elif waiting:
            said = self.tr("{waiting} of {all} at risk are not decided yet")
            self.header.facts.setText(
                said.format(waiting=formats.number(waiting), all=formats.number(at_risk))
            )
        else:
            self.header.facts.setText(self.tr("every appointment at risk is decided"))

    def _fallen_rows(self) -> tuple[VisitRow, ...]:
        """What still stands as decided for a strike that fell: all, or of several chosen."""
        rows = self._list.rows if self._list else ()
        stuck = tuple(row for row in rows if row.strike_changed)
        chosen = self.view.chosen
        if len(chosen) > 1:
            keys = {row.appointment_id for row in chosen}
            return tuple(row for row in stuck if row.appointment_id in keys)
        return stuck

    def _say_fallen(self) -> None:
        """Name the patients whom a strike that fell has left postponed."""
        rows = self._list.rows if self._list else ()
        stuck = [row for row in rows if row.strike_changed]
        if not stuck or self._list is None:
            self.fallen.say("")
            return
        state = words(self._list.window.state)
        fell = self.tr("The strike is {state}.").format(state=state)
        if self._list.window.removes_duties:
            fell = self.tr("A strike on these days has fallen.")
        whose = formats.count(len(stuck), "patient's appointment", "patients' appointments")
        stands = self.tr("stands") if len(stuck) == 1 else self.tr("stand")
        said = self.tr("{fell} {whose} still {stands} as {decided}: decide again.").format(
            fell=fell, whose=whose, stands=stands, decided=_decided_words(stuck)
        )
        self.fallen.say(said, Tone.WARNING)
        self._say_keep()

    def _say_keep(self) -> None:
        number = len(self._fallen_rows())
        several = len(self.view.chosen) > 1
        text = self.tr("Keep the {n} chosen…") if several else self.tr("Keep these appointments…")
        self.keep_these.setText(text.format(n=formats.number(number)))
        self.keep_these.setEnabled(number > 0)

    @Slot()
    def _keep_fallen(self) -> None:
        """Ask why, and keep them all as booked."""
        rows = self._fallen_rows()
        if rows:
            self._open_decision(Decision.KEEP, rows)

    @Slot()
    def _order(self) -> None:
        """Put the most pressing at the top, or go back to the order of time."""
        heading = "Priority" if self.urgent.isChecked() else "When"
        at = [column.heading for column in self.model.columns].index(heading)
        self.view.sortByColumn(at, Qt.SortOrder.AscendingOrder)

    @Slot(int, Qt.SortOrder)
    def _ordered(self, column: int, order: Qt.SortOrder) -> None:
        heading = self.model.columns[column].heading if column >= 0 else ""
        is_up = order == Qt.SortOrder.AscendingOrder
        self.urgent.setChecked(heading == "Priority" and is_up)

    @Slot()
    def _show_rows(self, keep_place: bool = False) -> None:
        test = _TESTS[str(self.filters.current or "at_risk")]
        found = self._found
        every = self._list.rows if self._list else ()
        rows = tuple(
            row for row in every if test(row) and (found is None or row.appointment_id in found)
        )
        place = self.view.currentIndex().row() if self.view.chosen else -1
        self.model.replace(rows)
        self.model.ask_for_first()
        if keep_place and place >= 0 and rows and not self.view.chosen:
            self.view.selectRow(min(place, len(rows) - 1))
        self._say_nothing(bool(rows))

    def _say_nothing(self, any_rows: bool) -> None:
        """Where nothing is left to show, say whether that is good and where else to look."""
        self._middle.setCurrentIndex(0 if any_rows else 1)
        if any_rows or self._list is None:
            return
        if self._found is not None:
            elsewhere = sum(row.appointment_id in self._found for row in self._list.rows)
            self._nothing.say(
                self.tr("Nothing found"),
                self.tr("No appointment here holds these words."),
                self.tr("Show {n} elsewhere on these days").format(n=elsewhere)
                if elsewhere and self.filters.current != "all"
                else "",
            )
            return
        said = {
            "at_risk": self.tr("No appointment is at risk in this strike as things stand."),
            "undecided": self.tr("Every appointment at risk is decided."),
            "decided": self.tr("Nothing is decided yet: nothing is postponed by itself."),
            "letter": self.tr("No patient needs to be told anything new."),
        }
        self._nothing.say(
            self.tr("None"), said.get(str(self.filters.current), self.tr("None on these days."))
        )

    def _go_to_asked(self) -> None:
        key, self._asked_for = self._asked_for, None
        if key is None or self._list is None:
            return
        if not self.model.index_of(key).isValid():
            if self.filters.field is not None:
                self.filters.field.clear()
            self._words, self._found = "", None
            self.filters.choose("all")
            self._show_rows()
        if self.model.index_of(key).isValid():
            self.view.select_keys(frozenset({key}), key)
            self.view.setFocus()
            return
        self.view.clearSelection()
        self._read_detail(None, key)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._words = text
        if not text or self.window_id is None:
            self._found = None
            self._show_rows()
            return
        work = partial(find_visits, self._desk.storage, self.window_id, text)
        self._desk.jobs.run(work, partial(self._show_found, text))

    def _show_found(self, text: str, found: frozenset[str]) -> None:
        if text == self._words:
            self._found = found
            self._show_rows()

    @Slot(object)
    def _read_patients(self, ids: tuple[str, ...]) -> None:
        work = partial(visits_by_id, self._desk.storage, ids)
        self._desk.jobs.run(work, self._take_patients, partial(self._no_patients, ids))

    def _take_patients(self, found: Mapping[str, Appointment]) -> None:
        self.model.take(found)

    def _no_patients(self, ids: tuple[str, ...], error: BaseException) -> None:
        self.model.forget(ids)
        self._desk.jobs.broke.emit(error)

    @Slot(object)
    def _rows_chosen(self, rows: tuple[VisitRow, ...]) -> None:
        self._say_keep()
        if len(rows) == 1:
            self._read_detail(rows[0], rows[0].appointment_id)
        elif rows:
            self.panel.show_many(rows)
        else:
            self.panel.show_none()

    def _read_detail(self, row: VisitRow | None, appointment_id: str) -> None:
        work = partial(visit_detail, self._desk.storage, appointment_id)
        self._desk.jobs.run(work, partial(self._show_detail, row))

    def _show_detail(self, row: VisitRow | None, detail: VisitDetail) -> None:
        chosen = self.view.chosen
        is_still_chosen = len(chosen) == 1 and chosen[0] == row
        if is_still_chosen or (row is None and not chosen):
            self.panel.show_one(row, detail, self._desk.now())

    @Slot(object)
    def _ask_decision(self, decision: Decision | None) -> None:
        rows = self.view.chosen
        if decision is None:
            rows = tuple(row for row in rows if row.decision is not None)
        if not rows or (decision is Decision.REBOOK and len(rows) > 1):
            return
        self._open_decision(decision, rows)

    def _open_decision(self, decision: Decision | None, rows: tuple[VisitRow, ...]) -> None:
        chosen = Chosen(tuple(row.appointment_id for row in rows), rows[0].start)
        suggested = self._reasons.get(decision, ()) if decision is not None else ()
        dialog = DecisionDialog(self._desk, decision, chosen, suggested, self.window())
        dialog.finished.connect(lambda _result: self.view.setFocus())
        dialog.open()

    @Slot()
    def _copy(self) -> None:
        rows = self.view.chosen
        if rows:
            ids = tuple(row.appointment_id for row in rows)
            work = partial(visits_by_id, self._desk.storage, ids)
            self._desk.jobs.run(work, partial(self._put_on_clipboard, rows))

    def _put_on_clipboard(
        self, rows: tuple[VisitRow, ...], found: Mapping[str, Appointment]
    ) -> None:
        copy_rows(self.model.columns_with(found), rows)

    @Slot()
    def _import_any(self) -> None:
        ImportDialog(self._desk, None, self.window_id, self.window()).open()

    @Slot()
    def _import(self) -> None:
        ImportDialog(self._desk, ImportKind.APPOINTMENTS, self.window_id, self.window()).open()


_STANDS = {
    Decision.POSTPONE: "postponed",
    Decision.REBOOK: "rebooked",
    Decision.CONVERT: "changed to phone or video",
    Decision.STAND_BY: "on stand by",
}


def _decided_words(rows: Sequence[VisitRow]) -> str:
    """``postponed``; where they differ ``postponed (5), rebooked (2)``."""
    counted = Counter(row.decision for row in rows if row.decision in _STANDS)
    if len(counted) == 1:
        return _STANDS[next(iter(counted))]
    return ", ".join(f"{_STANDS[each]} ({number:,})" for each, number in counted.most_common())
