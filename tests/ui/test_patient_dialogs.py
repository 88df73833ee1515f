"""One patient corrected in the window, and an appointment added that the extract lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, ExtractChange
from rota.domain.extracts import ExtractNote
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.patients import patient_record
from rota.storage.database import Database
from tests.strike_hospital import NOW, add_visits
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home, opened, press, rest
from ui.desk import Desk
from ui.dialogs.appointment import AppointmentDialog
from ui.dialogs.patient import PatientDialog
from ui.dialogs.reason import ReasonDialog

__all__ = ["home"]


@pytest.fixture
def desk(small_desk: Desk, tmp_path: Path) -> Desk:
    add_visits(small_desk.storage, tmp_path)
    return small_desk


def note(desk: Desk) -> None:
    with desk.storage.write("note") as work:
        text = "Moved from one day to another."
        work.slots.add_notes([ExtractNote("A1", NOW, ExtractChange.MOVED, text)])


def patient(qtbot: QtBot, desk: Desk, home: QWidget, which: str = "A1") -> PatientDialog:
    """Open it; what is put into a window that is open is shown at the next turn only."""
    made = opened(qtbot, desk, PatientDialog(desk, which, home))
    QCoreApplication.processEvents()
    return made


def words_of(root: QWidget) -> str:
    return "\n".join(each.text() for each in root.findChildren(QLabel) if each.isVisible())


def test_the_window_names_nobody_and_shows_what_is_kept(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    decide(desk.storage, ["A1"], Decision.POSTPONE, "no cover")
    note(desk)
    dialog = patient(qtbot, desk, home)
    assert dialog.windowTitle() == "Patient"
    said = words_of(dialog)
    for each in ("Ms Nasrin Begum", "Hospital number P1", "Chest clinic", "Postpone (no cover)"):
        assert each in said
    assert "Moved from one day to another." in said
    assert dialog.form.lines["date_of_birth"].text() == "3 February 1970"
    assert unnamed(dialog) == []
    dialog.reject()


def test_a_correction_is_saved_marked_and_undone(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
    hospital: Database,
) -> None:
    dialog = patient(qtbot, desk, home)
    assert dialog.form.entered == {}
    dialog.form.lines["address_1"].setText("9 Low Road")
    dialog.form.lines["postcode"].setText("sm1 1aa")
    dialog.reason.setEditText("The patient told us")
    with qtbot.waitSignal(dialog.saved):
        press(qtbot, desk, dialog, "save")
    record = patient_record(hospital, "A1")
    assert record.patient.address == ("9 Low Road", "London")
    assert record.patient.postcode == "SM1 1AA"
    again = patient(qtbot, desk, home)
    marked = again.findChild(QLabel, "postcode_note")
    assert marked is not None
    assert marked.isVisible()
    said = "Corrected here. The extract says: 1 Garratt Lane, London, SW17 0QT"
    assert marked.text().replace("\n", " ") == said
    assert again.form.lines["postcode"].accessibleDescription() == said
    again.reject()
    undo(hospital)
    assert patient_record(hospital, "A1").patient.address == ("1 Garratt Lane", "London")


def test_the_draft_is_kept_when_saving_fails(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    dialog = patient(qtbot, desk, home)
    press(qtbot, desk, dialog, "save")
    assert dialog.refusal.text() == "Nothing is changed yet."
    dialog.form.lines["nhs_number"].setText("943 476 5918")
    dialog.form.lines["phone"].setText("020 7946 0001")
    press(qtbot, desk, dialog, "save")
    assert "Say why" in dialog.refusal.text()
    dialog.reason.setEditText("The family rang")
    press(qtbot, desk, dialog, "save")
    assert "check digit" in dialog.refusal.text()
    assert dialog.isVisible()
    assert dialog.form.lines["phone"].text() == "020 7946 0001"
    dialog.form.lines["nhs_number"].setText("943 476 5919")
    press(qtbot, desk, dialog, "save")
    assert patient_record(desk.storage, "A1").patient.nhs_number == "9434765919"


def test_what_would_hold_a_letter_is_said_while_typing(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    dialog = patient(qtbot, desk, home)
    assert dialog.form.holds.text == ""
    qtbot.mouseClick(dialog.form.flags["deceased"], Qt.MouseButton.LeftButton)
    dialog.form.flags["deceased"].setChecked(True)
    dialog.form.lines["postcode"].setText("nowhere")
    assert "recorded as having died" in dialog.form.holds.text
    assert "not a UK postcode" in dialog.form.holds.text
    dialog.form.lines["postcode"].setText("CR12")
    assert dialog.form.not_whole.isVisible(), "it is said beside the field too"
    dialog.form.lines["postcode"].setText("CR12 3GH")
    assert not dialog.form.not_whole.isVisible()
    dialog.reject()


def test_notes_are_settled_and_what_is_typed_stays(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    note(desk)
    dialog = patient(qtbot, desk, home)
    dialog.form.lines["phone"].setText("020 7946 0001")
    press(qtbot, desk, dialog, "settle_notes")
    with desk.storage.read() as work:
        assert work.slots.notes() == []
    assert dialog.form.lines["phone"].text() == "020 7946 0001"
    assert dialog.isVisible()
    dialog.reject()


def test_an_appointment_gone_is_only_read(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    with desk.storage.write("cancel") as work:
        work.appointments.visits.retire(["A1"])
    dialog = patient(qtbot, desk, home)
    assert not dialog.save.isEnabled()
    assert "not in use" in dialog.refusal.text()
    dialog.reject()
    unknown = patient(qtbot, desk, home, "A99")
    assert "no appointment A99" in unknown.refusal.text()
    assert not unknown.save.isEnabled()
    unknown.reject()


def appointment(qtbot: QtBot, desk: Desk, home: QWidget) -> AppointmentDialog:
    return opened(qtbot, desk, AppointmentDialog(desk, 1, home))


def test_an_appointment_of_a_known_patient_is_added_and_taken_away_again(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    dialog = appointment(qtbot, desk, home)
    assert unnamed(dialog) == []
    assert "known here is found" in dialog.found.text()
    qtbot.keyClicks(dialog.patient_id, "P1")
    rest(qtbot, desk)
    assert "Ms Nasrin Begum, 1 Garratt Lane, London, SW17 0QT" in dialog.found.text()
    assert not dialog.form.isVisible()
    dialog.service.setEditText("Chest clinic")
    assert dialog.site.currentText() == "St Anne"
    press(qtbot, desk, dialog, "save")
    assert dialog.added == "H-1"
    with desk.storage.read() as work:
        made = work.appointments.visits.existing(["H-1"])["H-1"]
    assert (made.by_hand, made.patient.surname) == (True, "Begum")
    assert made.start.isoformat() == "2016-01-12T09:00:00+00:00"
    shown = patient(qtbot, desk, home, "H-1")
    press(qtbot, desk, shown, "retire_H-1")
    (question,) = shown.findChildren(ReasonDialog)
    question.reason.setEditText("Entered twice")
    press(qtbot, desk, question, "save")
    rest(qtbot, desk)
    with desk.storage.read() as work:
        assert "H-1" not in work.appointments.ids()
    shown.reject()


def test_a_patient_who_is_new_and_a_service_that_is_new_are_said_to_be(
    qtbot: QtBot,
    desk: Desk,
    home: QWidget,
) -> None:
    dialog = appointment(qtbot, desk, home)
    dialog.patient_id.setText("P9")
    rest(qtbot, desk)
    assert "Not known here yet" in dialog.found.text()
    dialog.service.setEditText("Skin clinic")
    press(qtbot, desk, dialog, "save")
    assert "There is no service Skin clinic at St Anne. If it is new" in dialog.refusal.text()
    assert dialog.is_new.isVisible()
    dialog.is_new.setChecked(True)
    press(qtbot, desk, dialog, "save")
    assert "give the surname" in dialog.refusal.text()
    dialog.form.lines["surname"].setText("Khan")
    dialog.form.lines["address_1"].setText("3 Mill Lane")
    press(qtbot, desk, dialog, "save")
    assert dialog.added == "H-1"
    assert patient_record(desk.storage, "H-1").patient.address == ("3 Mill Lane",)
