"""A rota manager's mouse and keyboard on the Cover page of the whole window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QTableView, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.duties import Assignment
from tests.ui.clerk import settle
from tests.ui.cover_people import bar_place, gap_count
from ui.dialogs.assign import AssignDialog
from ui.main_window import MainWindow
from ui.models.candidates import EntryKind
from ui.pages.cover import CoverPage
from ui.widgets.candidate_list import CandidateList
from ui.widgets.gap_panel import OpenGap

LEFT = Qt.MouseButton.LeftButton
Key, Held = Qt.Key, Qt.KeyboardModifier
NONE, CTRL = Held.NoModifier, Held.ControlModifier


class Manager:
    """Points, types and presses where a person would, and counts clicks, keys and turns of the
    wheel for each gap.
    """

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        page = window.pages[1]
        assert isinstance(page, CoverPage)
        self.qtbot, self.window, self.page, self._folder = qtbot, window, page, folder
        self.count: Counter[str] = Counter()
        self.told: list[str] = []

    @contextmanager
    def filling(self, gaps: int, how: str) -> Iterator[None]:
        """Do what takes so many gaps off the board; it may cost so much."""
        before, begun = self.gaps(), monotonic()
        self.count.clear()
        place = self.open_gap()
        yield
        took = monotonic() - begun
        assert self.gaps() == before - gaps, how
        said = ", ".join(f"{number} {what}" for what, number in self.count.items())
        self.told.append(f"{place.place}, {place.missing}: {said}, {took:.1f} s ({how})")

    def rest(self) -> None:
        """Wait until everything asked for has come in."""
        settle(self.qtbot, self.window.jobs)
        if QApplication.activeWindow() is None:
            # Without a window manager nobody hands the focus back when a dialog closes.
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)

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

    def click(self, widget: QWidget, place: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        """Click somewhere, and let the answer come in."""
        self.qtbot.mouseClick(widget, LEFT, held, place)
        self.count["clicks"] += 1
        self.rest()

    def click_gap(self, service: str) -> None:
        """Scroll to a service as far as need be, and click its first gap."""
        ribbon = self.page.ribbon
        assert ribbon.view is not None
        row = next(each for each in ribbon.view.rows if each.service == service)
        port, gap = ribbon.viewport(), row.gaps[0]
        for _ in range(60):
            place = ribbon.place_of(row.key, gap)
            if port.rect().adjusted(0, 60, 0, 0).contains(place.center()):
                break
            self._turn_wheel(port, up=place.center().y() < port.height() // 2)
        self.click(port, ribbon.place_of(row.key, gap).center())

    def click_cover(self, cover: Assignment) -> None:
        """Click somebody's cover in the lanes of its service."""
        self.click(self.page.ribbon.viewport(), bar_place(self.page, cover.assignment_id))

    def click_person(self, key: str, people: CandidateList | None = None) -> None:
        """Click an entry of the list, scrolling to it as far as need be."""
        view, place = self._place_of(key, people or self.people)
        self.click(view, place)

    def open_person(self, key: str) -> None:
        """Double click somebody who can cover."""
        view, place = self._place_of(key, self.people)
        self.qtbot.mouseClick(view, LEFT, pos=place)
        self.qtbot.mouseDClick(view, LEFT, pos=place)
        self.count["clicks"] += 2
        self.rest()

    def click_row(self, table: QTableView, at: int, held: Qt.KeyboardModifier = NONE) -> None:
        """Click a row of a table."""
        place = table.visualRect(table.model().index(at, 0)).center()
        assert table.viewport().rect().contains(place), at
        self.click(table.viewport(), place, held)

    def stretch(self, cover: Assignment, hours: float) -> None:
        """Take hold of the end of somebody's cover and drag it to another hour."""
        ribbon = self.page.ribbon
        centre = bar_place(self.page, cover.assignment_id)
        half = (cover.end - cover.start).total_seconds() / 7200
        start = centre + QPoint(round(half * ribbon.hour_width) - 3, 0)
        by, port = round(hours * ribbon.hour_width), ribbon.viewport()
        self.qtbot.mousePress(port, LEFT, pos=start)
        for step in (1, 2, 3, 4):
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

    def _place_of(self, key: str, people: CandidateList) -> tuple[QWidget, QPoint]:
        at, view = people.model.index(people.model.place_of(key)), people.view
        assert at.isValid(), key
        port = view.viewport()
        for _ in range(400):
            place = view.visualRect(at)
            if port.rect().contains(place.center()):
                return port, place.center()
            self._turn_wheel(port, up=place.top() < 0)
        raise AssertionError(key)

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
