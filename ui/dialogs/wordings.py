"""The wordings of letters in a window of their own, for the Letters page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dialogs.reading import ReadingDialog
from ui.dialogs.wording_section import WordingSection, about_words
from ui.theme import space
from ui.widgets.labels import paragraph


class WordingsDialog(ReadingDialog):
    """The wordings in a window of their own, for the Letters page."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Wordings of letters", parent)
        self.setObjectName("dialog_wordings")
        self.section = WordingSection(desk)
        self.body.addWidget(paragraph(about_words(), muted=True))
        self.body.addWidget(self.section, 1)
        self.section.read()
        self.resize(space(280), space(150))


def open_wordings(desk: Desk, parent: QWidget | None) -> WordingsDialog:
    """Open the list of wordings over a page."""
    dialog = WordingsDialog(desk, parent)
    dialog.open()
    return dialog
