"""Making a new recovery code in the place of the old one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rota.services.users import new_recovery_code
from ui.desk import Desk
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.door import Step
from ui.widgets.buttons import push_button


class NewCodeDialog(CodeDialog):
    """Asks first: the old code opens nothing more afterwards.

    ``made`` is a code that was made already: then it is only shown.
    """

    def __init__(self, desk: Desk, parent: QWidget | None, made: str = "") -> None:
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
        self.steps.addWidget(self.first)
        title, file_name = self.tr("The new recovery code"), self.tr("the hospital file")
        self.add_code(title, file_name, desk.tools.clock)
        if made:
            self.show_code(made)
            return
        self.go_to(self.first)
        self.make.setFocus()

    def go(self) -> None:
        """Make the code."""
        work = partial(new_recovery_code, self._desk.storage)
        self.ask(work, self.show_code, self.tr("Making…"))
