"""Plain pieces of text and lines, in the three sizes and two weights."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, line_colour, space


def text_label(
    text: str = "", *, size: Size = Size.BODY, bold: bool = False, muted: bool = False
) -> QLabel:
    """A label of one of the allowed looks; people's words are never read as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font(size, bold=bold))
    if muted:
        label.setForegroundRole(Role.PlaceholderText)
    return label


def paragraph(text: str = "", *, muted: bool = False) -> QLabel:
    """A label that wraps and can be copied from."""
    label = text_label(text, muted=muted)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class Rule(QWidget):
    """A hairline, across or down."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if upright:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), line_colour(self.palette()))
        painter.end()


class Pill(QFrame):
    """A few words on the ground of their meaning."""

    def __init__(self, text: str = "", tone: Tone = Tone.MUTED) -> None:
        super().__init__()
        self._text, self._tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    @property
    def tone(self) -> Tone:
        """What they mean."""
        return self._tone

    def say(self, text: str, tone: Tone) -> None:
        """Say something else; nothing hides it."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the words."""
        metrics = QFontMetrics(font(Size.SMALL, bold=True))
        return QSize(metrics.horizontalAdvance(self._text) + space(4), metrics.height() + space(1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words on their ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tone_colours(self.palette(), self._tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.fill)
        box = QRect(0, 0, self.width(), self.height())
        painter.drawRoundedRect(box, space(0.75), space(0.75))
        painter.setPen(colours.text)
        painter.setFont(font(Size.SMALL, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
