"""While what is chosen is not read, nothing of what was chosen before is shown or acted on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision
from tests.ui.away import GONE, away_desk
from tests.ui.clerk import bare_desk, desk, dialog, has_dialog, own_settings, press, settle
from ui.desk import Desk
from ui.pages.appointments import AppointmentsPage

__all__ = ["bare_desk", "desk", "own_settings"]


def words_of(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def live(root: QWidget) -> set[str]:
    """The buttons that can be pressed."""
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
    qtbot.mouseClick(page.panel.buttons[Decision.POSTPONE], Qt.MouseButton.LeftButton)
    asked = dialog("dialog_decision")
    about = asked.findChild(QLabel, "about").text()
    assert about.splitlines()[0] == "Ms Siobhan O'Neill"
    assert about.splitlines()[1].startswith("Tue 12 Jan 2016 10:00 · ")
    assert "Siobhan" not in asked.windowTitle()
    press(qtbot, asked, "cancel")
