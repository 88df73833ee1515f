"""Confirming, suspending, completing or reinstating a strike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from rota.domain.codes import WindowState
from rota.domain.windows import StrikeWindow
from rota.services.carrying_out import Changed
from rota.services.window_changes import set_state
from ui import formats
from ui.desk import Desk
from ui.dialogs.change import Change, ChangeDialog, Foreseen
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets.labels import paragraph, text_label


@dataclass(frozen=True, slots=True)
class Move:
    """What a state means to people, and the reasons they often give for it."""

    title: str
    sentence: str
    button: str
    reasons: tuple[str, ...]


MOVES: dict[WindowState, Move] = {
    WindowState.CONFIRMED: Move(
        "Confirm the strike",
        "The strike goes ahead as notified. What it removes stays as it is shown now.",
        "Confirm",
        ("The union confirmed the action", "Notice checked and accepted"),
    ),
    WindowState.SUSPENDED: Move(
        "Suspend the strike",
        "While it is suspended it takes no duty and puts no appointment at risk. Decisions stay "
        "as they are, and you can reinstate it.",
        "Suspend",
        ("Talks have resumed", "The union suspended the action"),
    ),
    WindowState.COMPLETED: Move(
        "Complete the strike",
        "The strike took place. The window is kept as it is.",
        "Complete",
        ("The strike took place as notified",),
    ),
    WindowState.NOTIFIED: Move(
        "Reinstate the strike",
        "The strike is on again, and what it takes counts again.",
        "Reinstate",
        ("Talks failed", "The union gave notice again", "It was called off in error"),
    ),
}
"""What can happen to a strike; NOTIFIED stands for being reinstated."""


class MoveDialog(ChangeDialog):
    """Shows what follows from a new state, and saves it with a reason."""

    def __init__(
        self, desk: Desk, window: StrikeWindow, state: WindowState, parent: QWidget | None = None
    ) -> None:
        move = MOVES[state]
        super().__init__(desk, window, move.title, move.button, move.reasons, parent)
        self.setObjectName("dialog_move")
        self._state = state
        terms = window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.body.addWidget(text_label(f"{short_title(window)}, {when}", muted=True))
        said: QLabel = paragraph(move.sentence)
        said.setMinimumWidth(space(165))
        self.body.addWidget(said)
        self.advice: QLabel = paragraph()
        self.advice.setObjectName("advice")
        self.advice.setMinimumWidth(space(165))
        self.advice.hide()
        self.body.addWidget(self.advice)
        self.body.addWidget(self.follows, 1)
        self.body.addWidget(self.rules)
        self.rules.hide()
        self.body.addLayout(self.reason.with_label())
        self.reason.setFocus()
        self.look()

    def _seen(self, change: Change, seen: Foreseen) -> None:
        super()._seen(change, seen)
        self.advice.setText(seen.changed.advice)
        self.advice.setVisible(bool(seen.changed.advice))

    def change(self) -> Change:
        """Move the strike to its new state."""
        return partial(_move, self._desk, self.window_.window_id, self._state)


def _move(desk: Desk, window_id: int, state: WindowState, why: str, preview: bool) -> Changed:
    wanted = None if state is WindowState.NOTIFIED else state
    ladder = desk.tools.rules.ladder
    return set_state(desk.storage, window_id, wanted, why, desk.now(), ladder, preview)
