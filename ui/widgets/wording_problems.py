"""The list of what is wrong in a wording; a click goes to the place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from rota.domain.wording_text import WordingProblem
from ui.colours import Role, Tone, tone_colours
from ui.formats import count
from ui.theme import space
from ui.widgets.labels import text_label

FREE = (1 << 24) - 1
"""Qt's word for no largest height."""


class ProblemList(QWidget):
    """``place_asked`` carries the problem to go to."""

    place_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = text_label(bold=True)
        self.list = QListWidget()
        self.list.setObjectName("wording_problems")
        self.list.setAccessibleName(self.tr("What is wrong in the wording"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.itemClicked.connect(self._asked)
        self.list.itemActivated.connect(self._asked)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(1))
        down.addWidget(self.title)
        down.addWidget(self.list, 1)
        self.show_problems(())

    def show_problems(self, problems: Sequence[WordingProblem]) -> None:
        """Show these instead."""
        said = self.tr("No problems found in the words.")
        self.title.setText(count(len(problems), "problem") if problems else said)
        mark = Role.PlaceholderText
        palette = self.title.palette()
        colour = palette.color(mark)
        if problems:
            colour = tone_colours(self.palette(), Tone.SHORT).mark
        palette.setColor(Role.WindowText, colour)
        self.title.setPalette(palette)
        self.list.clear()
        self.list.setVisible(bool(problems))
        self.setMinimumHeight(space(26) if problems else 0)
        self.setMaximumHeight(FREE if problems else self.title.sizeHint().height())
        for each in problems:
            text = self.tr("Line {n}: {what}").format(n=each.line, what=each.text)
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)

    def _asked(self, item: QListWidgetItem) -> None:
        self.place_asked.emit(item.data(Qt.ItemDataRole.UserRole))
