"""Entering or correcting one duty by hand; what is odd about it is said while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import DutyKind, StaffGroup
from rota.domain.duties import Duty, Service
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.services.duties import DutyOrder, add_duty, correct_duty, look_at_duty, retire_duty
from rota.services.people_list import DutyLine, known_names, people_by_name
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.person import skills_of
from ui.dialogs.reason import Question, ReasonDialog
from ui.errors import present
from ui.newest import Newest
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import FindingNotes, Form, choice, line, names, offer
from ui.widgets.people_choice import chosen_person, offer_people
from ui.widgets.reason_box import ReasonBox
from ui.widgets.when_field import WhenField

LENGTH = timedelta(hours=12)
REASONS = ("Changed on the ward's own rota", "They swapped", "The file was wrong")
GONE = ("Not needed after all", "Entered twice", "The ward closed it")


@dataclass(frozen=True, slots=True)
class Known:
    """What the fields offer."""

    services: Sequence[Service]
    departments: tuple[str, ...]
    sites: tuple[str, ...]
    people: tuple[StaffMember, ...]


class DutyDialog(ErrandDialog):
    """Without a line: a new duty, of ``holder`` and from ``start`` unless that is changed."""

    def __init__(
        self,
        desk: Desk,
        line_: DutyLine | None,
        holder: StaffMember | None,
        start: datetime,
        parent: QWidget | None,
    ) -> None:
        is_new = line_ is None
        title = "Add a duty" if is_new else "Correct a duty"
        super().__init__(desk, title, "Add duty" if is_new else "Save", parent)
        self.setObjectName("dialog_duty")
        self._line = line_
        self._newest = Newest(desk.jobs, self)
        self._holder_id = holder.staff_id if holder is not None else ""
        self._build()
        self._lay_out()
        if line_ is None:
            self._show_new(holder, start)
        else:
            self._show(line_.duty, line_.service)
        self._connect()
        desk.jobs.run(partial(_known, desk), self._offer)
        self.service.setFocus()

    def work(self) -> Save:
        """The duty as the fields have it."""
        why = self.reason.why if self.reason is not None else ""
        return partial(self._keep, self._order(), why)

    def _keep(self, order: DutyOrder, why: str) -> Changes:
        storage, ladder = self._desk.storage, self._desk.tools.rules.ladder
        if self._line is None:
            return add_duty(storage, order, ladder).changes
        return correct_duty(storage, order, ladder, why).changes

    def _order(self) -> DutyOrder:
        old = self._line.duty if self._line is not None else None
        duty = Duty(
            duty_id="" if old is None else old.duty_id,
            service_id=0 if old is None else old.service_id,
            staff_group=StaffGroup(self.group.currentData()),
            grade_min=self.grade.currentText().strip(),
            start=self.start.instant,
            end=self.end.instant,
            kind=DutyKind(self.kind.currentData()),
            staff_id=self._chosen_holder(),
            competencies=skills_of(self.skills.text()),
            emergency=self.emergency.isChecked(),
        )
        return DutyOrder(
            duty,
            self.service.currentText(),
            self.site.currentText(),
            self.department.currentText(),
        )

    def _chosen_holder(self) -> str | None:
        refusal = self.tr("Choose who holds it from the list, or nobody.")
        return chosen_person(self.holder, self._holder_id, refusal)

    def _build(self) -> None:
        self.service = names(self.tr("Service"), "service", ())
        self.site = names(self.tr("Site"), "site", ())
        self.department = names(self.tr("Department"), "department", ())
        self.start = WhenField(self.tr("Starts"), "duty_start")
        self.end = WhenField(self.tr("Ends"), "duty_end")
        self.holder = names(self.tr("Held by"), "holder", ())
        self.kind = choice(self.tr("Kind"), "kind", DutyKind, DutyKind.WARD)
        group = StaffGroup.RESIDENT_DOCTOR
        self.group = choice(self.tr("Staff group"), "staff_group", StaffGroup, group)
        grades = tuple(self._desk.tools.rules.ladder.ranks)
        self.grade = names(self.tr("Lowest grade"), "grade_min", grades)
        self.skills = line(self.tr("Skills"), "skills", hint=self.tr("airway; als"))
        self.emergency = QCheckBox(self.tr("Part of the &emergency-only cover"))
        self.emergency.setObjectName("emergency")
        self.notes = FindingNotes()
        self.reason = None if self._line is None else ReasonBox(REASONS)

    def _lay_out(self) -> None:
        form = Form()
        form.put(self.tr("Ser&vice"), self.service)
        form.put(self.tr("S&ite"), self.site)
        form.put(self.tr("&Department"), self.department)
        form.put(self.tr("&Starts"), self.start)
        form.put(self.tr("&Ends"), self.end)
        form.put(self.tr("&Held by"), self.holder)
        form.put(self.tr("&Kind"), self.kind)
        form.put(self.tr("Staff &group"), self.group)
        form.put(self.tr("Lowest g&rade"), self.grade)
        form.put(self.tr("Skills &needed"), self.skills)
        form.addRow("", self.emergency)
        self.body.addLayout(form)
        self.body.addWidget(self.notes)
        if self.reason is not None:
            self.body.addLayout(self.reason.with_label())
            said = self.tr("Retire this duty…")
            form.addRow("", push_button(said, self._retire, name="retire_duty"))

    def _show_new(self, holder: StaffMember | None, start: datetime) -> None:
        self.start.show_instant(start)
        self.end.show_instant(start + LENGTH)
        if holder is not None:
            self.site.setCurrentText(holder.site)
            self.department.setCurrentText(holder.department)
            self.group.setCurrentIndex(self.group.findData(holder.staff_group.value))
            self.grade.setCurrentText(holder.grade)

    def _show(self, duty: Duty, service: Service) -> None:
        self._holder_id = duty.staff_id or ""
        self.service.setCurrentText(service.name)
        self.site.setCurrentText(service.site)
        self.department.setCurrentText(service.department)
        self.start.show_instant(duty.start)
        self.end.show_instant(duty.end)
        self.kind.setCurrentIndex(self.kind.findData(duty.kind.value))
        self.group.setCurrentIndex(self.group.findData(duty.staff_group.value))
        self.grade.setCurrentText(duty.grade_min)
        self.skills.setText("; ".join(sorted(duty.competencies)))
        self.emergency.setChecked(duty.emergency)

    def _connect(self) -> None:
        for field in (self.service, self.site, self.holder, self.grade):
            field.currentTextChanged.connect(lambda _text: self._look())
        for code in (self.kind, self.group):
            code.currentIndexChanged.connect(lambda _at: self._look())
        self.start.changed.connect(self._look)
        self.end.changed.connect(self._look)
        self.skills.textChanged.connect(lambda _text: self._look())

    def _offer(self, known: Known) -> None:
        offer(self.service, tuple(dict.fromkeys(each.name for each in known.services)))
        offer(self.site, known.sites)
        offer(self.department, known.departments)
        offer_people(self.holder, known.people, self._holder_id)
        self._look()

    def _look(self) -> None:
        """Ask what is odd about the duty as it stands; of many keys only the last."""
        try:
            order = self._order()
        except Refused:
            self._newest.forget()
            return
        work = partial(look_at_duty, self._desk.storage, order, self._desk.tools.rules.ladder)
        self._newest.ask(work, self._say, self._cannot_say)

    def _say(self, found: tuple[Finding, ...]) -> None:
        self.notes.show_findings(found)

    def _cannot_say(self, error: BaseException) -> None:
        self.notes.show_findings(())
        if not isinstance(error, Refused):
            present(error, self)

    def _retire(self) -> None:
        if self._line is None:
            return
        duty = self._line.duty
        when = formats.period(duty.start, duty.end)
        said = self.tr("{service}, {when}. It comes off the roster and counts nowhere any more.")
        question = Question(
            self.tr("Retire a duty"),
            said.format(service=self._line.service.name, when=when),
            self.tr("Retire"),
            GONE,
        )
        dialog = ReasonDialog(
            self._desk,
            question,
            lambda why, _choice: retire_duty(self._desk.storage, duty.duty_id, why),
            self,
        )
        dialog.saved.connect(lambda _changes: self.accept())
        dialog.open()


def _known(desk: Desk) -> Known:
    return Known(*known_names(desk.storage), people_by_name(desk.storage))
