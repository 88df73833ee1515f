"""Everything the whole window can do, each with a name, a shortcut and a drawing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.icons import dress


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The window's actions and its menus; the window connects ``triggered``."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.import_file = self._make("import", _tr("&Import a file…"), "Ctrl+I")
        self.quit = self._make("quit", _tr("&Quit"), "Ctrl+Q")
        self.undo = self._make("undo", _tr("&Undo"), "Ctrl+Z")
        self.redo = self._make("redo", _tr("&Redo"), "Ctrl+Shift+Z")
        self.history = self._make("history", _tr("&History…"), "Ctrl+H")
        self.search = self._make("search", _tr("&Search…"), "Ctrl+K")
        self.next_page = self._make("next_page", _tr("&Next page"), "Ctrl+PgDown", "down")
        self.previous_page = self._make("previous_page", _tr("&Previous page"), "Ctrl+PgUp", "")
        self.theme = self._make("theme", _tr("&Dark or light"), "Ctrl+Shift+D")
        self.help = self._make("help", _tr("&Help on this page"), "F1")
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)
        self.pages: list[QAction] = []
        bar = window.menuBar()
        self.file_menu = bar.addMenu(_tr("&File"))
        self._fill(self.file_menu, (self.import_file, None, self.quit))
        self._fill(
            bar.addMenu(_tr("&Edit")), (self.undo, self.redo, self.history, None, self.search)
        )
        self.view_menu = bar.addMenu(_tr("&View"))
        self._fill(self.view_menu, (self.next_page, self.previous_page, None, self.theme, None))
        self._fill(bar.addMenu(_tr("&Help")), (self.help,))

    def add_sign_in(self) -> None:
        """Offer what only somebody who signed in can do."""
        self.lock = self._make("lock", _tr("&Lock now"), "Ctrl+Shift+K")
        self.passphrase = self._make("passphrase", _tr("Change my &passphrase…"), "", "")
        self.sign_out = self._make("sign_out", _tr("&Sign out"), "", "")
        self.file_menu.insertActions(self.quit, [self.lock, self.passphrase, self.sign_out])
        self.file_menu.insertSeparator(self.quit)

    def add_page(self, number: int, title: str, icon_name: str) -> QAction:
        """An action that goes to a page: Ctrl+1 to Ctrl+9."""
        shortcut = f"Ctrl+{number}" if number <= 9 else ""
        action = self._make(f"page_{number}", title, shortcut, icon_name)
        self.view_menu.addAction(action)
        self.pages.append(action)
        return action

    def name_undo(self, undo: str, redo: str) -> None:
        """Say in the menu what would be undone and redone; nothing to do greys it."""
        for action, word, what in (
            (self.undo, _tr("&Undo"), undo),
            (self.redo, _tr("&Redo"), redo),
        ):
            action.setEnabled(bool(what))
            action.setText(f"{word}: {what}" if what else word)

    def _make(self, name: str, text: str, shortcut: str, icon_name: str | None = None) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(f"action_{name}")
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            plain = text.replace("&", "").rstrip("…")
            action.setToolTip(f"{plain} ({action.shortcut().toString()})")
        drawing = name if icon_name is None else icon_name
        if drawing:
            dress(action, drawing)
        self._window.addAction(action)
        return action

    @staticmethod
    def _fill(menu: QMenu, actions: tuple[QAction | None, ...]) -> None:
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
