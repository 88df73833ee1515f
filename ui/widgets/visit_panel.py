"""The panel beside the appointments: why one is at risk, what is proposed, whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rota.domain.appointments import Patient
from rota.domain.codes import Decision, words
from rota.domain.suppression import full_name, is_under_16
from rota.domain.triage import TriageRow
from rota.services.appointment_list import VisitDetail, VisitRow, VisitSum
from rota.services.visit_triage import TriagePlan
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.labels import paragraph
from ui.widgets.notice import Notice
from ui.widgets.panels import Card, Facts, SidePanel
from ui.widgets.unread import Unread
from ui.widgets.visit_facts import (
    decision_said,
    letter_words,
    note_words,
    other_visits,
    patient_facts,
    step_words,
    visit_facts,
)
from ui.widgets.visit_plan import Cohorts, DayLines
from ui.wording import capital, decision_words, risk_sentence

KEYS = {
    Decision.KEEP: "K",
    Decision.POSTPONE: "P",
    Decision.CONVERT: "C",
    Decision.REBOOK: "R",
    Decision.STAND_BY: "S",
}
ACCEPT = "A"
PLANNED, WIDE, NARROW = 82, 75, 48
"""Steps of the grid: with proposals in groups, with something chosen, and with neither."""


class VisitPanel(SidePanel):
    """Emits ``decision_asked`` with a decision, or with None to take one back.

    ``accept_asked``, ``correct_asked`` and ``settle_asked`` are about what is chosen.
    """

    decision_asked = Signal(object)
    accept_asked = Signal()
    correct_asked = Signal()
    settle_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.unread = Unread()
        self.add(self.notice)
        self.add(self.unread)
        self.days, self.cohorts = DayLines(), Cohorts()
        self._noted = Card(self.tr("Changed by the extract"))
        self._why = Card(self.tr("Why it is at risk"))
        self._proposed = Card(self.tr("Proposed"))
        self._decision = Card(self.tr("Decision"))
        self._said: QLabel = paragraph()
        self._said.setObjectName("decision_said")
        self._decision.add(self._said)
        self._decision.add(self._buttons())
        self._patient = Card(self.tr("Patient"))
        self._patient_facts = Facts()
        self._patient.add(self._patient_facts)
        self._patient.add(
            push_button(self.tr("Correct…  (E)"), self.correct_asked.emit, name="correct_patient")
        )
        self._visit = Card(self.tr("Appointment"))
        self._visit_facts = Facts()
        self._visit.add(self._visit_facts)
        self._others = Card(self.tr("Other appointments"))
        self._letters = Card(self.tr("Letters"))
        self._history = Card(self.tr("History"))
        self._cards: tuple[Card, ...] = (
            self.days, self.cohorts, self._noted, self._why, self._proposed, self._decision,
            self._patient, self._visit, self._others, self._letters, self._history,
        )  # fmt: skip
        for card in self._cards:
            self.add(card)
        self.show_none(TriagePlan())

    def show_none(self, plan: TriagePlan) -> None:
        """Say what the panel is for; where something is at risk, what is proposed in groups."""
        has_plan = bool(plan.days or plan.cohorts)
        self.setFixedWidth(space(PLANNED if has_plan else NARROW))
        self.say(
            self.tr("No appointment chosen"),
            self.tr(
                "Choose one to see why it is at risk, several to decide on them together. "
                "Nothing is postponed until you say so."
            ),
        )
        self.notice.say("")
        self.days.show_days(plan.days)
        self.cohorts.show_cohorts(plan.cohorts, plan.past_limit)
        self._show((self.days, self.cohorts) if has_plan else ())

    def show_reading(self, name: str = "") -> None:
        """Show nothing of what was chosen before while what is chosen now is read."""
        self.setFixedWidth(space(WIDE))
        reading = self.tr("Reading…")
        self.say(name or reading, reading if name else "")
        self.notice.say("")
        self._forbid()
        self._show(())

    def show_unread(self, error: BaseException) -> None:
        """Say that what is chosen could not be read; nothing can be decided on it."""
        self.say(self.title.text() if self.subtitle.text() else "", "")
        self.notice.say("")
        self._forbid()
        self._show(())
        self.unread.tell(error)

    def show_many(self, number: int, summed: VisitSum | None) -> None:
        """Sum up several appointments; None while that is being read."""
        self.setFixedWidth(space(WIDE))
        when = ""
        if summed is not None and summed.first is not None and summed.last is not None:
            first, last = summed.first, summed.last
            when = formats.period(first, last) if first != last else formats.moment(first)
        self.say(self.tr("{n} appointments chosen").format(n=formats.number(number)), when)
        self.notice.say("")
        self._say_why(summed)
        proposals = 0 if summed is None else summed.proposals
        self._say_proposals(proposals)
        decided = {} if summed is None else summed.decisions
        self._said.setText(
            "\n".join(f"{decision_words(word)}: {n:,}" for word, n in decided.items())
        )
        self._allow(number, any(each is not None for each in decided))
        if summed is None:
            self._forbid()
        proposed = (self._proposed,) if proposals else ()
        self._show((self._why, *proposed, self._decision))

    def show_one(
        self,
        row: VisitRow | None,
        detail: VisitDetail,
        proposal: TriageRow | None,
        now: datetime,
    ) -> None:
        """Show everything of one appointment; ``row`` None: it is on no day of this strike."""
        self.setFixedWidth(space(WIDE))
        visit = detail.visit
        self.say(
            full_name(visit.patient),
            f"{formats.moment(visit.start, year=row is None)} · {detail.service.name}",
        )
        self._warn(detail, now)
        self._tell_why(row, detail)
        self._tell_proposal(row, proposal)
        self._said.setText(decision_said(detail))
        is_over = detail.is_gone or visit.patient.deceased
        self._allow(1, detail.made is not None and not detail.is_gone, is_over=is_over)
        self._patient_facts.show_facts(patient_facts(visit.patient, detail.record.corrected))
        self._visit_facts.show_facts(visit_facts(detail))
        notes = tuple(
            note_words(each)
            for each in detail.record.notes
            if each.appointment_id == visit.appointment_id and not each.settled
        )
        self._tell_notes(notes)
        letters = tuple(map(letter_words, detail.record.letters))
        steps = tuple(map(step_words, reversed(detail.history)))
        others = other_visits(detail)
        for card, lines in (
            (self._others, others), (self._letters, letters), (self._history, steps)
        ):  # fmt: skip
            _tell(card, lines)
        shown = (
            (self._noted, bool(notes)),
            (self._why, True),
            (self._proposed, row is not None and row.fact.proposed is not None and not is_over),
            (self._decision, True),
            (self._patient, True),
            (self._visit, True),
            (self._others, bool(others)),
            (self._letters, bool(letters)),
            (self._history, bool(steps)),
        )
        self._show(card for card, is_shown in shown if is_shown)

    def _buttons(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, space(1), 0, 0)
        grid.setSpacing(space(1.5))
        self.buttons: dict[Decision | None, PushButton] = {}
        for at, decision in enumerate(KEYS):
            self._add_button(grid, at, decision, f"{decision_words(decision)}  ({KEYS[decision]})")
        self._add_button(grid, len(KEYS), None, self.tr("Take back"))
        return box

    def _add_button(self, grid: QGridLayout, at: int, decision: Decision | None, text: str) -> None:
        asked = partial(self.decision_asked.emit, decision)
        name = f"decide_{decision.value if decision else 'take_back'}"
        button = push_button(text, asked, name=name)
        button.setAccessibleName(text.split("  ")[0])
        self.buttons[decision] = button
        grid.addWidget(button, at // 2, at % 2)

    def _allow(self, number: int, any_decided: bool, *, is_over: bool = False) -> None:
        """``is_over``: nobody comes, so nothing is decided; what was can be taken back."""
        for button in self.buttons.values():
            button.setEnabled(not is_over)
        self.buttons[None].setEnabled(any_decided)
        rebook = self.buttons[Decision.REBOOK]
        rebook.setEnabled(number == 1 and not is_over)
        tip = "" if number == 1 else self.tr("Rebook one at a time: each needs its own new time.")
        rebook.setToolTip(tip)

    def _forbid(self) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)

    def _warn(self, detail: VisitDetail, now: datetime) -> None:
        patient: Patient = detail.visit.patient
        if patient.deceased:
            text = self.tr("Recorded as having died. Do not write or phone.")
            if not detail.is_gone:
                text += " " + self.tr(
                    "Cancel the appointment in the hospital's own system; nothing is decided here."
                )
            self.notice.say(text, Tone.SHORT)
        elif detail.is_gone:
            text = self.tr("The hospital's own system no longer has this appointment.")
            self.notice.say(text, Tone.WARNING)
        elif patient.do_not_post:
            self.notice.say(self.tr("No letter may go to the home address."), Tone.WARNING)
        elif is_under_16(patient, now.date()):
            self.notice.say(self.tr("Under 16: letters go to a parent or guardian."), Tone.MUTED)
        else:
            self.notice.say("")

    def _tell_why(self, row: VisitRow | None, detail: VisitDetail) -> None:
        self._why.clear()
        is_over = detail.is_gone or detail.visit.patient.deceased
        reasons = row.reasons if row is not None and not is_over else ()
        for risk in reasons:
            self._why.add(paragraph(risk_sentence(risk)))
        if not reasons:
            said = self.tr("It is not at risk: as things stand it can go ahead.")
            if detail.is_gone:
                said = self.tr("It is cancelled or gone, so nobody is expected.")
            elif is_over:
                said = self.tr("The patient has died, so nobody is expected.")
            elif row is None:
                said = self.tr("It does not fall on the days of the strike shown.")
            self._why.add(paragraph(said, muted=True))
        self._why.title.setText(self.tr("Why it is at risk") if reasons else self.tr("At risk"))

    def _tell_proposal(self, row: VisitRow | None, proposal: TriageRow | None) -> None:
        if row is None or row.fact.proposed is None or proposal is None:
            return
        said = decision_words(proposal.decision)
        if proposal.new_start is not None:
            said = f"{said} to {formats.moment(proposal.new_start, year=True)}"
        self._proposed.title.setText(self.tr("Proposed: {decision}").format(decision=said))
        lines = tuple(capital(each) for each in proposal.reasons)
        if proposal.over_stop:
            over = self.tr("▲ Past the day's limit: left undecided until the limit is raised.")
            lines = (over, *lines)
        _tell(self._proposed, lines, muted=False)
        can_accept = proposal.decided is None and not proposal.over_stop
        if can_accept:
            self._proposed.add(self._accept_button(self.tr("Accept")))

    def _say_proposals(self, number: int) -> None:
        self._proposed.title.setText(self.tr("Proposed"))
        self._proposed.clear()
        if number:
            text = self.tr("Accept {n} proposals…").format(n=formats.number(number))
            self._proposed.add(self._accept_button(text))

    def _accept_button(self, text: str) -> PushButton:
        button = push_button(
            f"{text}  ({ACCEPT})", self.accept_asked.emit, name="accept_proposal", primary=True
        )
        button.setAccessibleName(text)
        return button

    def _say_why(self, summed: VisitSum | None) -> None:
        self._why.clear()
        self._why.title.setText(self.tr("Why they are at risk"))
        if summed is None:
            self._why.add(paragraph(self.tr("Counting…"), muted=True))
            return
        for risk, count in summed.reasons.items():
            said = capital(words(risk))
            self._why.add(paragraph(f"{said}: {count:,} of {summed.number:,}"))
        if not summed.reasons:
            self._why.add(paragraph(self.tr("None of them is at risk."), muted=True))

    def _tell_notes(self, notes: tuple[str, ...]) -> None:
        _tell(self._noted, notes, muted=False)
        if notes:
            self._noted.add(
                push_button(self.tr("Seen"), self.settle_asked.emit, name="settle_notes")
            )

    def _show(self, cards: Iterable[Card]) -> None:
        self.unread.say("")
        shown = tuple(cards)
        for card in self._cards:
            card.setVisible(card in shown)


def _tell(card: Card, lines: Iterable[str], *, muted: bool = True) -> None:
    card.clear()
    for each in lines:
        card.add(paragraph(each, muted=muted))
