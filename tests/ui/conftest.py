"""Shared by the tests of the window: no screen, our look, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY") and sys.platform.startswith("linux"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rota.storage.database import Database
from tests.engines import SqliteFiles, filling
from tests.strike_hospital import NOW, fill, tools
from ui import formats
from ui.bus import Bus
from ui.desk import Desk
from ui.formats import keep_present
from ui.jobs import Jobs
from ui.theme import apply_theme


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform says so for least sizes and for lists that drop down; Qt 6.11.3."""
    for said in ("propagateSizeHints", r"raise\(\)", "grabbing the keyboard"):
        config.getini("qt_log_ignore").append(f"This plugin does not support {said}")


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["strike-rota"]


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    formats.keep_present(None)
    keep_present(None)


@pytest.fixture(autouse=True)
def _forgets(tmp_path: Path) -> Iterator[None]:
    """What the window remembers of a person stays away from the person's own."""
    where = (QSettings.Format.IniFormat, QSettings.Scope.UserScope)
    before = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    QSettings.setPath(*where, str(tmp_path / "remembers"))
    yield
    QSettings.setPath(*where, before)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def hospital(
    request: pytest.FixtureRequest, sqlite_files: SqliteFiles, tmp_path: Path
) -> Iterator[Database]:
    """A real file with nothing in it yet, or with what stands on the small desk if it is there."""
    path = tmp_path / "hospital.db"
    if "small_desk" in request.fixturenames:
        sqlite_files.copy_to(path, "strike hospital", filling(fill, lambda: NOW))
    else:
        sqlite_files.copy_to(path)
    with closing(Database(str(path), lambda: NOW, "tester")) as made:
        yield made


@pytest.fixture
def small_desk(hospital: Database, jobs: Jobs) -> Desk:
    """A desk over the small hospital and its strike."""
    return Desk(tools(), hospital, jobs, Bus(jobs), lambda: NOW)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After pytest-qt has closed its widgets, nothing of ours may live on."""
    result = yield
    app = QApplication.instance()
    if isinstance(app, QApplication) and "tests/ui" in item.path.as_posix():
        if left := leftovers(app):
            tidy(app)
        assert not left, f"left behind: {left}"
    return result


def leftovers(app: QApplication) -> list[str]:
    """Windows that live, jobs that run, timers that tick."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    if found := _living(app):
        gc.collect()
        found = _living(app)
    return found


def tidy(app: QApplication) -> None:
    """Take away what a test left behind: it alone is to blame, and not every test after it."""
    for window in app.topLevelWidgets():
        if window.isVisible() or window.objectName():
            window.close()
            window.hide()
            window.deleteLater()
    for each in _at_work():
        if isinstance(each, Jobs):
            each.close()
        else:
            each.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _living(app: QApplication) -> list[str]:
    windows = [repr(w) for w in app.topLevelWidgets() if w.isVisible() or w.objectName()]
    return [*windows, *map(repr, _at_work())]


def _at_work() -> list[Jobs | QTimer]:
    """Return the jobs that run and the timers that tick: few of very many objects."""
    ours = [each for each in gc.get_objects() if isinstance(each, (Jobs, QTimer))]
    return [each for each in ours if (_is_busy if isinstance(each, Jobs) else _is_ticking)(each)]


def _is_busy(jobs: Jobs) -> bool:
    try:
        return jobs.is_busy
    except RuntimeError:
        return False


def _is_ticking(timer: QTimer) -> bool:
    try:
        return timer.isActive()
    except RuntimeError:
        return False
