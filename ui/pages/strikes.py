"""The page of strikes: each window, its days from 8 to 8, what it takes away, what became of it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.codes import words
from rota.domain.importing import ImportKind
from rota.services.calendar import CalendarView, calendar_view
from rota.services.strikes import StrikeRow, StrikesView, strikes_view
from ui import formats
from ui.colours import Role
from ui.desk import Desk
from ui.dialogs.exporting import ExportDialog
from ui.dialogs.importing import ImportDialog
from ui.dialogs.revise import ReviseDialog
from ui.dialogs.strike import StrikeDialog
from ui.dialogs.strike_errands import StrikeErrands
from ui.models.table import Column, TableModel
from ui.pages.page import Page, Place
from ui.strike_words import STATE_TONES, called_out, short_title, sites, true_length
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.called_off import CalledOffNotice
from ui.widgets.first_steps import FirstSteps
from ui.widgets.labels import Rule, text_label
from ui.widgets.panels import PageHeader
from ui.widgets.strike_days import StrikeDays
from ui.widgets.strike_panel import StrikePanel
from ui.widgets.strike_views import CALENDAR, LIST, TIMELINE, StrikeViews
from ui.widgets.table_view import TableView
from ui.wording import capital

COLUMNS: tuple[Column[StrikeRow], ...] = (
    Column(
        "When",
        lambda row: formats.period(row.window.terms.start, row.window.terms.end, year=True),
        lambda row: row.window.terms.start,
        width=34,
    ),
    Column(
        "Hours",
        lambda row: _hours(row),
        lambda row: row.window.terms.hours,
        is_number=True,
        tip=lambda row: true_length(row.window.terms.start, row.window.terms.end),
        width=5,
    ),
    Column(
        "Union",
        lambda row: row.window.union,
        tip=lambda row: (
            f"Called out: {called_out(row.window.terms)}\nWhere: {sites(row.window.terms.sites)}"
        ),
        width=8,
    ),
    Column("Type", lambda row: capital(row.window.terms.type_words), width=20),
    Column(
        "State",
        lambda row: capital(words(row.window.state)),
        tone=lambda row: STATE_TONES[row.window.state],
        width=9,
    ),
    Column(
        "Lost duties", lambda row: formats.number(row.lost), lambda row: row.lost, True, width=9
    ),
)


def _hours(row: StrikeRow) -> str:
    hours = row.window.terms.hours
    return "open" if hours is None else f"{hours:.4g}"


class StrikesPage(Page):
    """Choosing a strike here chooses it everywhere."""

    title, icon, object_name = "Strikes", "strikes", "page_strikes"
    faces = (LIST, TIMELINE, CALENDAR)
    kinds = frozenset(
        {
            Kind.WINDOWS,
            Kind.COVER,
            Kind.DUTIES,
            Kind.STAFF,
            Kind.REQUIREMENTS,
            Kind.APPOINTMENTS,
            Kind.DECISIONS,
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._view = StrikesView((), (), (), ())
        self._wanted: int | None = None
        self.header = PageHeader(self.title)
        self.import_button = push_button(
            "Import strikes…", self._import, name="import_strikes", icon_name="import"
        )
        self.export_button = push_button(
            "Export…", self._export, name="export_strikes", icon_name="export"
        )
        self.add_button = push_button(
            "Add strike…", self._add, name="add_strike", icon_name="add", primary=True
        )
        self.header.add(self.import_button)
        self.header.add(self.export_button)
        self.header.add(self.add_button)
        self._model = TableModel(COLUMNS, lambda row: row.window.window_id, parent=self)
        self.table = TableView(self._model, "Strikes", name="view_strikes")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.views = StrikeViews(self.table, desk.now)
        self.days = StrikeDays()
        self._hours = QWidget()
        self.days_title = text_label(bold=True)
        self.panel = StrikePanel(desk)
        self.errands = StrikeErrands(desk, self.panel, self)
        self.off = CalledOffNotice()
        self.empty = FirstSteps(
            "strikes",
            "Enter the strike window from the notice: who is called out, when it starts and ends. "
            "Duties, staff and appointments can be imported before or after.",
            adds_here=True,
        )
        self.empty.show_steps(is_known=False)
        self._lay_out()
        self.table.rows_chosen.connect(self._chosen)
        self.table.row_activated.connect(self._show_cover)
        self.views.chosen.connect(self._view_chosen)
        self.views.window_chosen.connect(self._select)
        self.views.window_activated.connect(self._show_cover)
        self.views.edge_dragged.connect(self._revise)
        self.panel.cover_asked.connect(self._show_cover)
        self.errands.called_off.connect(self.off.show_to_do)
        self.off.letters_asked.connect(lambda: self.place_asked.emit(Place("page_letters")))
        self.empty.strike_asked.connect(self._add)
        self.empty.import_asked.connect(self._import_any)

    @property
    def row(self) -> StrikeRow | None:
        """The strike that is chosen."""
        chosen = self.table.chosen
        return chosen[0] if chosen else None

    def show_window(self, window_id: int | None) -> None:
        """Choose the strike that is chosen elsewhere; nothing has to be read for that."""
        self.window_id, self.is_told = window_id, True
        self._select(window_id)

    def refresh(self, changes: Changes) -> None:
        """What there was to do after a call-off is said until something else is done."""
        self.off.forget(changes)
        super().refresh(changes)

    def load(self) -> None:
        """Ask for every window and what it removes."""
        ladder = self._desk.tools.rules.ladder
        self._desk.jobs.run(partial(strikes_view, self._desk.storage, ladder), self.show_view)
        self._load_calendar()

    def show_view(self, view: StrikesView) -> None:
        """Show these windows."""
        self._view = view
        self.empty.show_steps(is_known=True)
        self._model.replace(view.rows)
        self.middle.setCurrentIndex(1 if view.rows else 0)
        self.header.facts.setText(formats.count(len(view.rows), "strike") if view.rows else "")
        self.add_button.setVisible(bool(view.rows))
        self.export_button.setVisible(bool(view.rows))
        wanted = self._wanted or self.window_id
        ids = [row.window.window_id for row in view.rows]
        if wanted not in ids:
            wanted = ids[0] if ids else None
        self._wanted = None
        self._select(wanted)
        self._show_row()

    def show_place(self, key: Hashable) -> None:
        """Choose a window."""
        if isinstance(key, int):
            self._select(key)

    def _load_calendar(self) -> None:
        desk = self._desk
        if self.views.needs_calendar:
            read = partial(calendar_view, desk.storage, desk.tools.rules.posting, desk.now())
            desk.jobs.run(read, self._show_calendar)

    def _show_calendar(self, view: CalendarView) -> None:
        row = self.row
        self.views.show_calendar(view, row.window.window_id if row else self.window_id)

    def show_face(self, face: str) -> None:
        """Show the list, the timeline or the month."""
        self.views.show_once(face)

    def _view_chosen(self) -> None:
        """The month takes the whole height; what the timeline shows is read when it is wanted."""
        self._hours.setVisible(not self.views.is_tall)
        self._load_calendar()

    def _lay_out(self) -> None:
        days = QScrollArea()
        days.setFrameShape(QFrame.Shape.NoFrame)
        days.setWidgetResizable(True)
        days.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        days.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        days.setWidget(self.days)
        days.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.days_title.setContentsMargins(space(4), space(3), space(4), space(1))
        hours = QVBoxLayout(self._hours)
        hours.setContentsMargins(0, 0, 0, 0)
        hours.setSpacing(0)
        hours.addWidget(Rule())
        hours.addWidget(self.days_title)
        hours.addWidget(days, 1)
        work = QWidget()
        work.setAutoFillBackground(True)
        work.setBackgroundRole(Role.Base)
        days.viewport().setBackgroundRole(Role.Base)
        left = QVBoxLayout(work)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.views, 3)
        left.addWidget(self._hours, 2)
        full = QWidget()
        across = QHBoxLayout(full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(work, 1)
        across.addWidget(self.panel)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.middle.addWidget(full)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(Rule())
        layout.addWidget(self.off)
        layout.addWidget(self.middle, 1)
        self._hours.setVisible(not self.views.is_tall)

    def _select(self, window_id: int | None) -> None:
        if self.row is not None and self.row.window.window_id == window_id:
            return
        index = self.table.proxy.mapFromSource(self._model.index_of(window_id))
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _chosen(self) -> None:
        self._show_row()
        row = self.row
        if row is not None and row.window.window_id != self.window_id:
            self.window_asked.emit(row.window.window_id)

    def _show_row(self) -> None:
        row = self.row
        if row is None:
            return
        self.panel.show_strike(row)
        self.days_title.setText(f"Lost duties by hour · {short_title(row.window)}")
        self.days.show_days(row.days)
        self.views.select(row.window.window_id)

    def _revise(self, window_id: int, start: datetime | None, end: datetime | None) -> None:
        """An edge was dragged: show what would follow from it; nothing has changed yet."""
        row = next((each for each in self._view.rows if each.window.window_id == window_id), None)
        if row is not None:
            ReviseDialog(self._desk, row.window, start, end, self).open()

    def _show_cover(self) -> None:
        row = self.row
        if row is not None:
            self.window_asked.emit(row.window.window_id)
            self.place_asked.emit(Place("page_cover"))

    def _add(self) -> None:
        dialog = StrikeDialog(self._desk, self._view, self)
        dialog.saved.connect(lambda _changes: self._added(dialog.added))
        dialog.open()

    def _added(self, window_id: int | None) -> None:
        self._wanted = window_id

    def _import(self) -> None:
        ImportDialog(self._desk, ImportKind.WINDOWS, None, self).open()

    def _import_any(self) -> None:
        ImportDialog(self._desk, None, None, self).open()

    def _export(self) -> None:
        ExportDialog(self._desk, self).open()
