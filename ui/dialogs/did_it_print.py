"""Did it print properly? Yes, no, or from which letter on not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rota.domain.batch_letters import BatchLetter
from rota.domain.errors import Refused
from rota.domain.printing import PrintRun
from rota.services.printing import say_printed
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.print_words import run_words
from ui.theme import space
from ui.widgets.buttons import plain, push_button
from ui.widgets.labels import paragraph
from ui.widgets.letter_picker import LetterPicker

YES, NO, FROM = "yes", "no", "from"


class DidItPrintDialog(ErrandDialog):
    """Asks about one run; ``told`` carries the outcome and the letter it went wrong from.

    The letters are listed as they lie in the tray, their sheets counted in that pile.
    """

    told = Signal(str, str)

    def __init__(
        self, desk: Desk, run: PrintRun, letters: tuple[BatchLetter, ...], parent: QWidget | None
    ) -> None:
        title = f"Did batch {run.batch} print properly?"
        super().__init__(desk, title, "Print from this letter on", parent)
        self.setObjectName("dialog_did_it_print")
        self._run = run
        self._outcome = ""
        last = letters[-1].reference if letters else ""
        said = self.tr("{what}: {letters}, {first} to {last}. Look at the last sheet in the tray.")
        about = paragraph(
            said.format(
                what=run_words(run),
                letters=formats.count(len(letters), "letter"),
                first=letters[0].reference if letters else "",
                last=last,
            )
        )
        about.setMinimumWidth(space(130))
        self.body.addWidget(about)
        self.yes = push_button(
            self.tr("&Yes, all of it"), partial(self._say, YES), name="printed_yes", primary=True
        )
        self.no = push_button(self.tr("&No, none of it"), partial(self._say, NO), name="printed_no")
        self.part = push_button(self.tr("Not &from here on…"), self._ask_where, name="printed_from")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for button in (self.yes, self.no, self.part):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.where = paragraph(
            self.tr(
                "Choose the first letter that did not come out right. It and all behind it are "
                "printed again; those before it count as printed. Throw the bad sheets away."
            ),
            muted=True,
        )
        self.picker = LetterPicker()
        self.picker.show_letters(letters)
        self.picker.chosen.connect(self._look)
        self.picker.field.returnPressed.connect(self.picker.table.go_to_rows)
        for widget in (self.where, self.picker):
            widget.hide()
            self.body.addWidget(widget)
        self.save.hide()
        self.save.setDefault(False)
        self.yes.setDefault(True)
        self.cancel.setText(self.tr("Ask me later"))
        self.part.setEnabled(len(letters) > 1)
        self.saved.connect(lambda _changes: self.told.emit(self._outcome, self._reference))
        self.yes.setFocus()

    @property
    def _reference(self) -> str:
        letter = self.picker.letter
        return letter.reference if self._outcome == FROM and letter is not None else ""

    def work(self) -> Save:
        """Record the answer."""
        if self._outcome == FROM and not self._reference:
            raise Refused("no_letter", self.tr("Choose the first letter that is not right."))
        desk = self._desk
        return partial(
            say_printed,
            desk.storage,
            self._run.run_id,
            self._outcome,
            self._reference,
            desk.now(),
        )

    def _say(self, outcome: str) -> None:
        self._outcome = outcome
        self.go()

    def _ask_where(self) -> None:
        self._outcome = FROM
        self.where.show()
        self.picker.show()
        self.save.show()
        self.save.setAutoDefault(True)
        self.yes.setDefault(False)
        plain(self.yes)
        self._look()
        self.picker.setFocus()
        self.adjustSize()

    def _look(self) -> None:
        if self.picker.isVisible():
            self._outcome = FROM
        self.save.setEnabled(self.picker.letter is not None)

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        for button in (self.yes, self.no, self.part):
            button.setEnabled(not is_saving)
