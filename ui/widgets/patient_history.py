"""What is kept about one patient beside the facts: appointments, letters, what extracts changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.appointments import Appointment
from rota.domain.codes import ExtractChange
from rota.domain.extracts import ExtractNote
from rota.domain.letters import LetterSent
from rota.services.patients import PatientRecord
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import Pill, paragraph
from ui.widgets.panels import BareScroll, Card
from ui.wording import code_words, decision_words

WIDE = 75
_TONES = {
    ExtractChange.DIED: Tone.SHORT,
    ExtractChange.CANCELLED: Tone.LOST,
    ExtractChange.VANISHED: Tone.LOST,
    ExtractChange.MOVED: Tone.WARNING,
    ExtractChange.CHANGED: Tone.WARNING,
    ExtractChange.BACK: Tone.COVERED,
}


class PatientHistory(BareScroll):
    """Emits ``settle_asked``, and ``retire_asked`` with an appointment that was added here."""

    settle_asked = Signal()
    retire_asked = Signal(object)

    def __init__(self) -> None:
        self._notes = Card("")
        self._visits = Card("")
        self._letters = Card("")
        super().__init__(self._notes, self._visits, self._letters)
        self.setObjectName("patient_history")
        self.setMinimumWidth(space(WIDE))

    def show_record(self, record: PatientRecord) -> None:
        """Show these instead."""
        self._visits.title.setText(self.tr("Appointments"))
        self._letters.title.setText(self.tr("Letters"))
        self._notes.title.setText(self.tr("What the extract changed"))
        for card in (self._visits, self._letters, self._notes):
            card.clear()
        for visit in record.visits:
            self._visits.add(self._visit(record, visit))
        for letter in record.letters:
            self._letters.add(_letter(letter))
        if not record.letters:
            self._letters.add(paragraph(self.tr("No letter was made."), muted=True))
        self._show_notes(record.notes)

    def _show_notes(self, notes: Sequence[ExtractNote]) -> None:
        self._notes.setVisible(bool(notes))
        for note in notes:
            pill = Pill(code_words(note.what), Tone.MUTED if note.settled else _TONES[note.what])
            when = formats.moment(note.at, year=True)
            self._notes.add(_line(f"{when}\n{note.text}", pill))
        if any(not note.settled for note in notes):
            text = self.tr("&Looked at: nothing is left to do")
            button = push_button(text, self.settle_asked.emit, name="settle_notes")
            self._notes.add(_line("", button))

    def _visit(self, record: PatientRecord, visit: Appointment) -> QWidget:
        made = record.decisions.get(visit.appointment_id)
        service = record.services[visit.service_id]
        said = f"{formats.moment(visit.start, year=True)}\n{service.name}, {service.site}"
        if made is not None:
            said += f"\n{decision_words(made.decision)}"
            if made.new_start is not None:
                said += f": {formats.moment(made.new_start, year=True)}"
            said += f" ({made.why})" if made.why else ""
        beside: list[QWidget] = []
        if visit.appointment_id in record.retired:
            beside.append(Pill(self.tr("not in use"), Tone.LOST))
        if visit.by_hand:
            beside.append(Pill(self.tr("added here"), Tone.MUTED))
            button = push_button(
                self.tr("Take away…"),
                lambda: self.retire_asked.emit(visit),
                name=f"retire_{visit.appointment_id}",
            )
            spoken = self.tr("Take away the appointment of {when}")
            button.setAccessibleName(spoken.format(when=formats.moment(visit.start)))
            beside.append(button)
        return _line(said, *beside)


def _letter(letter: LetterSent) -> QWidget:
    if letter.withdrawn_at is not None:
        pill = Pill("taken out", Tone.LOST)
    elif letter.posted_at is None:
        pill = Pill("not posted", Tone.WARNING)
    else:
        pill = Pill("posted", Tone.COVERED)
    at = letter.posted_at or letter.withdrawn_at
    when = f", {formats.moment(at, year=True)}" if at is not None else ""
    return _line(f"{letter.reference}{when}\n{code_words(letter.kind)}", pill)


def _line(said: str, *beside: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space(2))
    if said:
        row.addWidget(paragraph(said), 1)
    right = QVBoxLayout()
    right.setSpacing(space(1))
    for widget in beside:
        right.addWidget(widget)
    right.addStretch(1)
    row.addLayout(right)
    if not said:
        row.addStretch(1)
    return box
