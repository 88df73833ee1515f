"""Entering or correcting one person by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from rota.domain.changes import Changes
from rota.domain.codes import StaffGroup, StaffSource
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.people import StaffMember
from rota.services.people import Entered, add_person, correct_person
from rota.services.people_list import known_names
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.form_fields import Form, choice, line, names, offer
from ui.widgets.labels import paragraph
from ui.widgets.reason_box import ReasonBox

NEW = StaffMember("", "", "", "", StaffGroup.RESIDENT_DOCTOR, "", "", "")
REASONS = ("The staff list was wrong", "They moved to another grade", "They moved department")


class PersonDialog(ErrandDialog):
    """Without a person: a new one. ``added`` holds the id once it is saved."""

    def __init__(self, desk: Desk, person: StaffMember | None, parent: QWidget | None) -> None:
        is_new = person is None
        title = "Add a person" if is_new else "Correct a person"
        super().__init__(desk, title, "Add person" if is_new else "Save", parent)
        self.setObjectName("dialog_person")
        self.added = ""
        self._is_back = False
        self._is_new = is_new
        self._was = person or NEW
        self._build()
        self._lay_out()
        self._show(self._was)
        desk.jobs.run(partial(known_names, desk.storage), self._offer)
        (self.staff_id if is_new else self.grade).setFocus()

    def work(self) -> Save:
        """The person as the fields have them; refuses hours that are no number."""
        self._is_back = self.back.isChecked()
        why = self.reason.why if self.reason is not None else ""
        return partial(self._keep, self._entered(), why)

    def _keep(self, person: StaffMember, why: str) -> Changes:
        desk = self._desk
        ladder = desk.tools.rules.ladder
        done: Entered
        if self._is_new:
            done = add_person(desk.storage, person, ladder, bring_back=self._is_back)
            self.added = person.staff_id
        else:
            done = correct_person(desk.storage, person, ladder, why)
        return done.changes

    def _entered(self) -> StaffMember:
        return StaffMember(
            staff_id=self.staff_id.text().strip(),
            title=self.title.text().strip(),
            forename=self.forename.text().strip(),
            surname=self.surname.text().strip(),
            staff_group=StaffGroup(self.group.currentData()),
            grade=self.grade.currentText().strip(),
            department=self.department.currentText().strip(),
            site=self.site.currentText().strip(),
            competencies=skills_of(self.skills.text()),
            contract=self.contract.text().strip(),
            weekly_hours=_hours(self.hours.text()),
            opt_out_48h=self.opt_out.isChecked(),
            source=StaffSource(self.source.currentData()),
            phone=self.phone.text().strip(),
            email=self.email.text().strip(),
        )

    def _build(self) -> None:
        person = self._was
        self.staff_id = line(self.tr("Staff number"), "staff_id", person.staff_id)
        self.staff_id.setReadOnly(not self._is_new)
        self.title = line(self.tr("Title"), "title")
        self.forename = line(self.tr("Forename"), "forename")
        self.surname = line(self.tr("Surname"), "surname")
        self.group = choice(self.tr("Staff group"), "staff_group", StaffGroup, person.staff_group)
        grades = tuple(self._desk.tools.rules.ladder.ranks)
        self.grade = names(self.tr("Grade"), "grade", grades)
        self.department = names(self.tr("Department"), "department", ())
        self.site = names(self.tr("Site"), "site", ())
        hint = self.tr("between semicolons: airway; als")
        self.skills = line(self.tr("Skills"), "skills", hint=hint)
        self.source = choice(self.tr("Engaged"), "source", StaffSource, person.source)
        self.contract = line(self.tr("Contract"), "contract")
        self.hours = line(self.tr("Weekly hours"), "weekly_hours")
        self.opt_out = QCheckBox(self.tr("Opted &out of 48 hours a week"))
        self.opt_out.setObjectName("opt_out")
        self.phone = line(self.tr("Phone"), "phone")
        self.email = line(self.tr("Email"), "email")
        self.back = QCheckBox(self.tr("This is the same person, and they are &back"))
        self.back.setObjectName("bring_back")
        self.back.hide()
        self.reason = None if self._is_new else ReasonBox(REASONS)

    def _lay_out(self) -> None:
        left, right = Form(), Form()
        left.put(self.tr("Staff &number"), self.staff_id)
        left.put(self.tr("&Title"), self.title)
        left.put(self.tr("&Forename"), self.forename)
        left.put(self.tr("&Surname"), self.surname)
        left.put(self.tr("Staff &group"), self.group)
        left.put(self.tr("G&rade"), self.grade)
        left.put(self.tr("&Department"), self.department)
        left.put(self.tr("S&ite"), self.site)
        right.put(self.tr("S&kills"), self.skills)
        right.put(self.tr("&Engaged"), self.source)
        right.put(self.tr("&Contract"), self.contract)
        right.put(self.tr("Weekly &hours"), self.hours)
        right.addRow("", self.opt_out)
        right.put(self.tr("&Phone"), self.phone)
        right.put(self.tr("E&mail"), self.email)
        sides = QHBoxLayout()
        sides.setSpacing(space(6))
        sides.addLayout(left, 1)
        sides.addLayout(right, 1)
        self.body.addLayout(sides)
        self.body.addWidget(self.back)
        if self.reason is None:
            text = self.tr("A file that is imported later does not remove them.")
        else:
            self.body.addLayout(self.reason.with_label())
            text = self.tr(
                "What is corrected here is kept when the staff list is imported again; the "
                "import says where it differs."
            )
        said: QLabel = paragraph(text, muted=True)
        self.body.addWidget(said)

    def _show(self, person: StaffMember) -> None:
        for field, text in (
            (self.title, person.title),
            (self.forename, person.forename),
            (self.surname, person.surname),
            (self.skills, "; ".join(sorted(person.competencies))),
            (self.contract, person.contract),
            (self.phone, person.phone),
            (self.email, person.email),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self.grade.setCurrentText(person.grade)
        self.department.setCurrentText(person.department)
        self.site.setCurrentText(person.site)
        self.opt_out.setChecked(person.opt_out_48h)
        self.hours.setText("" if person.weekly_hours is None else f"{person.weekly_hours:g}")

    def _offer(self, known: tuple[Sequence[Service], tuple[str, ...], tuple[str, ...]]) -> None:
        _, departments, sites = known
        offer(self.department, departments)
        offer(self.site, sites)

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        if isinstance(error, Refused) and error.code == "id_retired":
            self.back.show()


def skills_of(text: str) -> frozenset[str]:
    """Read skills as files hold them: lower case, between semicolons (commas will do)."""
    parts = text.replace(",", ";").split(";")
    return frozenset(" ".join(part.lower().split()) for part in parts if part.strip())


def _hours(text: str) -> float | None:
    said = text.strip().removesuffix("h").strip().replace(",", ".")
    if not said:
        return None
    try:
        return float(said)
    except ValueError:
        raise Refused("not_a_number", "Give the weekly hours as a number, such as 47.5.") from None
