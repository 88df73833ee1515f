"""The panel beside the appointments: why one is at risk, whose it is, and the decision on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rota.domain.appointments import Appointment, DecisionStep, Patient, Risk
from rota.domain.codes import Decision, LetterFormat, Mode, words
from rota.domain.suppression import full_name, is_under_16
from rota.services.appointment_list import VisitDetail, VisitRow
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import PushButton, push_button
from ui.widgets.labels import paragraph
from ui.widgets.notice import Notice
from ui.widgets.panels import Card, Facts, SidePanel
from ui.wording import capital, code_words, decision_words, risk_sentence

KEYS = {
    Decision.KEEP: "K",
    Decision.POSTPONE: "P",
    Decision.CONVERT: "C",
    Decision.REBOOK: "R",
    Decision.STAND_BY: "S",
}
WIDE, NARROW = 75, 48
"""Steps of the grid: with something to say, and with nothing chosen."""


class VisitPanel(SidePanel):
    """Emits ``decision_asked`` with a decision, or with None to take one back."""

    decision_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.add(self.notice)
        self._why = Card(self.tr("Why it is at risk"))
        self._decision = Card(self.tr("Decision"))
        self._said: QLabel = paragraph()
        self._said.setObjectName("decision_said")
        self._decision.add(self._said)
        self._decision.add(self._buttons())
        self._patient = Card(self.tr("Patient"))
        self._patient_facts = Facts()
        self._patient.add(self._patient_facts)
        self._visit = Card(self.tr("Appointment"))
        self._visit_facts = Facts()
        self._visit.add(self._visit_facts)
        self._history = Card(self.tr("History"))
        self._cards = (self._why, self._decision, self._patient, self._visit, self._history)
        for card in self._cards:
            self.add(card)
        self.show_none()

    def show_none(self) -> None:
        """Say what the panel is for, in little room."""
        self.setFixedWidth(space(NARROW))
        self.say(
            self.tr("No appointment chosen"),
            self.tr(
                "Choose one to see why it is at risk and whose it is. Choose several with Shift "
                "or Ctrl to decide on them together. Nothing is postponed until you say so."
            ),
        )
        self._show(())

    def show_many(self, rows: tuple[VisitRow, ...]) -> None:
        """Sum up several appointments."""
        self.setFixedWidth(space(WIDE))
        first, last = min(row.start for row in rows), max(row.start for row in rows)
        self.say(
            self.tr("{n} appointments chosen").format(n=formats.number(len(rows))),
            formats.period(first, last) if first != last else formats.moment(first),
        )
        self.notice.say("")
        reasons = Counter(risk for row in rows for risk in row.reasons)
        self._say_why(reasons, len(rows))
        decided = Counter(decision_words(row.decision) for row in rows)
        self._said.setText("\n".join(f"{word}: {n:,}" for word, n in decided.most_common()))
        self._allow(len(rows), any(row.decision for row in rows))
        self._show((self._why, self._decision))

    def show_one(self, row: VisitRow | None, detail: VisitDetail, now: datetime) -> None:
        """Show everything of one appointment; ``row`` None: it is on no day of this strike."""
        self.setFixedWidth(space(WIDE))
        visit = detail.visit
        self.say(
            full_name(visit.patient),
            f"{formats.moment(visit.start, year=row is None)} · {detail.service.name}",
        )
        self._warn(visit.patient, now)
        self._why.clear()
        reasons = row.reasons if row is not None else ()
        for risk in reasons:
            self._why.add(paragraph(risk_sentence(risk)))
        if not reasons:
            nothing = self.tr("It is not at risk: as things stand it can go ahead.")
            outside = self.tr("It does not fall on the days of the strike shown.")
            self._why.add(paragraph(outside if row is None else nothing, muted=True))
        self._why.title.setText(self.tr("Why it is at risk") if reasons else self.tr("At risk"))
        self._said.setText(_decision_said(detail))
        self._allow(1, detail.made is not None)
        self._patient_facts.show_facts(_patient_facts(visit.patient))
        self._visit_facts.show_facts(_visit_facts(detail))
        self._tell_history(detail.history)
        history = (self._history,) if detail.history else ()
        self._show((self._why, self._decision, self._patient, self._visit, *history))

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

    def _allow(self, number: int, any_decided: bool) -> None:
        self.buttons[None].setEnabled(any_decided)
        rebook = self.buttons[Decision.REBOOK]
        rebook.setEnabled(number == 1)
        tip = "" if number == 1 else self.tr("Rebook one at a time: each needs its own new time.")
        rebook.setToolTip(tip)

    def _warn(self, patient: Patient, now: datetime) -> None:
        if patient.deceased:
            text = self.tr("Recorded as having died. Do not write or phone.")
            self.notice.say(text, Tone.SHORT)
        elif patient.do_not_post:
            self.notice.say(self.tr("No letter may go to the home address."), Tone.WARNING)
        elif is_under_16(patient, now.date()):
            self.notice.say(self.tr("Under 16: letters go to a parent or guardian."), Tone.MUTED)
        else:
            self.notice.say("")

    def _say_why(self, reasons: Counter[Risk], number: int) -> None:
        self._why.clear()
        self._why.title.setText(self.tr("Why they are at risk"))
        for risk, count in reasons.most_common():
            said = capital(words(risk))
            self._why.add(paragraph(f"{said}: {count:,} of {number:,}"))
        if not reasons:
            self._why.add(paragraph(self.tr("None of them is at risk."), muted=True))

    def _tell_history(self, history: tuple[DecisionStep, ...]) -> None:
        self._history.clear()
        for step in reversed(history):
            self._history.add(paragraph(_step_words(step), muted=True))

    def _show(self, cards: Iterable[Card]) -> None:
        shown = tuple(cards)
        if not shown:
            self.notice.say("")
        for card in self._cards:
            card.setVisible(card in shown)


def _step_words(step: DecisionStep) -> str:
    done = {"undo": "undone, now ", "redo": "done again, "}.get(step.step, "")
    said = decision_words(step.decision)
    said = f"{done}{said[:1].lower()}{said[1:]}" if done else said
    why = f": {step.why}" if step.why else ""
    return f"{formats.moment(step.at)}, {step.who}\n{capital(said)}{why}"


def _decision_said(detail: VisitDetail) -> str:
    made = detail.made
    if made is None:
        return "Not decided yet."
    said = decision_words(made.decision)
    if made.new_start is not None:
        said = f"{said} to {formats.moment(made.new_start, year=True)}"
    moved = made.decided_start != detail.visit.start
    note = "\nThe appointment was moved since. Decide again." if moved else ""
    return f"{said}: {made.why}{note}"


def _patient_facts(patient: Patient) -> tuple[tuple[str, str], ...]:
    number = patient.nhs_number
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 else number
    born = patient.date_of_birth
    pairs = (
        ("NHS number", grouped or "not known"),
        ("Hospital no.", patient.patient_id),
        ("Born", f"{born.day} {born:%b %Y}" if born else "not known"),
        ("Address", "\n".join((*patient.address, patient.postcode)).strip() or "not known"),
        ("Phone", patient.phone or "not known"),
        ("Email", patient.email),
        ("Language", patient.language if patient.language.casefold() != "english" else ""),
        ("Format", code_words(patient.format) if patient.format != LetterFormat.STANDARD else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def _visit_facts(detail: VisitDetail) -> tuple[tuple[str, str], ...]:
    visit = detail.visit
    pairs = (
        ("Number", visit.appointment_id),
        ("Kind", code_words(visit.kind)),
        ("Priority", code_words(visit.priority)),
        ("Lasts", f"{visit.duration_minutes} min"),
        ("Clinic", visit.clinic_code),
        ("Department", detail.service.department),
        ("Site", detail.service.site),
        ("How", code_words(visit.mode) if visit.mode is not Mode.FACE_TO_FACE else ""),
        ("Needs", _grades(visit)),
        ("RTT clock", _since(visit)),
        (
            "Cancer day 62",
            formats.day(visit.cancer_day_62, year=True) if visit.cancer_day_62 else "",
        ),
        ("Postponed", f"{visit.times_postponed} times before" if visit.times_postponed else ""),
        ("Transport", "booked" if visit.transport_booked else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def _grades(visit: Appointment) -> str:
    return " or ".join(f"{words(grade)} or above" for grade in visit.needs)


def _since(visit: Appointment) -> str:
    if visit.rtt_start is None:
        return ""
    return f"since {formats.day(visit.rtt_start, year=True)}"
