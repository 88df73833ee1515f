"""Working out new dates beside the window: what is read first, how far it is, a way to stop it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from rota.domain.appointments import Patient
from rota.domain.rebooking import DateOffers
from rota.domain.rules import Rulebook
from rota.services import ports
from rota.services.date_question import patients_of
from rota.services.new_dates import DateQuestion, propose, read_dates
from rota.services.ports import Rebooker, Storage
from ui.desk import Desk
from ui.jobs import Cancelled, JobState, Progress
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label

STEPS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read before dates are worked out: the question, and whom it is about."""

    question: DateQuestion
    patients: Mapping[str, Patient]


class DatesSearch(QWidget):
    """Shows how far the work is. Emits ``found`` with what was asked and the dates, or else
    ``nothing`` with a title, a sentence and the words of a button, or ``failed`` with an error.

    Nothing is emitted once the dialog it is in has closed.
    """

    found = Signal(object, object)
    nothing = Signal(str, str, str)
    failed = Signal(object)

    def __init__(self, desk: Desk, home: QDialog) -> None:
        super().__init__(home)
        self._desk = desk
        self._job = 0
        self._is_over = False
        self._is_answered = True
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Working out dates"))
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.bar, 1)
        row.addWidget(push_button(self.tr("&Stop"), self.stop, name="stop_dates"))
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(text_label(self.tr("Working out the dates that harm least…"), muted=True))
        down.addLayout(row)
        down.addStretch(1)
        desk.jobs.progressed.connect(self._progressed)
        home.finished.connect(self._end)

    def begin(self, window_id: int, appointment_ids: tuple[str, ...] | None) -> None:
        """Read who waits and what is free, then work the dates out."""
        self.stop()
        self._is_answered = False
        self.bar.setRange(0, 0)
        desk = self._desk
        work = partial(
            _read, desk.storage, desk.tools.rules, window_id, desk.now(), appointment_ids
        )
        desk.jobs.run(work, self._solve, self._fail)

    def stop(self) -> None:
        """Give up what is being worked out."""
        self._desk.jobs.cancel(self._job)

    def _solve(self, asked: Asked) -> None:
        if self._is_over:
            return
        if not asked.question.problem.wanted:
            said = self.tr("Everyone who was postponed in this strike has a date, or nobody was.")
            self._say(self.tr("Nobody waits for a date"), said)
        elif not asked.question.imported:
            said = self.tr("Bring in a list of free slots. Dates are then proposed from it.")
            self._say(self.tr("Import free slots first"), said)
        else:
            self._job = self._desk.jobs.run_pure(
                partial(_propose, asked.question, self._desk.tools.rebooker),
                partial(self._answer, asked),
                self._fail,
                title=self.tr("New dates"),
                cancellable=True,
                ended=self._ended,
            )

    def _answer(self, asked: Asked, offers: DateOffers) -> None:
        if not self._is_over:
            self._is_answered = True
            self.found.emit(asked, offers)

    def _say(self, title: str, said: str, button: str = "") -> None:
        self._is_answered = True
        self.nothing.emit(title, said, button)

    def _fail(self, error: BaseException) -> None:
        if not self._is_over:
            self._is_answered = True
            self.failed.emit(error)

    def _ended(self) -> None:
        if not self._is_over and not self._is_answered:
            said = self.tr("No dates were worked out.")
            self._say(self.tr("Stopped"), said, self.tr("Try again"))

    def _progressed(self, state: JobState) -> None:
        if state.number == self._job and state.total:
            self.bar.setRange(0, state.total)
            self.bar.setValue(state.done)

    def _end(self) -> None:
        self._is_over = True
        self.stop()


def _read(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    now: datetime,
    appointment_ids: tuple[str, ...] | None,
) -> Asked:
    question = read_dates(storage, rules, window_id, now, appointment_ids)
    ids = [each.appointment_id for each in question.problem.wanted]
    return Asked(question, patients_of(storage, ids))


def _propose(question: DateQuestion, rebooker: Rebooker, progress: Progress) -> DateOffers:
    def tell(fraction: float) -> None:
        progress.report(round(fraction * STEPS), STEPS)

    try:
        return propose(question, rebooker, tell, lambda: progress.cancelled)
    except ports.Cancelled:
        raise Cancelled from None
