"""The panel about one person's cover: when, in what way, how they agreed, what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rota.domain.codes import Reply, words
from rota.domain.duties import Assignment, Override
from rota.domain.findings import Finding
from ui import formats
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.findings_list import FindingsList
from ui.widgets.gap_panel import WIDTH
from ui.widgets.labels import paragraph
from ui.widgets.panels import Card, Facts, SidePanel
from ui.wording import capital


@dataclass(frozen=True, slots=True)
class Held:
    """Cover that somebody has, and words for it; ``post`` is what would be missing without it."""

    assignment: Assignment
    who: str
    place: str
    post: str = ""


class CoverPanel(SidePanel):
    """Each button asks for one change of the cover it shows; all of them can be undone."""

    change_asked = Signal()
    split_asked = Signal()
    swap_asked = Signal()
    stand_down_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self.held: Held | None = None
        self._facts = Facts()
        self.rules = FindingsList()
        self.change = push_button(
            self.tr("Move or change…"), self.change_asked.emit, name="cover_change"
        )
        self.split = push_button(self.tr("Split…"), self.split_asked.emit, name="cover_split")
        self.swap = push_button(self.tr("Swap with…"), self.swap_asked.emit, name="cover_swap")
        self.stand_down = push_button(
            self.tr("Stand down…"), self.stand_down_asked.emit, name="cover_stand_down"
        )
        buttons = QWidget()
        grid = QGridLayout(buttons)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(2))
        for at, button in enumerate((self.change, self.split, self.swap, self.stand_down)):
            grid.addWidget(button, at // 2, at % 2)
        self.past = Card(self.tr("Gone past, with the reason"))
        self.past.setObjectName("gone_past")
        self.past.hide()
        for part in (self._facts, buttons, self.rules, self.past):
            self.add(part)

    def show_cover(self, held: Held, *, can_swap: bool) -> None:
        """Be about a person's cover; what the rules say comes in later."""
        given = held.assignment
        is_new = self.held is None or self.held.assignment != given
        self.held = held
        self.say(held.who, f"{held.place} · {formats.period(given.start, given.end)}")
        self._facts.show_facts(
            (
                ("Cover", f"{capital(words(given.kind))}, {formats.duration(_length(given))}"),
                ("Own duty", "Left for that time" if given.leaves_duties else "Not left"),
                ("Agreed", given.consent or "Not recorded"),
                ("Answer", answer_words(given)),
            )
        )
        self.swap.setEnabled(can_swap)
        self.swap.setToolTip("" if can_swap else self.tr("Nobody else covers in this strike"))
        if is_new:
            self.go_to_top()
            self.past.hide()
            self.rules.show_findings((), self.tr("Working out what the rules say…"))

    def show_findings(
        self, assignment_id: int, found: Sequence[Finding], gone_past: Sequence[Override]
    ) -> None:
        """Show what the rules say; of cover that is no longer chosen nothing is shown."""
        if self.held is not None and self.held.assignment.assignment_id == assignment_id:
            none = self.tr("No rule has anything to say about this cover.")
            self.rules.show_findings(found, none)
            self.past.clear()
            for each in gone_past:
                said = f"{each.why} ({each.who}, {formats.moment(each.at)})"
                self.past.add(paragraph(each.text))
                self.past.add(paragraph(said, muted=True))
            self.past.setVisible(bool(gone_past))

    def show_refusal(self, assignment_id: int, said: str) -> None:
        """Say why the rules could not be asked."""
        if self.held is not None and self.held.assignment.assignment_id == assignment_id:
            self.rules.show_findings((), said)


def answer_words(given: Assignment) -> str:
    """``Not asked yet``, ``Asked Fri 8 Jan 09:00, no answer``, ``Accepted Fri 8 Jan 10:00``."""
    if given.reply is Reply.NO_ANSWER:
        if given.told_at is None:
            return "Not asked yet"
        return f"Asked {formats.moment(given.told_at)}, no answer"
    said = capital(words(given.reply))
    return said if given.replied_at is None else f"{said} {formats.moment(given.replied_at)}"


def _length(given: Assignment) -> timedelta:
    return given.end - given.start
