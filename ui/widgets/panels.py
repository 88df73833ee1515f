"""The frames of a page: its heading, its titled parts, and the panel on the right that says why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.colours import Role
from ui.theme import Size, line_colour, space
from ui.widgets.labels import Rule, paragraph, text_label

LONG_WORD = 24
"""A word this long, such as an email address, gets a line of its own: labels break at spaces."""


class PageHeader(QWidget):
    """A page's title, what it is about, and its buttons on the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = text_label(title, size=Size.TITLE, bold=True)
        self.facts = text_label(muted=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(space(2))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space(4), space(3), space(4), space(3))
        layout.setSpacing(space(3))
        layout.addWidget(self.title)
        layout.addWidget(self.facts, 1)
        layout.addLayout(self._buttons)

    def add(self, widget: QWidget) -> None:
        """Put a button or a field on the right."""
        self._buttons.addWidget(widget)


class Card(QWidget):
    """A titled part: a line, a heading, and what belongs to it. No box."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = text_label(title, bold=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(1.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        layout.addWidget(Rule())
        layout.addWidget(self.title)
        layout.addLayout(self.body)

    def add(self, widget: QWidget) -> None:
        """Put something under the heading."""
        self.body.addWidget(widget)

    def clear(self) -> None:
        """Take everything out again."""
        empty_out(self.body)


def empty_out(layout: QVBoxLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class BareScroll(QScrollArea):
    """A part that scrolls down when it is too high, without a frame."""

    def __init__(self, *inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        self.parts = QVBoxLayout(holder)
        self.parts.setContentsMargins(0, 0, space(2), 0)
        self.parts.setSpacing(space(4))
        for widget in inside:
            self.parts.addWidget(widget)
        self.parts.addStretch(1)
        self.setWidget(holder)

    def show_whole_width(self) -> None:
        """Never be narrower than what is inside, and the bar beside it."""
        wide = self.parts.minimumSize().width() + self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(wide)


class Facts(QWidget):
    """Pairs of a name and a value, aligned."""

    def __init__(self) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(space(3))
        self._form.setVerticalSpacing(space(1))
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show these pairs instead."""
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in facts:
            label, said = text_label(name, muted=True), paragraph(value)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if max(map(len, value.split()), default=0) > LONG_WORD:
                self._form.addRow(label)
                self._form.addRow(said)
            else:
                self._form.addRow(label, said)


class SideFrame(QFrame):
    """The right-hand panel: a title, a line under it, and room below in ``down``."""

    def __init__(self, title: str = "", width: int = 75) -> None:
        super().__init__()
        self.setFixedWidth(space(width))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(Role.Window)
        self.title: QLabel = text_label(title, bold=True)
        self.title.setWordWrap(True)
        self.subtitle: QLabel = paragraph(muted=True)
        self.subtitle.hide()
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(space(4), space(3), space(2), space(3))
        self.down.setSpacing(space(2))
        for label in (self.title, self.subtitle):
            label.setContentsMargins(0, 0, space(2), 0)
        self.down.addWidget(self.title)
        self.down.addWidget(self.subtitle)

    def say(self, title: str, subtitle: str = "") -> None:
        """Head the panel."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line that parts the panel from the work."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(line_colour(self.palette()))
        painter.drawLine(0, 0, 0, self.height())
        painter.end()


class SidePanel(SideFrame):
    """The right-hand panel with parts that scroll."""

    def __init__(self, title: str = "", width: int = 75) -> None:
        super().__init__(title, width)
        self._scroll = BareScroll()
        self._parts = self._scroll.parts
        self.down.addWidget(self._scroll, 1)

    def go_to_top(self) -> None:
        """Show the first part again: the panel is about something else now."""
        self._scroll.verticalScrollBar().setValue(0)

    def add(self, widget: QWidget) -> None:
        """Put a part below the others."""
        self._parts.insertWidget(self._parts.count() - 1, widget)
