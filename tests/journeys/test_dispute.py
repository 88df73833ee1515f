"""A dispute from ballot to call-off, through the real window, and all the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.codes import Decision, EventKind, WindowState
from rota.services.deciding import decide
from rota.services.disputes import list_disputes
from rota.services.windows import list_windows
from rota.storage.database import Database
from tests.engines import Rows, SqliteFiles, dump
from tests.strike_hospital import END, NOW, START, add_visits, fill, tools
from ui.assembly import assemble
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.compare import CompareDialog
from ui.dialogs.dispute import BallotDialog
from ui.dialogs.move import MoveDialog
from ui.dialogs.revise import ReviseDialog
from ui.dialogs.strike import StrikeDialog
from ui.main_window import MainWindow
from ui.pages.strikes import StrikesPage

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def storage(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Database]:
    made = Database(sqlite_files.copy_to(tmp_path / "hospital.db"), lambda: NOW, "manager")
    fill(made, tmp_path, strike=False)
    add_visits(made, tmp_path)
    yield made
    made.close()


class Manager:
    """Somebody at the window who presses buttons and waits for answers."""

    def __init__(self, qtbot: QtBot, storage: Database) -> None:
        self._qtbot = qtbot
        self.storage = storage
        self.window: MainWindow = assemble(tools(), storage, lambda: NOW)
        qtbot.addWidget(self.window)
        self.window.resize(1280, 720)
        self.window.show()
        self.rest()

    @property
    def page(self) -> StrikesPage:
        page = self.window.pages[0]
        assert isinstance(page, StrikesPage)
        return page

    def rest(self) -> None:
        self._qtbot.waitUntil(lambda: not self.window.jobs.is_busy)

    def press(self, root: QWidget, name: str) -> None:
        button = root.findChild(QAbstractButton, name)
        assert button is not None, name
        assert button.isEnabled(), name
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def type(self, field: QWidget, text: str) -> None:
        self._qtbot.keyClicks(field, text)

    def dialog(self, kind: type[D]) -> D:
        return next(each for each in self.page.findChildren(kind) if each.isVisible())

    def step(self, action: str) -> None:
        """Undo or redo from the menu."""
        made = getattr(self.window.actions_, action)
        assert made.isEnabled()
        made.trigger()
        self.rest()

    def rows(self) -> Mapping[str, Rows]:
        return dump(self.storage.address, journal=False)

    def said(self) -> list[str]:
        return [label.text() for label in self.page.panel.findChildren(QLabel)]


def test_a_dispute_is_recorded_revised_called_off_and_taken_back(
    qtbot: QtBot, storage: Database
) -> None:
    manager = Manager(qtbot, storage)
    states = [manager.rows()]

    add_the_strike(manager)
    states.append(manager.rows())
    record_the_ballot(manager)
    states.append(manager.rows())
    confirm(manager)
    states.append(manager.rows())
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    manager.page.load()
    manager.rest()
    states.append(manager.rows())
    revise_it(manager)
    states.append(manager.rows())
    compare_the_revisions(manager)
    call_it_off(manager)
    states.append(manager.rows())

    for before in reversed(states[:-1]):
        manager.step("undo")
        assert manager.rows() == before
    assert list_windows(storage) == []
    assert manager.page.empty.isVisible()
    for after in states[1:]:
        manager.step("redo")
        assert manager.rows() == after
    assert manager.page.panel.state.text == "Called off"


def add_the_strike(manager: Manager) -> None:
    manager.press(manager.page, "first_strike")
    dialog = manager.dialog(StrikeDialog)
    manager.type(dialog.dispute, "2016 contract")
    manager.type(dialog.union, "BMA")
    dialog.form.start.show_instant(START)
    dialog.form.end.show_instant(END)
    dialog.form.has_notice.setChecked(True)
    dialog.form.notice.show_local(date(2016, 1, 4), time(9))
    manager.rest()
    assert [each.rule for each in dialog.rules.findings] == ["agency"]
    manager.press(dialog, "save")
    assert "Junior doctors" in manager.said()
    assert "Mon 4 Jan 09:00, 8 days before" in manager.said()


def record_the_ballot(manager: Manager) -> None:
    manager.press(manager.page.panel, "edit_ballot")
    dialog = manager.dialog(BallotDialog)
    dialog.opened.show_day(date(2015, 11, 5))
    dialog.shut.show_day(date(2015, 11, 18))
    manager.type(dialog.outcome, "98 % yes")
    manager.press(dialog, "save")
    assert "98 % yes" in manager.said()
    assert [each.rule for each in manager.page.panel.rules.findings] == ["mandate", "agency"]


def confirm(manager: Manager) -> None:
    manager.press(manager.page.panel, "move_confirmed")
    dialog = manager.dialog(MoveDialog)
    dialog.reason.setCurrentIndex(0)
    manager.press(dialog, "save")
    assert manager.page.panel.state.text == "Confirmed"


def revise_it(manager: Manager) -> None:
    """Two hours shorter at the start: Ada's duty and both appointments' risk stay or go."""
    manager.press(manager.page.panel, "revise")
    dialog = manager.dialog(ReviseDialog)
    dialog.form.start.show_local(date(2016, 1, 12), time(10, 20))
    manager.rest()
    seen = dialog.follows.found
    assert {(each.kind, each.id) for each in seen} == {
        ("day_lost", "2016-01-12"),
        ("duty_restored", "D1"),
        ("duty_restored", "D3"),
        ("appointment_no_longer_at_risk", "A1"),
        ("appointment_no_longer_at_risk", "A2"),
        ("letter_to_withhold", "A1"),
    }
    manager.type(dialog.reason, "The union changed its notice")
    manager.press(dialog, "save")
    assert recorded(manager)[: len(seen)] == list(seen)


def compare_the_revisions(manager: Manager) -> None:
    manager.press(manager.page.panel, "compare")
    dialog = manager.dialog(CompareDialog)
    assert [(each.part, each.after) for each in dialog.model.rows] == [
        ("Starts", "Tue 12 Jan 2016 10:20"),
        ("Length", "21 hours and 40 minutes"),
    ]
    manager.press(dialog, "close")


def call_it_off(manager: Manager) -> None:
    before = len(recorded(manager))
    manager.press(manager.page.panel, "move_called_off")
    dialog = manager.dialog(CallOffDialog)
    seen = dialog.follows.found
    assert [(each.kind, each.id) for each in seen] == [
        ("appointment_reinstated", "A1"),
        ("duty_restored", "D4"),
    ]
    manager.type(dialog.reason, "An agreement was reached")
    manager.press(dialog, "save")
    assert recorded(manager)[before:] == list(seen)
    assert list_windows(manager.storage)[0].state is WindowState.CALLED_OFF
    events = list_disputes(manager.storage)[0].events
    assert [each.kind for each in events] == [
        EventKind.NOTICE,
        EventKind.CONFIRMED,
        EventKind.REVISED,
        EventKind.CALLED_OFF,
    ]


def recorded(manager: Manager) -> list[object]:
    with manager.storage.read() as work:
        return [each for _, each in work.disputes.consequences(1)]
