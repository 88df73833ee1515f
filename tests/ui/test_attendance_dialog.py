"""Attendance settled through the window: by keys, many at once, in part, and for payroll."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import AbsenceKind, Attendance
from rota.domain.day import DayTick, Tick
from rota.domain.people import Absence
from rota.services.attendance import read_attendance
from rota.services.history import history
from rota.storage.database import Database
from tests.strike_hospital import ED, END, START, fill, tools
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import in_front, opened, press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.attendance import AttendanceDialog
from ui.dialogs.attendance_unseen import UnseenDialog
from ui.jobs import Jobs
from ui.widgets.attendance_filter import ALL, CHANGED, UNSEEN, UNSETTLED

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


def tick_not_here(desk: Desk, duty: str) -> None:
    rows = {
        row.duty_id: row for row in read_attendance(desk.storage, 1, tools().rules.ladder, AFTER)
    }
    row = rows[duty]
    with desk.storage.write("tick") as work:
        place, at = row.service.service_id, row.start
        work.day.add_ticks([DayTick(1, row.staff_id, place, at, Tick.NOT_HERE, "", "n", at, "k")])
        work.say("Ticked 1 person.")
    desk.bus.publish(work.changes)


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
    assert dialog.said.text() == "Ada Okafor: called out, nobody looked."
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
    choose(dialog, "D5")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    rest(qtbot, after)
    assert settled(after) == {"D5": (Attendance.LEAVE, 480)}
    choose(dialog, "D4")  # nobody looked for them
    assert not dialog.accept_some.isEnabled()
    qtbot.keyClick(dialog.table, Qt.Key.Key_2)
    rest(qtbot, after)
    assert settled(after)["D4"] == (Attendance.STRIKE, 750)
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
    dialog.filters.service.setCurrentIndex(0)
    assert not dialog.accept_all.isEnabled()  # nobody looked for the two who are left
    tick_not_here(after, "D3")
    rest(qtbot, after)
    press(qtbot, after, dialog, "accept_all")
    assert set(settled(after)) == {"D3", "D4", "D5"}
    assert not dialog.accept_all.isEnabled()
    dialog.filters.choose(UNSEEN)
    assert shown(dialog) == ["D1"]
    departments = dialog.filters.service
    departments.setCurrentIndex(departments.findData("Medicine"))
    assert not dialog.settle_unseen.isVisibleTo(dialog)  # none of theirs
    departments.setCurrentIndex(departments.findData("Emergency"))
    assert dialog.settle_unseen.text() == "&Settle 1 as strike: nobody saw them…"
    press(qtbot, after, dialog, "settle_unseen")
    asked_once = dialog.findChild(UnseenDialog)
    assert asked_once is not None
    assert unnamed(asked_once) == []
    assert asked_once.counts.text() == "ST 1"
    assert "D1" not in settled(after)
    press(qtbot, after, asked_once, "save")
    assert settled(after)["D1"] == (Attendance.STRIKE, 720)
    departments.setCurrentIndex(0)
    assert dialog.totals.text().startswith("Not settled 0     Worked 0     Strike 3")
    assert dialog.unseen.text == "Of 3 settled as strike nobody looked for 2."
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
    assert not dialog.changed.isVisibleTo(dialog)
    with after.storage.write("absence") as work:  # what is learnt later is raised
        work.people.absences.put([Absence("S1", START, END, AbsenceKind.SICK)])
    after.bus.publish(work.changes)
    rest(qtbot, after)
    assert dialog.changed.text.startswith("1 duty changed since settled")
    assert "A payroll file was handed out on " in dialog.changed.text
    dialog.filters.choose(CHANGED)
    assert shown(dialog) == ["D1"]
    choose(dialog, "D1")
    press(qtbot, after, dialog, "accept")
    assert settled(after)["D1"] == (Attendance.SICK, 720)
    assert shown(dialog) == []


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
