"""Letters: what must be posted by when, what is held and why, the batches made and posted."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from functools import cache, partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from rota.domain.changes import Kind
from rota.domain.importing import ImportKind
from rota.services.letter_queue import QueuedLetter
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.batch_errands import BatchErrands
from ui.dialogs.gate_errands import GateErrands
from ui.dialogs.importing import ImportDialog
from ui.dialogs.letter_outlets import LetterOutlets
from ui.dialogs.wordings import open_wordings
from ui.models.letters import last_safe, late_words, letters_of
from ui.models.letters_view import LettersView, read_letters
from ui.pages.page import Page, Place
from ui.theme import space
from ui.widgets.batch_panel import BatchPanel
from ui.widgets.buttons import push_button
from ui.widgets.first_steps import FirstSteps
from ui.widgets.letter_making import LetterMaking
from ui.widgets.letter_queue_panel import LetterQueuePanel
from ui.widgets.letter_side import LetterSide
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.wording import listed

LEAST_WAIT = 1_000
"""Milliseconds between two looks at the clock, at least."""
LONGEST_WAIT = timedelta(minutes=10)
"""The clock is looked at so often at least: a computer that slept wakes late."""


class LettersPage(Page):
    """The queue by last safe posting time, the page as it prints, and the batches."""

    title, icon, object_name = "Letters", "letters", "page_letters"
    kinds = frozenset({Kind.APPOINTMENTS, Kind.DECISIONS, Kind.LETTERS, Kind.SETTINGS})
    is_eager = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view: LettersView | None = None
        self._reading = 0
        self._asked_for: str | None = None
        self._wants_batch = False
        self._typesetter = typesetter = cache(desk.tools.typesetter)
        self.queue = LetterQueuePanel(self.title)
        self.letter = LetterSide(desk, typesetter, self.queue.group)
        self.batches = BatchPanel()
        self._making = LetterMaking(desk, typesetter, self)
        self._errands = BatchErrands(desk, self.queue, self.batches, self._making, typesetter, self)
        self._gate = GateErrands(desk, lambda: self._view, self)
        self._build()
        self._lay_out()
        self._connect()
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._look_at_clock)

    def badge(self) -> str:
        """How many letters are ready to be made whose patients do not know yet."""
        ready = sum(row.state == "ready" and row.told_at is None for row in self.queue.letters)
        return formats.number(ready) if ready else ""

    def load(self) -> None:
        """Read the queue, the batches and what letters say of the hospital."""
        self._reading += 1
        if self._view is None:
            self.header.facts.setText(self.tr("Reading…"))
        work = partial(read_letters, self._desk, self._desk.now())
        self._desk.jobs.run(work, partial(self._show, self._reading))

    def show_place(self, key: Hashable) -> None:
        """Show the letter of one appointment, whatever is filtered; the key is its id."""
        self._asked_for = str(key)
        if self._view is not None:
            self._go_to_asked()

    def _build(self) -> None:
        self.header = PageHeader(self.title)
        self.wordings = push_button(self.tr("Wordings…"), self._open_wordings, name="open_wordings")
        self.settings = push_button(self.tr("Settings…"), self._go_to_settings, name="set_up")
        self.calls = push_button(self.tr("Call sheet…"), self._show_calls, name="call_sheet")
        self.make = push_button(
            self.tr("Make batch"), self._ask_batch, name="make_batch", primary=True
        )
        self.outlets = LetterOutlets(self._desk, self._typesetter, lambda: self.batches.row, self)
        for button in (self.wordings, self.settings, self.calls, self.outlets, self.make):
            self.header.add(button)
        self.lacking = Notice(space(2))
        self.lacking.setObjectName("lacking")
        self.details_button = push_button(
            self.tr("Hospital details…"), self._errands.ask_details, name="hospital_details"
        )
        self.lacking.add(self.details_button)
        self.releases = Notice(space(2))
        self.releases.setObjectName("releases")
        self.show_releases = push_button(
            self.tr("Show…"), self._gate.show_releases, name="show_releases"
        )
        self.releases.add(self.show_releases)
        self.told = Notice(space(2))
        self.told.setObjectName("told")
        self.late = Notice(space(2))
        self.late.setObjectName("late")
        self.show_late = push_button(
            self.tr("Show"), partial(self.queue.filters.choose, "phone"), name="show_late"
        )
        self.late.add(self.show_late)
        self.first = FirstSteps(
            "letters", self.tr("This page makes the letters that tell patients what is decided.")
        )

    def _lay_out(self) -> None:
        lists = QWidget()
        left = _column(lists)
        left.addWidget(self.queue, 1)
        left.addWidget(self.batches)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(lists)
        self.split.addWidget(self.letter)
        self.split.setStretchFactor(0, 7)
        self.split.setStretchFactor(1, 4)
        self.split.setSizes([space(184), space(96)])
        work = QWidget()
        down = _column(work)
        for widget in (
            self.late,
            self.lacking,
            self.releases,
            self.told,
            self.queue.filters,
        ):
            down.addWidget(widget)
        down.addWidget(self.split, 1)
        whole = _column(self)
        whole.addWidget(self.header)
        self._whole = QStackedLayout()
        whole.addLayout(self._whole, 1)
        self._whole.addWidget(work)
        self._whole.addWidget(self.first)

    def _connect(self) -> None:
        self.queue.rows_shown.connect(lambda: self.letter.setVisible(bool(self.queue.model.rows)))
        self.queue.rows_chosen.connect(self._rows_chosen)
        self.queue.asked.connect(self._go_on)
        self._making.changed.connect(self._say_make)
        self._making.said.connect(self.told.say)
        self._making.made.connect(self.batches.choose)
        self._errands.said.connect(self.told.say)
        self.outlets.said.connect(self.told.say)
        self._errands.details_entered.connect(self._want_batch)
        self._gate.said.connect(self.told.say)
        self.letter.release_asked.connect(self._gate.ask_release)
        self.letter.answer_asked.connect(self._gate.answer)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import)

    def _show(self, reading: int, view: LettersView) -> None:
        if reading != self._reading:
            return
        self._view = view
        self._say_lacking(view)
        self._whole.setCurrentIndex(1 if view.is_bare else 0)
        self.make.setVisible(not view.is_bare)
        self.late.say(late_words(view.queue), Tone.SHORT)
        self._say_untrue(view.queue)
        self._say_releases(view)
        self.letter.show_releases(view.releases)
        self.queue.show_view(view, self._desk.now())
        self._set_clock()
        self.batches.show_batches(view.batches)
        if self._asked_for is not None:
            self._go_to_asked()
        self.badge_changed.emit()
        if self._wants_batch:
            self._wants_batch = False
            self._ask_batch()

    def _say_lacking(self, view: LettersView) -> None:
        """What is not set up yet: some of it keeps every batch from being made."""
        setup = view.setup
        lacks = (*setup.missing, *setup.lacking)
        said = self.tr("The letters lack {what}.").format(what=", ".join(lacks)) if lacks else ""
        if setup.missing:
            said += self.tr(" None is made before {what} is entered.").format(
                what=listed(list(setup.missing), "and")
            )
        said = "\n".join(part for part in (view.setup_fault, said) if part)
        self.lacking.say(said, Tone.WARNING)

    def _say_releases(self, view: LettersView) -> None:
        waiting = formats.count(len(view.releases), "release waits", "releases wait")
        said = self.tr("{n} for a second person.").format(n=waiting)
        if view.releases:
            self.releases.say(said, Tone.WARNING)
        elif view.in_use:
            agreed = formats.count(len(view.in_use), "release is", "releases are")
            self.releases.say(self.tr("{n} agreed and in use.").format(n=agreed), Tone.MUTED)
        else:
            self.releases.say("")

    def _say_untrue(self, queue: tuple[QueuedLetter, ...]) -> None:
        untrue = sum(row.state == "withdraw" for row in queue)
        said = formats.count(untrue, "letter in a batch is", "letters in a batch are")
        told = self.tr("{n} no longer true: take out").format(n=said)
        self.header.facts.setText(told if untrue else "")

    @Slot(object)
    def _rows_chosen(self, rows: tuple[QueuedLetter, ...]) -> None:
        self._say_make()
        current = self.queue.table.current
        self.letter.show_letter(current if current in rows else next(iter(rows), None))

    @Slot()
    def _say_make(self) -> None:
        letters = letters_of(self.queue.to_make)
        self.make.setEnabled(letters > 0 and not self._making.is_making)
        text = self.tr("Make batch of {n}").format(n=formats.number(letters))
        self.make.setText(text if letters else self.tr("Make batch"))

    def _ask_batch(self) -> None:
        view = self._view
        if view is not None:
            self._errands.ask_batch(view.setup, view.setup_fault)

    def _open_wordings(self) -> None:
        open_wordings(self._desk, self.window())

    def _go_to_settings(self) -> None:
        self.place_asked.emit(Place("page_settings"))

    def _show_calls(self) -> None:
        self._gate.show_calls(self.window_id)

    @Slot()
    def _want_batch(self) -> None:
        """Ask for the batch again once what was saved is read."""
        self._wants_batch = True

    def _go_to_asked(self) -> None:
        key, self._asked_for = self._asked_for, None
        if key is not None:
            self.queue.go_to(key)

    @Slot()
    def _go_on(self) -> None:
        """Do what the empty page offers."""
        if self._view is not None and not self._view.appointments:
            self._import()
        else:
            self.place_asked.emit(Place("page_appointments"))

    def _import(self) -> None:
        is_bare = self._view is None or not self._view.strikes
        kind = None if is_bare else ImportKind.APPOINTMENTS
        ImportDialog(self._desk, kind, self.window_id, self.window()).open()

    @Slot()
    def _look_at_clock(self) -> None:
        """Count down; once a posting time has passed, sort the queue anew."""
        now = self._desk.now()
        if any((at := last_safe(row)) is not None and at < now for row in self.queue.letters):
            self._ask()
            return
        self.queue.tell_time(now)
        self._set_clock()

    def _set_clock(self) -> None:
        """Wake when the chips have something else to say."""
        wait = min(self.queue.next_turn(self._desk.now()) or LONGEST_WAIT, LONGEST_WAIT)
        self._tick.start(max(round(wait / timedelta(milliseconds=1)), LEAST_WAIT) + 1)


def _column(home: QWidget) -> QVBoxLayout:
    """Rows below each other without a gap."""
    layout = QVBoxLayout(home)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
