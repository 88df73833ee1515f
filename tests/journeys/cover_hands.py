"""A rota manager's mouse and keyboard on the Cover page of the whole window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import thread_time

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.duties import Assignment
from tests.ui.clerk import settle
from tests.ui.cover_people import gap_count
from ui.dialogs.assign import AssignDialog
from ui.main_window import MainWindow
from ui.models.candidates import EntryKind
from ui.pages.cover import CoverPage
from ui.widgets.candidate_list import CandidateList
from ui.widgets.gap_panel import OpenGap

LEFT = Qt.MouseButton.LeftButton
Key, Held = Qt.Key, Qt.KeyboardModifier
NONE, CTRL = Held.NoModifier, Held.ControlModifier
HEADERS = 100


class Manager:
    """Points, types and presses where a person would, and counts how often."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        page = window.pages[1]
        assert isinstance(page, CoverPage)
        self.qtbot, self.window, self.page, self._folder = qtbot, window, page, folder
        self.count: Counter[str] = Counter()

    @contextmanager
    def filling(self, gaps: int, *, clicks: int = 0, keys: int = 0) -> Iterator[None]:
        """Do what takes so many gaps off the board, with so many clicks and keys at the most."""
        before = self.gaps()
        self.count.clear()
        yield
        assert self.gaps() == before - gaps
        assert (self.count["clicks"] <= clicks, self.count["keys"] <= keys) == (True, True), (
            self.count
        )

    def rest(self) -> None:
        """Wait until everything asked for has come in."""
        settle(self.qtbot, self.window.jobs)
        front = QApplication.activeModalWidget() or self.window
        if not front.isActiveWindow():
            # Without a window manager nobody hands the focus on when a dialog closes.
            front.activateWindow()
            self.qtbot.waitUntil(front.isActiveWindow)

    def gaps(self) -> int:
        """How many gaps there are; page and command must name the same ones."""
        self.rest()
        return gap_count(self.page, self._folder)

    def open_gap(self) -> OpenGap:
        """The gap that the panel is about."""
        panel = self.page.panel.gap
        assert self.page.panel.shown is panel
        assert panel.gap is not None
        return panel.gap

    @property
    def people(self) -> CandidateList:
        """The list of who can and who cannot."""
        return self.page.panel.gap.people

    def cover_of(self, staff_id: str) -> Assignment:
        """What somebody covers."""
        board = self.page.strike_board
        assert board is not None
        (own,) = (each for each in board.assignments if each.staff_id == staff_id)
        return own

    def dialog(self, name: str = "") -> QDialog:
        """The dialog that is in front."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog), name
        assert found.objectName() == name or not name
        return found

    def assigning(self) -> AssignDialog:
        """The dialog that asks somebody to cover."""
        found = self.dialog("dialog_assign")
        assert isinstance(found, AssignDialog)
        return found

    def has_dialog(self) -> bool:
        """Whether any dialog is open."""
        return QApplication.activeModalWidget() is not None

    def press(self, name: str, root: QWidget | None = None) -> None:
        """Click a button."""
        button = (root or self.page).findChild(QAbstractButton, name)
        assert button is not None, name
        assert button.isVisible(), name
        assert button.isEnabled(), f"{name} is not enabled"
        self.click(button, button.rect().center())

    def click(self, widget: QWidget, place: QPoint) -> None:
        """Click somewhere, and let the answer come in."""
        self.qtbot.mouseClick(widget, LEFT, pos=place)
        self.count["clicks"] += 1
        self.rest()

    def click_gap(self, service: str) -> None:
        """Scroll to a service as far as need be, and click its first gap."""
        ribbon = self.page.ribbon
        assert ribbon.view is not None
        row = next(each for each in ribbon.view.rows if each.service == service)
        box = self._scroll_to(lambda: ribbon.place_of(row.key, row.gaps[0]))
        self.click(ribbon.viewport(), box.center())

    def click_cover(self, cover: Assignment) -> None:
        """Click somebody's cover in the lanes of its service."""
        self.click(self.page.ribbon.viewport(), self._bar_of(cover).center())

    def click_person(self, key: str, people: CandidateList | None = None) -> None:
        """Click an entry of the list, scrolling to it as far as need be."""
        people = people or self.people
        self.click(people.view.viewport(), self._place_of(key, people))

    def open_person(self, key: str) -> None:
        """Double click somebody who can cover."""
        port, place = self.people.view.viewport(), self._place_of(key, self.people)
        self.qtbot.mouseClick(port, LEFT, pos=place)
        self.qtbot.mouseDClick(port, LEFT, pos=place)
        self.count["clicks"] += 2
        self.rest()

    def click_row(self, table: QTableView, at: int) -> None:
        """Click a row of a table, scrolling to it as far as need be."""
        index = table.model().index(at, 0)
        self.click(table.viewport(), self._scroll_view(table, index).center())

    def stretch(self, cover: Assignment, hours: int) -> None:
        """Take hold of the end of somebody's cover and drag it to another hour."""
        box, port = self._bar_of(cover), self.page.ribbon.viewport()
        start = QPoint(box.right() - 3, box.center().y())
        by = round(hours * self.page.ribbon.hour_width)
        self.qtbot.mousePress(port, LEFT, pos=start)
        for step in range(1, 5):
            self.qtbot.mouseMove(port, start + QPoint(by * step // 4, 0))
        self.qtbot.mouseRelease(port, LEFT, pos=start + QPoint(by, 0))
        self.count["drags"] += 1
        self.rest()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the focus is."""
        self.qtbot.keyClick(self._focus(), key, held)
        self.count["keys"] += 1
        self.rest()

    def type(self, text: str) -> None:
        """Type wherever the focus is."""
        self.qtbot.keyClicks(self._focus(), text)
        self.count["letters"] += len(text)
        self.rest()

    def can(self) -> list[str]:
        """Who can, best first."""
        return [each.key for each in self.people.model.entries if each.kind is EntryKind.CAN]

    def _place_of(self, key: str, people: CandidateList) -> QPoint:
        at = people.model.index(people.model.place_of(key))
        assert at.isValid(), key
        return self._scroll_view(people.view, at).center()

    def _scroll_view(self, view: QAbstractItemView, at: QModelIndex) -> QRect:
        """Turn the wheel until an entry shows."""
        port = view.viewport()
        return self._scroll(port, port.rect(), lambda: view.visualRect(at))

    def _bar_of(self, cover: Assignment) -> QRect:
        """Where somebody's cover is; its service is opened with the arrow if it is not."""
        ribbon, number = self.page.ribbon, cover.assignment_id
        assert ribbon.view is not None
        row, lane, bar = next(
            (row, lane, bar)
            for row in ribbon.view.rows
            for lane in row.lanes
            for bar in lane.bars
            if bar.key == number and row.key == cover.service_id
        )
        if ribbon.place_of(row.key, bar, lane).isNull():
            line = self._scroll_to(lambda: ribbon.place_of(row.key))
            self.click(ribbon.viewport(), QPoint(8, line.center().y()))
        return self._scroll_to(lambda: ribbon.place_of(row.key, bar, lane))

    def _scroll_to(self, where: Callable[[], QRect]) -> QRect:
        """Turn the wheel until a place of the board shows well below its headers."""
        port = self.page.ribbon.viewport()
        return self._scroll(port, port.rect().adjusted(0, HEADERS, 0, 0), where)

    def _scroll(self, port: QWidget, seen: QRect, where: Callable[[], QRect]) -> QRect:
        for _ in range(400):
            if seen.contains(where().center()):
                return where()
            self._turn_wheel(port, up=where().center().y() < seen.top())
        raise AssertionError(where())

    def _turn_wheel(self, port: QWidget, *, up: bool) -> None:
        place = QPointF(port.rect().center())
        there = QPointF(port.mapToGlobal(place))
        turn = QPoint(0, 120 if up else -120)
        phase = Qt.ScrollPhase.NoScrollPhase
        none = Qt.MouseButton.NoButton
        event = QWheelEvent(place, there, QPoint(), turn, none, NONE, phase, False)
        QApplication.sendEvent(port, event)
        self.count["turns of the wheel"] += 1

    def _focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "no widget has the focus"
        return widget


class Pulse:
    """How much the window's own thread computed at most without hearing anybody, in seconds.

    Its own processor time, so that a busy machine does not pass for a slow window.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Pulse:
        self.longest, self._last = 0.0, thread_time()
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
