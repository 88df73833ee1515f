"""The panel about one strike: its terms, what it removes, what can be done, its revisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rota.domain.codes import LossPolicy, WindowState, words
from rota.domain.times import to_local
from rota.services.strikes import StrikeRow
from rota.services.windows import ALLOWED_FROM
from ui import formats
from ui.strike_words import STATE_TONES, groups, short_title, sites, true_length
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.labels import Pill, paragraph
from ui.widgets.panels import Card, Facts, SidePanel
from ui.wording import capital

MOVES = {
    WindowState.CONFIRMED: "Confirm…",
    WindowState.NOTIFIED: "Reinstate…",
    WindowState.COMPLETED: "Complete…",
    WindowState.SUSPENDED: "Suspend…",
    WindowState.CALLED_OFF: "Call off…",
}
STOPPED = frozenset({WindowState.SUSPENDED, WindowState.CALLED_OFF})
EDGES = {
    LossPolicy.START_INSIDE: "A duty that starts inside is lost to its own end",
    LossPolicy.CLIP: "Only the minutes inside are lost",
}


class StrikePanel(SidePanel):
    """Emits ``move_asked`` with a state, and ``cover_asked``."""

    move_asked = Signal(object)
    cover_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=82)
        self.state = Pill()
        self.add(self.state)
        self._terms = Facts()
        self.add(self._terms)
        takes = Card(self.tr("What it takes away"))
        self._takes = Facts()
        self._nothing = paragraph()
        self.show_cover = push_button(
            self.tr("Show the cover"), self.cover_asked.emit, name="show_cover", icon_name="cover"
        )
        for widget in (self._nothing, self._takes, self.show_cover):
            takes.add(widget)
        self.add(takes)
        moves = Card(self.tr("What has happened?"))
        self.moves: dict[WindowState, PushButton] = {}
        moves.add(self._buttons())
        self.add(moves)
        self._revisions = Card(self.tr("Revisions"))
        self.add(self._revisions)

    def show_strike(self, row: StrikeRow) -> None:
        """Be about this strike."""
        window, terms = row.window, row.window.terms
        self.say(short_title(window), formats.period(terms.start, terms.end, year=True))
        self.state.say(capital(words(window.state)), STATE_TONES[window.state])
        self._terms.show_facts(_terms(row))
        self._takes.setVisible(window.removes_duties)
        self._nothing.setVisible(not window.removes_duties)
        self._nothing.setText(
            self.tr("Nothing while it is {state}: every duty and appointment stands.").format(
                state=words(window.state)
            )
        )
        self._takes.show_facts(_takes(row))
        for state, button in self.moves.items():
            button.setVisible(window.state in _allowed_from(state))
        self._revisions.clear()
        for revision in reversed(row.revisions):
            made = formats.moment(revision.made_at, year=True)
            when = formats.period(revision.terms.start, revision.terms.end)
            self._revisions.add(paragraph(f"{revision.number}. {when}"))
            said = f"{made}: {revision.why}" if revision.why else made
            self._revisions.add(paragraph(said, muted=True))

    def _buttons(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(space(2))
        for at, (state, text) in enumerate(MOVES.items()):
            button = push_button(text, partial(self.move_asked.emit, state), name=f"move_{state}")
            grid.addWidget(button, at // 2, at % 2)
            self.moves[state] = button
        return holder


def _allowed_from(state: WindowState) -> Collection[WindowState]:
    """From where a strike can be brought to a state; NOTIFIED stands for being reinstated."""
    return STOPPED if state is WindowState.NOTIFIED else ALLOWED_FROM[state]


def _terms(row: StrikeRow) -> tuple[tuple[str, str], ...]:
    window, terms = row.window, row.window.terms
    facts = [
        ("Dispute", window.dispute),
        ("Called out", capital(groups(terms.groups))),
        ("Sites", capital(sites(terms.sites))),
        ("Length", true_length(terms.start, terms.end)),
        ("At the edges", EDGES[terms.policy]),
    ]
    if terms.notice_received is not None:
        days = (to_local(terms.start).date() - to_local(terms.notice_received).date()).days
        notice = f"{formats.moment(terms.notice_received, year=True)}, {days} days before"
        facts.append(("Notice received", notice))
    if terms.note:
        facts.append(("Note", terms.note))
    return tuple(facts)


def _takes(row: StrikeRow) -> tuple[tuple[str, str], ...]:
    lost = formats.number(row.lost)
    if row.lost:
        lost += f", {formats.duration(timedelta(minutes=row.lost_minutes))}"
    gaps = formats.count(row.gaps, "gap")
    if row.gaps:
        gaps += f", {formats.duration(timedelta(minutes=row.missing_minutes))}"
    at_risk = formats.number(row.at_risk)
    if row.undecided:
        at_risk += f", {formats.number(row.undecided)} not decided"
    facts = [("Lost duties", lost), ("Cover", gaps), ("Appointments at risk", at_risk)]
    if row.unspecified:
        services = formats.count(row.unspecified, "service")
        facts.append(("No requirement set", services))
    return tuple(facts)
