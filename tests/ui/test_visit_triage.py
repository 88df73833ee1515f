"""Triage in the page of appointments: proposals, groups, limits, and the errands about one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, ExtractChange
from rota.domain.extracts import ExtractNote
from rota.domain.visit_filters import Shown
from rota.services.deciding import decide
from rota.services.history import undo
from tests.small_hospital import NOW
from tests.ui.accessible import unnamed
from tests.ui.clerk import desk, dialog, has_dialog, own_settings, press, settle
from tests.ui.test_appointments_page import cells, choose, key, shown, words_of
from ui.desk import Desk
from ui.models.visits import PAST_LIMIT
from ui.pages.appointments import AppointmentsPage

__all__ = ["desk", "own_settings"]
DAY = date(2016, 1, 12)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[AppointmentsPage]:
    return shown(desk, qtbot)


def recorded(desk: Desk) -> dict[str, Decision]:
    with desk.storage.read() as work:
        return {each: made.decision for each, made in work.appointments.decided().items()}


def limit(page: AppointmentsPage, desk: Desk, qtbot: QtBot, most: int) -> None:
    box = page.panel.days.boxes[DAY]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, str(most))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)


def test_what_is_proposed_stands_in_its_column_and_beside_it_why(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    assert cells(page, "Proposed") == ["Postpone", "Keep", "Postpone", "Postpone"]
    choose(page, desk, qtbot, "A2")
    said = words_of(page)
    for expected in ("Proposed: Keep", "Must not wait: find cover", "Moved 2 times before"):
        assert expected in said


def test_a_key_accepts_one_at_once_and_ctrl_z_takes_it_back(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1")
    key(page, qtbot, Qt.Key.Key_A)
    settle(qtbot, desk.jobs)
    assert recorded(desk) == {"A1": Decision.POSTPONE}
    assert cells(page, "Decision")[0] == "Postpone"
    assert cells(page, "Proposed")[0] == ""
    desk.bus.publish(undo(desk.storage)[1])
    settle(qtbot, desk.jobs)
    assert recorded(desk) == {}
    assert cells(page, "Proposed")[0] == "Postpone"


def test_several_are_accepted_after_a_look_at_what_they_are(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, desk, qtbot, "A1", "A2")
    press(qtbot, page, "accept_proposal")
    asked = dialog("dialog_accept")
    assert asked.windowTitle() == "Accept 2 proposals"
    assert asked.counts.text() == "Keep: 1\nPostpone: 1"
    assert unnamed(asked) == []
    qtbot.keyClicks(asked.why, "agreed with Mr Reid")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert recorded(desk) == {"A1": Decision.POSTPONE, "A2": Decision.KEEP}
    with desk.storage.read() as work:
        assert "agreed with Mr Reid" in work.appointments.decided()["A1"].why


def test_a_group_is_accepted_by_its_name_and_number(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    cohorts = page.panel.cohorts
    assert cohorts.accept.text() == "Choose a group to accept"
    assert not cohorts.accept.isEnabled()
    cohorts.table.selectRow(0)
    assert cohorts.accept.text() == "Accept 3 follow-ups to be postponed…"
    cohorts.table.selectAll()
    assert cohorts.accept.text() == "Accept these 4…"
    cohorts.table.selectRow(0)
    press(qtbot, page, "accept_cohort")
    press(qtbot, dialog("dialog_accept"), "save")
    settle(qtbot, desk.jobs)
    assert set(recorded(desk)) == {"A1", "A3", "A4"}
    assert [each.ids for each in cohorts.model.rows] == [("A2",)]
    press(qtbot, page, "accept_all")
    settle(qtbot, desk.jobs)
    assert recorded(desk)["A2"] is Decision.KEEP
    assert not cohorts.table.isVisible()


def test_a_days_limit_is_typed_and_what_is_past_it_is_marked_and_stays(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    limit(page, desk, qtbot, 2)
    assert cells(page, "Proposed") == ["Postpone", "Keep", "Postpone", PAST_LIMIT]
    choose(page, desk, qtbot, "A4")
    assert "▲ Past the day's limit" in words_of(page)
    page.view.selectAll()
    settle(qtbot, desk.jobs)
    press(qtbot, page, "accept_proposal")
    asked = dialog("dialog_accept")
    assert asked.windowTitle() == "Accept 3 proposals"
    assert asked.left.text == "1 past the day's limit stays undecided."
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert "A4" not in recorded(desk)
    page.view.clearSelection()
    assert "▲ 2 so far: full" in words_of(page)
    page.filters.choose(Shown.UNDECIDED)
    settle(qtbot, desk.jobs)
    assert [row.appointment_id for row in page.model.rows] == ["A4"]


def test_a_decision_by_hand_says_that_it_goes_past_the_limit_and_whom_it_moves(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    limit(page, desk, qtbot, 1)
    choose(page, desk, qtbot, "A1", "A2")
    key(page, qtbot, Qt.Key.Key_P)
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_decision")
    assert asked.beware.isVisible()
    assert asked.beware.text.splitlines() == [
        "This takes Tue 12 Jan to 2 moved; the limit is 1.",
        "1 of these is among the last to be moved: it was proposed to keep it.",
    ]
    qtbot.keyClicks(asked.reason.lineEdit(), "agreed with Mr Reid")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert recorded(desk) == {"A1": Decision.POSTPONE, "A2": Decision.POSTPONE}, "not forbidden"
    page.view.clearSelection()
    settle(qtbot, desk.jobs)
    said = [each.text() for each in page.panel.days.findChildren(QLabel)]
    assert "▲ 2, 1 over the limit" in said
    assert page.panel.cohorts.model.rows == ()
    left = [each.text() for each in page.panel.cohorts.findChildren(QLabel) if each.isVisible()]
    assert "2 left, past the day's limit." in left
    choose(page, desk, qtbot, "A3")
    key(page, qtbot, Qt.Key.Key_S)
    settle(qtbot, desk.jobs)
    assert not dialog("dialog_decision").beware.isVisible(), "standing by moves nobody"
    dialog("dialog_decision").reject()


def test_for_a_patient_who_died_nothing_is_decided(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    decide(desk.storage, ("A1",), Decision.POSTPONE, "no doctor")
    with desk.storage.write("test", "") as work:
        visit = work.appointments.visits.existing(["A1"])["A1"]
        died = replace(visit, patient=replace(visit.patient, deceased=True))
        work.appointments.visits.put([died])
    desk.bus.publish(work.changes)
    settle(qtbot, desk.jobs)
    assert cells(page, "Letter")[0] == "held"
    choose(page, desk, qtbot, "A1")
    said = words_of(page)
    assert "Cancel the appointment in the hospital's own system" in said
    assert "nobody is expected" in said
    assert "can go ahead" not in said
    enabled = {key for key, button in page.panel.buttons.items() if button.isEnabled()}
    assert enabled == {None}
    key(page, qtbot, Qt.Key.Key_K)
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_decision")
    qtbot.keyClicks(asked.reason.lineEdit(), "by key")
    assert not asked.save.isEnabled()
    asked.reject()


def test_a_limit_is_taken_away_again(page: AppointmentsPage, desk: Desk, qtbot: QtBot) -> None:
    limit(page, desk, qtbot, 0)
    assert cells(page, "Proposed").count(PAST_LIMIT) == 3
    limit(page, desk, qtbot, -1)
    assert PAST_LIMIT not in cells(page, "Proposed")
    with desk.storage.read() as work:
        assert work.slots.stops(1) == {}


def test_a_limit_that_is_undone_is_not_set_again_on_leaving_its_box(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    limit(page, desk, qtbot, 2)
    desk.bus.publish(undo(desk.storage)[1])
    settle(qtbot, desk.jobs)
    assert page.panel.days.boxes[DAY].text() == "no limit"
    page.view.setFocus()
    settle(qtbot, desk.jobs)
    with desk.storage.read() as work:
        assert work.slots.stops(1) == {}


def test_what_is_decided_already_is_not_accepted_over(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.KEEP, "urgent"))
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A1")
    key(page, qtbot, Qt.Key.Key_A)
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_accept")
    assert recorded(desk) == {"A1": Decision.KEEP}


def test_what_an_extract_changed_is_said_and_seen(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.storage.write("note") as work:
        work.slots.add_notes([ExtractNote("A3", NOW, ExtractChange.MOVED, "was 11:00")])
    desk.bus.publish(work.changes)
    settle(qtbot, desk.jobs)
    choose(page, desk, qtbot, "A3")
    assert "was 11:00" in words_of(page)
    press(qtbot, page, "settle_notes")
    settle(qtbot, desk.jobs)
    assert "was 11:00" not in words_of(page)


@pytest.mark.parametrize(
    ("pressed", "name"),
    [
        (Qt.Key.Key_E, "dialog_patient"),
        (Qt.Key.Key_N, "dialog_new_dates"),
        (Qt.Key.Key_Insert, "dialog_appointment"),
    ],
)
def test_keys_open_the_errands_about_one(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot, pressed: Qt.Key, name: str
) -> None:
    choose(page, desk, qtbot, "A1")
    key(page, qtbot, pressed)
    settle(qtbot, desk.jobs)
    opened = dialog(name)
    assert "O'Neill" not in opened.windowTitle()
    opened.reject()


def test_decisions_are_written_for_the_hospitals_own_system(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.bus.publish(decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor"))
    press(qtbot, page, "pas_file")
    asked = dialog("dialog_pas_file")
    assert unnamed(asked) == []
    asked.path.setText(str(tmp_path / "out.txt"))
    press(qtbot, asked, "pas_go")
    assert asked.notice.text == "The name must end in .csv."
    asked.path.setText(str(tmp_path / "out.csv"))
    press(qtbot, asked, "pas_go")
    settle(qtbot, desk.jobs)
    assert asked.notice.text == f"Saved with 1 decision: {tmp_path / 'out.csv'}"
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "A1" in written
    assert "O'Neill" not in written
    asked.accept()


def test_the_groups_and_limits_can_be_named_by_a_screen_reader(page: AppointmentsPage) -> None:
    assert unnamed(page) == []
    box = page.panel.days.boxes[DAY]
    assert box.accessibleName() == "The most patients to be moved on Tue 12 Jan"
    index = page.panel.cohorts.table.model().index(0, 2)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "No.: 3 appointments"
    assert page.panel.findChild(QLabel) is not None
