"""A letter comes back: the address is put right, and no later extract takes that away unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.services.deciding import decide
from rota.services.differences import What
from rota.services.letter_queue import QueuedLetter, letter_queue
from tests.small_hospital import APPOINTMENTS, NOW, write
from tests.ui.clerk import desk_over, own_settings, press, settle
from ui.desk import Desk
from ui.dialogs.importing import ImportDialog
from ui.dialogs.patient import PatientDialog
from ui.jobs import Jobs

__all__ = ["own_settings"]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, own_settings: None) -> Iterator[Desk]:
    made = desk_over(tmp_path, 1, Jobs())
    yield made
    made.jobs.close()
    made.storage.close()


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def bring_in(qtbot: QtBot, desk: Desk, home: QWidget, path: Path) -> ImportDialog:
    asked = ImportDialog(desk, ImportKind.APPOINTMENTS, None, home)
    asked.open()
    settle(qtbot, desk.jobs)
    asked.take_files((path,))
    settle(qtbot, desk.jobs)
    return asked


def queued(desk: Desk) -> QueuedLetter:
    found = letter_queue(desk.storage, desk.tools.rules.letters, NOW)
    return next(each for each in found if each.appointment_id == "A1")


def test_an_address_put_right_outlives_the_next_extract_and_a_death_in_it_wins(
    qtbot: QtBot, desk: Desk, home: QWidget, tmp_path: Path
) -> None:
    decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor")
    dialog = PatientDialog(desk, "A1", home)
    dialog.open()
    settle(qtbot, desk.jobs)
    qtbot.keyClicks(dialog.form.lines["address_3"], "Flat 2")
    dialog.form.lines["address_1"].setText("9 Low Road")
    dialog.reason.setEditText("A letter came back")
    press(qtbot, dialog, "save")
    settle(qtbot, desk.jobs)
    assert queued(desk).visit.patient.address == ("9 Low Road", "London", "Flat 2")

    extract = write(tmp_path / "monday.csv", ImportKind.APPOINTMENTS, APPOINTMENTS)
    asked = bring_in(qtbot, desk, home, extract)
    rows = asked.tabs.differences.shown
    assert {row.found.what for row in rows} == {What.KEPT}
    assert ("address_1", "9 Low Road", "1 Garratt Lane") in {
        (row.found.field, row.found.before, row.found.after) for row in rows
    }
    press(qtbot, asked, "import_go")
    settle(qtbot, desk.jobs)
    press(qtbot, asked, "import_go")
    assert (queued(desk).visit.patient.address[0], queued(desk).state) == ("9 Low Road", "ready")

    died = [{**APPOINTMENTS[0], "deceased": "Y"}, *APPOINTMENTS[1:]]
    extract = write(tmp_path / "tuesday.csv", ImportKind.APPOINTMENTS, died)
    asked = bring_in(qtbot, desk, home, extract)
    assert "1 to look at (1 died)" in asked.notice.text
    press(qtbot, asked, "import_go")
    settle(qtbot, desk.jobs)
    press(qtbot, asked, "import_go")
    held = queued(desk)
    assert (held.state, held.holds) == ("held", ("deceased",))
    assert held.visit.patient.address[0] == "9 Low Road", "the correction stands all the same"

    again = PatientDialog(desk, "A1", home)
    again.open()
    settle(qtbot, desk.jobs)
    assert "recorded as having died" in again.form.holds.text
    press(qtbot, again, "settle_notes")
    settle(qtbot, desk.jobs)
    with desk.storage.read() as work:
        assert work.slots.notes() == []
    again.reject()
