"""Filters in the page of appointments: ready ones, one's own, every day, and a million at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.importing import ImportKind
from rota.domain.visit_filters import Shown, VisitFilter
from rota.services.saved_filters import keep_filter, saved_filters
from tests.small_hospital import appointment, bring_in
from tests.ui.accessible import unnamed
from tests.ui.clerk import desk, dialog, own_settings, press, settle
from tests.ui.test_appointments_page import answer, choose, key, shown
from ui.desk import Desk
from ui.pages.appointments import AppointmentsPage
from ui.visit_words import filter_words, ready_made

__all__ = ["desk", "own_settings"]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[AppointmentsPage]:
    return shown(desk, qtbot)


def ids(page: AppointmentsPage) -> list[str]:
    return [row.appointment_id for row in page.model.rows]


def pick(page: AppointmentsPage, desk: Desk, qtbot: QtBot, text: str) -> None:
    """Choose a line of the menu of filters, as a click would."""
    page.filters.menu.aboutToShow.emit()
    actions = [each for each in page.filters.menu.actions() if each.text() == text]
    assert len(actions) == 1, [each.text() for each in page.filters.menu.actions()]
    actions[0].trigger()
    settle(qtbot, desk.jobs)


def said(page: AppointmentsPage) -> str:
    return page.filters._said.text() if page.filters._said.isVisible() else ""


def test_a_ready_filter_narrows_what_is_shown_and_is_cleared(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    pick(page, desk, qtbot, "Cancer and urgent")
    assert ids(page) == ["A2"]
    assert said(page) == "Cancer and urgent: 1 appointment"
    page.filters.choose(Shown.ALL)
    settle(qtbot, desk.jobs)
    assert ids(page) == ["A2"]
    press(qtbot, page, "clear_filter")
    settle(qtbot, desk.jobs)
    assert ids(page) == ["A1", "A2", "A3", "A4", "A5"]
    assert said(page) == ""


def test_every_day_shows_what_no_strike_touches(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.filters.choose(Shown.ALL)
    pick(page, desk, qtbot, "Every day, not only the strike's")
    assert ids(page)[-1] == "A6"
    assert page.filters.bar._buttons["all"].text() == "All on every day  6"
    assert page.filters.bar._buttons["decided"].text() == "Decided"
    choose(page, desk, qtbot, "A6")
    key(page, qtbot, Qt.Key.Key_Backspace)
    settle(qtbot, desk.jobs)
    assert "A6" not in ids(page)


def test_words_that_are_only_on_other_days_lead_there(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    field = page.filters.bar.field
    assert field is not None
    qtbot.keyClicks(field, "dunne")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, desk.jobs)
    assert page._nothing.button.text() == "Show 1 on other days"
    qtbot.mouseClick(page._nothing.button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.jobs)
    assert ids(page) == ["A6"]
    assert field.text() == "dunne"


def test_a_filter_of_every_part_is_chosen_in_a_dialog(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    pick(page, desk, qtbot, "Choose…")
    asked = dialog("dialog_visit_filter")
    assert unnamed(asked) == []
    assert asked.clinician.findText("S1") > 0
    asked.service.setCurrentText("Urology")
    asked.day.setCurrentIndex(asked.day.findData("2016-01-12"))
    asked.priorities.boxes[Priority.ROUTINE].click()
    asked.proposals.boxes[Decision.POSTPONE].click()
    press(qtbot, asked, "filter_go")
    settle(qtbot, desk.jobs)
    assert page.filters.wanted == VisitFilter(
        service="Urology", day=date(2016, 1, 12), priorities=frozenset({Priority.ROUTINE}),
        proposals=frozenset({Decision.POSTPONE}),
    )  # fmt: skip
    assert ids(page) == ["A1", "A3", "A4"]
    pick(page, desk, qtbot, "Choose…")
    again = dialog("dialog_visit_filter")
    assert again.filter() == page.filters.wanted
    press(qtbot, again, "filter_clear")
    assert again.filter() == VisitFilter()
    again.reject()


def test_a_filter_is_kept_chosen_and_deleted(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    wanted = VisitFilter(priorities=frozenset({Priority.SUSPECTED_CANCER}))
    page.filters.use(wanted)
    settle(qtbot, desk.jobs)
    press(qtbot, page, "keep_filter")
    asked = dialog("dialog_keep_filter")
    assert asked.name.text() == "Suspected cancer"
    asked.name.setText("My round")
    press(qtbot, asked, "save")
    settle(qtbot, desk.jobs)
    assert said(page) == "My round: 1 appointment"
    page.filters.clear()
    settle(qtbot, desk.jobs)
    pick(page, desk, qtbot, "My round")
    assert ids(page) == ["A2"]
    page.filters.menu.aboutToShow.emit()
    gone = [each.menu() for each in page.filters.menu.actions() if each.menu() is not None]
    named: list[QAction] = gone[0].actions()
    named[0].trigger()
    settle(qtbot, desk.jobs)
    assert saved_filters(desk.storage) == {}


def test_a_filter_kept_elsewhere_is_offered_at_once(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(keep_filter(desk.storage, "Tom & Ann", VisitFilter(postponed_before=True)))
    settle(qtbot, desk.jobs)
    pick(page, desk, qtbot, "Tom && Ann")
    assert ids(page) == ["A2"]


def test_ones_own_name_is_said_where_a_ready_filter_asks_the_same(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.bus.publish(keep_filter(desk.storage, "Moved once", VisitFilter(postponed_before=True)))
    settle(qtbot, desk.jobs)
    pick(page, desk, qtbot, "Moved once")
    assert said(page) == "Moved once: 1 appointment"


def test_a_filter_says_itself_in_words() -> None:
    some = VisitFilter(
        service="Urology", kinds=frozenset({AppointmentKind.FOLLOW_UP}),
        priorities=frozenset({Priority.P2, Priority.URGENT, Priority.SUSPECTED_CANCER}),
        everywhere=True,
    )  # fmt: skip
    assert filter_words(some) == (
        "Urology · Suspected cancer, P2 or urgent · Follow-up · every day, not only the strike's"
    )
    assert filter_words(VisitFilter()) == ""
    assert len({replace(each, shown=Shown.ALL) for each in ready_made().values()}) == 5


def test_all_rows_of_a_filter_are_decided_though_few_were_read(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [
        appointment(number, f"Name{number:04}", start=f"2016-01-12 1{number % 10}:05")
        for number in range(10, 1010)
    ]
    bring_in(desk.tools, desk.storage, tmp_path, ImportKind.APPOINTMENTS, rows)
    page.show_window(1)
    settle(qtbot, desk.jobs)
    assert page.model.rowCount() == 1004
    assert len(page.model.rows) < 1004
    page.view.selectAll()
    settle(qtbot, desk.jobs)
    assert page.panel.title.text() == "1,004 appointments chosen"
    page.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    settle(qtbot, desk.jobs)
    assert page.view.number_chosen == 1004
    press(qtbot, page, "decide_stand_by")
    answer(qtbot, desk, "wait and see")
    assert page.known.picture is not None
    assert page.known.picture.counts[Shown.UNDECIDED] == 0
    assert page.known.picture.counts[Shown.DECIDED] == 1004
    QApplication.clipboard().clear()
    page.window().activateWindow()
    qtbot.waitUntil(page.view.hasFocus)
    qtbot.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk.jobs)
    assert QApplication.clipboard().text().count("\n") == 1004


def test_of_many_searches_only_the_newest_is_shown(
    page: AppointmentsPage, desk: Desk, qtbot: QtBot
) -> None:
    for text in ("zeph", "begum", "ashworth"):
        page.filters._search(text)
    settle(qtbot, desk.jobs)
    assert ids(page) == ["A3"]
