"""A sentence beside what it is about: a refusal, a warning, or that all went well."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.colours import Tone, tone_colours
from ui.icons import pixmap
from ui.theme import space
from ui.widgets.labels import paragraph

_DRAWINGS = {Tone.WARNING: "warning", Tone.SHORT: "warning", Tone.COVERED: "check"}


class Notice(QFrame):
    """Words on the ground of their meaning, with room for a button; hidden when it says nothing.

    ``gap`` is how many pixels to leave free below, where the layout leaves none.
    """

    def __init__(self, gap: int = 0) -> None:
        super().__init__()
        self._gap = gap
        self._tone = Tone.MUTED
        self.setObjectName("notice")
        self._drawing = QLabel()
        self.words = paragraph()
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space(3), space(1.5), space(3), space(1.5) + gap)
        self._row.setSpacing(space(2))
        self._row.addWidget(self._drawing)
        self._row.addWidget(self.words, 1)
        self.words.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self.words.text()

    def add(self, widget: QWidget) -> None:
        """Put a button at the end."""
        self._row.addWidget(widget)

    def say(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """Say something else; nothing hides it."""
        self._tone = tone
        self.words.setText(text)
        self.setAccessibleName(text)
        self._dress()
        self.setVisible(bool(text))

    def _dress(self) -> None:
        colours = tone_colours(self.palette(), self._tone)
        palette = self.words.palette()
        palette.setColor(self.words.foregroundRole(), colours.text)
        self.words.setPalette(palette)
        name, size = _DRAWINGS.get(self._tone, "info"), space(4)
        ratio = self.devicePixelRatioF()
        self._drawing.setPixmap(pixmap(name, size, colours.text, ratio))

    def changeEvent(self, event: QEvent) -> None:
        """Dress for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress the words again when a new style sheet took their colour away; Qt 6.11.3."""
        if watched is self.words and event.type() == QEvent.Type.StyleChange:
            self._dress()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        ground = self.rect().adjusted(0, 0, 0, -self._gap)
        painter.fillRect(ground & event.rect(), tone_colours(self.palette(), self._tone).fill)
        painter.end()
