"""Letters: what must be posted by when, what is held and why, the batches made and posted."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Kind
from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ImportKind
from rota.domain.letter_content import LetterContent, TypesetBatch
from rota.domain.letters import BatchRow, MadeLetter
from rota.domain.suppression import HOLDS, full_name
from rota.domain.wording import TrustDetails
from rota.services.batches import (
    BatchPlan,
    MadeBatch,
    Posted,
    Rendered,
    batch_pdf,
    batches,
    made_pages,
    plan_batch,
    preview_content,
    save_batch,
    typeset_batch,
    typeset_preview,
    untrue_letters,
)
from rota.services.hospital_details import read_trust_details
from rota.services.letter_queue import QueuedLetter, letter_group, letter_queue
from rota.services.ports import Typesetter
from rota.services.print_files import write_batch
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.letters import BatchDialog, DetailsDialog, PostedDialog, Untrue, ask_folder
from ui.errors import present
from ui.folders import keep_print_folder, print_folder
from ui.jobs import Progress
from ui.models.letters import (
    batch_model,
    is_late,
    last_safe,
    late_words,
    letters_of,
    queue_model,
    untrue_words,
)
from ui.models.visits import listed_name
from ui.pages.page import Page, Place
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.clipboard import let_copy
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.first_steps import FirstSteps
from ui.widgets.labels import Rule, paragraph, text_label
from ui.widgets.letter_preview import HoldList, PageView
from ui.widgets.notice import Notice
from ui.widgets.panels import PageHeader
from ui.widgets.table_view import TableView
from ui.wording import capital, holds_in_short

TICK_MILLISECONDS = 30_000
SHOWN = 3


@dataclass(frozen=True, slots=True)
class LettersView:
    """Everything the page shows, read in one go, and how far the hospital has come."""

    queue: tuple[QueuedLetter, ...]
    batches: tuple[BatchRow, ...]
    details: TrustDetails
    strikes: int
    appointments: int
    decisions: int


_TESTS: dict[str, Callable[[QueuedLetter], bool]] = {
    "all": lambda row: row.state != "in_batch",
    "first": lambda row: row.state == "ready" and row.channel == "first",
    "second": lambda row: row.state == "ready" and row.channel == "second",
    "phone": is_late,
    "held": lambda row: row.state == "held",
    "in_batch": lambda row: row.state in ("in_batch", "withdraw"),
}


class LettersPage(Page):
    """The queue by last safe posting time, the page as it prints, and the batches."""

    title, icon, object_name = "Letters", "letters", "page_letters"
    kinds = frozenset({Kind.APPOINTMENTS, Kind.DECISIONS, Kind.LETTERS, Kind.SETTINGS})
    is_eager = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view: LettersView | None = None
        self._words = ""
        self._reading = 0
        self._asked_for: str | None = None
        self._shown: QueuedLetter | None = None
        self._next: QueuedLetter | None = None
        self._is_previewing = False
        self._is_making = False
        self._wants_batch = False
        self._typesetter: Typesetter | None = None
        self._build()
        self._lay_out()
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MILLISECONDS)
        self._tick.timeout.connect(self._look_at_clock)

    def badge(self) -> str:
        """How many letters are ready to be made."""
        ready = sum(row.state == "ready" for row in self._view.queue) if self._view else 0
        return formats.number(ready) if ready else ""

    def _build(self) -> None:
        self.header = PageHeader(self.title)
        self.details_button = push_button(
            self.tr("Hospital details…"), self._ask_details, name="hospital_details"
        )
        self.make = push_button(
            self.tr("Make batch"), self._ask_batch, name="make_batch", primary=True
        )
        self.header.add(self.details_button)
        self.header.add(self.make)
        self.lacking = Notice(space(2))
        self.lacking.setObjectName("lacking")
        self.told = Notice(space(2))
        self.told.setObjectName("told")
        self.late = Notice(space(2))
        self.late.setObjectName("late")
        self.show_late = push_button(
            self.tr("Show"), lambda: self.filters.choose("phone"), name="show_late"
        )
        self.late.add(self.show_late)
        self.filters = FilterBar(self.tr("Which letters"), self.tr("Find a name or postcode"))
        self.queue = queue_model()
        self.queue.setParent(self)
        self.view = TableView(self.queue, self.title, name="view_letters")
        let_copy(self.view)
        self.nothing = EmptyState("letters", "", "")
        self.first = FirstSteps(
            "letters", self.tr("This page makes the letters that tell patients what is decided.")
        )
        self.batch_rows = batch_model()
        self.batch_rows.setParent(self)
        self.batch_view = TableView(self.batch_rows, self.tr("Batches"), name="view_batches")
        self.save_again = push_button(
            self.tr("Save PDF again…"), self._ask_save_again, name="save_again"
        )
        self.posted = push_button(self.tr("Posted…"), self._ask_posted, name="posted")
        self.letter_title = text_label(bold=True)
        self.letter_title.setObjectName("letter_title")
        self.letter_words = paragraph(muted=True)
        self.pages = PageView(self._desk)
        self.holds = HoldList()

    def _lay_out(self) -> None:
        side = self.side = QWidget()
        self._side = QStackedLayout()
        self._side.addWidget(self.pages)
        self._side.addWidget(self.holds)
        down = QVBoxLayout(side)
        down.setContentsMargins(space(4), space(1), 0, 0)
        down.setSpacing(space(1))
        for label in (self.letter_title, self.letter_words):
            label.setContentsMargins(0, 0, space(4), 0)
        down.addWidget(self.letter_title)
        down.addWidget(self.letter_words)
        down.addLayout(self._side, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self._lists())
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 7)
        self.split.setStretchFactor(1, 4)
        side.setMinimumWidth(space(75))
        self.split.setSizes([space(175), space(100)])
        work = QWidget()
        layout = QVBoxLayout(work)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.late)
        layout.addWidget(self.lacking)
        layout.addWidget(self.told)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        self._whole = QStackedLayout()
        whole.addLayout(self._whole, 1)
        self._whole.addWidget(work)
        self._whole.addWidget(self.first)

    def _lists(self) -> QWidget:
        table = QWidget()
        self._middle = QStackedLayout(table)
        self._middle.addWidget(self.view)
        self._middle.addWidget(self.nothing)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(space(4), space(2), space(3), space(1))
        buttons.setSpacing(space(2))
        buttons.addWidget(text_label(self.tr("Batches"), bold=True), 1)
        buttons.addWidget(self.save_again)
        buttons.addWidget(self.posted)
        self.batch_part = QWidget()
        down = QVBoxLayout(self.batch_part)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(Rule())
        down.addLayout(buttons)
        down.addWidget(self.batch_view)
        self.batch_view.setFixedHeight(space(32))
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(table, 1)
        layout.addWidget(self.batch_part)
        return whole

    def _connect(self) -> None:
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.filters.searched.connect(self._search)
        self.view.rows_chosen.connect(self._rows_chosen)
        self.batch_view.rows_chosen.connect(lambda _rows: self._say_batch_buttons())
        self.nothing.asked.connect(self._go_on)
        self.first.strike_asked.connect(lambda: self.place_asked.emit(Place("page_strikes")))
        self.first.import_asked.connect(self._import)

    def load(self) -> None:
        """Read the queue, the batches and what letters say of the hospital."""
        self._reading += 1
        if self._view is None:
            self.header.facts.setText(self.tr("Reading…"))
        desk = self._desk
        work = partial(_read, desk, desk.now())
        desk.jobs.run(work, partial(self._show, self._reading))
        self._tick.start()

    def show_place(self, key: Hashable) -> None:
        """Show the letter of one appointment, whatever is filtered; the key is its id."""
        self._asked_for = str(key)
        if self._view is not None:
            self._go_to_asked()

    def _show(self, reading: int, view: LettersView) -> None:
        if reading != self._reading:
            return
        self._view = view
        lacks = view.details.missing
        said = self.tr("The letters lack {what}. Enter them under Hospital details.")
        self.lacking.say(said.format(what=", ".join(lacks)) if lacks else "", Tone.WARNING)
        is_bare = not (view.strikes or view.appointments or view.queue or view.batches)
        self._whole.setCurrentIndex(1 if is_bare else 0)
        self.make.setVisible(not is_bare)
        self.late.say(late_words(view.queue), Tone.SHORT)
        self._say_chips()
        self._show_rows()
        self.batch_rows.replace(view.batches)
        self.batch_part.setVisible(bool(view.batches))
        if view.batches and not self.batch_view.chosen:
            self.batch_view.selectRow(0)
        self._say_batch_buttons()
        if self._asked_for is not None:
            self._go_to_asked()
        self.badge_changed.emit()
        if self._wants_batch:
            self._wants_batch = False
            self._ask_batch()

    def _say_chips(self) -> None:
        queue = self._view.queue if self._view else ()
        counts = {key: sum(map(test, queue)) for key, test in _TESTS.items()}
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
                texts[key] += self.tr(" until {when}").format(when=formats.moment(deadline))
        self.filters.show_choices(
            tuple(FilterChoice(key, text, counts[key]) for key, text in texts.items())
        )
        untrue = sum(row.state == "withdraw" for row in queue)
        if untrue:
            said = formats.count(untrue, "letter in a batch is", "letters in a batch are")
            self.header.facts.setText(self.tr("{n} no longer true: take out").format(n=said))
        else:
            self.header.facts.setText("")

    def _deadline(self, channel: str) -> datetime | None:
        queue = self._view.queue if self._view else ()
        found = (last_safe(row) for row in queue if _TESTS[channel](row))
        return min((at for at in found if at is not None), default=None)

    @Slot()
    def _show_rows(self) -> None:
        test = _TESTS[str(self.filters.current or "all")]
        queue = self._view.queue if self._view else ()
        rows = tuple(row for row in queue if test(row) and self._holds_words(row))
        place = self.view.currentIndex().row()
        self.queue.replace(rows)
        if rows and not self.view.chosen:
            self.view.selectRow(min(max(place, 0), len(rows) - 1))
        self._middle.setCurrentIndex(0 if rows else 1)
        self.side.setVisible(bool(rows))
        self._say_nothing()
        self._rows_chosen(self.view.chosen)

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

    def _go_to_asked(self) -> None:
        key, self._asked_for = self._asked_for, None
        if key is None:
            return
        if not self.queue.index_of(key).isValid():
            if self.filters.field is not None:
                self.filters.field.clear()
            self._words = ""
            for choice in ("all", "in_batch"):
                self.filters.choose(choice)
                self._show_rows()
                if self.queue.index_of(key).isValid():
                    break
        self.view.select_keys(frozenset({key}), key)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._words = text
        self._show_rows()

    @Slot()
    def _look_at_clock(self) -> None:
        """Sort the queue anew once a posting time has passed."""
        now = self._desk.now()
        queue = self._view.queue if self._view else ()
        if any((at := last_safe(row)) is not None and at < now for row in queue):
            self._ask()

    @Slot(object)
    def _rows_chosen(self, rows: tuple[QueuedLetter, ...]) -> None:
        self._say_make()
        current = self.view.current
        row = current if current in rows else (rows[0] if rows else None)
        if row is None:
            self._shown = None
            self.letter_title.setText("")
            self.letter_words.setText("")
            self.pages.clear()
            self._side.setCurrentIndex(0)
        elif row != self._shown:
            self._shown = row
            self._show_letter(row)

    def _show_letter(self, row: QueuedLetter) -> None:
        self.letter_title.setText(full_name(row.visit.patient))
        self.letter_words.setText(_letter_words(row, len(self._group(row))))
        if row.state == "held":
            self.pages.clear()
            self.holds.say(self.tr("Held: not printed until this is settled"))
            self.holds.show_holds(
                tuple(
                    (capital(holds_in_short((code,))), HOLDS[code].text, HOLDS[code].owner)
                    for code in row.holds
                )
            )
            self._side.setCurrentIndex(1)
            return
        self._side.setCurrentIndex(0)
        self._next = row
        self._preview_next()

    def _preview_next(self) -> None:
        """Preview the row chosen last; those passed on the way are skipped."""
        if self._is_previewing or self._next is None:
            return
        row, self._next = self._next, None
        self._is_previewing = True
        jobs, storage, now = self._desk.jobs, self._desk.storage, self._desk.now()
        if row.batch is not None:
            jobs.run(
                partial(made_pages, storage, row.batch, row.reference),
                partial(self._show_pages, row),
                self._no_preview,
                ended=self._previewed,
            )
        else:
            jobs.run(
                partial(preview_content, storage, self._group(row), now),
                partial(self._typeset_preview, row),
                self._no_preview,
            )

    def _group(self, row: QueuedLetter) -> list[QueuedLetter]:
        """The appointments that the letter of a row tells of."""
        return letter_group(self._view.queue, row) if self._view else [row]

    def _typeset_preview(self, row: QueuedLetter, content: LetterContent) -> None:
        self._desk.jobs.run_pure(
            partial(typeset_preview, self._setter(), content),
            partial(self._show_preview, row),
            self._no_preview,
            ended=self._previewed,
        )

    def _show_preview(self, row: QueuedLetter, made: TypesetBatch) -> None:
        if row != self._shown:
            return
        if not made.letters:
            self.pages.clear()
            self.letter_words.setText(made.exceptions[0].text if made.exceptions else "")
            return
        self.pages.show_pages(made.pdf, made.letters[0].first_page, made.letters[0].pages)

    def _show_pages(self, row: QueuedLetter, made: tuple[bytes, int, int]) -> None:
        if row == self._shown:
            self.pages.show_pages(*made)

    def _no_preview(self, error: BaseException) -> None:
        self.pages.clear()
        self._is_previewing = False
        if isinstance(error, Refused | Unavailable):
            self.letter_words.setText(error.text)
        else:
            present(error, self.window())

    def _previewed(self) -> None:
        self._is_previewing = False
        self._preview_next()

    def _setter(self) -> Typesetter:
        if self._typesetter is None:
            self._typesetter = self._desk.tools.typesetter()
        return self._typesetter

    def _to_make(self) -> tuple[QueuedLetter, ...]:
        """What the button would make: several chosen, or all shown that can still be posted."""
        chosen = self.view.chosen
        if len(chosen) > 1:
            return tuple(row for row in chosen if row.state == "ready")
        late = self.filters.current == "phone"
        return tuple(
            row
            for row in self.queue.rows
            if row.state == "ready" and (late or row.channel in ("first", "second"))
        )

    def _say_make(self) -> None:
        letters = letters_of(self._to_make())
        self.make.setEnabled(letters > 0 and not self._is_making)
        text = self.tr("Make batch of {n}").format(n=formats.number(letters))
        self.make.setText(text if letters else self.tr("Make batch"))

    def _ask_batch(self) -> None:
        rows = self._to_make()
        if not rows or self._is_making:
            return
        details = self._view.details if self._view else TrustDetails()
        if not (details.name and details.phone):
            self._ask_details_first(details)
            return
        lacks = details.missing
        dialog = BatchDialog(letters_of(rows), lacks, print_folder(), self.window())
        ids = frozenset(row.appointment_id for row in rows)
        dialog.chosen.connect(partial(self._make, ids))
        dialog.open()

    def _ask_details_first(self, details: TrustDetails) -> None:
        """No letter leaves without the hospital's name and phone; then the batch is asked for."""
        reason = self.tr("A letter needs the hospital's name and a phone number before it is made.")
        dialog = DetailsDialog(self._desk, details, self.window(), reason)
        dialog.saved.connect(lambda _changes: self._want_batch())
        dialog.open()

    def _want_batch(self) -> None:
        self._wants_batch = True

    def _make(self, ids: frozenset[str], folder: Path) -> None:
        keep_print_folder(folder)
        self._set_making(True)
        self.told.say("")
        desk = self._desk
        work = partial(plan_batch, desk.storage, desk.tools.rules.posting, desk.now(), ids)
        desk.jobs.run(work, partial(self._typeset, folder), self._not_made)

    def _typeset(self, folder: Path, plan: BatchPlan) -> None:
        setter = self._setter()

        def work(progress: Progress) -> MadeBatch:
            return typeset_batch(plan, setter, progress.report, lambda: progress.cancelled)

        letters = formats.count(len(plan.contents), "letter")
        self._desk.jobs.run_pure(
            work,
            partial(self._keep, folder),
            self._not_made,
            title=self.tr("Making {letters}").format(letters=letters),
            cancellable=True,
        )

    def _keep(self, folder: Path, made: MadeBatch) -> None:
        work = partial(save_batch, self._desk.storage, made, self._desk.now())
        self._desk.jobs.run(work, partial(self._kept, folder), self._not_made)

    def _kept(self, folder: Path, made: Rendered) -> None:
        """The batch is saved: only now is its file handed out."""
        self._set_making(False)
        self._desk.bus.publish(made.changes)
        if made.batch is None:
            self.told.say(_left_out(made) or self.tr("No letter was ready."), Tone.WARNING)
            return
        self._desk.jobs.run_pure(
            partial(write_batch, folder, made.batch, made.pdf),
            partial(self._say_made, made),
            self._not_made,
        )

    def _say_made(self, made: Rendered, path: Path) -> None:
        said = self.tr(
            "Batch {batch}: {letters} on {pages}, saved as {file}. "
            "Print it, post it, then press Posted below."
        ).format(
            batch=made.batch,
            letters=formats.count(made.letters, "letter"),
            pages=formats.count(made.pages, "page"),
            file=path,
        )
        left = _left_out(made)
        self.told.say(f"{said}\n{left}" if left else said, Tone.WARNING if left else Tone.COVERED)
        self.batch_view.select_keys(frozenset({made.batch}), made.batch)

    def _not_made(self, error: BaseException) -> None:
        self._set_making(False)
        if isinstance(error, Refused | Unavailable):
            self.told.say(error.text, Tone.WARNING)
        else:
            present(error, self.window())

    def _set_making(self, is_making: bool) -> None:
        self._is_making = is_making
        self._say_make()

    def _batch(self) -> BatchRow | None:
        rows = self.batch_view.chosen
        return rows[0] if len(rows) == 1 else None

    def _say_batch_buttons(self) -> None:
        row = self._batch()
        self.save_again.setEnabled(row is not None)
        self.posted.setEnabled(row is not None and row.posted < row.letters)

    def _ask_save_again(self) -> None:
        row = self._batch()
        if row is not None:
            ask_folder(self, print_folder(), partial(self._save_again, row.batch))

    def _save_again(self, batch: int, folder: str) -> None:
        keep_print_folder(Path(folder))
        self._desk.jobs.run(
            partial(batch_pdf, self._desk.storage, batch),
            partial(self._write_again, batch, Path(folder)),
            self._not_made,
        )

    def _write_again(self, batch: int, folder: Path, pdf: bytes) -> None:
        self._desk.jobs.run_pure(
            partial(write_batch, folder, batch, pdf),
            lambda path: self.told.say(
                self.tr("Batch {batch} saved as {file}.").format(batch=batch, file=path),
                Tone.COVERED,
            ),
            self._not_made,
        )

    def _ask_posted(self) -> None:
        row = self._batch()
        if row is not None:
            work = partial(untrue_letters, self._desk.storage, row.batch)
            self._desk.jobs.run(work, partial(self._open_posted, row))

    def _open_posted(self, row: BatchRow, untrue: list[MadeLetter]) -> None:
        queue = self._view.queue if self._view else ()
        named = tuple(_untrue(letter, queue) for letter in untrue)
        dialog = PostedDialog(self._desk, row, named, self.window())
        dialog.posted.connect(partial(self._say_posted, row.batch))
        dialog.open()

    def _say_posted(self, batch: int, done: Posted) -> None:
        """Say what went, what was taken out and whom to phone all the same."""
        queue = self._view.queue if self._view else ()
        said = self.tr("Batch {batch}: {letters} posted.").format(
            batch=batch, letters=formats.count(done.number, "letter")
        )
        if done.left_out:
            out = formats.count(len(done.left_out), "letter")
            said += self.tr(" {letters} taken out.").format(letters=out)
        late = letters_of(row for row in queue if row.appointment_id in done.too_late)
        if done.too_late:
            late_said = formats.count(late or len(done.too_late), "letter")
            names = [listed_name(row.visit) for row in queue if row.appointment_id in done.too_late]
            said += self.tr(" {letters} cannot arrive in time: phone {names}.").format(
                letters=late_said, names=_some(names)
            )
        self.told.say(said, Tone.SHORT if done.too_late else Tone.COVERED)

    def _ask_details(self) -> None:
        work = partial(read_trust_details, self._desk.storage)
        self._desk.jobs.run(
            work, lambda details: DetailsDialog(self._desk, details, self.window()).open()
        )


def _read(desk: Desk, now: datetime) -> LettersView:
    queue = letter_queue(desk.storage, desk.tools.rules.posting, now)
    with desk.storage.read() as work:
        strikes, appointments = len(work.windows.all()), work.appointments.count()
        decisions = len(work.appointments.decided())
    return LettersView(
        tuple(queue),
        tuple(batches(desk.storage)),
        read_trust_details(desk.storage),
        strikes,
        appointments,
        decisions,
    )


def _untrue(letter: MadeLetter, queue: tuple[QueuedLetter, ...]) -> Untrue:
    rows = [row for row in queue if row.appointment_id in letter.appointment_ids]
    who = listed_name(rows[0].visit) if rows else ", ".join(letter.appointment_ids)
    return Untrue(letter, who, untrue_words(rows))


def _some(names: list[str]) -> str:
    """The first names, and how many more."""
    shown = list(dict.fromkeys(names))
    more = len(shown) - SHOWN
    return "; ".join(shown[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _letter_words(row: QueuedLetter, together: int) -> str:
    said = f"{row.service.name}, {formats.moment(row.visit.start)}"
    if together > 1:
        said += f", with {formats.count(together - 1, 'other appointment')} in one letter"
    match row.state:
        case "withdraw":
            return f"{said}. {row.reference} in batch {row.batch} is no longer true: take it out."
        case "in_batch" if row.channel == "phone":
            return (
                f"{said}. {row.reference} in batch {row.batch}, not posted, can no longer arrive "
                "in time: phone this patient."
            )
        case "in_batch":
            return f"{said}. {row.reference} in batch {row.batch}, not posted yet."
        case "ready" if row.channel == "phone":
            return f"{said}. A letter comes too late: phone first; the letter confirms."
        case _:
            return said


def _left_out(made: Rendered) -> str:
    if not made.exceptions:
        return ""
    shown = [f"{each.reference}: {each.text}" for each in made.exceptions[:SHOWN]]
    more = len(made.exceptions) - len(shown)
    if more:
        shown.append(f"and {more:,} more")
    return f"Left out, still to do: {'; '.join(shown)}"
