"""Appointments: which cannot go ahead, why, what is proposed, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.codes import Decision
from rota.domain.permissions import Area, See, may, own_departments, why_not
from rota.domain.suppression import full_name
from rota.domain.visit_filters import Shown, VisitFilter, VisitOrder
from rota.services.appointment_list import (
    Asked,
    VisitPages,
    VisitRow,
    found_elsewhere,
    rows_of,
)
from rota.services.saved_filters import saved_filters
from ui import formats
from ui.copied import keep_copy
from ui.desk import Desk
from ui.dialogs.decision import Chosen
from ui.dialogs.visit_errands import VisitErrands
from ui.models.visits import VisitModel
from ui.newest import Newest
from ui.pages.list_layout import lay_list
from ui.pages.page import Page, Place
from ui.visit_pictures import VisitPictures
from ui.visit_reader import VisitReader
from ui.visit_words import standing_words
from ui.widgets.clipboard import copy_rows
from ui.widgets.empty_state import EmptyState
from ui.widgets.first_steps import FirstSteps
from ui.widgets.visit_fallen import FallenNotice
from ui.widgets.visit_filters import VisitFilters
from ui.widgets.visit_header import VisitHeader
from ui.widgets.visit_list import VisitTable
from ui.widgets.visit_nothing import VisitNothing
from ui.widgets.visit_panel import ACCEPT, KEYS
from ui.widgets.visit_side import VisitSide

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
            Kind.SETTINGS,
        }
    )

    is_eager = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._order = (VisitOrder.WHEN, False)
        self._asked_for: str | None = None
        self._has_fallen = False
        self.header = VisitHeader(self.title)
        self.fallen = FallenNotice()
        self.filters = VisitFilters()
        self.model = VisitModel(self)
        self.view = VisitTable(self.model, self.title, name="view_appointments")
        self.reader = VisitReader(desk, self.model, self.view, self)
        self.errands = VisitErrands(desk, self.view, self)
        self.known = VisitPictures(desk, self)
        self._wider = Newest(desk.jobs, self)
        self.panel = VisitSide(desk, self.model, self.view)
        user = desk.storage.user
        if not may(user, "limit of a day"):
            self.panel.days.hold_back(why_not(Area.LIMITS))
        self._own = own_departments(user, See.VISITS)
        self.empty = EmptyState("appointments", "", "")
        self.first = FirstSteps(
            "appointments",
            self.tr("This page shows which appointments a strike hits, and what is decided."),
        )
        self._nothing = VisitNothing()
        rows, above = (self.view, self._nothing), (self.fallen, self.filters)
        self._middle, self._stack = lay_list(
            self, self.header, above, rows, self.panel, (self.empty, self.first)
        )
        self._connect()
        self._connect_keys()

    def badge(self) -> str:
        """How many are to be decided, or decided again because the strike fell."""
        if self.known.picture is None:
            return ""
        waiting = self.known.picture.counts[Shown.UNDECIDED] + len(self.known.picture.stuck)
        return formats.number(waiting) if waiting else ""

    def _connect(self) -> None:
        self.known.read.connect(self._show_picture)
        self.known.planned.connect(self._show_plan)
        self.known.failed.connect(self._not_read)
        self.reader.found.connect(self._found)
        self.view.chosen_changed.connect(self._chosen_changed)
        self.view.row_activated.connect(lambda _key: self._correct())
        self.model.order_asked.connect(self._order_by)
        self.header.order_asked.connect(self._order_by)
        self.header.import_asked.connect(self._import)
        self.header.add_asked.connect(self._add)
        self.header.dates_asked.connect(self._new_dates)
        self.header.file_asked.connect(self.errands.write_file)
        self.fallen.keep_asked.connect(self._keep_fallen)
        self.filters.changed.connect(self._ask_anew)
        self.filters.went_down.connect(self.view.go_to_rows)
        self.filters.choose_asked.connect(self._choose_filter)
        self.filters.keep_asked.connect(lambda: self.errands.keep_filter(self.filters.wanted))
        self.filters.delete_asked.connect(self.errands.delete_filter)
        self.panel.summed.connect(self.fallen.show_chosen)
        self.panel.decision_asked.connect(self._ask_decision)
        self.panel.accept_asked.connect(self._accept_chosen)
        self.panel.cohorts.accept_asked.connect(self._accept)
        self.panel.days.stop_set.connect(self._set_stop)
        self.panel.correct_asked.connect(self._correct)
        self.panel.settle_asked.connect(lambda: self.errands.settle(self.view.chosen_ids))
        self.empty.asked.connect(self._import)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(
            lambda: self.errands.import_file(self.window_id, any_kind=True)
        )
        self._nothing.asked.connect(self._look_elsewhere)

    def _connect_keys(self) -> None:
        for decision, key in KEYS.items():
            self._shortcut(QKeySequence(key), partial(self._ask_decision, decision))
        self._shortcut(QKeySequence(ACCEPT), self._accept_chosen)
        self._shortcut(QKeySequence("E"), self._correct)
        self._shortcut(QKeySequence("N"), self._new_dates)
        self._shortcut(QKeySequence("Ins"), self._add)
        self._shortcut(QKeySequence("Backspace"), self.filters.clear)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._copy)

    def _shortcut(self, keys: QKeySequence, asked: Callable[[], None]) -> None:
        shortcut = QShortcut(keys, self.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(asked)

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; a search is kept, a selection is not."""
        if self.known.turn_to(window_id):
            self.reader.forget()
            self.model.clear()
            self.panel.wait()
        super().show_window(window_id)

    def refresh(self, changes: Changes) -> None:
        """Read again; what is at risk only if that may have changed."""
        if changes.kinds - _DECIDING:
            self.known.outdate()
        super().refresh(changes)

    def load(self) -> None:
        """Read what the chosen strike puts at risk, then the list, then what is proposed."""
        if self.window_id is None:
            self.reader.forget()
            self.model.clear()
            self._say_empty()
            return
        if self.known.picture is None:
            self.header.facts.setText(self.tr("Reading…"))
        self.known.load()
        self._desk.jobs.run(partial(saved_filters, self._desk.storage), self.filters.show_saved)
        self.errands.read_reasons()

    def show_place(self, key: Hashable) -> None:
        """Show one appointment, whatever is filtered; the key is its id."""
        self._asked_for = str(key)
        if self.known.picture is not None:
            self._ask_again()

    @Slot(bool)
    def _show_picture(self, is_first: bool) -> None:
        picture = self.known.picture
        if picture is None:
            return
        self._say_empty()
        if picture.window.removes_duties == self._has_fallen:
            self._has_fallen = not self._has_fallen
            shown = Shown.DECIDED if self._has_fallen else Shown.AT_RISK
            self.filters.put_on(replace(self.filters.wanted, shown=shown))
        self._say_counts()
        self.fallen.show_picture(picture)
        if is_first and self._asked_for is None:
            self._ask_anew()
        else:
            self._ask_again()
        self.badge_changed.emit()

    @Slot(object)
    def _not_read(self, error: BaseException) -> None:
        """Of a strike that was not read before it is said where its facts would be."""
        if self.known.picture is None:
            self.header.facts.clear()
            self.panel.wait(self.load, error)
        else:
            self._desk.jobs.broke.emit(error)

    @Slot(bool)
    def _show_plan(self, is_new: bool) -> None:
        if is_new:
            self._ask_again()
        elif not self.view.number_chosen:
            self.panel.show_none(self.known.plan)

    @Slot()
    def _ask_anew(self) -> None:
        """Ask for what the filter and the order say now."""
        if self.known.picture is not None:
            self._say_counts()
            self.reader.ask(self.known.picture, Asked(self.filters.wanted, *self._order))

    def _ask_again(self) -> None:
        """Ask the same again, or where an appointment stands that somebody came to see."""
        if self.known.picture is not None:
            asked = Asked(self.filters.wanted, *self._order)
            self.reader.ask_again(self.known.picture, asked, self._asked_for or "")

    @Slot(object)
    def _found(self, found: VisitPages) -> None:
        self.filters.say_found(found.count)
        if self._asked_for is not None:
            self._go_to_asked(found)
        self._say_nothing(found.count)

    def _go_to_asked(self, found: VisitPages) -> None:
        key = self._asked_for
        if key is None:
            return
        everything = VisitFilter(shown=Shown.ALL)
        if key in found.places:
            self._asked_for = None
            self.view.select_places([found.places[key]], found.places[key])
            self.view.setFocus()
        elif self.filters.wanted != everything:
            self.filters.put_on(everything)
            self._ask_again()
        else:
            self._asked_for = None
            self.view.clearSelection()
            self.panel.show_elsewhere(key)

    def _say_empty(self) -> None:
        is_bare = self.window_id is None
        self.first.show_steps(is_known=self.is_told)
        has_none = self.known.picture is not None and not self.known.picture.imported
        self.header.show_work(not is_bare and not has_none)
        if is_bare or has_none:
            self.header.facts.clear()
        if has_none:
            self.empty.say(
                self.tr("No appointments yet"),
                self.tr(
                    "Bring in the list of appointments from the hospital's own system. "
                    "A CSV or Excel file will do; columns can be matched by hand."
                ),
                self.tr("Import appointments…"),
            )
        self._stack.setCurrentIndex(2 if is_bare else 1 if has_none else 0)

    def _say_counts(self) -> None:
        picture = self.known.picture
        if picture is not None:
            self.filters.show_counts(picture.counts, picture.imported)
            self.header.facts.setText(standing_words(picture, self._own))

    def _say_nothing(self, number: int) -> None:
        """Where nothing is left to show, say whether that is good and where else to look."""
        self._middle.setCurrentIndex(0 if number else 1)
        wanted = self.filters.wanted
        if number or self.known.picture is None:
            return
        self._nothing.say_why(wanted)
        if wanted.text:
            work = partial(found_elsewhere, self._desk.storage, self.known.picture, wanted)
            self._wider.ask(work, self._nothing.offer, self._desk.jobs.broke.emit)

    @Slot()
    def _chosen_changed(self) -> None:
        self.fallen.show_chosen(())
        if self.known.picture is not None:
            self.panel.show_chosen(self.known.picture, self.known.plan)
        else:
            self.panel.wait()

    @Slot(object)
    def _ask_decision(self, decision: Decision | None) -> None:
        """Only what the panel shows can be decided on."""
        ids = self.view.chosen_ids if self.panel.is_read else ()
        if ids and not (decision is Decision.REBOOK and len(ids) > 1):
            self._decide(decision, ids)

    def _decide(self, decision: Decision | None, ids: tuple[str, ...]) -> None:
        rows, detail = self.model.rows_read(ids[:1]), self.panel.detail
        start, who = (rows[0].start if rows else self._desk.now()), ""
        if detail is not None and ids == (detail.visit.appointment_id,):
            start, who = detail.visit.start, full_name(detail.visit.patient)
            who += f"\n{formats.moment(start, year=True)} · {detail.service.name}"
        elif len(ids) == 1 and rows:
            who = f"{rows[0].patient}\n{formats.moment(start, year=True)} · {rows[0].service}"
        self.errands.decide(decision, Chosen(ids, start, self.known.plan, self.window_id, who))

    @Slot()
    def _keep_fallen(self) -> None:
        """Ask why, and keep them all as booked."""
        if self.fallen.stuck:
            self._decide(Decision.KEEP, self.fallen.stuck)

    @Slot()
    def _accept_chosen(self) -> None:
        if self.panel.is_read:
            self._accept(self.view.chosen_ids)

    @Slot(object)
    def _accept(self, ids: tuple[str, ...]) -> None:
        """Decide as proposed on these; what nothing is proposed for is passed over."""
        rows = [row for each in ids if (row := self.known.plan.rows.get(each)) is not None]
        if self.window_id is not None:
            self.errands.accept(self.window_id, rows)

    @Slot(object, object)
    def _set_stop(self, day: date, most: int | None) -> None:
        if self.window_id is not None:
            self.errands.set_stop(self.window_id, day, most)

    @Slot(object, bool)
    def _order_by(self, order: VisitOrder, is_descending: bool) -> None:
        if (order, is_descending) != self._order:
            self._order = (order, is_descending)
            self.header.show_order(order, is_descending=is_descending)
            self.view.show_order(order, is_descending=is_descending)
            self._ask_anew()

    @Slot()
    def _look_elsewhere(self) -> None:
        self.filters.use(self._nothing.elsewhere)

    @Slot()
    def _choose_filter(self) -> None:
        if self.known.picture is not None:
            days = [each.day for each in self.known.plan.days]
            self.errands.choose_filter(
                self.known.picture, self.filters.wanted, days, self.filters.use
            )

    @Slot()
    def _correct(self) -> None:
        if self.view.number_chosen == 1:
            self.errands.correct(self.view.chosen_ids[0])

    @Slot()
    def _new_dates(self) -> None:
        """For several chosen those, else for everybody who is postponed in this strike."""
        ids = self.view.chosen_ids
        if self.window_id is not None:
            self.errands.new_dates(self.window_id, ids or None)

    @Slot()
    def _add(self) -> None:
        self.errands.add(self.window_id, self.show_place)

    @Slot()
    def _import(self) -> None:
        self.errands.import_file(self.window_id)

    @Slot()
    def _copy(self) -> None:
        ids = self.view.chosen_ids
        if ids and self.known.picture is not None:
            work = partial(rows_of, self._desk.storage, self.known.picture, ids)
            self._desk.jobs.run(work, self._put_on_clipboard)

    def _put_on_clipboard(self, rows: tuple[VisitRow, ...]) -> None:
        copy_rows(self.model.columns, rows)
        keep_copy(self._desk, len(rows))
