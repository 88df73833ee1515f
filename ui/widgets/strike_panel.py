"""The panel about one strike: its terms, what it removes, what can be done, what is recorded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.codes import WindowState, words
from rota.domain.disputes import DisputeEvent
from rota.domain.times import to_local
from rota.services.disputes import WindowRecord, window_record
from rota.services.strikes import StrikeRow
from rota.services.windows import ALLOWED_FROM
from ui import formats
from ui.desk import Desk
from ui.law_words import mandate_words
from ui.strike_words import POLICIES, STATE_TONES, called_out, short_title, sites, true_length
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.findings_list import FindingsList
from ui.widgets.labels import Pill, paragraph
from ui.widgets.panels import Card, Facts, SidePanel, empty_out
from ui.wording import capital

MOVES = {
    WindowState.CONFIRMED: "Confirm…",
    WindowState.NOTIFIED: "Reinstate…",
    WindowState.COMPLETED: "Complete…",
    WindowState.SUSPENDED: "Suspend…",
    WindowState.CALLED_OFF: "Call off…",
}
STOPPED = frozenset({WindowState.SUSPENDED, WindowState.CALLED_OFF})
NEWEST = 5
"""How many lines of the timeline the panel shows; the rest is a click away."""


class StrikePanel(SidePanel):
    """Emits ``cover_asked``, ``move_asked`` with a state, and ``asked`` with an errand.

    The errands: revise, rehearse, compare, ballot, event, timeline, law, notices.
    """

    cover_asked = Signal()
    move_asked = Signal(object)
    asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(width=82)
        self._desk = desk
        self.row: StrikeRow | None = None
        self.record: WindowRecord | None = None
        self.state = Pill()
        self.add(self.state)
        self._terms = Facts()
        self.add(self._terms)
        self._add_takes()
        self._add_moves()
        self.rules = FindingsList()
        self.add(self.rules)
        self.law = push_button(
            self.tr("Law rules…"), partial(self.asked.emit, "law"), name="show_law"
        )
        self.add(_row_of(self.law))
        self._add_revisions()
        self._add_dispute()
        desk.bus.changed.connect(self._changed)

    def show_strike(self, row: StrikeRow) -> None:
        """Be about this strike."""
        window, terms = row.window, row.window.terms
        self.row = row
        if self.record is not None and self.record.detail.dispute.name != window.dispute:
            self.record = None
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
        self._offer_moves(window.state)
        self._show_revisions(row)
        self._read()

    def _add_takes(self) -> None:
        takes = Card(self.tr("What it takes away"))
        self._takes = Facts()
        self._nothing = paragraph()
        self.show_cover = push_button(
            self.tr("Show the cover"), self.cover_asked.emit, name="show_cover", icon_name="cover"
        )
        self.notices = push_button(
            self.tr("Notices…"),
            partial(self.asked.emit, "notices"),
            name="show_notices",
            icon_name="letters",
        )
        for widget in (self._nothing, self._takes, _row_of(self.show_cover, self.notices)):
            takes.add(widget)
        self.add(takes)

    def _add_moves(self) -> None:
        card = Card(self.tr("What has happened?"))
        self.moves: dict[WindowState, PushButton] = {}
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(space(2))
        self.revise = push_button(
            self.tr("Revise…"), partial(self.asked.emit, "revise"), name="revise"
        )
        for state, text in MOVES.items():
            button = push_button(text, partial(self.move_asked.emit, state), name=f"move_{state}")
            self.moves[state] = button
        self.rehearse = push_button(
            self.tr("Rehearse a call-off…"), partial(self.asked.emit, "rehearse"), name="rehearse"
        )
        for at, button in enumerate((self.revise, *self.moves.values(), self.rehearse)):
            self._grid.addWidget(button, at // 2, at % 2)
        card.add(holder)
        self.add(card)

    def _offer_moves(self, now: WindowState) -> None:
        """Show what can be done from here, without holes between."""
        shown = {button: now in _allowed_from(state) for state, button in self.moves.items()}
        may_go = now in _allowed_from(WindowState.CALLED_OFF)
        is_off = now is WindowState.CALLED_OFF
        shown = {self.revise: not is_off, **shown, self.rehearse: may_go}
        offered = [button for button, is_shown in shown.items() if is_shown]
        for button, is_shown in shown.items():
            self._grid.removeWidget(button)
            button.setVisible(is_shown)
        for at, button in enumerate(offered):
            self._grid.addWidget(button, at // 2, at % 2)

    def _add_revisions(self) -> None:
        card = Card(self.tr("Revisions"))
        self._revisions = _Lines()
        self.compare = push_button(
            self.tr("Compare…"), partial(self.asked.emit, "compare"), name="compare"
        )
        card.add(self._revisions)
        card.add(_row_of(self.compare))
        self.add(card)

    def _add_dispute(self) -> None:
        card = Card(self.tr("Dispute"))
        self._dispute = Facts()
        self.ballot = push_button(
            self.tr("Ballot…"), partial(self.asked.emit, "ballot"), name="edit_ballot"
        )
        card.add(self._dispute)
        card.add(_row_of(self.ballot))
        self.add(card)
        self._timeline = Card(self.tr("Timeline"))
        self._events = _Lines()
        self.add_event = push_button(
            self.tr("Add to the timeline…"), partial(self.asked.emit, "event"), name="add_event"
        )
        self.whole = push_button(
            self.tr("Whole timeline…"), partial(self.asked.emit, "timeline"), name="timeline"
        )
        self._timeline.add(self._events)
        self._timeline.add(_row_of(self.add_event))
        self._timeline.add(_row_of(self.whole))
        self.add(self._timeline)

    def _show_revisions(self, row: StrikeRow) -> None:
        said = []
        for revision in reversed(row.revisions):
            made = formats.moment(revision.made_at, year=True)
            when = formats.period(revision.terms.start, revision.terms.end)
            why = f"{made}: {revision.why}" if revision.why else made
            said.append((f"{revision.number}. {when}", why))
        self._revisions.show_lines(said)
        self.compare.setVisible(len(row.revisions) > 1)

    def _read(self) -> None:
        """Ask for what is recorded around the strike."""
        row, desk = self.row, self._desk
        if row is not None:
            window_id = row.window.window_id
            work = partial(window_record, desk.storage, window_id, desk.tools.rules.law)
            desk.jobs.run(work, partial(self._show_record, window_id))

    def _show_record(self, window_id: int, record: WindowRecord) -> None:
        if self.row is None or self.row.window.window_id != window_id:
            return
        self.record = record
        unchecked = self.row.window.terms.notice_received is None
        self.rules.show_findings(record.findings)
        if unchecked:
            text = self.tr("When notice was received is not recorded, so it is not measured.")
            self.rules.add(paragraph(text, muted=True))
        dispute = record.detail.dispute
        ballot = dispute.ballot
        self._dispute.show_facts(
            (
                ("Ballot opened", _day(ballot.opened)),
                ("Ballot closed", _day(ballot.closed)),
                ("Result", dispute.ballot_result or "not recorded"),
                ("Mandate ends", mandate_words(ballot, record.law)),
                ("Strikes", formats.number(len(record.detail.windows))),
            )
        )
        events = record.detail.events
        self._events.show_lines([_event_words(each) for each in reversed(events[-NEWEST:])])
        self.whole.setText(self.tr("Whole timeline ({n})…").format(n=len(events)))

    def _changed(self, changes: Changes) -> None:
        """A law rule is a setting: no page reads its rows again for that."""
        if Kind.SETTINGS in changes.kinds and Kind.WINDOWS not in changes.kinds:
            self._read()


class _Lines(QWidget):
    """Pairs of a line and a quieter one under it."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(space(1.5))

    def show_lines(self, lines: Collection[tuple[str, str]]) -> None:
        """Show these instead."""
        empty_out(self._layout)
        for said, quiet in lines:
            self._layout.addWidget(paragraph(said))
            self._layout.addWidget(paragraph(quiet, muted=True))


def _row_of(*buttons: PushButton) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space(2))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return holder


def _allowed_from(state: WindowState) -> Collection[WindowState]:
    """From where a strike can be brought to a state; NOTIFIED stands for being reinstated."""
    return STOPPED if state is WindowState.NOTIFIED else ALLOWED_FROM[state]


def _day(day: date | None) -> str:
    return "not recorded" if day is None else formats.day(day, year=True)


def _event_words(event: DisputeEvent) -> tuple[str, str]:
    at = formats.moment(event.at, year=True)
    entered = formats.moment(event.entered_at, year=True)
    return f"{at}, {words(event.kind)}: {event.text}", f"Entered by {event.who}, {entered}"


def _terms(row: StrikeRow) -> tuple[tuple[str, str], ...]:
    window, terms = row.window, row.window.terms
    facts = [
        ("Dispute", window.dispute),
        ("Called out", capital(called_out(terms))),
        ("Sites", capital(sites(terms.sites))),
        ("Length", true_length(terms.start, terms.end)),
    ]
    if terms.affects_post:
        facts.append(("Post", "Letters stop: posting cut-offs come earlier"))
    if terms.groups:
        facts.append(("At the edges", POLICIES[terms.policy]))
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
