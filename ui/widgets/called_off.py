"""After a strike is called off: what there is to do now, with a way to where it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from rota.domain.call_offs import to_do
from rota.domain.changes import Changes
from rota.domain.disputes import Consequence
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.notice import Notice


class CalledOffNotice(Notice):
    """Emits ``letters_asked`` for the page with the call sheet and the letters to take out."""

    letters_asked = Signal()

    def __init__(self) -> None:
        super().__init__(space(2))
        self.setObjectName("called_off")
        self._by: Changes | None = None
        self.calls = push_button(
            self.tr("Call sheet…"), self.letters_asked.emit, name="to_call_sheet"
        )
        self.letters = push_button(
            self.tr("Letters to take out…"), self.letters_asked.emit, name="to_take_out"
        )
        self.add(self.calls)
        self.add(self.letters)

    def show_to_do(self, changes: Changes, found: Sequence[Consequence]) -> None:
        """Say what there is to do after these changes, and offer what is done with letters."""
        self._by = changes
        kinds = {each.kind for each in found}
        self.calls.setVisible(bool(kinds & {"tell_by_phone", "tell_another_way"}))
        self.letters.setVisible("letter_to_withdraw" in kinds)
        self.say("\n".join(to_do(found)), Tone.WARNING)

    def forget(self, changes: Changes) -> None:
        """Say nothing any more once something else was changed."""
        if changes is not self._by:
            self.say("")
