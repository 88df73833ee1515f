"""What a page shows in an empty hospital: what to do first, in order, with a button for each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import paragraph, text_label


class FirstSteps(EmptyState):
    """Emits ``strike_asked`` and ``import_asked``; the title and sentence say what the page is.

    ``adds_here`` is for the page of strikes itself: there is nowhere to go to first.
    """

    strike_asked = Signal()
    import_asked = Signal()

    def __init__(self, icon_name: str, sentence: str, *, adds_here: bool = False) -> None:
        super().__init__(icon_name, "", sentence)
        self.setObjectName("first_steps")
        self._sentence = sentence
        first = self.tr("Add strike…") if adds_here else self.tr("Go to Strikes")
        self.strike = push_button(first, self.strike_asked.emit, name="first_strike", primary=True)
        self.bring_in = push_button(
            self.tr("Import files…"), self.import_asked.emit, name="first_import"
        )
        files = self.tr(
            "Import staff, duties, absences, requirements, declarations, appointments (Ctrl+I)"
        )
        self._steps = QWidget()
        grid = QGridLayout(self._steps)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(3))
        steps = ((self.tr("Add the strike"), self.strike), (files, self.bring_in))
        for at, (text, button) in enumerate(steps):
            said = paragraph(text)
            said.setFixedWidth(space(62))
            said.setMinimumHeight(said.heightForWidth(space(62)))
            grid.addWidget(text_label(str(at + 1), bold=True), at, 0)
            grid.addWidget(said, at, 1)
            grid.addWidget(button, at, 2)
        self.insert(self._steps)
        self.show_steps(is_known=True)

    def show_steps(self, *, is_known: bool) -> None:
        """Say what to do first; not before it is known that there is no strike."""
        title = self.tr("No strike is entered yet") if is_known else self.tr("Reading…")
        self.say(title, self._sentence if is_known else "")
        self._steps.setVisible(is_known)
