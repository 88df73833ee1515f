"""Buttons beside the ribbon that show time more closely or further off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.theme import Size, font, space
from ui.widgets.labels import text_label
from ui.widgets.ribbon_area import RibbonArea


class ZoomBar(QWidget):
    """Further off, how far apart the labelled times are, closer, and all of it."""

    def __init__(self, ribbon: RibbonArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ribbon = ribbon
        self.setAccessibleName(self.tr("Scale of time"))
        self.out = self._button("zoom_out", "−", self.tr("Show more time at once (Ctrl+−)"))
        self.closer = self._button("zoom_in", "+", self.tr("Show time more closely (Ctrl++)"))
        self.fit = self._button("zoom_fit", self.tr("Fit"), self.tr("Show all of it (Ctrl+0)"))
        self.words = text_label(size=Size.SMALL)
        self.words.setObjectName("zoom_words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        widest = QFontMetrics(font(Size.SMALL)).horizontalAdvance("30 min")
        self.words.setMinimumWidth(widest + space(2))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(space(0.5))
        for each in (self.out, self.words, self.closer, self.fit):
            across.addWidget(each)
        self.out.clicked.connect(lambda: ribbon.zoom_out())
        self.closer.clicked.connect(lambda: ribbon.zoom_in())
        self.fit.clicked.connect(lambda: ribbon.zoom_to_fit())
        ribbon.zoom_changed.connect(self._say)
        self._say()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _say(self) -> None:
        words = self._ribbon.zoom_words
        self.words.setText(words)
        self.words.setAccessibleName(self.tr("A time every {step}").format(step=words))
        self.words.setToolTip(self.words.accessibleName())
        self.closer.setEnabled(self._ribbon.can_zoom_in)
        self.out.setEnabled(self._ribbon.can_zoom_out)
        self.fit.setEnabled(self._ribbon.view is not None)
