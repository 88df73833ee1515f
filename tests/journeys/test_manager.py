"""The day a strike notice arrives, from the rota manager's chair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.strike_hospital import END, NOW, START, fill, tools
from ui.assembly import assemble
from ui.dialogs.help import HelpDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.strike import StrikeDialog
from ui.main_window import MainWindow
from ui.pages.cover import CoverPage
from ui.pages.strikes import StrikesPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def storage(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Database]:
    made = Database(sqlite_files.copy_to(tmp_path / "hospital.db"), lambda: NOW, "manager")
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, storage: Database) -> MainWindow:
    made = assemble(tools(), storage, lambda: NOW)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.is_busy)


def press(qtbot: QtBot, window: MainWindow, root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)
    rest(qtbot, window)


def page(window: MainWindow, number: int) -> QWidget:
    return window.pages[number]


def test_a_strike_is_entered_a_gap_is_seen_and_filled(
    window: MainWindow, storage: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    strikes, cover = page(window, 0), page(window, 1)
    assert isinstance(strikes, StrikesPage)
    assert isinstance(cover, CoverPage)

    press(qtbot, window, strikes, "first_strike")
    dialog = strikes.findChild(StrikeDialog)
    qtbot.keyClicks(dialog.dispute, "2016 contract")
    qtbot.keyClicks(dialog.union, "BMA")
    dialog.form.start.show_instant(START)
    dialog.form.end.show_instant(END)
    press(qtbot, window, dialog, "save")
    assert window.strip.window_id == 1
    assert "Tue 12 Jan 08:00 to Wed 13 Jan 08:00 · 24 h" in window.strip.windows.currentText()

    fill(storage, tmp_path, strike=False)
    strikes.load()
    rest(qtbot, window)
    said = [label.text() for label in strikes.panel.findChildren(QLabel)]
    assert "2 gaps, 23 h 30 min" in said

    press(qtbot, window, strikes.panel, "show_cover")
    assert window.current_page is cover
    cover.load()
    rest(qtbot, window)
    assert window.navigation.badge_of("page_cover") == "2"
    assert cover.panel.title.text() == "Missing: 1 core trainee (CT) or above"

    press(qtbot, window, cover.panel, "gap_mark")
    cover.panel.marks.table.select_keys(frozenset({"D4"}))
    press(qtbot, window, cover.panel, "service_duties_mark")
    reason = cover.findChild(ReasonDialog)
    qtbot.keyClicks(reason.reason, "Agreed with the union")
    press(qtbot, window, reason, "save")
    assert cover.gaps.text == "1 gap, 11 h 30 min of cover missing"
    assert window.navigation.badge_of("page_cover") == "1"
    assert "Marked 1 duty" in window.statusBar().currentMessage()

    undo = window.actions_.undo
    assert undo.isEnabled()
    undo.trigger()
    rest(qtbot, window)
    assert cover.gaps.text == "2 gaps, 23 h 30 min of cover missing"
    assert window.navigation.badge_of("page_cover") == "2"


def test_help_search_and_import_are_a_key_away(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("page_cover")
    window.actions_.help.trigger()
    dialog = window.findChild(HelpDialog)
    assert any("emergency cover" in label.text() for label in dialog.findChildren(QLabel))
    qtbot.mouseClick(dialog.findChild(QPushButton, "close_help"), LEFT)
    window.show_page("page_strikes")
    window.actions_.search.trigger()
    assert window.current_page.object_name == "page_appointments"
