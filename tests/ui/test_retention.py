"""Keeping and deleting, in the settings: periods, holds, and one person's rights."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from rota.domain.codes import Answer
from rota.domain.users import Role, RoleGiven, User
from rota.services.declarations import declare
from rota.services.history import history
from rota.storage.database import Database
from tests.strike_hospital import NOW
from tests.ui.accessible import unnamed
from tests.ui.clerk import desk, dialog, own_settings, press, settle  # noqa: F401
from ui.assembly import assemble
from ui.desk import Desk
from ui.pages.settings import SettingsPage
from ui.pages.settings_retention import RetentionSection


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[SettingsPage]:  # noqa: F811
    made = SettingsPage(desk)
    desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.show_face("retention")
    settle(qtbot, desk.jobs)
    yield made
    settle(qtbot, desk.jobs)


def typed(within: object, name: str, text: str) -> None:
    field = within.findChild(QLineEdit, name)  # type: ignore[attr-defined]
    field.setText(text)


def reason(within: object, text: str) -> None:
    within.findChild(QComboBox, "reason").setEditText(text)  # type: ignore[attr-defined]


def test_periods_holds_and_one_persons_rights(
    page: SettingsPage,
    desk: Desk,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    section = page.section
    assert isinstance(section, RetentionSection)
    assert unnamed(section) == []
    periods, holds = section.periods.model(), section.holds.model()
    assert (periods.rowCount(), holds.rowCount()) == (6, 0)
    assert section.no_holds.isVisible()
    shown = [[periods.index(row, at).data() for at in range(5)] for row in range(6)]
    assert [each[1] for each in shown] == [
        "90 days",
        "1 year",
        "8 years",
        "6 years",
        "8 years",
        "stays",
    ]
    assert [each[3] for each in shown] == ["0", "0", "0", "0", "0", ""]
    table = section.periods
    assert not table.verticalScrollBar().isVisible()
    end = table.columnViewportPosition(4) + table.columnWidth(4)
    assert end <= table.viewport().width()

    section.periods.selectRow(2)
    press(qtbot, page, "change_period")
    asked = dialog("dialog_period")
    save = asked.findChild(QAbstractButton, "save")
    assert not save.isEnabled()
    asked.days.setValue(1000)  # type: ignore[attr-defined]
    reason(asked, "the IG lead decided")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert periods.index(2, 1).data() == "1,000 days"

    press(qtbot, page, "put_hold")
    asked = dialog("dialog_hold")
    typed(asked, "hold_ref", "P5")
    reason(asked, "a complaint")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert [holds.index(0, column).data() for column in (1, 2)] == ["patient P5", "a complaint"]

    press(qtbot, page, "kept")
    asked = dialog("dialog_kept")
    typed(asked, "rights_ref", "P5")
    typed(asked, "kept_path", str(tmp_path / "kept.zip"))
    press(qtbot, asked, "kept_go")
    settle(qtbot, desk.jobs)
    asked.close()
    with zipfile.ZipFile(tmp_path / "kept.zip") as files:
        assert files.read("about.pdf").startswith(b"%PDF")
        assert "Cole" in json.dumps(json.loads(files.read("about.json")))

    press(qtbot, page, "erase")
    asked = dialog("dialog_erase")
    typed(asked, "rights_ref", "P5")
    press(qtbot, asked, "erase_look")
    settle(qtbot, desk.jobs)
    found = asked.findChild(QLabel, "erase_found").text()
    assert "Lift it first" in found
    assert "1 appointment is still to come" in found
    typed(asked, "erase_again", "P5")
    typed(asked, "erase_why", "asked in writing")
    save = asked.findChild(QAbstractButton, "save")
    assert not save.isEnabled()  # a hold cannot be gone past

    typed(asked, "rights_ref", "P6")
    press(qtbot, asked, "erase_look")
    settle(qtbot, desk.jobs)
    assert not save.isEnabled()  # the number typed again is another
    typed(asked, "erase_again", "P6")
    assert save.isEnabled()
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    newest = history(desk.storage, 1)[0]
    assert newest.text.startswith("Deleted one patient for good: ")
    with desk.storage.read() as work:
        assert work.appointments.of_patient("P6") == []
        assert work.appointments.of_patient("P5")

    section.holds.selectRow(0)
    press(qtbot, page, "lift_hold")
    asked = dialog("dialog_reason")
    reason(asked, "it was answered")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert holds.rowCount() == 0


@pytest.mark.one_engine
def test_a_window_whose_clock_is_far_ahead_deletes_nothing_and_says_so(
    small_desk: Desk, hospital: Database, qtbot: QtBot
) -> None:
    declare(hospital, 1, "S1", Answer.WORKING)
    far = NOW + timedelta(days=200)
    manager = User("u", "U", frozenset({RoleGiven(Role.ROTA_MANAGER)}))
    with closing(Database(hospital.address, lambda: far, manager)) as storage:
        with storage.write("sign in", undoable=False) as work:
            work.record("Signed in.")
        window = assemble(small_desk.tools, storage, lambda: far)
        qtbot.addWidget(window)
        settle(qtbot, window.jobs)
        assert "Nothing was deleted." in window.statusBar().currentMessage()
        with storage.read() as work:
            assert work.windows.declared(1) == {"S1": Answer.WORKING}
        window.close()
        settle(qtbot, window.jobs)
