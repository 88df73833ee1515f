"""Making a new recovery code in the place of the old one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rota.services.users import new_recovery_code
from ui.desk import Desk
from ui.dialogs.door import DoorDialog, Step
from ui.dialogs.recovery_code import RecoveryCode
from ui.widgets.buttons import push_button


class NewCodeDialog(DoorDialog):
    """Asks first: the old code opens nothing more afterwards."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__("Recovery code", parent, desk.jobs)
        self.setObjectName("dialog_new_code")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._desk = desk
        self.first = Step(
            self.tr("Make a new recovery code"),
            self.tr(
                "Do this when the old one is lost or somebody saw it. The old code opens nothing "
                "any more from then on."
            ),
        )
        self.first.buttons.addStretch(1)
        self.first.buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="cancel"))
        self.make = push_button(self.tr("Make a code"), self.go, name="make", primary=True)
        self.first.buttons.addWidget(self.make)
        self.code = Step(self.tr("The new recovery code"), fills=True)
        self.recovery = RecoveryCode(self.tr("the hospital file"), desk.tools.clock)
        self.recovery.proved.connect(self.accept)
        self.code.body.addWidget(self.recovery)
        for step in (self.first, self.code):
            self.steps.addWidget(step)
        self.go_to(self.first)
        self.make.setFocus()

    def go(self) -> None:
        """Make the code."""
        self.ask(partial(new_recovery_code, self._desk.storage), self._show, self.tr("Making…"))

    def _show(self, code: str) -> None:
        self.recovery.show_code(code)
        self.go_to(self.code)

    def reject(self) -> None:
        """Close; a code nobody has written down is not left by a slip of the hand."""
        if self.steps.currentWidget() is self.code and not self.refusal.text:
            self.refuse(self.tr("Write the code down first: it is not shown again."))
            return
        self.recovery.forget()
        super().reject()
