"""What if, on the Cover page: seen on the board, saved nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.engines import dump
from tests.ui.accessible import unnamed
from ui.desk import Desk
from ui.pages.cover import CoverPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk) -> CoverPage:
    made = CoverPage(small_desk)
    small_desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.show_window(1)
    qtbot.waitUntil(lambda: made.board is not None)
    action = made.findChild(QAction, "more_what_if")
    assert action is not None
    action.trigger()
    return made


def rest(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)


def suppose_carol_away(qtbot: QtBot, page: CoverPage, desk: Desk) -> None:
    bar = page.face.what_if
    qtbot.keyClicks(bar.people.lineEdit(), "Carol Reid, consultant · Emergency department")
    qtbot.mouseClick(bar.findChild(QPushButton, "what_if_add"), LEFT)
    rest(qtbot, desk)


def test_supposing_somebody_away_is_shown_and_not_saved(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    before = dump(small_desk.storage.address)
    assert page.gaps.text == "2 gaps, 23 h 30 min of cover missing"
    suppose_carol_away(qtbot, page, small_desk)
    said = page.face.what_if.said.text()
    assert said == "1 person away: 23.5 missing hours become 36, in 3 gaps instead of 2"
    assert page.gaps.text == "3 gaps, 36 h of cover missing"
    assert dump(small_desk.storage.address) == before


def test_back_to_the_real_board(qtbot: QtBot, page: CoverPage, small_desk: Desk) -> None:
    suppose_carol_away(qtbot, page, small_desk)
    qtbot.mouseClick(page.face.what_if.findChild(QPushButton, "what_if_back"), LEFT)
    assert page.gaps.text == "2 gaps, 23 h 30 min of cover missing"
    assert page.face.what_if.isHidden()


def test_somebody_supposed_away_can_be_there_after_all(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suppose_carol_away(qtbot, page, small_desk)
    qtbot.mouseClick(page.face.what_if.findChild(QPushButton, "what_if_away_S3"), LEFT)
    rest(qtbot, small_desk)
    assert page.gaps.text == "2 gaps, 23 h 30 min of cover missing"


def test_a_share_of_a_grade_is_drawn_by_lot(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    bar = page.face.what_if
    assert bar.grade.currentText() == "consultant (1)"
    bar.share.setValue(50)
    rest(qtbot, small_desk)
    assert page.gaps.text == "3 gaps, 36 h of cover missing"


def test_a_name_that_is_not_on_the_list_is_not_taken(qtbot: QtBot, page: CoverPage) -> None:
    bar = page.face.what_if
    qtbot.keyClicks(bar.people.lineEdit(), "Nobody Such")
    qtbot.keyClick(bar.people.lineEdit(), Qt.Key.Key_Return)
    assert bar.said.text() == "Choose somebody from the list of those who are there."
    assert bar.supposition.is_nothing


def test_while_supposing_the_panel_explains_and_offers_nobody(
    qtbot: QtBot, page: CoverPage, small_desk: Desk
) -> None:
    suppose_carol_away(qtbot, page, small_desk)
    row = page.ribbon.view.rows[0]
    page.ribbon.select(row.key, row.gaps[0])
    assert page.panel.shown is page.panel.service


def test_every_field_of_the_bar_is_spoken(page: CoverPage) -> None:
    assert unnamed(page.face.what_if) == []
