"""What the tests of the clerk's pages share: a desk over a small hospital, and hands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.small_hospital import NOW, open_copy
from ui.bus import Bus
from ui.desk import Desk
from ui.jobs import Jobs


def desk_over(tmp_path: Path, which: int, jobs: Jobs) -> Desk:
    """A desk over a fresh copy."""
    tools, storage = open_copy(tmp_path, which)
    return Desk(tools, storage, jobs, Bus(jobs), lambda: NOW)


@pytest.fixture
def own_settings(tmp_path: Path) -> Iterator[None]:
    """Keep what the window remembers of folders away from the person's own."""
    where = (QSettings.Format.IniFormat, QSettings.Scope.UserScope)
    before = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    QSettings.setPath(*where, str(tmp_path / "settings"))
    yield
    QSettings.setPath(*where, before)


@pytest.fixture
def desk(tmp_path: Path, jobs: Jobs, own_settings: None) -> Iterator[Desk]:
    """A hospital whose strike puts four appointments at risk."""
    made = desk_over(tmp_path, 1, jobs)
    yield made
    jobs.close()
    made.storage.close()


@pytest.fixture
def bare_desk(tmp_path: Path, jobs: Jobs, own_settings: None) -> Iterator[Desk]:
    """A hospital with a strike and staff, and no appointments."""
    made = desk_over(tmp_path, 0, jobs)
    yield made
    jobs.close()
    made.storage.close()


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    """Wait until everything asked for has come in."""
    qtbot.waitUntil(lambda: not jobs.is_busy, timeout=20_000)


def dialog(name: str) -> QWidget:
    """The open dialog of that name."""
    found = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.objectName() == name and widget.isVisible()
    ]
    assert len(found) == 1, name
    return found[0]


def has_dialog(name: str) -> bool:
    """Whether a dialog of that name is open."""
    return any(
        widget.objectName() == name and widget.isVisible()
        for widget in QApplication.topLevelWidgets()
    )


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    """Click the button of that name with the mouse."""
    button = root.findChild(QAbstractButton, name)
    assert button is not None, name
    assert button.isEnabled(), f"{name} is not enabled"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
