"""A new recovery code at the end of a dialog: written down and proved, or left knowingly."""

from __future__ import annotations

from functools import partial

from rota.domain.times import Clock
from ui.dialogs.door import DoorDialog, Step
from ui.dialogs.recovery_code import RecoveryCode


class CodeDialog(DoorDialog):
    """A subclass calls ``add_code`` once, and ``show_code`` when there is a code.

    It closes when the code was proved. Closing before is asked about once, and anew after each
    thing that is done in between.
    """

    def add_code(self, title: str, file_name: str, clock: Clock) -> None:
        """Add the step at the end."""
        self.code = Step(title, fills=True)
        self.recovery = RecoveryCode(file_name, clock)
        self.recovery.acted.connect(partial(self.refuse, ""))
        self.recovery.proved.connect(self.accept)
        self.code.body.addWidget(self.recovery, 1)
        self.steps.addWidget(self.code)

    def show_code(self, code: str) -> None:
        """Go to the step and show a code."""
        self.recovery.show_code(code)
        self.go_to(self.code)

    def reject(self) -> None:
        """Close; a code nobody has written down is not left by a slip of the hand."""
        if self.steps.currentWidget() is self.code:
            if not self.refusal.text:
                self.refuse(
                    self.tr(
                        "Write the code down first: it is not shown again, and no older one opens "
                        "the file. To leave it all the same, close once more; an administrator "
                        "can make a new one in Settings."
                    )
                )
                return
            self.recovery.forget()
        super().reject()
