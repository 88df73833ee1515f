"""A field to search in: it waits until the typing pauses."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.colours import Role
from ui.icons import icon

PAUSE_MILLISECONDS = 150


class SearchField(QLineEdit):
    """Emits ``searched`` with the words, trimmed, once the typing pauses; Esc clears.

    Down emits ``went_down``: on to what was found.
    """

    searched = Signal(str)
    went_down = Signal()

    def __init__(self, spoken_name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(spoken_name)
        self.setPlaceholderText(hint or spoken_name)
        self.setClearButtonEnabled(True)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._say)
        self.textChanged.connect(self._pause.start)
        self.returnPressed.connect(self._say)
        self._said = ""
        self._tint()

    def show_words(self, words: str) -> None:
        """Hold these words, which are searched for already."""
        self._said = words
        self.setText(words)
        self._pause.stop()

    def _say(self) -> None:
        self._pause.stop()
        words = self.text().strip()
        if words != self._said:
            self._said = words
            self.searched.emit(words)

    def _tint(self) -> None:
        self._lens.setIcon(icon("search", Role.PlaceholderText))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear on Esc; a second Esc goes to whoever holds the field."""
        if event.key() == Qt.Key.Key_Down:
            self._say()
            self.went_down.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._say()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the lens for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
