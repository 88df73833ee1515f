"""Why a letter is held: each reason with its owner, and the way to let it go where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from rota.domain.releases import RELEASABLE, Release
from rota.domain.suppression import HOLDS
from rota.services.letter_queue import QueuedLetter
from ui import formats
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph
from ui.widgets.panels import Card, SidePanel
from ui.wording import capital, holds_in_short


@dataclass(frozen=True, slots=True)
class HoldShown:
    """One reason: in short, what to do, who looks after it, and a release that was asked for."""

    code: str
    short: str
    text: str
    owner: str
    release: Release | None = None

    @property
    def can_be_let_go(self) -> bool:
        """Whether a second person may let it go."""
        return self.code in RELEASABLE


def holds_of(row: QueuedLetter, releases: Sequence[Release]) -> tuple[HoldShown, ...]:
    """Every hold of a letter, with the release that waits for an answer."""
    waiting = {each.code: each for each in releases if each.appointment_id == row.appointment_id}
    return tuple(
        HoldShown(
            code,
            capital(holds_in_short((code,))),
            HOLDS[code].text,
            HOLDS[code].owner,
            waiting.get(code),
        )
        for code in row.holds
    )


class HoldList(SidePanel):
    """``release_asked`` carries the code of a hold, ``answer_asked`` the release to answer."""

    release_asked = Signal(str)
    answer_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(0)
        self.setMaximumWidth(1 << 20)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, space(3), space(2), space(3))
        self._cards: list[QWidget] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        """No line: the panel stands under the letter's own title."""
        QFrame.paintEvent(self, event)

    def show_holds(self, holds: Sequence[HoldShown], let_go: str = "") -> None:
        """Show these reasons, and in words what was let go already."""
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [self._card(each) for each in holds]
        if let_go:
            self._cards.append(paragraph(let_go, muted=True))
        for card in self._cards:
            self.add(card)

    def _card(self, hold: HoldShown) -> Card:
        card = Card(hold.short)
        card.add(paragraph(hold.text))
        card.add(
            paragraph(self.tr("Looked after by: {owner}").format(owner=hold.owner), muted=True)
        )
        release = hold.release
        if release is not None:
            said = self.tr("{who} asked on {when} that it may go: {why}").format(
                who=release.asked_by, when=formats.moment(release.asked_at), why=release.why
            )
            card.add(paragraph(said))
            button = push_button(
                self.tr("Answer…"),
                partial(self.answer_asked.emit, release),
                name=f"answer_{hold.code}",
            )
        elif hold.can_be_let_go:
            button = push_button(
                self.tr("Ask for release…"),
                partial(self.release_asked.emit, hold.code),
                name=f"release_{hold.code}",
            )
        else:
            return card
        button.setAccessibleName(f"{button.text().rstrip('…')}: {hold.short}")
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card
