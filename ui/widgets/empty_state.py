"""What a page shows when it has nothing to show: what this is, and what to do first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from ui.colours import Tone, tone_colours
from ui.icons import pixmap
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label


class EmptyState(QWidget):
    """A drawing, a title, a sentence and one button."""

    asked = Signal()

    def __init__(self, icon_name: str, title: str, sentence: str, button: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self._drawing = QLabel()
        self.title = text_label(title, size=Size.TITLE, bold=True)
        self.sentence = paragraph(sentence, muted=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setFixedWidth(space(95))
        self._fit()
        self.button = push_button(button, self.asked.emit, name="empty_button", primary=True)
        self.button.setVisible(bool(button))
        layout = self._down = QVBoxLayout(self)
        layout.setSpacing(space(3))
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for widget in (self._drawing, self.title, self.sentence, self.button):
            layout.addWidget(widget, 0, centre)
        layout.addStretch(3)
        self._draw()

    def say(self, title: str, sentence: str, button: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self._fit()
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def insert(self, part: QLayout | QWidget) -> None:
        """Put something more below, in the middle."""
        at, centre = self._down.count() - 1, Qt.AlignmentFlag.AlignHCenter
        if isinstance(part, QWidget):
            self._down.insertWidget(at, part, 0, centre)
            return
        holder = QWidget()
        holder.setLayout(part)
        self._down.insertWidget(at, holder, 0, centre)

    def _fit(self) -> None:
        """A centred label is not asked how high its wrapped words are, so say it."""
        self.sentence.setMinimumHeight(max(self.sentence.heightForWidth(space(95)), 0))

    def _draw(self) -> None:
        colour = tone_colours(self.palette(), Tone.MUTED).mark
        size, ratio = space(9), self.devicePixelRatioF()
        self._drawing.setPixmap(pixmap(self._icon_name, size, colour, ratio))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the drawing for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
