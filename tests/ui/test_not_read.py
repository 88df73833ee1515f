"""While what is chosen is not read, nothing of what was chosen before is shown or acted on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from rota.services.deciding import decide
from rota.storage.database import Database
from tests.strike_hospital import END, NOW, START, add_strike, tools
from tests.ui.away import GONE, Away, away_desk
from tests.ui.clerk import bare_desk, desk, dialog, has_dialog, own_settings, press, settle
from ui.assembly import assemble
from ui.desk import Desk
from ui.pages.appointments import AppointmentsPage
from ui.pages.cover import CoverPage
from ui.pages.day import DayPage
from ui.pages.letters import LettersPage
from ui.pages.people import PeoplePage
from ui.pages.review import ReviewPage

__all__ = ["bare_desk", "desk", "own_settings"]


def words_of(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def live(root: QWidget) -> set[str]:
    """The buttons that can be pressed, once those just made are shown."""
    QApplication.processEvents()
    buttons = root.findChildren(QAbstractButton)
    return {each.objectName() for each in buttons if each.isVisible() and each.isEnabled()}


def test_nothing_is_decided_on_a_patient_whose_details_are_not_read(
    desk: Desk, qtbot: QtBot
) -> None:
    slow, away = away_desk(desk)
    page = AppointmentsPage(slow)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    page.show_window(1)
    settle(qtbot, slow.jobs)

    def choose(*ids: str) -> None:
        page.view.select_keys(frozenset(ids), ids[0])
        page.view.setFocus()

    def press_key(key: Qt.Key) -> None:
        page.window().activateWindow()
        qtbot.waitUntil(page.view.hasFocus)
        qtbot.keyClick(page.view, key)

    choose("A1")
    settle(qtbot, slow.jobs)
    assert "Siobhan O'Neill" in words_of(page.panel)
    assert "decide_keep" in live(page.panel)

    # It is slow: the panel belongs to the row that is chosen now, and nothing can be decided.
    away.hold()
    choose("A2")
    assert page.panel.title.text() == "Begum, Ms Siobhan"
    assert "O'Neill" not in words_of(page.panel)
    assert "Reading…" in words_of(page.panel)
    assert not live(page.panel)
    for each in (Qt.Key.Key_K, Qt.Key.Key_P, Qt.Key.Key_A):
        press_key(each)
    away.let_go()
    settle(qtbot, slow.jobs)
    assert not has_dialog("dialog_decision")
    assert "Siobhan Begum" in words_of(page.panel)

    # It fails: it is said, and can be tried again.
    away.is_away = True
    choose("A1")
    settle(qtbot, slow.jobs)
    assert "Begum" not in words_of(page.panel)
    assert f"This could not be read. {GONE}" in words_of(page.panel)
    assert live(page.panel) == {"read_again"}
    press_key(Qt.Key.Key_K)
    settle(qtbot, slow.jobs)
    assert not has_dialog("dialog_decision")
    assert not has_dialog("message")

    # Several: not before they are counted.
    choose("A2", "A1")
    settle(qtbot, slow.jobs)
    press_key(Qt.Key.Key_K)
    assert not has_dialog("dialog_decision")
    away.is_away = False
    press(qtbot, page.panel, "read_again")
    settle(qtbot, slow.jobs)
    press_key(Qt.Key.Key_K)
    assert dialog("dialog_decision").findChild(QLabel, "about").text() == "2 appointments"
    press(qtbot, dialog("dialog_decision"), "cancel")

    # Another strike: nothing of the one before is left to decide on.
    away.hold()
    page.show_window(2)
    assert "appointments chosen" not in words_of(page.panel)
    assert not live(page.panel)
    assert page.model.rowCount() == 0
    away.let_go()
    settle(qtbot, slow.jobs)
    page.close()


def test_a_decision_says_whom_it_is_about(desk: Desk, qtbot: QtBot) -> None:
    page = AppointmentsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_window(1)
    settle(qtbot, desk.jobs)
    page.view.select_keys(frozenset({"A1"}), "A1")
    settle(qtbot, desk.jobs)
    page.panel.buttons[Decision.POSTPONE].click()
    asked = dialog("dialog_decision")
    about = asked.findChild(QLabel, "about").text()
    assert about.splitlines()[0] == "Ms Siobhan O'Neill"
    assert about.splitlines()[1].startswith("Tue 12 Jan 2016 10:00 · ")
    assert "Siobhan" not in asked.windowTitle()
    press(qtbot, asked, "cancel")


def test_people_show_nobody_else_while_one_is_not_read(small_desk: Desk, qtbot: QtBot) -> None:
    slow, away = away_desk(small_desk)
    page = PeoplePage(slow)
    qtbot.addWidget(page)
    page.resize(1250, 800)
    page.show()
    page.show_window(1)
    settle(qtbot, slow.jobs)
    page.view.select_keys(frozenset({"S1"}), "S1")
    settle(qtbot, slow.jobs)
    assert "person_retire" in live(page.panel)
    away.hold()
    page.view.select_keys(frozenset({"S2"}), "S2")
    assert page.panel.title.text() == "Dr Ben Hart"
    assert "Reading…" in words_of(page.panel)
    assert "Okafor" not in words_of(page.panel)
    assert not live(page.panel)
    away.is_away = True
    away.let_go()
    settle(qtbot, slow.jobs)
    assert GONE in words_of(page.panel)
    assert live(page.panel) == {"read_again"}
    away.is_away = False
    press(qtbot, page.panel, "read_again")
    settle(qtbot, slow.jobs)
    assert "person_retire" in live(page.panel)
    assert page.panel.detail is not None
    assert page.panel.detail.person.staff_id == "S2"
    away.hold()
    page.show_window(None)
    assert page.panel.detail is None
    assert not live(page.panel)
    away.let_go()
    settle(qtbot, slow.jobs)


@pytest.mark.parametrize("kind", [CoverPage, ReviewPage, DayPage])
def test_of_another_strike_nothing_is_shown_or_done_before_it_is_read(
    kind: type[CoverPage | ReviewPage | DayPage], small_desk: Desk, qtbot: QtBot
) -> None:
    other = add_strike(small_desk.storage, START, END + timedelta(hours=12))
    slow, away = away_desk(small_desk)
    page = kind(slow)
    qtbot.addWidget(page)
    page.resize(1100, 660)
    page.show()
    assert "Reading…" in words_of(page)
    assert "No strike is entered yet" not in words_of(page)
    assert "Nothing to review yet" not in words_of(page)
    away.hold()
    page.show_window(1)
    assert "Reading…" in words_of(page)
    assert "yet" not in words_of(page)
    away.let_go()
    settle(qtbot, slow.jobs)
    assert "Reading…" not in words_of(page)
    able = live(page)
    away.hold()
    page.show_window(other)
    assert "Reading…" in words_of(page)
    assert not live(page)
    away.is_away = True
    away.let_go()
    settle(qtbot, slow.jobs)
    assert "This could not be read" in words_of(page)
    assert GONE in words_of(page)
    assert live(page) == {"read_again"}
    away.is_away = False
    press(qtbot, page, "read_again")
    settle(qtbot, slow.jobs)
    assert live(page) >= able
    page.show_window(None)
    settle(qtbot, slow.jobs)
    assert "Reading…" not in words_of(page)


def test_a_letter_of_somebody_else_is_gone_before_the_next_is_read(
    desk: Desk, qtbot: QtBot
) -> None:
    decide(desk.storage, ["A1", "A2"], Decision.POSTPONE, "no doctor")
    slow, away = away_desk(desk)
    page = LettersPage(slow)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    settle(qtbot, slow.jobs)
    page.queue.go_to("A1")
    settle(qtbot, slow.jobs)
    qtbot.waitUntil(lambda: not page.letter.pages.image.pixmap().isNull(), timeout=20_000)
    away.is_away = True
    away.hold()
    page.queue.go_to("A2")
    assert "Begum" in page.letter.title.text()
    assert page.letter.pages.image.pixmap().isNull()
    away.let_go()
    settle(qtbot, slow.jobs)
    assert f"This could not be read. {GONE}" in words_of(page.letter)
    away.is_away = False
    press(qtbot, page.letter, "read_again")
    settle(qtbot, slow.jobs)
    assert not page.letter.unread.isVisible()
    assert not page.letter.pages.image.pixmap().isNull()


def test_the_window_says_there_is_no_strike_once_it_has_looked(
    hospital: Database, qtbot: QtBot
) -> None:
    away = Away(hospital)
    away.hold()
    window = assemble(tools(), away, lambda: NOW)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    names = ("strikes", "appointments", "day", "review", "cover", "reports")
    for name in names:
        window.show_page(f"page_{name}")
        assert "Reading…" in words_of(window.current_page), name
        assert "yet" not in words_of(window.current_page), name
    away.let_go()
    settle(qtbot, window.jobs)
    for name in names:
        window.show_page(f"page_{name}")
        settle(qtbot, window.jobs)
        assert "Reading…" not in words_of(window.current_page), name
        assert " yet" in words_of(window.current_page), name
    window.leave("", ask=False)
