"""The facts of a report as tiles: a quiet label over a figure or an answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.reports import Fact
from ui.colours import Role, Tone, tone_colours
from ui.icons import pixmap
from ui.theme import Size, line_colour, space
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import paragraph, text_label

_TONES = {"good": Tone.COVERED, "warn": Tone.WARNING, "gap": Tone.SHORT}
_DRAWINGS = {"good": "check", "warn": "warning", "gap": "gap"}
_WIDE = 46
_LONG = 22
"""A value longer than this is written no larger than other words."""


class Tile(QWidget):
    """One fact; what is good or wrong has a bar at its edge and a drawing beside its label."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.setObjectName("fact")
        self.setAccessibleName(f"{fact.label}: {fact.value}")
        self.setAccessibleDescription(fact.meaning)
        self.setToolTip(fact.meaning)
        self._tone = _TONES.get(fact.tone)
        self._icon = _DRAWINGS.get(fact.tone, "")
        label = paragraph(fact.label, muted=True)
        self._drawing = QLabel()
        self._drawing.setFixedSize(space(4) if self._icon else 0, space(4))
        self.value = text_label(
            fact.value, size=Size.BODY if len(fact.value) > _LONG else Size.TITLE, bold=True
        )
        self.value.setWordWrap(True)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.setSpacing(space(1.5))
        top.addWidget(label, 1)
        top.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(3), space(1.5), space(2), space(1.5))
        down.setSpacing(space(0.5))
        down.addLayout(top)
        down.addWidget(self.value)
        down.addStretch(1)
        self.setFixedWidth(space(_WIDE))
        self._draw()

    def wanted_height(self) -> int:
        """How high its words are."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(self.width())

    def _draw(self) -> None:
        if self._tone is not None:
            colour, ratio = tone_colours(self.palette(), self._tone).mark, self.devicePixelRatioF()
            self._drawing.setPixmap(pixmap(self._icon, space(4), colour, ratio))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the drawing for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, its edge, and the bar of its meaning."""
        painter = QPainter(self)
        palette = self.palette()
        if self._tone is not None:
            colours = tone_colours(palette, self._tone)
            painter.fillRect(0, 0, space(1), self.height(), colours.mark)
        painter.setPen(line_colour(palette))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Tiles(QWidget):
    """As many beside each other as fit, all of one height."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        super().__init__()
        self.setForegroundRole(Role.Text)
        flow = FlowLayout(space(2))
        self.setLayout(flow)
        self.tiles = [Tile(fact) for fact in facts]
        high = max((tile.wanted_height() for tile in self.tiles), default=0)
        for tile in self.tiles:
            tile.setFixedHeight(max(high, space(13)))
            flow.addWidget(tile)
