"""From one gap to the next: where the cursor goes, and who hears the keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from rota.services.assigning import CoverOrder, assign
from tests.strike_hospital import START
from tests.ui.cover_people import (
    FINN,
    add_people,
    choose_person,
    cover_page,
    press,
    rest,
    the_dialog,
)
from ui.desk import Desk
from ui.dialogs.assign import AssignDialog
from ui.pages.cover import CoverPage

Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk, tmp_path: Path) -> CoverPage:
    add_people(small_desk, tmp_path)
    made = cover_page(qtbot, small_desk)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def fill(page: CoverPage, desk: Desk, qtbot: QtBot) -> None:
    choose_person(qtbot, page, FINN)
    press(qtbot, desk, page, "gap_assign")
    dialog = the_dialog(page)
    qtbot.keyClick(dialog.consent, Key.Key_Down)
    press(qtbot, desk, dialog, "save")


def test_a_filled_gap_leads_to_the_next_from_the_last_to_the_first(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    day, night = page.ribbon.view.rows[0].gaps
    assert page.ribbon.current_gap.segment == night
    fill(page, small_desk, qtbot)
    assert page.ribbon.current_gap.segment.start == day.start
    assert page.panel.gap.people.found.start == START + timedelta(minutes=30)


def test_what_others_fill_leaves_the_cursor_where_it_is(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    row, gap = page.ribbon.current_row, page.ribbon.current_gap.segment
    order = CoverOrder(1, FINN, row.key, gap.start, gap.end, "by phone")
    small_desk.bus.publish(assign(small_desk.storage, order, small_desk.tools.rules).changes)
    rest(qtbot, small_desk)
    assert page.ribbon.current_row.key == row.key
    assert page.ribbon.current_gap is None


def test_the_board_hears_the_keys_once_a_gap_is_filled(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    fill(page, small_desk, qtbot)
    qtbot.waitUntil(lambda: not page.findChildren(QDialog))
    assert page.window().focusWidget() is page.ribbon


def test_enter_on_a_gap_waits_for_the_people_who_are_looked_for(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    page.ribbon.setFocus()
    qtbot.keyClick(page.ribbon, Key.Key_Left)
    qtbot.keyClick(page.ribbon, Key.Key_Return)
    people = page.panel.gap.people
    assert people.found is None
    qtbot.waitUntil(lambda: people.found is not None)
    rest(qtbot, small_desk)
    assert page.window().focusWidget() is people.view


def test_walking_on_leaves_the_keys_with_the_board(
    page: CoverPage, small_desk: Desk, qtbot: QtBot
) -> None:
    page.ribbon.setFocus()
    for key in (Key.Key_Left, Key.Key_Return, Key.Key_Right):
        qtbot.keyClick(page.ribbon, key)
    rest(qtbot, small_desk)
    assert page.window().focusWidget() is page.ribbon


def test_enter_saves_from_a_time_too(page: CoverPage, small_desk: Desk, qtbot: QtBot) -> None:
    choose_person(qtbot, page, FINN)
    press(qtbot, small_desk, page, "gap_assign")
    dialog = the_dialog(page, AssignDialog)
    qtbot.keyClick(dialog.consent, Key.Key_Down)
    clock = dialog.end.clock
    clock.setFocus()
    qtbot.keyClick(clock, Key.Key_Down)
    rest(qtbot, small_desk)
    qtbot.keyClick(clock, Key.Key_Return)
    rest(qtbot, small_desk)
    (given,) = page.strike_board.assignments
    assert given.staff_id == FINN
