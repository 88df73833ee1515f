"""New dates through the window: proposed, looked at, changed by keyboard, accepted or refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.domain.rebooking import RebookingPlan, RebookingProblem
from rota.services.deciding import undecide
from rota.services.new_dates import accept_dates
from rota.solver import rebooking
from rota.storage.database import Database
from tests.dates_hospital import NOW, VISITS, fill
from tests.strike_hospital import tools
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import in_front, opened, press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.new_dates import NewDatesDialog
from ui.jobs import Jobs


@pytest.fixture
def desk(hospital: Database, jobs: Jobs, tmp_path: Path) -> Desk:
    fill(hospital, tmp_path)
    return Desk(tools(), hospital, jobs, Bus(jobs), lambda: NOW)


def go_to(dialog: NewDatesDialog, key: str) -> None:
    dialog.table.select_keys(frozenset({key}), key)


def picked(dialog: NewDatesDialog) -> dict[str, str | None]:
    return {row.key: row.picked.slot_id if row.picked else None for row in dialog.model.rows}


def ticked(dialog: NewDatesDialog) -> set[str]:
    return {row.key for row in dialog.model.rows if row.is_ticked}


def rebooked(desk: Desk) -> set[str]:
    with desk.storage.read() as work:
        decided = work.appointments.decided()
    return {key for key, made in decided.items() if made.decision is Decision.REBOOK}


def test_everyone_postponed_is_shown_with_a_date_or_the_reason_for_none(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    assert unnamed(dialog) == []
    assert (
        dialog.about.text() == "5 of 6 patients can be given a date. 2 ticked dates with a warning."
    )
    assert dialog.save.text() == "Accept 5 dates"
    rows = {row.key: row for row in dialog.model.rows}
    assert rows["A2"].name == "Price, Ms Owen"
    assert rows["A6"].effect == "The only slot that fits is given to somebody whom delay harms more"
    warned = next(
        at for at, column in enumerate(dialog.table.columns) if column.heading == "Beware"
    )
    said = dialog.table.columns[warned].text(rows["A4"])
    assert said.startswith("▲ Only 12 days' notice")
    go_to(dialog, "A6")
    assert not dialog.choices.list.isVisible()
    assert "whom delay harms more" in dialog.choices.about.text()


def test_some_are_taken_by_keyboard_alone(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    in_front(qtbot, dialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: ticked(dialog) == set())
    assert not dialog.save.isEnabled()
    go_to(dialog, "A4")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert ticked(dialog) == {"A4"}
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.choices.list
    rest(qtbot, desk)
    assert rebooked(desk) == set(), "Enter in the table accepts nothing"
    qtbot.keyClick(dialog.choices.list, Qt.Key.Key_Down)
    assert picked(dialog)["A4"] == "E4"
    qtbot.keyClick(dialog.choices.list, Qt.Key.Key_Up)
    assert picked(dialog)["A4"] == "E1"
    dialog.agreed.setText("phoned on 8 January")
    press(qtbot, desk, dialog, "save")
    assert rebooked(desk) == {"A4"}
    with desk.storage.read() as work:
        made = work.appointments.decided()["A4"]
        assert work.slots.holds.known(["A4"])
    assert made.agreed == "phoned on 8 January"


def test_two_patients_cannot_be_given_one_place(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    for key in ("A1", "A2"):
        go_to(dialog, key)
        if key == "A1":
            dialog.choices.picked.emit("E4")
    assert picked(dialog)["A1"] == "E4"
    texts = [dialog.choices.list.item(at) for at in range(dialog.choices.list.count())]
    (full,) = [item for item in texts if "Chosen for somebody else" in item.text()]
    assert not full.flags() & Qt.ItemFlag.ItemIsEnabled
    dialog.choices.picked.emit("E4")
    rows = {row.key: row for row in dialog.model.rows}
    assert [rows[key].is_over for key in ("A1", "A2")] == [False, True]
    assert not dialog.save.isEnabled()
    dialog.choices.picked.emit("E2")
    assert dialog.save.isEnabled()


def test_short_notice_that_nobody_agreed_is_asked_about_once(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    press(qtbot, desk, dialog, "save")
    assert rebooked(desk) == set()
    assert dialog.beware.isVisible()
    assert dialog.beware.text.startswith("2 of these give under 21 days' notice")
    assert dialog.save.text() == "Accept 5 dates all the same"
    dialog.agreed.setText("p")
    assert not dialog.beware.isVisible()
    assert dialog.save.text() == "Accept 5 dates"
    dialog.agreed.setText("")
    press(qtbot, desk, dialog, "save")
    press(qtbot, desk, dialog, "save")
    assert rebooked(desk) == {"A1", "A2", "A3", "A4", "A5"}


def test_a_click_on_the_tick_takes_it_away(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    place = dialog.table.visualRect(dialog.table.proxy.index(0, 0)).center()
    view = dialog.table.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert ticked(dialog) == {"A2", "A3", "A4", "A5"}
    other = dialog.table.visualRect(dialog.table.proxy.index(0, 1)).center()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=other)
    assert ticked(dialog) == {"A2", "A3", "A4", "A5"}


def test_when_somebody_was_quicker_nothing_is_lost(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    go_to(dialog, "A3")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    dialog.why.setText("agreed with the clinic")
    dialog.agreed.setText("phoned")
    accept_dates(desk.storage, desk.tools.rules, {"A6": "D1"}, "quicker", NOW)
    press(qtbot, desk, dialog, "save")
    assert dialog.refusal.text().startswith("Somebody else was quicker: DS1, Tue 19 Jan 2016 13:00")
    assert rebooked(desk) == {"A6"}
    assert ticked(dialog) == {"A1", "A2", "A4", "A5"}
    press(qtbot, desk, dialog, "look_again")
    assert ticked(dialog) == {"A1", "A2", "A4"}
    assert dialog.why.text() == "agreed with the clinic"
    press(qtbot, desk, dialog, "save")
    assert rebooked(desk) == {"A1", "A2", "A4", "A6"}


def test_without_slots_it_says_what_to_do_first(
    hospital: Database, jobs: Jobs, tmp_path: Path, qtbot: QtBot, home: QWidget
) -> None:
    fill(hospital, tmp_path, slots=())
    desk = Desk(tools(), hospital, jobs, Bus(jobs), lambda: NOW)
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    assert dialog.stack.currentWidget() is dialog.empty
    assert dialog.empty.title.text() == "Import free slots first"
    undecide(hospital, [each["appointment_id"] for each in VISITS], "all go ahead")
    other = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    assert other.empty.title.text() == "Nobody waits for a date"


def test_some_can_be_asked_about_and_a_strike_that_is_not_there_is_said(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, ("A1", "A4"), home))
    assert picked(dialog).keys() == {"A1", "A4"}
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 9, None, home))
    assert dialog.empty.title.text() == "No dates"


def test_the_list_can_be_copied(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, NewDatesDialog(desk, 1, None, home))
    press(qtbot, desk, dialog, "copy_dates")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Take\tPatient\tWas\tNew date")
    assert len(lines) == 7


class SlowRebooker:
    """Waits to be let go; then works as the real one does."""

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), threading.Event()

    def rebook(
        self,
        problem: RebookingProblem,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> RebookingPlan:
        progress(0.4)
        self.begun.set()
        assert self.go.wait(20)
        return rebooking.rebook(problem, progress, cancelled)


def test_it_shows_how_far_it_is_and_can_be_stopped_and_tried_again(
    hospital: Database, jobs: Jobs, tmp_path: Path, qtbot: QtBot, home: QWidget
) -> None:
    fill(hospital, tmp_path)
    slow = SlowRebooker()
    desk = Desk(replace(tools(), rebooker=slow), hospital, jobs, Bus(jobs), lambda: NOW)
    dialog = NewDatesDialog(desk, 1, None, home)
    dialog.open()
    qtbot.waitUntil(slow.begun.is_set)
    qtbot.waitUntil(lambda: dialog.search.bar.value() == 40)
    assert dialog.stack.currentWidget() is dialog.search
    qtbot.mouseClick(dialog.findChild(QWidget, "stop_dates"), Qt.MouseButton.LeftButton)
    slow.go.set()
    rest(qtbot, desk)
    assert dialog.empty.title.text() == "Stopped"
    press(qtbot, desk, dialog, "empty_button")
    assert len(ticked(dialog)) == 5


def test_closing_while_it_works_leaves_nothing_behind(
    hospital: Database, jobs: Jobs, tmp_path: Path, qtbot: QtBot, home: QWidget
) -> None:
    fill(hospital, tmp_path)
    slow = SlowRebooker()
    desk = Desk(replace(tools(), rebooker=slow), hospital, jobs, Bus(jobs), lambda: NOW)
    dialog = NewDatesDialog(desk, 1, None, home)
    dialog.open()
    qtbot.waitUntil(slow.begun.is_set)
    dialog.reject()
    slow.go.set()
    rest(qtbot, desk)
    assert rebooked(desk) == set()
