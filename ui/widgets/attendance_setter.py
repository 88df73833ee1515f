"""What happened to the chosen duties: a button and a digit for each answer, minutes and a note."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from rota.domain.codes import Attendance
from ui.models.attendance import status_words
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.flow import FlowLayout
from ui.widgets.form_fields import line
from ui.widgets.labels import text_label

MOST_MINUTES = 72 * 60
"""As long as the longest duty may be."""


class AttendanceSetter(QWidget):
    """``settled`` carries the answer; ``minutes`` and ``note`` go with it and are then cleared."""

    settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Attendance, PushButton] = {}
        answers = FlowLayout(space(2))
        heading = text_label(self.tr("Chosen duties:"), muted=True)
        answers.addWidget(heading)
        for at, status in enumerate(Attendance, start=1):
            text = f"{at}  {status_words(status)}"
            button = push_button(text, partial(self.settled.emit, status), name=f"set_{status}")
            button.setToolTip(self.tr("Key {n} in the table").format(n=at))
            answers.addWidget(button)
            self.buttons[status] = button
            heading.setMinimumHeight(button.sizeHint().height())
        self._minutes = QSpinBox()
        self._minutes.setObjectName("minutes")
        self._minutes.setAccessibleName(self.tr("Minutes not worked"))
        self._minutes.setRange(0, MOST_MINUTES)
        self._minutes.setSingleStep(30)
        self._minutes.setSpecialValueText(self.tr("all of it"))
        self._minutes.setSuffix(self.tr(" min"))
        self._note = line(self.tr("Note"), "note", hint=self.tr("A note, kept with the duty"))
        part = text_label(self.tr("Not worked of each d&uty"))
        part.setBuddy(self._minutes)
        more = QHBoxLayout()
        more.setSpacing(space(2))
        more.addWidget(part)
        more.addWidget(self._minutes)
        more.addSpacing(space(2))
        more.addWidget(self._note, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        down.addLayout(answers)
        down.addLayout(more)

    def listen_in(self, table: QWidget) -> None:
        """Take the digits pressed in a table."""
        for at, status in enumerate(Attendance, start=1):
            key = QShortcut(QKeySequence(str(at)), table)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(self.buttons[status].click)

    @property
    def minutes(self) -> int | None:
        """How many minutes were not worked; None: all that the answer takes."""
        return self._minutes.value() or None

    @property
    def note(self) -> str:
        """What to keep with the duties."""
        return self._note.text().strip()

    def clear(self) -> None:
        """Nothing of this is for the next duties."""
        self._minutes.setValue(0)
        self._note.clear()
