"""What can be done on the strike board: each with a name, its keys, and a place in the menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.widgets.ribbon_values import RibbonSpot


def _tr(text: str) -> str:
    return QCoreApplication.translate("CoverActions", text)


class CoverActions(QObject):
    """The page connects ``triggered`` and says which actions make sense at the moment.

    Keys after a tab are the board's own: it hears them without an action.
    """

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self.find = self._make("find", _tr("Find somebody for this gap"), "Ctrl+F")
        self.assign = self._make("assign", _tr("Assign the chosen person…"), "Ctrl+Return")
        self.leave = self._make("leave", _tr("Leave this gap…"), "Ctrl+L")
        self.take_back = self._make("take_back", _tr("No longer leave this gap…"), "")
        self.mark = self._make("mark", _tr("Mark a lost duty…"), "Ctrl+M")
        self.change = self._make("change", _tr("Move or change this cover…"), "Ctrl+E")
        self.split = self._make("split", _tr("Split this cover…"), "Ctrl+Shift+S")
        self.swap = self._make("swap", _tr("Swap with somebody…"), "Ctrl+Shift+W")
        self.stand_down = self._make("stand_down", _tr("Stand down…") + "\tDel", "")
        self.level = self._make("level", _tr("Change the level…"), "Ctrl+Shift+L")
        self.needs = self._make("needs", _tr("Requirements of this service…"), "Ctrl+R")
        self.copy = self._make("copy", _tr("Copy") + "\tCtrl+C", "")

    def menu(self, spot: RibbonSpot) -> QMenu:
        """The menu of what is at a place of the board."""
        menu = QMenu(self._home)
        menu.setObjectName("board_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        if spot.gap is not None:
            left = self.take_back if self.take_back.isEnabled() else self.leave
            for action in (self.find, self.assign, left, self.mark):
                menu.addAction(action)
            menu.addSeparator()
        if spot.bar is not None and spot.bar.key is not None:
            for action in (self.change, self.split, self.swap, self.stand_down):
                menu.addAction(action)
            menu.addSeparator()
        menu.addAction(self.level)
        menu.addAction(self.needs)
        menu.addAction(self.copy)
        return menu

    def connect_all(self, ways: dict[QAction, Callable[[], object]]) -> None:
        """Let each action do its work."""
        for action, way in ways.items():
            action.triggered.connect(lambda _on=False, way=way: way())

    def _make(self, name: str, text: str, shortcut: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"cover_{name}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setShortcutVisibleInContextMenu(True)
        self._home.addAction(action)
        return action
