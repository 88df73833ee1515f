"""The page of people in odd orders: fast clicks, dialogs closed early, people gone meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rota.services.people import retire_person
from rota.services.people_list import DutyLine, person_detail
from tests.strike_hospital import NOW, START
from tests.ui.clerk import settle
from ui.desk import Desk
from ui.dialogs.duty import DutyDialog
from ui.dialogs.errand import ErrandDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.reason import ReasonDialog
from ui.pages.people import PeoplePage

LEFT = Qt.MouseButton.LeftButton
D = TypeVar("D", bound=ErrandDialog)


@pytest.fixture
def desk(small_desk: Desk) -> Iterator[Desk]:
    yield small_desk
    small_desk.jobs.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PeoplePage:
    made = PeoplePage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.resize(1250, 800)
    made.show()
    made.show_window(1)
    settle(qtbot, desk.jobs)
    return made


def first_duty(desk: Desk) -> DutyLine:
    """Ada's day in the emergency department."""
    return person_detail(desk.storage, 1, "S1", NOW).duties[0]


def holder(desk: Desk) -> str | None:
    with desk.storage.read() as work:
        return work.duties.duties.existing(["D1"])["D1"].staff_id


def open_ones(page: PeoplePage, kind: type[D]) -> list[D]:
    return [each for each in page.findChildren(kind) if each.isVisible()]


def click(qtbot: QtBot, page: PeoplePage, row: int, *, twice: bool = False) -> None:
    place = page.view.visualRect(page.view.proxy.index(row, 0)).center()
    qtbot.mouseClick(page.view.viewport(), LEFT, pos=place)
    if twice:
        qtbot.mouseDClick(page.view.viewport(), LEFT, pos=place)


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    button = root.findChild(QAbstractButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def test_a_duty_saved_before_the_people_are_read_keeps_its_holder(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    dialog = DutyDialog(desk, first_duty(desk), None, NOW, page)
    dialog.open()
    press(qtbot, dialog, "save")
    settle(qtbot, desk.jobs)
    assert holder(desk) == "S1"
    assert not open_ones(page, DutyDialog)


def test_a_duty_of_somebody_who_left_keeps_its_holder(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    retire_person(desk.storage, "S1", "They left", START + timedelta(hours=1))
    dialog = DutyDialog(desk, first_duty_of_the_past(desk), None, NOW, page)
    dialog.open()
    settle(qtbot, desk.jobs)
    assert dialog.holder.currentText() == "S1, no longer on the staff list"
    dialog.end.show_instant(START + timedelta(hours=13))
    press(qtbot, dialog, "save")
    settle(qtbot, desk.jobs)
    assert not open_ones(page, DutyDialog)
    assert holder(desk) == "S1"


def first_duty_of_the_past(desk: Desk) -> DutyLine:
    with desk.storage.read() as work:
        duty = work.duties.duties.existing(["D1"])["D1"]
        services = {each.service_id: each for each in work.duties.services()}
    return DutyLine(duty, services[duty.service_id], None, away=False)


def test_a_double_click_corrects_the_person_clicked_and_not_the_one_before(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click(qtbot, page, 0)
    settle(qtbot, desk.jobs)
    click(qtbot, page, 2, twice=True)
    settle(qtbot, desk.jobs)
    (dialog,) = open_ones(page, PersonDialog)
    shown = dialog.findChild(QLineEdit, "surname")
    assert shown is not None
    assert shown.text() == "Okafor"
    dialog.reject()


def test_what_is_pressed_before_the_next_person_is_shown_is_done_to_nobody(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click(qtbot, page, 0)
    settle(qtbot, desk.jobs)
    click(qtbot, page, 2)
    page.panel.buttons["retire"].click()
    settle(qtbot, desk.jobs)
    assert not open_ones(page, ReasonDialog)


def test_retire_pressed_twice_asks_once(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    click(qtbot, page, 0)
    settle(qtbot, desk.jobs)
    for _ in range(2):
        page.panel.buttons["retire"].click()
    settle(qtbot, desk.jobs)
    (dialog,) = open_ones(page, ReasonDialog)
    dialog.reject()
    page.panel.buttons["retire"].click()
    settle(qtbot, desk.jobs)
    open_ones(page, ReasonDialog)[0].reject()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda desk, page: PersonDialog(desk, None, page), id="person"),
        pytest.param(lambda desk, page: DutyDialog(desk, None, None, NOW, page), id="duty"),
    ],
)
def test_a_dialog_closed_before_its_lists_come_in_is_left_alone(
    page: PeoplePage,
    desk: Desk,
    qtbot: QtBot,
    make: Callable[[Desk, PeoplePage], ErrandDialog],
) -> None:
    dialog = make(desk, page)
    dialog.open()
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(qtbot, desk.jobs)
    assert not open_ones(page, ErrandDialog)
