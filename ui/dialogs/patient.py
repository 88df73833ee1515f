"""One patient by hand: the facts to correct, and what is kept about them beside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.appointments import Appointment
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.suppression import full_name
from rota.services.patients import (
    PatientRecord,
    correct_patient,
    patient_record,
    retire_appointment,
    settle_notes,
)
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reason import Question, ReasonDialog
from ui.theme import space
from ui.widgets.labels import Rule, paragraph, text_label
from ui.widgets.panels import BareScroll
from ui.widgets.patient_form import PatientForm
from ui.widgets.patient_history import PatientHistory
from ui.widgets.reason_box import ReasonBox

REASONS = ("The patient told us", "A letter came back", "The family rang", "The extract is wrong")
HIGH = 105
"""Steps of the grid: all facts of a patient about whom little was corrected."""
GONE = ("Entered twice", "Entered for another patient", "The extract has it under another number")


class PatientDialog(ErrandDialog):
    """The window's title names nobody: others may see it in a list of windows."""

    def __init__(self, desk: Desk, appointment_id: str, parent: QWidget | None) -> None:
        super().__init__(desk, "Patient", "Save", parent)
        self.setObjectName("dialog_patient")
        self.record: PatientRecord | None = None
        self._asked = appointment_id
        self._id = appointment_id
        self.who: QLabel = text_label(bold=True)
        self.where: QLabel = paragraph(muted=True)
        self.form = PatientForm()
        self.facts = BareScroll(self.form)
        self.history = PatientHistory()
        self.reason = ReasonBox(REASONS)
        self._lay_out()
        self.save.setEnabled(False)
        self.history.settle_asked.connect(self._settle)
        self.history.retire_asked.connect(self._retire)
        self._read(self._show)

    def work(self) -> Save:
        """What was changed in the form, with the reason."""
        fields = self.form.entered
        if not fields:
            raise Refused("nothing_changed", self.tr("Nothing is changed yet."))
        return partial(correct_patient, self._desk.storage, self._id, fields, self.reason.why)

    def _lay_out(self) -> None:
        left = QWidget()
        form = QVBoxLayout(left)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(space(3))
        form.addWidget(self.facts, 1)
        form.addLayout(self.reason.with_label())
        said = self.tr(
            "Every appointment of this patient gets what is corrected here, and it is kept when "
            "the next extract comes; the import says where it differs. A death in the extract "
            "always stands."
        )
        form.addWidget(paragraph(said, muted=True))
        sides = QHBoxLayout()
        sides.setSpacing(space(5))
        sides.addWidget(left, 1)
        sides.addWidget(Rule(upright=True))
        sides.addWidget(self.history)
        self.body.addWidget(self.who)
        self.body.addWidget(self.where)
        self.body.addLayout(sides, 1)
        self.facts.show_whole_width()
        self.facts.setMinimumHeight(space(HIGH))

    def _read(self, show: Callable[[PatientRecord], None]) -> None:
        work = partial(patient_record, self._desk.storage, self._asked)
        self._desk.jobs.run(work, show, self._unread)

    def _unread(self, error: BaseException) -> None:
        self._failed(error)
        self.save.setEnabled(False)

    def _show(self, record: PatientRecord) -> None:
        self.record = record
        in_use = [each for each in record.visits if each.appointment_id not in record.retired]
        ids = [each.appointment_id for each in in_use]
        self._id = self._asked if self._asked in ids or not ids else ids[0]
        self.who.setText(full_name(record.patient))
        number = self.tr("Hospital number {number}").format(number=record.patient.patient_id)
        count = formats.count(len(in_use), self.tr("appointment in use"), self.tr("appointments"))
        self.where.setText(f"{number} · {count}")
        self.form.show_patient(record.patient, record.corrected, record.said)
        self.form.let_edit(bool(ids))
        self.save.setEnabled(bool(ids))
        self.history.show_record(record)
        if not ids:
            self.refuse(self.tr("This appointment is not in use, so nothing can be corrected."))
        self.form.lines["title"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        if self.record is None:
            return
        ids = {note.appointment_id for note in self.record.notes if not note.settled}
        work = partial(settle_notes, self._desk.storage, sorted(ids))
        self._desk.jobs.run(work, self._beside_done, self._failed)

    def _retire(self, visit: Appointment) -> None:
        question = Question(
            self.tr("Take away an appointment"),
            self.tr("{when}. It was added here and is in no extract.").format(
                when=formats.moment(visit.start, year=True)
            ),
            self.tr("Take away"),
            GONE,
        )
        dialog = ReasonDialog(
            self._desk,
            question,
            lambda why, _choice: retire_appointment(self._desk.storage, visit.appointment_id, why),
            self,
        )
        dialog.saved.connect(lambda _changes: self._read(self._show_beside))
        dialog.open()

    def _beside_done(self, changes: Changes) -> None:
        self._desk.bus.publish(changes)
        self._read(self._show_beside)

    def _show_beside(self, record: PatientRecord) -> None:
        """Show what is kept beside the facts; what is being typed stays."""
        self.record = record
        self.history.show_record(record)
