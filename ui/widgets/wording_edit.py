"""The field in which a wording is written: coloured, completed, and marked where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QEvent, QLocale, QStringListModel, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from ui.colours import Tone, tone_colours
from ui.theme import font, space
from ui.widgets.wording_colours import WordingColours

_ENDS = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text to underline; ``start`` and ``length`` in Qt's places."""

    start: int
    length: int
    text: str


Words = Callable[[str], Sequence[str]]
"""Answers with what may be typed: a ``field`` after ``{{``, a ``line`` after ``[`` and then a
``condition``."""


class WordingEdit(QPlainTextEdit):
    """Plain text with colours; undo, redo and the usual keys are Qt's own."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wording_edit")
        self.setAccessibleName(self.tr("The wording"))
        self.setTabChangesFocus(True)
        self.setFont(font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setMinimumWidth(QFontMetrics(font()).averageCharWidth() * 40)
        self._words = words
        self._marks: tuple[Mark, ...] = ()
        self._colours = WordingColours(self.document(), self.palette)
        self._offers = QStringListModel(self)
        self.completer = QCompleter(self._offers, self)
        self.completer.setWidget(self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.activated.connect(self._complete)

    def read_right_to_left(self, is_right_to_left: bool) -> None:
        """Begin lines on the right, for Arabic, Urdu and the like."""
        option = QTextOption(self.document().defaultTextOption())
        sides = Qt.LayoutDirection
        option.setTextDirection(sides.RightToLeft if is_right_to_left else sides.LeftToRight)
        self.document().setDefaultTextOption(option)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Underline these and nothing else."""
        self._marks = tuple(marks)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(tone_colours(self.palette(), Tone.SHORT).mark)
        shown = []
        for each in self._marks:
            line = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            end = max(self.document().characterCount() - 1, 0)
            cursor.setPosition(min(each.start, end))
            cursor.setPosition(min(each.start + each.length, end), QTextCursor.MoveMode.KeepAnchor)
            line.cursor, line.format = cursor, look
            shown.append(line)
        self.setExtraSelections(shown)

    def go_to(self, place: int) -> None:
        """Put the cursor at a place and take the keys."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(place, max(self.document().characterCount() - 1, 0)))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def put(self, text: str) -> None:
        """Write at the cursor, as if it had been typed."""
        self.textCursor().insertText(text)
        self.setFocus()

    @property
    def _popup(self) -> QAbstractItemView:
        popup = self.completer.popup()
        assert popup is not None
        return popup

    def _stem(self) -> tuple[str, str] | None:
        """What is being typed before the cursor: of which kind, and its beginning."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        opened = before.rfind("{{")
        if opened >= 0 and "}}" not in before[opened:]:
            return "field", before[opened + 2 :].rpartition(":")[2].rpartition("?")[2].lstrip()
        opened = before.find("[")
        if opened >= 0 and "]" not in before:
            asked = before[opened + 1 :]
            kind = "condition" if " " in asked else "line"
            return kind, asked.rpartition(",")[2].rpartition(" ")[2]
        return None

    def _offer(self) -> None:
        """Show what can follow, unless there is nothing to choose."""
        stem, popup = self._stem(), self._popup
        if stem is None:
            popup.hide()
            return
        words = list(self._words(stem[0]))
        self._offers.setStringList(words)
        self.completer.setCompletionPrefix(stem[1])
        if self.completer.completionCount() == 0 or stem[1] in words:
            popup.hide()
            return
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        box = self.cursorRect()
        box.setWidth(popup.sizeHintForColumn(0) + space(8))
        self.completer.complete(box)

    def _complete(self, word: str) -> None:
        stem, cursor = self._stem(), self.textCursor()
        if stem is None:
            return
        left = QTextCursor.MoveOperation.Left
        cursor.movePosition(left, QTextCursor.MoveMode.KeepAnchor, len(stem[1]))
        after = cursor.block().text()[self.textCursor().positionInBlock() :]
        closes = stem[0] == "field" and "}}" not in after.split("{{")[0]
        cursor.insertText(word + ("}}" if closes else " " if stem[0] == "line" else ""))
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the list of offers have its keys first; offer again after each letter."""
        if self._popup.isVisible() and event.key() in _ENDS:
            event.ignore()
            return
        super().keyPressEvent(event)
        asks = event.key() == Qt.Key.Key_Space and event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        )
        if asks or event.text().strip():
            self._offer()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say at the pointer what is wrong there."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.cursorForPosition(event.pos()).position()
            said = next((m.text for m in self._marks if m.start <= place <= m.start + m.length), "")
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Dress for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.dress()
            self.mark(self._marks)


def is_right_to_left(tag: str) -> bool:
    """Whether a language is written from right to left."""
    return QLocale(tag).textDirection() == Qt.LayoutDirection.RightToLeft


@cache
def show_script(tag: str) -> None:
    """Load the letters of a language that the window's own font lacks, from those of the paper."""
    script = QLocale.scriptToString(QLocale(tag).script())
    for weight in ("Regular", "Bold"):
        letters = files("resources") / "fonts" / f"NotoSans{script}-{weight}.ttf"
        if letters.is_file():
            QFontDatabase.addApplicationFontFromData(QByteArray(letters.read_bytes()))
