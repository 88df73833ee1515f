"""A letter that the post brought back: which one, and what is written on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from rota.domain.batch_letters import BatchLetter
from rota.domain.errors import Refused
from rota.services.posting import mark_returned
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.letter_picker import LetterPicker
from ui.widgets.reason_box import ReasonBox

REASONS = (
    "Addressee gone away",
    "Address incomplete",
    "No such address",
    "Not called for",
    "Refused",
    "Addressee has died",
)


class ReturnedDialog(ErrandDialog):
    """Finds a posted letter by its reference or its name; its patient no longer counts as told."""

    def __init__(
        self, desk: Desk, letters: tuple[BatchLetter, ...], parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Returned by the post", "Came back", parent)
        self.setObjectName("dialog_returned")
        said = paragraph(
            self.tr(
                "The reference stands in the window or at the foot of the letter. From now on "
                "this patient does not count as told, and the letter is to be done again."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(120))
        self.picker = LetterPicker()
        self.picker.show_letters(letters)
        self.picker.chosen.connect(self._look)
        self.reason = ReasonBox([self.tr(each) for each in REASONS])
        self.reason.editTextChanged.connect(self._look)
        self.body.addWidget(said)
        self.body.addWidget(self.picker, 1)
        self.body.addLayout(self.reason.with_label())
        self._look()
        self.picker.setFocus()

    def work(self) -> Save:
        """Record that it came back."""
        letter = self.picker.letter
        if letter is None:
            raise Refused("no_letter", self.tr("Choose the letter that came back."))
        desk = self._desk
        return partial(mark_returned, desk.storage, letter.reference, self.reason.why, desk.now())

    def _look(self) -> None:
        self.save.setEnabled(self.picker.letter is not None and bool(self.reason.why))
