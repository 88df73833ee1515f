"""The facts of one patient as a form: what was corrected is marked, with the extract's word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from textwrap import fill

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat
from rota.domain.errors import Refused
from rota.domain.patient_facts import ADDRESS, POSTAL, facts_of, with_facts
from rota.domain.suppression import HOLDS, patient_holds
from ui.colours import Tone
from ui.theme import space
from ui.widgets.form_fields import Form, choice, line
from ui.widgets.labels import text_label
from ui.widgets.notice import Notice
from ui.wording import code_words

NARROW = 55
LETTERS = 34
"""How many letters of a note go on a line as wide as a field."""
_FLAGS = ("do_not_post", "deceased")


class PatientForm(QWidget):
    """Emits ``changed`` at every key. ``entered`` is what differs from what was shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._patient: Patient | None = None
        self._shown: dict[str, str] = {}
        self._notes: dict[str, QLabel] = {}
        self.lines: dict[str, QLineEdit] = {}
        self.flags: dict[str, QCheckBox] = {}
        self.format = choice(self.tr("Letters as"), "format", LetterFormat, LetterFormat.STANDARD)
        self.holds = Notice()
        self.holds.setObjectName("letter_holds")
        sides = QHBoxLayout()
        sides.setSpacing(space(6))
        self._sides = (QWidget(), QWidget())
        for side, form in zip(self._sides, (self._who(), self._where()), strict=True):
            form.setContentsMargins(0, 0, 0, 0)
            side.setLayout(form)
            sides.addWidget(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(3))
        layout.addWidget(self.holds)
        layout.addLayout(sides)
        self.format.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.changed.connect(self._say_holds)

    def _who(self) -> Form:
        form = Form()
        for name, label in (
            ("title", self.tr("&Title")),
            ("forename", self.tr("&Forename")),
            ("surname", self.tr("&Surname")),
            ("date_of_birth", self.tr("Date of &birth")),
            ("nhs_number", self.tr("&NHS number")),
            ("phone", self.tr("&Phone")),
            ("email", self.tr("&Email")),
            ("language", self.tr("&Language")),
        ):
            self._put(form, name, label)
        form.put(self.tr("Letters &as"), self.format)
        form.addRow("", self._note("format"))
        return form

    def _where(self) -> Form:
        form = Form()
        for at, name in enumerate(ADDRESS):
            label = self.tr("A&ddress") if at == 0 else ""
            spoken = self.tr("Address, line {n}").format(n=at + 1)
            form.put(label, self._line(name, spoken))
        form.put(self.tr("Postc&ode"), self._line("postcode", self.tr("Postcode")))
        self.not_whole = text_label(self.tr("Not a UK postcode: letters held"))
        self.not_whole.setObjectName("postcode_hold")
        self.not_whole.hide()
        form.addRow("", self.not_whole)
        form.addRow("", self._note("postcode"))
        for name, text in (
            ("do_not_post", self.tr("No letter to the &home address")),
            ("deceased", self.tr("Recorded as having d&ied")),
        ):
            self.flags[name] = QCheckBox(text)
            self.flags[name].setObjectName(name)
            self.flags[name].toggled.connect(lambda _on: self.changed.emit())
            form.addRow("", self.flags[name])
            form.addRow("", self._note(name))
        return form

    def _put(self, form: Form, name: str, label: str) -> None:
        form.put(label, self._line(name, label.replace("&", "")))
        form.addRow("", self._note(name))

    def _line(self, name: str, spoken: str) -> QLineEdit:
        field = line(spoken, name)
        field.setMinimumWidth(space(NARROW))
        field.textChanged.connect(lambda _text: self.changed.emit())
        self.lines[name] = field
        return field

    def _note(self, name: str) -> QLabel:
        """Return room below a field for what the extract says of it."""
        note = text_label(muted=True)
        note.setObjectName(f"{name}_note")
        note.hide()
        self._notes[name] = note
        return note

    def show_patient(
        self,
        patient: Patient,
        corrected: frozenset[str] = frozenset(),
        said: Mapping[str, str] | None = None,
    ) -> None:
        """Show a patient; ``said`` is what the extract says of the corrected columns."""
        self._patient = patient
        self._shown = _as_shown(patient)
        was = self.blockSignals(True)
        for name, field in self.lines.items():
            field.setText(self._shown[name])
            field.setCursorPosition(0)
        for name, box in self.flags.items():
            box.setChecked(self._shown[name] == "Y")
        self.format.setCurrentIndex(self.format.findData(self._shown["format"]))
        self.blockSignals(was)
        for name, note in self._notes.items():
            self._mark(name, note, corrected, said or {})
        for side in self._sides:  # a dialog that is open gives a form no more room by itself
            side.setMinimumHeight(side.sizeHint().height())
        self._say_holds()

    def _mark(
        self, name: str, note: QLabel, corrected: frozenset[str], said: Mapping[str, str]
    ) -> None:
        text = ""
        if name in corrected:
            text = self.tr("Corrected here. The extract says: {value}").format(
                value=_in_words(name, said) or self.tr("nothing")
            )
        note.setText(fill(text, LETTERS))  # a form is too low for a label that wraps by itself
        note.setVisible(bool(text))
        field: QWidget = self.format if name == "format" else self._field(name)
        field.setAccessibleDescription(text)

    def _field(self, name: str) -> QWidget:
        return self.flags[name] if name in _FLAGS else self.lines[name]

    @property
    def entered(self) -> dict[str, str]:
        """The columns that are no longer as they were shown, as the fields have them."""
        now = {name: field.text().strip() for name, field in self.lines.items()}
        now |= {name: "Y" if box.isChecked() else "N" for name, box in self.flags.items()}
        now["format"] = str(self.format.currentData())
        return {name: text for name, text in now.items() if text != self._shown.get(name, "")}

    def let_edit(self, can: bool) -> None:
        """Let the facts be changed, or only be read."""
        for field in self.lines.values():
            field.setReadOnly(not can)
        for widget in (self.format, *self.flags.values()):
            widget.setEnabled(can)

    def _say_holds(self) -> None:
        """Say what would hold a letter, as the fields stand; a fact half typed says nothing."""
        if self._patient is None:
            return
        try:
            patient = with_facts(self._patient, self.entered)
        except Refused:
            self.holds.say("")
            return
        codes = patient_holds(patient)
        self.not_whole.setVisible("postcode_unknown" in codes)
        texts = [HOLDS[code].text for code in codes]
        said = self.tr("Letters would be held. ") + " ".join(texts) if texts else ""
        self.holds.say(said, Tone.WARNING)
        say_within(self.holds.words, said, 2 * NARROW)


def say_within(label: QLabel, text: str, steps: int) -> None:
    """Show words, or hide them; a form does not grow by itself for words that wrap."""
    label.setText(text)
    label.setVisible(bool(text))
    label.setMinimumWidth(space(steps))
    label.setMinimumHeight(label.heightForWidth(space(steps)) if text else 0)


def _as_shown(patient: Patient) -> dict[str, str]:
    """Return a patient's facts as people read them; each is read back the same."""
    facts = facts_of(patient)
    facts["date_of_birth"] = day_shown(patient.date_of_birth)
    number = facts["nhs_number"]
    facts["nhs_number"] = f"{number[:3]} {number[3:6]} {number[6:]}".strip()
    return facts


def day_shown(day: date | None) -> str:
    """``1 February 1960``, or nothing."""
    return "" if day is None else f"{day.day} {day:%B %Y}"


def _in_words(name: str, said: Mapping[str, str]) -> str:
    """What the extract says of a column; the postcode stands for the whole address."""
    value = said.get(name, "")
    if name == "postcode":
        return ", ".join(text for each in POSTAL if (text := said.get(each, "")))
    if name == "format":
        return code_words(value) if value else ""
    if name in _FLAGS:
        return "yes" if value == "Y" else "no"
    if name == "date_of_birth" and value:
        return day_shown(date.fromisoformat(value))
    return value
