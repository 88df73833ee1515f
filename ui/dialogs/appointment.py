"""Adding one appointment that the extract lacks; a known patient is found by hospital number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from rota.domain.appointments import Appointment, Patient
from rota.domain.changes import Changes
from rota.domain.codes import AppointmentKind, Mode, Priority
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.patient_facts import blank_patient, with_facts
from rota.domain.people import StaffMember
from rota.domain.suppression import full_name
from rota.domain.times import at_local, to_local
from rota.services.patients import Added, AppointmentOrder, add_appointment, known_patient
from rota.services.people_list import known_names, people_by_name
from rota.services.windows import list_windows
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.newest import Newest
from ui.theme import space
from ui.widgets.form_fields import Form, choice, line, names, offer
from ui.widgets.labels import Rule, paragraph
from ui.widgets.patient_form import PatientForm, say_within
from ui.widgets.people_choice import chosen_person, offer_people
from ui.widgets.when_field import WhenField

MORNING = time(9, 0)
A_WEEK = 10_080
WIDE = 90


@dataclass(frozen=True, slots=True)
class Known:
    """What the fields offer, and when an appointment most likely is."""

    services: Sequence[Service]
    departments: tuple[str, ...]
    sites: tuple[str, ...]
    people: tuple[StaffMember, ...]
    start: datetime


class AppointmentDialog(ErrandDialog):
    """``added`` holds the id once it is saved; ``window_id`` says on which strike's day it is."""

    def __init__(self, desk: Desk, window_id: int | None, parent: QWidget | None) -> None:
        super().__init__(desk, "Add an appointment", "Add appointment", parent)
        self.setObjectName("dialog_appointment")
        self.added = ""
        self._known: Patient | None = None
        self._services: Sequence[Service] = ()
        self._newest = Newest(desk.jobs, self)
        self._build()
        self._lay_out()
        self.patient_id.textChanged.connect(lambda _text: self._find())
        self.service.currentTextChanged.connect(self._fill_place)
        desk.jobs.run(partial(_read, desk, window_id), self._offer, self._failed)
        self._show_known(None)
        self.patient_id.setFocus()

    def work(self) -> Save:
        """The appointment as the fields have it."""
        facts = {} if self._known is not None else self.form.entered
        patient = blank_patient(self.patient_id.text().strip())
        visit = Appointment(
            appointment_id=self.number.text().strip(),
            patient=with_facts(patient, facts) if facts else patient,
            service_id=0,
            clinic_code=self.clinic.text().strip(),
            clinician_staff_id=self._clinician(),
            needs=tuple(part.strip() for part in self.needs.text().split(";") if part.strip()),
            start=self.start.instant,
            duration_minutes=self.minutes.value(),
            kind=AppointmentKind(self.kind.currentData()),
            mode=Mode(self.mode.currentData()),
            priority=Priority(self.priority.currentData()),
            rtt_start=None,
            cancer_day_62=None,
            times_postponed=0,
            transport_booked=self.transport.isChecked(),
        )
        order = AppointmentOrder(
            visit,
            self.service.currentText(),
            self.site.currentText(),
            self.department.currentText(),
            self.is_new.isChecked(),
        )
        return partial(self._keep, order)

    def _keep(self, order: AppointmentOrder) -> Added:
        return add_appointment(self._desk.storage, order, self._desk.tools.rules)

    def _clinician(self) -> str | None:
        refusal = self.tr("Choose the clinician from the list, or nobody.")
        return chosen_person(self.clinician, "", refusal)

    def _build(self) -> None:
        self.patient_id = line(self.tr("Hospital number"), "patient_id")
        self.found: QLabel = paragraph(muted=True)
        self.found.setObjectName("found_patient")
        self.form = PatientForm()
        self.form.show_patient(blank_patient(""))
        self.service = names(self.tr("Service"), "service", ())
        self.site = names(self.tr("Site"), "site", ())
        self.department = names(self.tr("Department"), "department", ())
        self.is_new = QCheckBox(self.tr("The service is &new"))
        self.is_new.setObjectName("new_service")
        self.is_new.hide()
        self.start = WhenField(self.tr("Starts"), "visit_start")
        self.minutes = QSpinBox()
        self.minutes.setObjectName("minutes")
        self.minutes.setAccessibleName(self.tr("Minutes"))
        self.minutes.setRange(1, A_WEEK)
        self.minutes.setValue(20)
        self.kind = choice(self.tr("Kind"), "kind", AppointmentKind, AppointmentKind.FOLLOW_UP)
        self.mode = choice(self.tr("How they are seen"), "mode", Mode, Mode.FACE_TO_FACE)
        self.priority = choice(self.tr("Priority"), "priority", Priority, Priority.ROUTINE)
        self.clinician = names(self.tr("Clinician"), "clinician", ())
        self.needs = line(self.tr("Grades needed"), "needs", hint=self.tr("between semicolons: ST"))
        self.clinic = line(self.tr("Clinic code"), "clinic_code")
        self.number = line(
            self.tr("Appointment number"), "appointment_id", hint=self.tr("blank: we make one")
        )
        self.transport = QCheckBox(self.tr("&Transport is booked"))
        self.transport.setObjectName("transport")

    def _lay_out(self) -> None:
        who = QVBoxLayout()
        who.setSpacing(space(3))
        number = Form()
        number.put(self.tr("Hospital num&ber"), self.patient_id)
        number.addRow("", self.found)
        who.addLayout(number)
        who.addWidget(self.form)
        who.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(space(5))
        sides.addLayout(who, 1)
        sides.addWidget(Rule(upright=True))
        sides.addLayout(self._visit_form(), 1)
        self.body.addLayout(sides)
        said = self.tr(
            "It stays when the next extract does not have it. Where an extract brings this number "
            "later, the appointment becomes the extract's own."
        )
        self.body.addWidget(paragraph(said, muted=True))

    def _visit_form(self) -> Form:
        form = Form()
        form.put(self.tr("Ser&vice"), self.service)
        form.put(self.tr("S&ite"), self.site)
        form.put(self.tr("Depart&ment"), self.department)
        form.addRow("", self.is_new)
        form.put(self.tr("Starts"), self.start)
        form.put(self.tr("Minutes"), self.minutes)
        form.put(self.tr("&Kind"), self.kind)
        form.put(self.tr("How they are seen"), self.mode)
        form.put(self.tr("P&riority"), self.priority)
        form.put(self.tr("&Clinician"), self.clinician)
        form.put(self.tr("&Grades needed"), self.needs)
        form.put(self.tr("Clinic code"), self.clinic)
        form.put(self.tr("Appointment number"), self.number)
        form.addRow("", self.transport)
        return form

    def _offer(self, known: Known) -> None:
        self._services = known.services
        offer(self.service, tuple(dict.fromkeys(each.name for each in known.services)))
        offer(self.site, known.sites)
        offer(self.department, known.departments)
        offer_people(self.clinician, known.people, "")
        self.start.show_instant(known.start)
        if len(known.sites) == 1:
            self.site.setCurrentText(known.sites[0])

    def _fill_place(self, service: str) -> None:
        """Fill the site and the department of a service that has only one."""
        places = [each for each in self._services if each.name == service.strip()]
        for field, names_of_it in (
            (self.site, {each.site for each in places}),
            (self.department, {each.department for each in places}),
        ):
            if len(names_of_it) == 1:
                field.setCurrentText(names_of_it.pop())

    def _find(self) -> None:
        """Look for the patient of the number as it stands; of many keys only the last."""
        work = partial(known_patient, self._desk.storage, self.patient_id.text())
        self._newest.ask(work, self._show_known, self._failed)

    def _show_known(self, patient: Patient | None) -> None:
        self._known = patient
        self.form.setVisible(patient is None)
        if patient is not None:
            where = ", ".join((*patient.address, patient.postcode))
            said = self.tr("Known here: {name}, {where}. These facts are used.")
            said = said.format(name=full_name(patient), where=where)
        elif not self.patient_id.text().strip():
            said = self.tr("A patient who is known here is found by this number.")
        else:
            said = self.tr("Not known here yet: enter the patient's facts.")
        say_within(self.found, said, WIDE)

    def _done(self, changes: Changes) -> None:
        if isinstance(changes, Added):
            self.added = changes.appointment_id
        super()._done(changes)

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        if isinstance(error, Refused) and error.code == "unknown_service":
            self.is_new.show()


def _read(desk: Desk, window_id: int | None) -> Known:
    windows = [each for each in list_windows(desk.storage) if each.window_id == window_id]
    day = to_local(windows[0].terms.start if windows else desk.now() + timedelta(days=1)).date()
    return Known(*known_names(desk.storage), people_by_name(desk.storage), at_local(day, MORNING))
