"""The letters to do, by last safe posting time: chips that say which, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedLayout, QWidget

from rota.domain.suppression import full_name
from rota.services.letter_queue import QueuedLetter, letter_group
from rota.services.phoning import is_to_ring
from ui import formats
from ui.models.letters import last_safe, queue_model
from ui.models.letters_view import LettersView
from ui.theme import space
from ui.widgets.clipboard import let_copy
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.table_view import TableView

MINUTE = timedelta(minutes=1)
COUNTED = timedelta(hours=2)
"""So long before a post closes its minutes are counted."""

_TESTS: dict[str, Callable[[QueuedLetter], bool]] = {
    "all": lambda row: row.state != "in_batch",
    "first": lambda row: row.state == "ready" and row.channel == "first",
    "second": lambda row: row.state == "ready" and row.channel == "second",
    "phone": is_to_ring,
    "held": lambda row: row.state == "held",
    "in_batch": lambda row: row.state in ("in_batch", "withdraw"),
}


class LetterQueuePanel(QWidget):
    """The table, or in words why it is empty; its ``filters`` stand where the page puts them.

    ``rows_shown`` says that other rows may show now, ``rows_chosen`` carries the chosen ones,
    ``asked`` is the button of the empty state.
    """

    rows_shown = Signal()
    rows_chosen = Signal(object)
    asked = Signal()

    def __init__(self, spoken_name: str) -> None:
        super().__init__()
        self._view: LettersView | None = None
        self._words = ""
        self.filters = FilterBar(self.tr("Which letters"), self.tr("Find a name or postcode"))
        if self.filters.field is not None:
            self.filters.field.setMinimumWidth(space(38))
        self.model = queue_model()
        self.model.setParent(self)
        self.table = TableView(self.model, spoken_name, name="view_letters")
        let_copy(self.table)
        self.nothing = EmptyState("letters", "", "")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.filters.searched.connect(self._search)
        self.table.rows_chosen.connect(self.rows_chosen)
        self.nothing.asked.connect(self.asked)

    @property
    def letters(self) -> tuple[QueuedLetter, ...]:
        """The whole queue, whatever is filtered."""
        return self._view.queue if self._view else ()

    @property
    def to_make(self) -> tuple[QueuedLetter, ...]:
        """What a batch would be made of: several chosen, or all shown, as far as they are ready.

        Also what comes too late for the post: it confirms a call, or is handed over.
        """
        chosen = self.table.chosen
        rows = chosen if len(chosen) > 1 else self.model.rows
        return tuple(row for row in rows if row.state == "ready")

    def group(self, row: QueuedLetter) -> list[QueuedLetter]:
        """The appointments that the letter of a row tells of."""
        return letter_group(self.letters, row) if self._view else [row]

    def show_view(self, view: LettersView, now: datetime) -> None:
        """Show this queue."""
        self._view = view
        self.tell_time(now)
        self._show_rows()

    def next_turn(self, now: datetime) -> timedelta | None:
        """How long until the chips say something else, or a post closes; None while none does."""
        found = []
        for key in ("first", "second"):
            deadline = self._deadline(key)
            if deadline is None:
                continue
            left = deadline - now
            found.append(left % MINUTE or MINUTE if left <= COUNTED else left - COUNTED)
        return min(found, default=None)

    def go_to(self, appointment_id: str) -> None:
        """Choose the letter of one appointment, whatever is filtered."""
        if not self.model.index_of(appointment_id).isValid():
            if self.filters.field is not None:
                self.filters.field.clear()
            self._words = ""
            for choice in ("all", "in_batch"):
                self.filters.choose(choice)
                self._show_rows()
                if self.model.index_of(appointment_id).isValid():
                    break
        self.table.select_keys(frozenset({appointment_id}), appointment_id)

    def tell_time(self, now: datetime) -> None:
        """Say how many go by which post, and how long it still goes."""
        counts = {key: sum(map(test, self.letters)) for key, test in _TESTS.items()}
        texts = {
            "all": self.tr("To do"),
            "first": self.tr("First class"),
            "second": self.tr("Second class"),
            "phone": self.tr("Too late, phone"),
            "held": self.tr("Held"),
            "in_batch": self.tr("In a batch"),
        }
        for key in ("first", "second"):
            deadline = self._deadline(key)
            if deadline is not None:
                texts[key] += self._until(deadline, now)
        self.filters.show_choices(
            tuple(FilterChoice(key, text, counts[key]) for key, text in texts.items())
        )

    def _until(self, deadline: datetime, now: datetime) -> str:
        if deadline - now > COUNTED or deadline <= now:
            return self.tr(" until {when}").format(when=formats.moment(deadline))
        return self.tr(" until {when}, {left} left").format(
            when=formats.clock(deadline), left=formats.countdown(deadline - now)
        )

    def _deadline(self, channel: str) -> datetime | None:
        found = (last_safe(row) for row in self.letters if _TESTS[channel](row))
        return min((at for at in found if at is not None), default=None)

    @Slot()
    def _show_rows(self) -> None:
        test = _TESTS[str(self.filters.current or "all")]
        rows = tuple(row for row in self.letters if test(row) and self._holds_words(row))
        place = self.table.currentIndex().row()
        self.model.replace(rows)
        if rows and not self.table.chosen:
            self.table.selectRow(min(max(place, 0), len(rows) - 1))
        self._stack.setCurrentIndex(0 if rows else 1)
        self._say_nothing()
        self.rows_shown.emit()
        self.rows_chosen.emit(self.table.chosen)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._words = text
        self._show_rows()

    def _holds_words(self, row: QueuedLetter) -> bool:
        if not self._words:
            return True
        patient = row.visit.patient
        said = f"{full_name(patient)} {patient.postcode} {row.appointment_id} {row.reference}"
        return all(word in said.casefold() for word in self._words.casefold().split())

    def _say_nothing(self) -> None:
        if self._words:
            self.nothing.say(self.tr("Nothing found"), self.tr("No letter here has these words."))
        elif self.filters.current == "all" and self._view is not None:
            self._say_no_letters(self._view)
        else:
            self.nothing.say(self.tr("None"), self.tr("No letter stands here."))

    def _say_no_letters(self, view: LettersView) -> None:
        """Say whether that is because all is done, or because nothing is begun."""
        title = self.tr("No letters to make")
        if not view.appointments:
            self.nothing.say(
                self.tr("No appointments yet"),
                self.tr("Letters come from what is decided on appointments: bring those in first."),
                self.tr("Import appointments…"),
            )
        elif not view.decisions and not view.batches:
            self.nothing.say(
                title,
                self.tr(
                    "Nothing is decided yet. A letter appears here as soon as an appointment is "
                    "decided otherwise than its patient was told."
                ),
                self.tr("Go to Appointments"),
            )
        elif any(row.state in ("in_batch", "withdraw") for row in view.queue):
            self.nothing.say(
                title, self.tr("What is needed is in a batch that is not posted yet: see below.")
            )
        else:
            self.nothing.say(
                title,
                self.tr(
                    "Every patient knows what is decided. A letter appears here as soon as an "
                    "appointment is decided otherwise than its patient was told."
                ),
            )
