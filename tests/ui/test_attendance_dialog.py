"""Attendance settled through the window: by keys, many at once, in part, and for payroll."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Attendance
from rota.services.attendance import read_attendance
from rota.services.history import history
from rota.storage.database import Database
from tests.strike_hospital import ED, END, fill, tools
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import in_front, opened, press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.attendance import AttendanceDialog
from ui.jobs import Jobs
from ui.widgets.attendance_filter import ALL, UNSETTLED

AFTER = END + timedelta(hours=6)


def desk_at(hospital: Database, jobs: Jobs, now: datetime) -> Desk:
    return Desk(tools(), hospital, jobs, Bus(jobs), lambda: now)


@pytest.fixture
def after(hospital: Database, jobs: Jobs, tmp_path: Path) -> Desk:
    """A desk on the afternoon after the strike."""
    fill(hospital, tmp_path)
    return desk_at(hospital, jobs, AFTER)


def settled(desk: Desk) -> dict[str, tuple[Attendance, int]]:
    rows = read_attendance(desk.storage, 1, tools().rules.ladder, AFTER)
    return {
        row.duty_id: (row.record.status, row.minutes_lost) for row in rows if row.record is not None
    }


def shown(dialog: AttendanceDialog) -> list[str]:
    proxy = dialog.table.proxy
    return [proxy.row_at(proxy.index(at, 0)).duty_id for at in range(proxy.rowCount())]


def choose(dialog: AttendanceDialog, *duties: str) -> None:
    keys = {(row.duty_id, row.staff_id) for row in dialog.model.rows if row.duty_id in duties}
    dialog.table.select_keys(frozenset(keys), next(iter(keys)))


def test_duties_are_settled_by_keys_and_buttons_and_each_step_can_be_taken_back(
    after: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, after, AttendanceDialog(after, 1, home))
    in_front(qtbot, dialog)
    assert unnamed(dialog) == []
    assert "Okafor" not in dialog.windowTitle()
    assert dialog.totals.text().split("     ")[:3] == ["Not settled 4", "Worked 0", "Strike 0"]
    assert dialog.said.text() == "Ada Okafor: called out, not seen."
    assert "Deleted for good on Tue 12 Apr 2016" in dialog.kept.text()
    assert not dialog.payroll.isEnabled()
    assert settled(after) == {}  # opening settles nothing
    dialog.table.selectAll()
    assert dialog.said.text() == "4 duties chosen"
    choose(dialog, "D1", "D3")
    qtbot.keyClick(dialog.table, Qt.Key.Key_3)
    rest(qtbot, after)
    assert settled(after) == {"D1": (Attendance.SICK, 720), "D3": (Attendance.SICK, 480)}
    assert sorted(shown(dialog)) == ["D4", "D5"]  # only those not settled are listed
    assert len(dialog.chosen) == 1  # and the next one is chosen
    dialog.filters.choose(ALL)
    choose(dialog, "D1")
    dialog.setter._minutes.setValue(90)
    qtbot.keyClicks(dialog.setter._note, "came late")
    press(qtbot, after, dialog, "set_strike")
    assert settled(after)["D1"] == (Attendance.STRIKE, 90)
    assert dialog.said.text().endswith("Note: came late")
    assert (dialog.setter.minutes, dialog.setter.note) == (None, "")
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    rest(qtbot, after)
    assert "D1" not in settled(after)
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, after)
    assert settled(after)["D1"] == (Attendance.STRIKE, 90)
    dialog.setter._minutes.setValue(721)
    press(qtbot, after, dialog, "set_sick")
    assert "give a number from 1" in dialog.notice.text
    assert settled(after)["D1"] == (Attendance.STRIKE, 90)
    assert dialog.setter.minutes == 721  # what was typed is still there


def test_proposals_are_accepted_for_some_or_all_filtered_and_written_for_payroll(
    after: Desk, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    dialog = opened(qtbot, after, AttendanceDialog(after, 1, home))
    choose(dialog, "D4")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    rest(qtbot, after)
    assert settled(after) == {"D4": (Attendance.STRIKE, 750)}
    dialog.filters.choose(ALL)
    choose(dialog, "D4")
    assert not dialog.accept_some.isEnabled()  # it is settled already
    dialog.filters.status.setCurrentIndex(dialog.filters.status.findData(Attendance.LEAVE))
    assert shown(dialog) == ["D5"]
    dialog.filters.status.setCurrentIndex(0)
    dialog.filters.service.setCurrentIndex(dialog.filters.service.findText(ED))
    assert sorted(shown(dialog)) == ["D1", "D4", "D5"]
    dialog.filters.searched.emit("PATEL")
    assert shown(dialog) == ["D4"]
    dialog.filters.searched.emit("")
    press(qtbot, after, dialog, "accept_all")
    assert len(settled(after)) == 4
    assert dialog.totals.text().startswith("Not settled 0     Worked 0     Strike 3")
    assert not dialog.accept_all.isEnabled()
    dialog.filters.choose(UNSETTLED)
    assert shown(dialog) == []
    out = tmp_path / "payroll.csv"
    press(qtbot, after, dialog, "payroll")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(out))
    rest(qtbot, after)
    assert str(out) in dialog.notice.text
    assert out.read_text("utf-8-sig").count("\n") == 5
    assert "Okafor" not in history(after.storage, 1)[0].text
    asked.close()


def test_before_it_began_and_after_its_time_is_over_nothing_can_be_settled(
    hospital: Database, jobs: Jobs, qtbot: QtBot, home: QWidget, tmp_path: Path
) -> None:
    fill(hospital, tmp_path)
    for now, said in (
        (END - timedelta(days=2), "not begun yet"),
        (END + timedelta(days=90), "the time to keep it is over"),
    ):
        desk = desk_at(hospital, jobs, now)
        dialog = opened(qtbot, desk, AttendanceDialog(desk, 1, home))
        assert said in dialog.said.text()
        assert not dialog.setter.isEnabled()
        assert not dialog.accept_all.isEnabled()
        assert not dialog.payroll.isEnabled()
        dialog.accept()
