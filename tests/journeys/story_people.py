"""The three people of the 2016 story: each at a window, with a connection and a name of their own.

A window hears at once of what is saved in it, and of others when it is opened, as at the start of
a day's work; the page of the day looks at the clock when somebody calls the roll.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

import main
from rota.domain.times import read_local
from rota.storage.database import Database
from tests.engines import Clock
from tests.ui.clerk import settle
from ui.assembly import assemble
from ui.dialogs.import_frame import ImportFrame
from ui.main_window import MainWindow
from ui.pages.page import Page

P = TypeVar("P", bound=Page)
W = TypeVar("W", bound=QWidget)
LEFT, Key = Qt.MouseButton.LeftButton, Qt.Key


def at(text: str) -> datetime:
    """An instant by the hospital's clocks: ``2016-01-12 08:00``."""
    return read_local(text).instant


class User:
    """Somebody with a mouse and a keyboard; presses what can be seen and pressed only."""

    def __init__(self, qtbot: QtBot, path: Path, who: str, clock: Clock) -> None:
        self.qtbot, self.who, self.clock = qtbot, who, clock
        self.storage = Database(str(path), clock, who)
        self.window: MainWindow | None = None

    def come_in(self, when: str = "") -> None:
        """Begin a day's work at a window opened anew; ``when`` moves the clock of everybody."""
        self.go_home()
        if when:
            self.clock.now = at(when)
        made = self.window = assemble(main.tools(), self.storage, self.clock)
        self.qtbot.addWidget(made)
        made.resize(1280, 720)
        made.show()
        self.rest()

    def go_home(self) -> None:
        """Close the window."""
        if self.window is not None:
            self.window.close()
            self.window = None

    @property
    def here(self) -> MainWindow:
        """The window, which is open."""
        assert self.window is not None
        return self.window

    def go(self, kind: type[P], strike: int | None = None) -> P:
        """Go to a page, and to a strike."""
        if strike is not None:
            self.here.strip.choose(strike)
            assert self.here.strip.window_id == strike
        self.here.show_page(kind.object_name)
        self.rest()
        page = self.here.current_page
        assert isinstance(page, kind)
        return page

    def rest(self) -> None:
        """Wait until everything asked for has come in, and what that asks for."""
        for _ in range(2):
            settle(self.qtbot, self.here.jobs)
            QApplication.processEvents()

    def press(self, name: str, root: QWidget | None = None) -> None:
        """Click a button that can be seen."""
        found = (root or self.here).findChildren(QAbstractButton, name)
        seen = [each for each in found if each.isVisible()]
        assert len(seen) == 1, f"{len(seen)} {name} to be seen"
        assert seen[0].isEnabled(), f"{name} is not enabled"
        self.qtbot.mouseClick(seen[0], LEFT)
        self.rest()

    def type(self, field: QWidget | None, text: str) -> None:
        """Type into a field."""
        assert field is not None
        self.qtbot.keyClicks(field, text)

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Press a key somewhere; without a window manager nobody makes the window active."""
        widget.window().activateWindow()
        widget.setFocus()
        self.qtbot.waitUntil(widget.hasFocus)
        self.qtbot.keyClick(widget, key)
        self.rest()

    def dialog(self, kind: type[W]) -> W:
        """The open dialog of a kind."""
        found = [each for each in self.here.findChildren(kind) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} open: {kind.__name__}"
        return found[0]

    def has_dialog(self) -> bool:
        """Whether any dialog is open."""
        return any(each.isVisible() for each in self.here.findChildren(QDialog))

    def import_files(self, *paths: Path) -> None:
        """Bring files in through the import of the menu, one after the other, without a fault."""
        for path in paths:
            self.here.actions_.import_file.trigger()
            asked = self.dialog(ImportFrame)
            self.rest()
            asked.take_files((path,))
            self.rest()
            assert asked.tabs.errors.rowCount() == 0, asked.tabs.errors.index(0, 2).data()
            self.press("import_go", asked)
            assert asked.notice.text.startswith("Imported."), asked.notice.text
            self.press("import_go", asked)
            assert not self.has_dialog()

    def save_as(self, path: Path) -> Path:
        """Answer the question where a file goes."""
        self.qtbot.waitUntil(lambda: bool(self._choosers()), timeout=20_000)
        (chooser,) = self._choosers()
        chooser.fileSelected.emit(str(path))
        chooser.setObjectName("")
        chooser.reject()
        self.rest()
        return path

    def _choosers(self) -> list[QFileDialog]:
        return self.here.findChildren(QFileDialog, "save_dialog")

    def said(self, root: QWidget) -> str:
        """Every word that can be seen in a part of the window."""
        for _ in range(3):
            QApplication.processEvents()
        return "\n".join(each.text() for each in root.findChildren(QLabel) if each.isVisible())
