"""Opening and using dialogs over a small hospital, as a person would."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.windows import StrikeWindow
from rota.services.windows import list_windows
from ui.desk import Desk

D = TypeVar("D", bound=QDialog)


def the_strike(desk: Desk) -> StrikeWindow:
    return list_windows(desk.storage)[0]


def opened(qtbot: QtBot, desk: Desk, dialog: D) -> D:
    """Open a dialog and let its answers come in."""
    dialog.open()
    rest(qtbot, desk)
    return dialog


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    """What the dialogs of a test belong to; it goes with them at the end."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def rest(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.is_busy)


def press(qtbot: QtBot, desk: Desk, root: QWidget, name: str) -> None:
    button = root.findChild(QAbstractButton, name)
    assert button is not None, name
    assert button.isEnabled(), f"{name} is not enabled"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(qtbot, desk)


def in_front(qtbot: QtBot, dialog: QDialog) -> None:
    """Put a dialog in front: keys with Alt or Ctrl go to the window that is active."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
