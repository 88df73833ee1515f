"""The page of people, worked with the mouse and the keyboard over a real file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.codes import Answer
from rota.services.declarations import declare
from rota.services.history import check, undo
from rota.storage.database import Database
from tests.engines import Clock
from tests.strike_hospital import END, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import dialog, has_dialog, press, settle
from ui.assembly import assemble
from ui.bus import Bus
from ui.desk import Desk
from ui.jobs import Jobs
from ui.pages.people import PeoplePage


@pytest.fixture
def desk(small_desk: Desk) -> Iterator[Desk]:
    yield small_desk
    small_desk.jobs.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PeoplePage:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot, window_id: int | None = 1) -> PeoplePage:
    made = PeoplePage(desk)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.refresh)
    made.resize(1250, 800)
    made.show()
    made.show_window(window_id)
    settle(qtbot, desk.jobs)
    return made


def cells(page: PeoplePage, heading: str) -> list[str]:
    at = [column.heading for column in page.model.columns].index(heading)
    proxy = page.view.proxy
    return [str(proxy.index(row, at).data()) for row in range(proxy.rowCount())]


def click_row(page: PeoplePage, desk: Desk, qtbot: QtBot, name: str) -> None:
    at = cells(page, "Name").index(name)
    place = page.view.visualRect(page.view.proxy.index(at, 0)).center()
    button = Qt.MouseButton.LeftButton
    qtbot.mouseClick(page.view.viewport(), button, pos=QPoint(place.x(), place.y()))
    settle(qtbot, desk.jobs)


def said(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def type_over(qtbot: QtBot, root: QWidget, name: str, text: str) -> None:
    field = root.findChild(QLineEdit, name)
    if field is None:
        combo = root.findChild(QComboBox, name)
        assert combo is not None, name
        field = combo.lineEdit()
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_everybody_is_listed_with_what_the_strike_means_to_them(page: PeoplePage) -> None:
    assert cells(page, "Name") == [
        "Hart, Dr Ben", "Moss, Dr Eve", "Okafor, Dr Ada", "Patel, Dr Dev", "Reid, Dr Carol",
    ]  # fmt: skip
    assert cells(page, "This strike") == [
        "Called out, 1 lost", "Called out, away", "Called out, 1 lost", "Called out, 1 lost", "",
    ]  # fmt: skip


def test_the_panel_shows_duties_hours_and_absences(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Patel, Dr Dev")
    qtbot.waitUntil(lambda: "Tue 12 Jan 20:00 to Wed 13 Jan 08:30" in said(page.panel))
    assert "Dr Dev Patel" in said(page.panel)
    assert "12 h 30 min" in said(page.panel)
    click_row(page, desk, qtbot, "Moss, Dr Eve")
    qtbot.waitUntil(lambda: "Leave" in said(page.panel))


def test_search_is_by_name_number_grade_or_department(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    field = page.filters.field
    assert field is not None
    for words, found in (
        ("okafor", ["Okafor, Dr Ada"]),
        ("s4", ["Patel, Dr Dev"]),
        ("consultant", ["Reid, Dr Carol"]),
        ("medicine ben", ["Hart, Dr Ben"]),
        ("nobody", []),
    ):
        field.clear()
        qtbot.keyClicks(field, words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert cells(page, "Name") == found, words
    assert "Nobody found" in said(page)


def test_filters_count_and_show(page: PeoplePage, qtbot: QtBot) -> None:
    press(qtbot, page, "filter_away")
    assert cells(page, "Name") == ["Moss, Dr Eve"]
    button = page.findChild(QPushButton, "filter_called_out")
    assert button is not None
    assert button.text().endswith("4")


def test_without_a_strike_nothing_is_said_of_one(desk: Desk, qtbot: QtBot) -> None:
    made = shown(desk, qtbot, None)
    assert len(cells(made, "Name")) == 5
    assert made.findChild(QPushButton, "filter_declared") is None
    assert not made.told.isVisible()
    click_row(made, desk, qtbot, "Okafor, Dr Ada")
    assert "voluntarily" not in said(made.panel)


def test_what_they_told_the_trust_is_recorded_and_counted(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    assert "of 4 called out 0 working, 0 striking, 0 undecided, 4 not said" in page.told.text()
    assert "Deleted for good on Tue 12 Apr 2016" in page.told.text()
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_declare")
    asked = dialog("dialog_declaration")
    assert "Nobody has to say" in said(asked)
    press(qtbot, asked, "answer_working")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert cells(page, "Told the trust") == ["", "", "Working", "", ""]
    assert cells(page, "This strike")[2] == "Called out"
    assert "1 working" in page.told.text()
    undo(desk.storage)
    assert not has_dialog("dialog_declaration")


def test_a_person_is_added_and_then_shown(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    press(qtbot, page, "add_person")
    asked = dialog("dialog_person")
    settle(qtbot, desk.jobs)
    type_over(qtbot, asked, "staff_id", "S9")
    type_over(qtbot, asked, "surname", "Zhou")
    type_over(qtbot, asked, "grade", "wizard")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert "wizard is not a doctor's grade" in said(asked)
    type_over(qtbot, asked, "grade", "ST4")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_person")
    assert [row.staff_id for row in page.view.chosen] == ["S9"]
    qtbot.waitUntil(lambda: "corrected here, by hand" in said(page.panel))


def test_a_person_is_corrected_and_marked(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_correct")
    asked = dialog("dialog_person")
    settle(qtbot, desk.jobs)
    number = asked.findChild(QLineEdit, "staff_id")
    assert number is not None
    assert number.isReadOnly()
    type_over(qtbot, asked, "weekly_hours", "lots")
    press(qtbot, asked, "save")
    assert "as a number" in said(asked)
    type_over(qtbot, asked, "weekly_hours", "40")
    type_over(qtbot, asked, "skills", "Airway")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert cells(page, "Skills")[2] == "airway"
    assert cells(page, "Entered here")[2] == "by hand"


def test_somebody_retired_comes_back_under_their_number(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_retire")
    settle(qtbot, desk.jobs)
    asked = dialog("dialog_reason")
    assert "1 duty of theirs will be held by nobody" in said(asked)
    qtbot.keyClicks(asked.reason.lineEdit(), "left")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert "Okafor, Dr Ada" not in cells(page, "Name")
    press(qtbot, page, "add_person")
    again = dialog("dialog_person")
    settle(qtbot, desk.jobs)
    for field, text in (("staff_id", "S1"), ("surname", "Okafor"), ("grade", "ST")):
        type_over(qtbot, again, field, text)
    press(qtbot, again, "save")
    settle(qtbot, desk.jobs)
    back = again.findChild(QCheckBox, "bring_back")
    assert back is not None
    assert back.isVisible()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton, pos=QPoint(8, back.height() // 2))
    press(qtbot, again, "save")
    settle(qtbot, desk.jobs)
    assert "Okafor" in cells(page, "Name")


def test_a_duty_is_added_with_a_warning_while_it_is_typed(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_add_duty")
    asked = dialog("dialog_duty")
    settle(qtbot, desk.jobs)
    type_over(qtbot, asked, "service", "Medical wards")
    settle(qtbot, desk.jobs)
    assert "another duty then: Emergency department" in asked.notes.text
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert cells(page, "This strike")[2] == "Called out, 2 lost"
    qtbot.waitUntil(lambda: "Medical wards" in said(page.panel))


@pytest.mark.qt_log_ignore(r"does not support (raise|grabbing the keyboard)", extend=True)
def test_a_duty_is_given_to_somebody_else_and_retired(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "duty_D1")
    asked = dialog("dialog_duty")
    settle(qtbot, desk.jobs)
    type_over(qtbot, asked, "holder", "somebody")
    press(qtbot, asked, "save")
    assert "from the list" in said(asked)
    asked.holder.setCurrentIndex(asked.holder.findData("S3"))
    settle(qtbot, desk.jobs)
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    qtbot.waitUntil(lambda: "No duty and no cover" in said(page.panel))
    click_row(page, desk, qtbot, "Reid, Dr Carol")
    press(qtbot, page.panel, "duty_D1")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_duty"), "retire_duty")
    why = dialog("dialog_reason")
    qtbot.keyClicks(why.reason.lineEdit(), "closed")
    press(qtbot, why, "save")
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_duty")
    with desk.storage.read() as work:
        assert not work.duties.duties.known(["D1"])


def test_an_absence_is_added_in_whole_days_and_removed(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_add_absence")
    asked = dialog("dialog_absence")
    settle(qtbot, desk.jobs)
    assert "Dr Ada Okafor, ST, S1" in said(asked)
    assert "1 duty falls into it" in asked.notes.text
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert cells(page, "This strike")[2] == "Called out, away"
    with desk.storage.read() as work:
        (away,) = work.people.absences_of(["S1"])
    assert (away.end - away.start).days == 1
    press(qtbot, page.panel, "absence_201601120000")
    settle(qtbot, desk.jobs)
    press(qtbot, dialog("dialog_absence"), "remove_absence")
    why = dialog("dialog_reason")
    qtbot.keyClicks(why.reason.lineEdit(), "was there")
    press(qtbot, why, "save")
    settle(qtbot, desk.jobs)
    assert cells(page, "This strike")[2] == "Called out, 1 lost"


def test_what_somebody_told_is_recorded_under_their_name(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    press(qtbot, page.panel, "person_declare")
    assert "Dr Ada Okafor, ST, S1" in said(dialog("dialog_declaration"))


def test_down_leads_from_the_search_to_who_was_found(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    field = page.filters.field
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, "reid")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    settle(qtbot, desk.jobs)
    assert page.window().focusWidget() is page.view
    assert [row.person.surname for row in page.view.chosen] == ["Reid"]


def test_enter_opens_nobody_whom_a_filter_put_under_the_cursor(
    page: PeoplePage, desk: Desk, qtbot: QtBot
) -> None:
    click_row(page, desk, qtbot, "Reid, Dr Carol")
    field = page.filters.field
    assert field is not None
    field.setText("hart")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    page.view.setCurrentIndex(page.view.proxy.index(0, 0))
    page.view.clearSelection()
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)
    assert not has_dialog("dialog_person")
    assert [row.person.surname for row in page.view.chosen] == ["Hart"]
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert has_dialog("dialog_person")
    press(qtbot, dialog("dialog_person"), "cancel")


def test_rows_are_copied_as_they_are_shown(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    click_row(page, desk, qtbot, "Okafor, Dr Ada")
    qtbot.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Okafor, Dr Ada\tST\tEmergency" in QApplication.clipboard().text()


def test_an_empty_hospital_says_what_to_do_first(
    hospital: Database, jobs: Jobs, qtbot: QtBot
) -> None:
    desk = Desk(tools(), hospital, jobs, Bus(jobs), lambda: tools().clock())
    made = shown(desk, qtbot, None)
    assert "Nobody is on the staff list yet" in said(made)
    assert made.empty.button.text() == "Import staff…"


def test_several_people_are_summed_up_by_grade(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    page.view.selectAll()
    settle(qtbot, desk.jobs)
    qtbot.waitUntil(lambda: "5 people chosen" in said(page.panel))
    qtbot.waitUntil(lambda: "ST: 2" in said(page.panel))


def test_every_control_has_a_name(page: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    declare(desk.storage, 1, "S1", Answer.STRIKING)
    click_row(page, desk, qtbot, "Moss, Dr Eve")
    assert unnamed(page) == []
    for errand, name in (
        ("person_correct", "dialog_person"),
        ("person_add_duty", "dialog_duty"),
        ("person_add_absence", "dialog_absence"),
        ("person_declare", "dialog_declaration"),
    ):
        press(qtbot, page.panel, errand)
        settle(qtbot, desk.jobs)
        opened = dialog(name)
        assert unnamed(opened) == [], name
        press(qtbot, opened, "cancel")


def test_opening_a_hospital_long_after_deletes_what_they_told(
    small_desk: Desk, qtbot: QtBot
) -> None:
    storage = small_desk.storage
    declare(storage, 1, "S1", Answer.STRIKING)
    clock = Clock(END)
    with closing(Database(storage.address, clock, "tester")) as worked_on:
        for _ in range(9):
            clock.pass_(days=10)
            with worked_on.write("work") as work:
                work.record("Somebody worked.")
    for days, left in ((89, {1: 1}), (90, {})):
        window = assemble(tools(), storage, lambda days=days: END + timedelta(days=days))
        qtbot.addWidget(window)
        settle(qtbot, window.jobs)
        window.close()
        with storage.read() as work:
            assert work.windows.declared_windows() == left
    assert check(storage).sound
