"""The lock: when it locks, what can be read meanwhile (nothing), and what is there again after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.errors import Refused
from rota.domain.times import iso_utc
from rota.services.demo import PRESENT
from rota.storage.database import Database
from tests.engines import Clock
from tests.strike_hospital import NOW, add_visits, fill, tools
from tests.ui.accessible import unnamed
from tests.ui.clerk import press, settle
from tests.ui.protected import PASSPHRASE, address, protected, signed_in  # noqa: F401
from ui.assembly import assemble
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.locked import FREE_TRIES, wait_after
from ui.errors import present
from ui.leaving import SIGN_OUT
from ui.lock import Lock, LockClock
from ui.main_window import MainWindow
from ui.remembered import keep_lock_minutes, lock_minutes
from ui.sitting import Sitting

NAME = "Okafor"
LOOK = 30.0


@dataclass
class Ticks:
    """Seconds that nobody sets, until a test moves them."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Time:
    """Both clocks of the lock, moved together or apart."""

    def __init__(self) -> None:
        self.wall, self.ticks = Clock(NOW), Ticks()
        self.clock = LockClock(self.wall, self.ticks)

    def pass_(self, wall: float, ticks: float) -> None:
        self.wall.now += timedelta(seconds=wall)
        self.ticks.now += ticks

    def wait(self, lock: Lock, seconds: float) -> None:
        """Let time go by as it does while the program runs: it looks now and then."""
        for _ in range(round(seconds / LOOK)):
            self.pass_(LOOK, LOOK)
            lock.look()


@pytest.fixture
def passing() -> Time:
    return Time()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with a name on it, and a field."""
    made = QWidget()
    made.setObjectName("hospital")
    made.setWindowTitle("Cover – Strike Rota")
    layout = QVBoxLayout(made)
    layout.addWidget(QLabel(NAME))
    layout.addWidget(QLineEdit())
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def lock(window: QWidget, passing: Time) -> Iterator[Lock]:
    made = Lock(window, "Asha Rao", lambda typed: typed == PASSPHRASE, lock_minutes, passing.clock)
    yield made
    if made.screen is not None:
        made.unlock()


def unlock(lock: Lock, qtbot: QtBot) -> None:
    assert lock.screen is not None
    lock.screen.passphrase.setText(PASSPHRASE)
    press(qtbot, lock.screen, "unlock")
    qtbot.waitUntil(lambda: not lock.is_locked)


def on_screen() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def words_on_screen() -> str:
    said = []
    for window in on_screen():
        said.append(window.windowTitle())
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and hasattr(widget, "text"):
                said.append(widget.text())
    return "\n".join(said)


def test_it_locks_once_nobody_was_there_for_long_enough(
    lock: Lock, window: QWidget, passing: Time, qtbot: QtBot
) -> None:
    assert lock_minutes() == 10
    passing.wait(lock, 9.5 * 60)
    assert not lock.is_locked
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_A)  # as the system gives it to the window
    passing.wait(lock, 9.5 * 60)
    assert not lock.is_locked
    passing.wait(lock, 30)
    assert lock.is_locked
    unlock(lock, qtbot)
    keep_lock_minutes(2)
    passing.wait(lock, 120)
    assert lock.is_locked


@pytest.mark.parametrize(
    ("wall", "ticks"),
    [(600.0, 1.0), (600.0, 600.0), (-3600.0, 600.0)],
    ids=["clock stops in sleep", "clock goes on in sleep", "wall clock set back meanwhile"],
)
def test_it_locks_after_sleep(lock: Lock, passing: Time, wall: float, ticks: float) -> None:
    keep_lock_minutes(60)
    passing.wait(lock, 60)
    passing.pass_(wall, ticks)
    lock.look()
    assert lock.is_locked


def test_a_clock_set_back_locks_nobody_out(lock: Lock, passing: Time) -> None:
    passing.pass_(-7200, 5)
    lock.look()
    assert not lock.is_locked


def test_nothing_can_be_read_meanwhile_and_drafts_are_there_again(
    lock: Lock, window: QWidget, qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    dialog.setObjectName("draft")
    dialog.setWindowTitle("Letter")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    layout = QVBoxLayout(dialog)
    draft = QLineEdit()
    layout.addWidget(draft)
    dialog.open()
    question = QMessageBox(QMessageBox.Icon.Question, NAME, NAME, parent=dialog)
    question.setObjectName("question")
    question.open()
    draft.setText(f"Dear {NAME}")
    QApplication.clipboard().setText(f"{NAME}\tUrology")

    lock.lock()
    assert on_screen() == [lock.screen]
    assert NAME not in words_on_screen()
    assert lock.screen is not None
    assert lock.screen.windowTitle() == "Strike Rota – locked"
    assert unnamed(lock.screen) == []
    assert QApplication.clipboard().text() == ""
    present(Refused("late", f"{NAME} was moved"), window)  # as a job that ends meanwhile says
    box = next(each for each in QApplication.topLevelWidgets() if each.objectName() == "message")
    assert not box.windowHandle().isVisible(), "not even for a moment"
    QApplication.processEvents()
    assert on_screen() == [lock.screen]

    unlock(lock, qtbot)
    shown = {each.objectName(): each for each in on_screen()}
    assert set(shown) == {"hospital", "draft", "question", "message"}
    assert draft.text() == f"Dear {NAME}"
    assert question.windowModality() == Qt.WindowModality.WindowModal
    for name in ("message", "question", "draft"):
        shown[name].close()


def test_what_was_copied_elsewhere_stays(lock: Lock, window: QWidget) -> None:
    QApplication.clipboard().setText("a shopping list")
    lock._copied_here = False  # offscreen every copy looks like our own
    lock.lock()
    assert QApplication.clipboard().text() == "a shopping list"
    QApplication.clipboard().clear()


def test_wrong_tries_wait_longer_and_longer(lock: Lock, qtbot: QtBot) -> None:
    lock.lock()
    screen = lock.screen
    assert screen is not None
    QApplication.processEvents()
    before = screen.passphrase.mapTo(screen, screen.passphrase.rect().topLeft())
    for _ in range(FREE_TRIES):
        screen.passphrase.setText("not this one")
        qtbot.keyClick(screen.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(screen.passphrase.isEnabled)
        assert screen.refusal.text == "The passphrase is not right."
    assert screen.wait.is_waiting
    QApplication.processEvents()
    after = screen.passphrase.mapTo(screen, screen.passphrase.rect().topLeft())
    assert after == before, "nothing jumps when something is said"
    screen.passphrase.setText(PASSPHRASE)
    assert not screen.unlock.isEnabled()
    assert [wait_after(wrong) for wrong in (0, 2, 3, 4, 5, 20)] == [0, 0, 2, 4, 8, 60]
    screen.wait.wait(0)
    assert screen.unlock.isEnabled()


def test_somebody_else_signs_them_out_and_is_told_what_is_lost(
    lock: Lock, window: QWidget, qtbot: QtBot
) -> None:
    asked: list[bool] = []
    lock.left.connect(asked.append)
    lock.lock()
    screen = lock.screen
    assert screen is not None
    screen.close()
    assert screen.isVisible()
    assert screen.asking.text == "What was typed and not saved is lost."
    press(qtbot, screen, "lock_stay")
    assert not screen.asking.isVisible()
    press(qtbot, screen, "lock_sign_out")
    press(qtbot, screen, "lock_lose")
    assert asked == [True]
    assert not lock.is_locked
    assert not window.isVisible()


@pytest.fixture
def whole(address: str, tmp_path: Path, passing: Time, qtbot: QtBot) -> Iterator[MainWindow]:  # noqa: F811
    """The whole window over a protected hospital."""
    with closing(signed_in(address)) as storage:
        fill(storage, tmp_path)
        add_visits(storage, tmp_path)
        made = assemble(tools(), storage, lambda: NOW, passing.clock)
        qtbot.addWidget(made)
        made.show()
        settle(qtbot, made.jobs)
        yield made
        made.leave("", ask=False)


def test_the_whole_window_locks_and_opens_again(
    whole: MainWindow, passing: Time, qtbot: QtBot
) -> None:
    assert whole.findChild(QLabel, "signed_in").text().startswith("Asha Rao · Rota manager")
    lock = whole.findChild(Lock)
    assert lock is not None
    whole.show_page("page_people")
    settle(qtbot, whole.jobs)
    whole.actions_.lock.trigger()
    assert on_screen() == [lock.screen]
    assert "Asha" not in lock.screen.windowTitle()  # type: ignore[union-attr]
    whole.jobs.run(lambda: 7, lambda _seven: None)
    settle(qtbot, whole.jobs)
    unlock(lock, qtbot)
    assert whole.isVisible()
    assert whole.current_page.object_name == "page_people"
    whole.actions_.sign_out.trigger()
    assert not whole.isVisible()
    assert whole.leaving == SIGN_OUT


def test_an_open_file_never_locks_and_the_window_says_so(hospital: Database, qtbot: QtBot) -> None:
    made = assemble(tools(), hospital, lambda: NOW)
    qtbot.addWidget(made)
    settle(qtbot, made.jobs)
    assert made.findChild(Lock) is None
    assert "anybody at this computer can read" in made.findChild(QLabel, "signed_in").text()
    with hospital.write("demo", undoable=False) as work:
        work.settings.put({PRESENT: iso_utc(NOW)})
    demo = Sitting(Desk(tools(), hospital, made.jobs, Bus(made), lambda: NOW), made)
    settle(qtbot, made.jobs)
    assert demo.label.text() == "Demo: no sign-in, nothing here is real"
    made.close()
