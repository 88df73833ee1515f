"""Opens the dialogs about a person that the page of people asks for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from rota.domain.changes import Changes
from rota.domain.people import Absence, StaffMember
from rota.domain.times import start_of_day, to_local
from rota.services.people import Retiring, retire_person, what_retiring_does
from rota.services.people_list import DutyLine, PersonDetail
from ui import formats
from ui.desk import Desk
from ui.dialogs.absence import AbsenceDialog
from ui.dialogs.declaration import DeclarationDialog
from ui.dialogs.duty import DutyDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.reason import Question, ReasonDialog
from ui.models.people import spoken_name

EIGHT = timedelta(hours=8)
LEAVING = ("They have left the trust", "Entered twice", "Not one of our staff")


class PeopleErrands(QWidget):
    """Emits ``added`` with the id of a person who was entered."""

    added = Signal(object)

    def __init__(self, desk: Desk, home: QWidget) -> None:
        super().__init__(home)
        self.hide()
        self._desk, self._home = desk, home
        self._is_asking = False

    def add_person(self) -> None:
        """Enter a new person."""
        dialog = PersonDialog(self._desk, None, self._home)
        dialog.saved.connect(lambda _changes: self.added.emit(dialog.added))
        dialog.open()

    def correct(self, person: StaffMember) -> None:
        """Correct one person."""
        PersonDialog(self._desk, person, self._home).open()

    def run(self, errand: str, detail: PersonDetail, about: DutyLine | Absence | None) -> None:
        """Open the dialog of an errand about one person."""
        if errand == "retire":
            self._ask_retire(detail)
            return
        dialog = self._dialog(errand, detail, about)
        if dialog is not None:
            dialog.open()

    def _dialog(
        self, errand: str, detail: PersonDetail, about: DutyLine | Absence | None
    ) -> QDialog | None:
        desk, home, person = self._desk, self._home, detail.person
        start = self._desk.now() if detail.window is None else detail.window.terms.start
        match errand:
            case "correct":
                return PersonDialog(desk, person, home)
            case "add_duty":
                eight = start_of_day(to_local(start).date()) + EIGHT
                return DutyDialog(desk, None, person, eight, home)
            case "correct_duty" if isinstance(about, DutyLine):
                return DutyDialog(desk, about, None, about.duty.start, home)
            case "add_absence":
                return AbsenceDialog(desk, person, None, start, home)
            case "correct_absence" if isinstance(about, Absence):
                return AbsenceDialog(desk, person, about, about.start, home)
            case "declare" if detail.window is not None:
                return DeclarationDialog(desk, detail, home)
        return None

    def _ask_retire(self, detail: PersonDetail) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        desk = self._desk
        work = partial(what_retiring_does, desk.storage, detail.person.staff_id, desk.now())
        desk.jobs.run(work, self._open_retire, ended=self._asked)

    def _asked(self) -> None:
        self._is_asking = False

    def _open_retire(self, found: Retiring) -> None:
        who = spoken_name(found.person)
        duties = formats.count(found.duties, "duty", "duties")
        covers = formats.count(found.covers, "cover", "covers")
        said = self.tr(
            "{who} comes off the list. From now on {duties} of theirs will be held by nobody and "
            "{covers} stood down. What lies behind stays as it was."
        ).format(who=who, duties=duties, covers=covers)
        question = Question(self.tr("Retire a person"), said, self.tr("Retire"), LEAVING)
        ReasonDialog(
            self._desk, question, partial(self._retire, found.person.staff_id), self._home
        ).open()

    def _retire(self, staff_id: str, why: str, _choice: str) -> Changes:
        return retire_person(self._desk.storage, staff_id, why, self._desk.now())[1]
