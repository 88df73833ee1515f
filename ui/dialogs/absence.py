"""Entering, correcting or removing one absence by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import AbsenceKind
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.people import Absence, StaffMember
from rota.domain.times import end_of_day, start_of_day, to_local
from rota.services.people import add_absence, correct_absence, look_at_absence, remove_absence
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reason import Question, ReasonDialog
from ui.errors import present
from ui.models.people import who_words
from ui.newest import Newest
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import FindingNotes, Form, choice
from ui.widgets.labels import paragraph, text_label
from ui.widgets.reason_box import ReasonBox
from ui.widgets.when_field import WhenField

MOMENT = timedelta(minutes=1)
REASONS = ("They came back earlier", "They are away longer", "The file was wrong")
GONE = ("They were not away after all", "Leave was cancelled", "Entered twice")


class AbsenceDialog(ErrandDialog):
    """Whole days unless said otherwise; without an absence a new one from ``day`` on."""

    def __init__(
        self,
        desk: Desk,
        person: StaffMember,
        away: Absence | None,
        day: datetime,
        parent: QWidget | None,
    ) -> None:
        is_new = away is None
        title = "Add an absence" if is_new else "Correct an absence"
        super().__init__(desk, title, "Add absence" if is_new else "Save", parent)
        self.setObjectName("dialog_absence")
        self._person, self._away = person, away
        self._newest = Newest(desk.jobs, self)
        self._build()
        self._lay_out()
        start = start_of_day(to_local(day).date())
        self._show(
            away
            or Absence(person.staff_id, start, end_of_day(to_local(day).date()), AbsenceKind.SICK)
        )
        self._connect()
        self._look()
        self.kind.setFocus()

    def work(self) -> Save:
        """The absence as the fields have it."""
        why = self.reason.why if self.reason is not None else ""
        return partial(self._keep, self.entered, why)

    @property
    def entered(self) -> Absence:
        """What the fields say now."""
        start, end = self.start.instant, self.end.instant
        if self.whole.isChecked():
            start, end = start_of_day(to_local(start).date()), end_of_day(to_local(end).date())
        return Absence(self._person.staff_id, start, end, AbsenceKind(self.kind.currentData()))

    def _keep(self, new: Absence, why: str) -> Changes:
        if self._away is None:
            return add_absence(self._desk.storage, new).changes
        return correct_absence(self._desk.storage, self._away, new, why).changes

    def _build(self) -> None:
        self.kind = choice(self.tr("Why they are away"), "kind", AbsenceKind, AbsenceKind.SICK)
        self.start = WhenField(self.tr("From"), "from")
        self.end = WhenField(self.tr("To"), "to")
        self.whole = QCheckBox(self.tr("&Whole days: the last day is included"))
        self.whole.setObjectName("whole_days")
        self.notes = FindingNotes()
        self.reason = None if self._away is None else ReasonBox(REASONS)

    def _lay_out(self) -> None:
        self.body.addWidget(text_label(who_words(self._person), bold=True))
        form = Form()
        form.put(self.tr("&Why"), self.kind)
        form.put(self.tr("&From"), self.start)
        form.put(self.tr("&To"), self.end)
        form.addRow("", self.whole)
        self.body.addLayout(form)
        self.body.addWidget(self.notes)
        never: QLabel = paragraph(
            self.tr("Being away is never counted as being on strike."), muted=True
        )
        never.setMinimumWidth(space(90))
        self.body.addWidget(never)
        if self.reason is not None:
            said = self.tr("Remove…")
            form.addRow("", push_button(said, self._remove, name="remove_absence"))
            self.body.addLayout(self.reason.with_label())

    def _show(self, away: Absence) -> None:
        last = to_local(away.end - MOMENT).date()
        first = to_local(away.start).date()
        whole = away.start == start_of_day(first) and away.end == end_of_day(last)
        self.kind.setCurrentIndex(self.kind.findData(away.kind.value))
        self.whole.setChecked(whole)
        self.start.show_instant(away.start)
        self.end.show_instant(away.end - MOMENT if whole else away.end)
        self._clocks()

    def _connect(self) -> None:
        self.start.changed.connect(self._start_moved)
        self.end.changed.connect(self._look)
        self.kind.currentIndexChanged.connect(lambda _at: self._look())
        self.whole.toggled.connect(lambda _on: self._clocks())

    def _clocks(self) -> None:
        for field in (self.start, self.end):
            field.clock.setEnabled(not self.whole.isChecked())
        self._look()

    def _start_moved(self) -> None:
        """Bring the last day along rather than leave it before the first."""
        if self.end.instant < self.start.instant:
            self.end.show_instant(self.start.instant)
        self._look()

    def _look(self) -> None:
        work = partial(look_at_absence, self._desk.storage, self.entered)
        self._newest.ask(work, self._say, self._cannot_say)

    def _say(self, found: tuple[Finding, ...]) -> None:
        self.notes.show_findings(found)

    def _cannot_say(self, error: BaseException) -> None:
        self.notes.show_findings(())
        if not isinstance(error, Refused):
            present(error, self)

    def _remove(self) -> None:
        away = self._away
        if away is None:
            return
        question = Question(
            self.tr("Remove an absence"),
            self.tr("{when}. They count as there again, where they hold a duty.").format(
                when=formats.period(away.start, away.end)
            ),
            self.tr("Remove"),
            GONE,
        )
        dialog = ReasonDialog(
            self._desk,
            question,
            lambda why, _choice: remove_absence(self._desk.storage, away, why),
            self,
        )
        dialog.saved.connect(lambda _changes: self.accept())
        dialog.open()
