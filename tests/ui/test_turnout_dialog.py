"""Turnout on the Cover page: the forecast drawn, past days by hand, and the board at it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rota.domain.turnout import BoardTurnout, TurnoutTotal
from rota.services.turnout import keep_totals
from rota.services.turnout_board import WITHHELD
from rota.storage.database import Database
from tests.conftest import Addresses
from tests.engines import Clock, dump, filling
from tests.strike_hospital import NOW, tools
from tests.turnout_hospital import fill_two_sites
from tests.ui.accessible import unnamed
from tests.ui.dialogs import press, rest
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.turnout import TurnoutDialog
from ui.dialogs.turnout_total import TurnoutTotalDialog
from ui.jobs import Jobs
from ui.models.turnout import RANGE
from ui.pages.cover import CoverPage

PAST = TurnoutTotal(date(2015, 12, 1), "St Anne", "ST", 22, 10, 0, "trust return")

pytestmark = pytest.mark.one_engine


@pytest.fixture
def address(addresses: Addresses, clock: Clock) -> str:
    return addresses.filled("two sites", filling(fill_two_sites, clock))


@pytest.fixture
def desk(database: Database, jobs: Jobs) -> Desk:
    return Desk(tools(), database, jobs, Bus(jobs), lambda: NOW)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> CoverPage:
    made = CoverPage(desk)
    desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.show_window(1)
    qtbot.waitUntil(lambda: made.board is not None)
    return made


def more(page: CoverPage, name: str) -> None:
    action = page.findChild(QAction, f"more_{name}")
    assert action is not None
    action.trigger()


def test_past_days_are_entered_corrected_removed_and_forecast_from(
    qtbot: QtBot, page: CoverPage, desk: Desk
) -> None:
    more(page, "turnout")
    dialog = page.findChild(TurnoutDialog)
    assert dialog is not None
    rest(qtbot, desk)
    assert dialog.nothing.isVisibleTo(dialog)
    assert not dialog.forecast_model.rows
    dialog.tabs.setCurrentIndex(1)
    assert unnamed(dialog) == []

    press(qtbot, desk, dialog, "enter")
    form = dialog.findChild(TurnoutTotalDialog)
    assert form is not None
    assert unnamed(form) == []
    form.day.setDate(QDate(2015, 12, 1))
    form.site.setCurrentText("St Anne")
    form.grade.setCurrentText("Registrar")
    form.source.setText("trust return")
    form.due.setValue(4)
    press(qtbot, desk, form, "save")
    assert form.refusal.text().startswith("Fewer than 5 people were due")
    form.due.setValue(22)
    form.on_strike.setValue(11)
    press(qtbot, desk, form, "save")
    rest(qtbot, desk)
    (shown,) = dialog.totals_model.rows
    assert (shown.grade, shown.due, shown.on_strike) == ("ST", 22, 11)

    dialog.totals.selectRow(0)
    press(qtbot, desk, dialog, "correct")
    form = dialog.findChildren(TurnoutTotalDialog)[-1]
    assert form.grade.currentText() == "ST"
    form.on_strike.setValue(10)
    press(qtbot, desk, form, "save")
    rest(qtbot, desk)
    assert dialog.totals_model.rows == (PAST,)

    dialog.tabs.setCurrentIndex(0)
    first, second = dialog.forecast_model.rows
    assert (first.due, second.due) == (11, 12)
    index = dialog.forecast_model.index(0, RANGE)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "on 80 of 100 such days, from 1 strike day" in spoken
    assert "No forecast for want of a past strike day" in dialog.said.text()
    bar = dialog.forecasts.visualRect(dialog.forecasts.model().index(0, RANGE))
    picture = dialog.forecasts.viewport().grab(bar).toImage()
    colours = {
        picture.pixelColor(x, picture.height() // 2).name() for x in range(0, picture.width(), 2)
    }
    assert len(colours) >= 4  # ground, track, range and mark

    dialog.tabs.setCurrentIndex(1)
    dialog.totals.selectRow(0)
    press(qtbot, desk, dialog, "remove")
    rest(qtbot, desk)
    assert not dialog.totals_model.rows
    press(qtbot, desk, dialog, "take_totals")
    rest(qtbot, desk)
    assert dialog.notice.text.startswith("0 totals taken from settled attendance.")
    dialog.accept()


def test_the_board_at_the_forecast_says_that_nobody_is_predicted_and_saves_nothing(
    qtbot: QtBot, page: CoverPage, desk: Desk, address: str
) -> None:
    bar = page.face.what_if
    more(page, "what_if")
    rest(qtbot, desk)
    box = bar.turnout.box
    assert not box.model().index(1, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    assert bar.turnout.drawn.text().startswith("No past strike day is on record")
    assert unnamed(bar) == []
    box.setCurrentIndex(box.findData(BoardTurnout.CAUTIOUS.value))
    rest(qtbot, desk)
    assert bar.said.text() == (
        "Nobody called out: 96 missing hours become 128, in 2 gaps instead of 2"
    )
    press(qtbot, desk, page, "what_if_back")

    desk.bus.publish(keep_totals(desk.storage, [PAST], NOW))
    rest(qtbot, desk)
    before = dump(address)
    more(page, "what_if")
    rest(qtbot, desk)
    assert bar.turnout.chosen is BoardTurnout.DECLARED
    box.setCurrentIndex(box.findData(BoardTurnout.EXPECTED.value))
    rest(qtbot, desk)
    said = bar.said.text()
    assert said.endswith(": 96 missing hours become 32, in 2 gaps instead of 2")
    assert bar.turnout.drawn.text().startswith("Drawn by lot: no named person is predicted")
    assert page.board is not None
    lanes = [lane for each in page.board.services for lane in each.lanes]
    assert {lane.name for lane in lanes if lane.staff_id} == {WITHHELD}
    again = page.findChild(QPushButton, "what_if_draw")
    assert again is not None
    assert again.isEnabled()
    press(qtbot, desk, page, "what_if_draw")
    assert bar.said.text() == said
    press(qtbot, desk, page, "what_if_back")
    assert {lane.name for each in page.board.services for lane in each.lanes} != {WITHHELD}
    assert dump(address) == before
