"""Choosing one letter of a batch for something."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.batch_letters import BatchLetter
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.letter_picker import LetterPicker


class PickLetterDialog(QDialog):
    """``picked`` carries the reference of the letter that was chosen."""

    picked = Signal(str)

    def __init__(
        self,
        title: str,
        words: str,
        button: str,
        letters: Sequence[BatchLetter],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_pick_letter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.picker = LetterPicker()
        self.picker.show_letters(letters)
        self._go_button = push_button(button, self._go, name="pick", primary=True)
        self._go_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="cancel"))
        buttons.addWidget(self._go_button)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(5), space(4), space(5), space(4))
        down.setSpacing(space(4))
        down.addWidget(text_label(title, size=Size.TITLE, bold=True))
        down.addWidget(paragraph(words, muted=True))
        down.addWidget(self.picker, 1)
        down.addLayout(buttons)
        self.picker.chosen.connect(self._look)
        self.picker.activated.connect(self._go)
        self._look()
        self.picker.setFocus()

    def _look(self) -> None:
        self._go_button.setEnabled(self.picker.letter is not None)

    def _go(self) -> None:
        letter = self.picker.letter
        if letter is not None and self.isVisible():
            self.accept()
            self.picked.emit(letter.reference)
