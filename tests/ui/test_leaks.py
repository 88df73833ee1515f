"""The gate itself: it must see what is left behind."""

from __future__ import annotations

import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import leftovers, tidy
from ui.errors import present
from ui.jobs import Jobs


def test_a_window_that_stays_open_is_seen(qapp: QApplication) -> None:
    widget = QWidget()
    widget.show()
    assert any("QWidget" in said for said in leftovers(qapp))
    widget.close()
    assert not leftovers(qapp)


def test_a_timer_that_ticks_is_seen(qapp: QApplication) -> None:
    timer = QTimer()
    timer.start(60_000)
    assert any("QTimer" in said for said in leftovers(qapp))
    timer.stop()
    assert not leftovers(qapp)


def test_a_job_that_runs_is_seen(qapp: QApplication, jobs: Jobs, qtbot: QtBot) -> None:
    go = threading.Event()
    jobs.run(lambda: go.wait(10), lambda _: None)
    assert any("Jobs" in said for said in leftovers(qapp))
    go.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert not leftovers(qapp)


class Stubborn(QDialog):
    """A dialog that does not close when asked to, as one that saves."""

    def reject(self) -> None:
        """Stay."""


def test_what_one_test_left_is_not_there_for_the_next(qapp: QApplication) -> None:
    present(ValueError("nobody's"))
    dialog, timer, jobs, go = Stubborn(), QTimer(), Jobs(), threading.Event()
    dialog.open()
    timer.start(60_000)
    jobs.run(lambda: go.wait(0.2), lambda _: None)
    assert len(leftovers(qapp)) == 4
    tidy(qapp)
    assert not leftovers(qapp)
