"""People: who works here, what a strike means to each, and what is corrected by hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from rota.domain.changes import Kind
from rota.domain.codes import Answer, words
from rota.domain.importing import ImportKind
from rota.domain.people import Absence
from rota.domain.searching import plain_order
from rota.services.declarations import Totals
from rota.services.people_list import (
    DutyLine,
    PeopleList,
    PersonDetail,
    PersonRow,
    list_people,
    person_detail,
)
from ui import formats
from ui.copied import keep_copy
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.people_errands import PeopleErrands
from ui.models.people import PeopleModel, spoken_name
from ui.pages.list_layout import lay_list
from ui.pages.page import Page
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import copy_rows
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.labels import paragraph
from ui.widgets.panels import PageHeader
from ui.widgets.person_panel import PersonPanel
from ui.widgets.table_view import TableView

_TESTS: dict[str, Callable[[PersonRow], bool]] = {
    "all": lambda _row: True,
    "called_out": lambda row: row.called_out,
    "declared": lambda row: row.has_declared,
    "away": lambda row: row.away,
    "temporary": lambda row: row.is_temporary,
    "by_hand": lambda row: row.person.by_hand,
}
_OF_A_STRIKE = frozenset({"called_out", "declared", "away"})


class PeoplePage(Page):
    """A table to search, and beside it one person with everything that can be corrected.

    What people told the trust is shown here and on the cover board alone, as totals elsewhere.
    """

    title, icon, object_name = "People", "people", "page_people"
    kinds = frozenset({Kind.WINDOWS, Kind.STAFF, Kind.DUTIES, Kind.COVER, Kind.SETTINGS})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._list: PeopleList | None = None
        self._words: tuple[str, ...] = ()
        self._reading = 0
        self._asked_for: str | None = None
        self.header = PageHeader(self.title)
        self.import_button = push_button(
            self.tr("Import…"), self._import, name="import_staff", icon_name="import"
        )
        self.add_button = push_button(
            self.tr("Add person…"), self._add, name="add_person", icon_name="add"
        )
        self.header.add(self.add_button)
        self.header.add(self.import_button)
        self.filters = FilterBar(self.tr("Which people"), self.tr("Find a name, number or skill"))
        self.told: QLabel = paragraph(muted=True)
        self.told.setObjectName("told_totals")
        self.told.setContentsMargins(space(4), 0, space(4), space(2))
        self.model = PeopleModel(self)
        self.view = TableView(self.model, self.title, name="view_people")
        self.panel = PersonPanel()
        self.errands = PeopleErrands(desk, self)
        self.empty = EmptyState(
            "people",
            self.tr("Nobody is on the staff list yet"),
            self.tr(
                "Bring in the staff list first, then the duty roster. A CSV or Excel file from "
                "the rota system will do; columns can be matched by hand."
            ),
            self.tr("Import staff…"),
        )
        self._nothing = EmptyState("search", "", "")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rows, above = (self.view, self._nothing), (self.filters, self.told)
        self._middle, self._stack = lay_list(
            self, self.header, above, rows, self.panel, (self.empty,)
        )

    def _connect(self) -> None:
        self.view.rows_chosen.connect(self._rows_chosen)
        self.view.row_activated.connect(self._correct)
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.filters.searched.connect(self._search)
        self.filters.went_down.connect(self.view.go_to_rows)
        self.panel.asked.connect(self._errand)
        self.panel.unread.again_asked.connect(self._read_again)
        self.empty.asked.connect(self._import)
        self._nothing.asked.connect(lambda: self.filters.choose("all"))
        self.errands.added.connect(self.show_place)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        chosen = list(self.view.chosen)
        copy_rows(self.model.columns, chosen)
        keep_copy(self._desk, len(chosen), of_staff=True)

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike; a search and a selection are kept."""
        if window_id != self.window_id:
            self._list = None
            self.panel.show_reading()
        super().show_window(window_id)

    def load(self) -> None:
        """Read everybody, and what the chosen strike means to each."""
        self._reading += 1
        if self._list is None:
            self.header.facts.setText(self.tr("Reading…"))
        work = partial(
            list_people, self._desk.storage, self._desk.tools.rules.ladder, self.window_id
        )
        self._desk.jobs.run(work, partial(self._show_list, self._reading))

    def show_place(self, key: Hashable) -> None:
        """Show one person, whatever is filtered; the key is their id."""
        self._asked_for = str(key)
        if self._list is not None:
            self._go_to_asked()

    def _show_list(self, reading: int, found: PeopleList) -> None:
        if reading != self._reading:
            return
        self._list = found
        self._stack.setCurrentIndex(0 if found.rows else 1)
        self._say_counts(found)
        self._say_told(found.totals)
        self._show_rows()
        self._go_to_asked()
        self._rows_chosen(self.view.chosen)

    def _say_counts(self, found: PeopleList) -> None:
        counts = {key: sum(map(test, found.rows)) for key, test in _TESTS.items()}
        said = {
            "all": self.tr("All"),
            "called_out": self.tr("Called out"),
            "declared": self.tr("Said something"),
            "away": self.tr("Away during it"),
            "temporary": self.tr("Bank and agency"),
            "by_hand": self.tr("Entered by hand"),
        }
        shown = [key for key in said if found.window is not None or key not in _OF_A_STRIKE]
        self.filters.show_choices(tuple(FilterChoice(key, said[key], counts[key]) for key in shown))
        people = formats.count(len(found.rows), "person", "people") if found.rows else ""
        self.header.facts.setText(people)

    def _say_told(self, totals: Totals | None) -> None:
        self.told.setVisible(totals is not None and totals.called_out > 0)
        if totals is None:
            return
        numbers = ", ".join(
            f"{formats.number(totals.answers[answer])} {words(answer)}" for answer in Answer
        )
        said = self.tr(
            "What they told the trust, voluntarily: of {all} called out {numbers}. "
            "Not said counts as absent."
        ).format(all=formats.number(totals.called_out), numbers=numbers)
        if totals.purge_at is not None:
            day = formats.day(totals.purge_at.date(), year=True)
            said += " " + self.tr("Deleted for good on {day}.").format(day=day)
        else:
            said += " " + self.tr("The strike has no end yet, so no date to delete it.")
        self.told.setText(said)
        tip = self.tr(
            "{n} days after the end of the strike, with who was ticked in on the day and what was "
            "settled of each duty; totals by grade and site stay. The number is this program's "
            "own choice (unverified); the command declarations keep sets another."
        )
        self.told.setToolTip(tip.format(n=formats.number(totals.kept_days)))

    @Slot()
    def _show_rows(self) -> None:
        test = _TESTS[str(self.filters.current or "all")]
        every = self._list.rows if self._list else ()
        rows = tuple(row for row in every if test(row) and self._is_found(row))
        self.model.replace(rows)
        self._say_nothing(bool(rows))

    def _is_found(self, row: PersonRow) -> bool:
        return all(word in row.found_by for word in self._words)

    def _say_nothing(self, any_rows: bool) -> None:
        self._middle.setCurrentIndex(0 if any_rows else 1)
        if any_rows or self._list is None:
            return
        is_all = self.filters.current == "all"
        elsewhere = sum(map(self._is_found, self._list.rows))
        if self._words:
            button = self.tr("Show {n} among all").format(n=formats.number(elsewhere))
            text = self.tr("Nobody here has these words in their name, number, grade or skills.")
            self._nothing.say(
                self.tr("Nobody found"), text, button if elsewhere and not is_all else ""
            )
        else:
            self._nothing.say(self.tr("Nobody"), self.tr("Nobody is among these."))

    @Slot(str)
    def _search(self, text: str) -> None:
        self._words = tuple(plain_order(text).split())
        self._show_rows()

    def _go_to_asked(self) -> None:
        key = self._asked_for
        if key is None or self._list is None:
            return
        if all(row.staff_id != key for row in self._list.rows):
            return
        self._asked_for = None
        if not self.model.index_of(key).isValid():
            if self.filters.field is not None:
                self.filters.field.clear()
            self._words = ()
            self.filters.put_on("all")
            self._show_rows()
        self.view.select_keys(frozenset({key}), key)
        self.view.setFocus()

    @Slot(object)
    def _rows_chosen(self, rows: tuple[PersonRow, ...]) -> None:
        if len(rows) == 1:
            shown = self.panel.detail
            if shown is None or shown.person.staff_id != rows[0].staff_id:
                self.panel.show_reading(spoken_name(rows[0].person))
            work = partial(
                person_detail,
                self._desk.storage,
                self.window_id,
                rows[0].staff_id,
                self._desk.now(),
            )
            staff_id = rows[0].staff_id
            self._desk.jobs.run(
                work,
                partial(self._show_detail, self.window_id, staff_id),
                partial(self._not_read, staff_id),
            )
        elif rows:
            self.panel.show_many(rows)
        else:
            self.panel.show_none()

    def _show_detail(self, window_id: int | None, staff_id: str, detail: PersonDetail) -> None:
        if self._chooses(staff_id) and window_id == self.window_id:
            self.panel.show_one(detail)

    def _not_read(self, staff_id: str, error: BaseException) -> None:
        if self._chooses(staff_id):
            self.panel.show_unread(spoken_name(self.view.chosen[0].person), error)

    def _chooses(self, staff_id: str) -> bool:
        return [row.staff_id for row in self.view.chosen] == [staff_id]

    def _read_again(self) -> None:
        self.view.setFocus()
        self._rows_chosen(self.view.chosen)

    @Slot(str, object)
    def _errand(self, errand: str, about: DutyLine | Absence | None) -> None:
        detail, chosen = self.panel.detail, self.view.chosen
        if detail is None or [row.staff_id for row in chosen] != [detail.person.staff_id]:
            return  # the panel is about to show somebody else
        self.errands.run(errand, detail, about)

    @Slot(object)
    def _correct(self, row: PersonRow) -> None:
        self.errands.correct(row.person)

    @Slot()
    def _add(self) -> None:
        self.errands.add_person()

    @Slot()
    def _import(self) -> None:
        ImportDialog(self._desk, ImportKind.STAFF, self.window_id, self.window()).open()
