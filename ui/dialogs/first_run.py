"""The first time: where the hospital file will be, and how to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from rota.domain.times import Clock
from rota.domain.users import NewUser
from rota.services.tools import Tools
from ui.dialogs.door import Step
from ui.dialogs.founding import FoundingDialog
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph

PROTECTED, PLAIN, DEMO = "protected", "plain", "demo"


class FirstRunDialog(FoundingDialog):
    """``chosen`` says how to go on: protected (then ``storage`` is open), plain, or the demo."""

    def __init__(self, tools: Tools, address: str, clock: Clock) -> None:
        super().__init__(tools, address, clock, "Strike Rota")
        self.setObjectName("dialog_first_run")
        self.chosen = ""
        self.choice = self._choosing()
        self.steps.insertWidget(0, self.choice)
        self.go_to(self.choice)
        self.with_passphrase.setFocus()

    def make(self, founder: NewUser) -> str:
        """Make a new file, encrypted from its first byte."""
        code = self._tools.access.create(self._address, self._clock, founder)
        self.chosen = PROTECTED
        return code

    def back(self) -> None:
        """Go back to the choice."""
        self.passphrase.clear()
        self.go_to(self.choice)
        self.with_passphrase.setFocus()

    def _choosing(self) -> Step:
        step = Step(
            self.tr("Welcome to Strike Rota"),
            self.tr("There is no hospital file yet. It will be made here, on this computer:"),
        )
        place = paragraph(str(Path(self._address).absolute()))
        place.setObjectName("file_place")
        step.body.addWidget(place)
        self.with_passphrase = push_button(
            self.tr("Make a file with a &passphrase…"), self._protect, name="begin", primary=True
        )
        self.with_passphrase.setDefault(True)
        ways = (
            (
                self.with_passphrase,
                self.tr("For real patients and staff. Everything in the file is encrypted."),
            ),
            (
                push_button(
                    self.tr("&Try it without a passphrase"), self._plain, name="begin_plain"
                ),
                self.tr(
                    "Anybody who opens this computer can then read the file. A passphrase can be "
                    "set later, in Settings."
                ),
            ),
            (
                push_button(self.tr("Open the &demo hospital"), self._demo, name="begin_demo"),
                self.tr("A made-up hospital to look around in. It is thrown away afterwards."),
            ),
        )
        for button, about in ways:
            part = QVBoxLayout()
            part.setSpacing(space(1))
            part.addWidget(button)
            button.setAccessibleDescription(about)
            part.addWidget(paragraph(about, muted=True))
            step.body.addLayout(part)
        step.buttons.addStretch(1)
        step.buttons.addWidget(push_button(self.tr("Quit"), self.reject, name="cancel"))
        return step

    def _protect(self) -> None:
        self.go_to(self.founder)
        self.name.setFocus()

    def _plain(self) -> None:
        self.chosen = PLAIN
        self.accept()

    def _demo(self) -> None:
        self.chosen = DEMO
        self.accept()
