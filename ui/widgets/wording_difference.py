"""Two versions of a wording in one text: words gone struck out, words new underlined."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from rota.domain.wording_difference import LineDifference, differences
from ui.colours import Role, Tone, tone_colours
from ui.theme import font

_SIGNS = {"same": "  ", "removed": "− ", "added": "+ ", "changed": "± "}


class DifferenceView(QTextEdit):
    """Read only. Each line begins with a sign, so that colour is not the only sign of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wording_difference")
        self.setAccessibleName(self.tr("What differs between the two versions"))
        self.setReadOnly(True)
        self.setFont(font())
        self._shown: tuple[LineDifference, ...] = ()

    def compare(self, before: str, after: str) -> None:
        """Show what differs between two texts."""
        self._shown = differences(before, after)
        self._write()

    @property
    def changed_lines(self) -> int:
        """How many lines are not the same in both."""
        return sum(each.side != "same" for each in self._shown)

    def _write(self) -> None:
        self.clear()
        looks = self._looks()
        cursor = QTextCursor(self.document())
        for number, line in enumerate(self._shown):
            if number:
                cursor.insertBlock(QTextBlockFormat())
            cursor.insertText(_SIGNS[line.side], looks["same"])
            for piece in line.pieces:
                cursor.insertText(piece.text, looks[piece.side])
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _looks(self) -> dict[str, QTextCharFormat]:
        same, removed, added = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        same.setForeground(self.palette().color(Role.Text))
        gone = tone_colours(self.palette(), Tone.LOST)
        removed.setForeground(gone.text)
        removed.setBackground(gone.fill)
        removed.setFontStrikeOut(True)
        come = tone_colours(self.palette(), Tone.COVERED)
        added.setForeground(come.text)
        added.setBackground(come.fill)
        added.setFontUnderline(True)
        return {"same": same, "removed": removed, "added": added}

    def changeEvent(self, event: QEvent) -> None:
        """Dress for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self._write()
