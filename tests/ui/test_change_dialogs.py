"""Revising, calling off and reinstating: what follows is seen before anything is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.disputes import Consequence
from rota.domain.errors import Unavailable
from rota.services.deciding import decide
from rota.services.window_changes import NewTerms, revise
from rota.services.windows import show_window
from tests.strike_hospital import END, NOW, START, add_visits
from tests.ui.accessible import unnamed
from tests.ui.dialogs import home as home
from tests.ui.dialogs import opened, press, rest, the_strike
from ui.desk import Desk
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.change import ChangeDialog
from ui.dialogs.move import MoveDialog
from ui.dialogs.revise import ReviseDialog
from ui.models.consequences import ConsequenceModel
from ui.widgets.consequence_table import ConsequenceTable

KEY = Qt.Key
FOUND = (
    Consequence("duty_restored", "D1", "Emergency department, Tue 12 Jan 2016 08:00"),
    Consequence("duty_restored", "D3", "Medical wards, Tue 12 Jan 2016 09:00"),
    Consequence("letter_posted_now_wrong", "A1", "Chest clinic, Tue 12 Jan 2016 10:00"),
)


@pytest.fixture
def desk(small_desk: Desk, tmp_path: Path) -> Desk:
    add_visits(small_desk.storage, tmp_path)
    return small_desk


def kinds(dialog: ChangeDialog) -> list[tuple[str, int]]:
    return [(each.kind, len(each.rows)) for each in dialog.follows.model.groups]


def test_calling_off_shows_all_that_follows_and_waits_for_a_reason(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    decide(desk.storage, ["A1"], Decision.POSTPONE, "no doctor")
    dialog = opened(qtbot, desk, CallOffDialog(desk, the_strike(desk), home))
    assert kinds(dialog) == [
        ("appointment_reinstated", 1),
        ("duty_restored", 3),
        ("appointment_no_longer_at_risk", 2),
    ]
    assert dialog.tasks.text() == (
        "1 patient goes ahead and need not be told: nobody told them otherwise."
    )
    assert dialog.follows.title.text() == "6 things follow"
    assert dialog.rules.isHidden()
    assert unnamed(dialog) == []
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.reason, "An agreement was reached")
    seen = dialog.follows.found
    press(qtbot, desk, dialog, "save")
    assert the_strike(desk).state is WindowState.CALLED_OFF
    with desk.storage.read() as work:
        assert [each for _, each in work.disputes.consequences(1)] == list(seen)


def test_where_nothing_follows_it_says_so(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, MoveDialog(desk, the_strike(desk), WindowState.CONFIRMED, home))
    assert dialog.follows.title.text() == "Nothing else follows"
    assert dialog.rules.isVisible()
    dialog.reason.setCurrentIndex(0)
    press(qtbot, desk, dialog, "save")
    assert the_strike(desk).state is WindowState.CONFIRMED


def test_a_move_that_is_not_open_is_refused_in_its_place(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, MoveDialog(desk, the_strike(desk), WindowState.NOTIFIED, home))
    assert dialog.follows.said.text().startswith("Only a suspended or called-off strike")
    dialog.reason.setCurrentIndex(0)
    assert not dialog.save.isEnabled()


def test_revising_shows_what_follows_from_each_change(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), parent=home))
    assert dialog.follows.said.text() == "Nothing would change: these are its terms already."
    assert unnamed(dialog) == []
    dialog.form.start.clock.setFocus()
    dialog.form.start.show_local(date(2016, 1, 12), time(9, 0))
    rest(qtbot, desk)
    assert dialog.form.length.text() == "23 h"
    assert kinds(dialog) == [("day_lost", 1), ("duty_restored", 1)]
    assert [each.rule for each in dialog.rules.findings] == ["agency"]
    qtbot.keyClicks(dialog.reason, "The union changed its notice")
    press(qtbot, desk, dialog, "save")
    window = the_strike(desk)
    assert (window.revision, window.terms.start) == (2, START.replace(hour=9))


def test_revising_keeps_what_is_not_touched(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    before = the_strike(desk).terms
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), parent=home))
    dialog.form.policy.setCurrentIndex(dialog.form.policy.findData(LossPolicy.CLIP))
    dialog.form.has_notice.setChecked(True)
    rest(qtbot, desk)
    qtbot.keyClicks(dialog.reason, "Checked")
    press(qtbot, desk, dialog, "save")
    after = show_window(desk.storage, 1).revisions[-1].terms
    assert (after.start, after.end, after.sites, after.groups, after.type) == (
        before.start,
        before.end,
        before.sites,
        before.groups,
        before.type,
    )
    assert (after.policy, after.notice_received) == (LossPolicy.CLIP, desk.now())


def test_an_edge_that_was_dragged_is_put_in(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    later = END.replace(hour=9)
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), new_end=later, parent=home))
    assert dialog.form.end.instant == later
    assert kinds(dialog) == [("day_gained", 1)]
    assert dialog.form.groups[StaffGroup.RESIDENT_DOCTOR].text() == "Junior doctors"


def test_an_open_strike_gets_the_end_that_was_dragged(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    ladder = desk.tools.rules.ladder
    revise(desk.storage, 1, NewTerms(open_end=True), "open", desk.now(), ladder)
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), new_end=END, parent=home))
    assert not dialog.form.is_open.isChecked()
    dialog.form.is_open.setChecked(True)
    rest(qtbot, desk)
    assert dialog.follows.said.text().startswith("Nothing would change")


def test_terms_that_make_no_sense_are_refused_beside_them(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), parent=home))
    dialog.form.end.show_local(date(2016, 1, 11), time(8))
    assert dialog.follows.said.text() == "A strike must end after it starts."
    dialog.reason.setCurrentIndex(0)
    assert not dialog.save.isEnabled()
    dialog.form.end.show_local(date(2016, 1, 14), time(8))
    rest(qtbot, desk)
    assert dialog.save.isEnabled()
    for box in dialog.form.sites.values():
        box.setChecked(False)
    assert dialog.follows.said.text() == "Tick at least one site."
    assert not dialog.save.isEnabled()


def test_of_many_changes_only_the_newest_is_worked_out(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    looks: list[datetime] = []

    def now() -> datetime:
        looks.append(NOW)
        return NOW

    desk = replace(desk, now=now)
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), parent=home))
    looks.clear()
    for hour in (9, 10, 11, 12):
        dialog.form.start.show_local(date(2016, 1, 12), time(hour))
        assert dialog.follows.title.text() == "Working out what follows…"
    rest(qtbot, desk)
    assert len(looks) == 2
    assert kinds(dialog)[1] == ("duty_restored", 2)


def test_closing_while_it_is_worked_out_leaves_nothing(
    desk: Desk, qtbot: QtBot, home: QWidget
) -> None:
    dialog = ReviseDialog(desk, the_strike(desk), parent=home)
    dialog.open()
    qtbot.keyClick(dialog, KEY.Key_Escape)
    rest(qtbot, desk)
    assert home.findChildren(ReviseDialog) == []


def test_what_cannot_be_worked_out_says_why(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    def locked() -> datetime:
        raise Unavailable("locked", "The file is locked.")

    desk = replace(desk, now=locked)
    dialog = opened(qtbot, desk, MoveDialog(desk, the_strike(desk), WindowState.SUSPENDED, home))
    assert dialog.follows.said.text().startswith("The file is locked.")
    dialog.reason.setCurrentIndex(0)
    assert not dialog.save.isEnabled()


def test_a_change_to_a_postal_strike_needs_nobody(desk: Desk, qtbot: QtBot, home: QWidget) -> None:
    dialog = opened(qtbot, desk, ReviseDialog(desk, the_strike(desk), parent=home))
    dialog.form.type.setCurrentIndex(dialog.form.type.findData(WindowType.FULL_WALKOUT))
    assert dialog.form.meaning.text().startswith("Every duty of those called out")
    tick = dialog.findChild(QCheckBox, "is_postal")
    tick.click()
    assert dialog.form.meaning.text().startswith("Nobody here is called out.")
    assert not dialog.form.type.isEnabled()
    rest(qtbot, desk)
    assert ("duty_restored", 3) in kinds(dialog)
    tick.click()
    assert dialog.form.groups[StaffGroup.RESIDENT_DOCTOR].isChecked()


@pytest.fixture
def table(qtbot: QtBot) -> ConsequenceTable:
    made = ConsequenceTable()
    qtbot.addWidget(made)
    made.resize(640, 320)
    made.show()
    made.show_found(FOUND)
    return made


def row(table: ConsequenceTable, kind: int, thing: int | None = None) -> QModelIndex:
    index = table.model.index(kind, 0)
    return index if thing is None else table.model.index(thing, 0, index)


def test_the_model_of_what_follows_is_sound(qtmodeltester: ModelTester) -> None:
    model = ConsequenceModel()
    model.show(FOUND)
    qtmodeltester.check(model)
    assert model.headerData(0, Qt.Orientation.Horizontal) == "What follows"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_few_things_stand_open_and_are_said_whole(table: ConsequenceTable) -> None:
    assert table.tree.isExpanded(row(table, 0))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert row(table, 0).data(role) == "Duties that go ahead again: 2"
    assert row(table, 0, 0).data(role).endswith("Tue 12 Jan 2016 08:00, D1")
    assert unnamed(table) == []


def test_of_many_things_only_the_urgent_kinds_stand_open(table: ConsequenceTable) -> None:
    many = [Consequence("duty_lost", f"D{n}", "Ward") for n in range(40)]
    table.show_found(())
    assert table.tree.isHidden()
    table.show_found([*many, FOUND[2]])
    assert not table.tree.isExpanded(row(table, 0))
    assert table.tree.isExpanded(row(table, 1))


def test_kinds_open_and_close_by_keyboard_and_stay_so(
    table: ConsequenceTable, qtbot: QtBot
) -> None:
    table.tree.setFocus()
    table.tree.setCurrentIndex(row(table, 0))
    qtbot.keyClick(table.tree, KEY.Key_Left)
    assert not table.tree.isExpanded(row(table, 0))
    table.show_found(FOUND[:2])
    assert not table.tree.isExpanded(row(table, 0))
    qtbot.keyClick(table.tree, KEY.Key_Right)
    table.tree.setCurrentIndex(row(table, 0))
    qtbot.keyClick(table.tree, KEY.Key_Right)
    assert table.tree.isExpanded(row(table, 0))


def test_searching_shows_only_what_holds_every_word(table: ConsequenceTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.search, "wards d3")
    qtbot.keyClick(table.search, KEY.Key_Return)
    assert [each.id for group in table.model.groups for each in group.rows] == ["D3"]
    assert table.tree.isExpanded(row(table, 0))
    qtbot.keyClick(table.search, KEY.Key_Escape)
    assert len(table.model.groups) == 2


def test_what_follows_is_copied_whole_or_in_part(table: ConsequenceTable, qtbot: QtBot) -> None:
    qtbot.mouseClick(table.copy_all, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Kind\tNumber\tWhat follows"
    assert len(lines) == 4
    place = table.tree.visualRect(row(table, 0, 1)).center() + QPoint(0, 0)
    qtbot.mouseClick(table.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(table.tree, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == [
        "Duties that go ahead again\tD3\tMedical wards, Tue 12 Jan 2016 09:00"
    ]
