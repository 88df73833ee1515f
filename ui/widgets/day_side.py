"""Beside the roll: flags, who is here by grade, what to hand over, and what comes after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from rota.domain.day import HandoverNote
from rota.domain.users import User
from rota.services.day_roll import DayView, GradeCount
from ui import formats
from ui.colours import Role
from ui.permits import keep_typed, last_typed
from ui.theme import Size, font, space
from ui.widgets.buttons import push_button
from ui.widgets.day_flags import FlagsCard
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import Card, SidePanel
from ui.wording import capital, grade_words

WIDTH = 76
REMEMBERED = "your_name"
NOTES_SHOWN = 3


class DaySide(SidePanel):
    """Emits ``note_given`` with a text and the id of a service or None, and asks for the sheet and
    the derogations.
    """

    note_given = Signal(str, object)
    sheet_asked = Signal()
    derogations_asked = Signal()

    def __init__(self, user: User) -> None:
        super().__init__("", WIDTH)
        self._user = user
        self.title.hide()
        self.setObjectName("day_side")
        self.name = QLineEdit(last_typed(REMEMBERED, user))
        self.name.setObjectName("your_name")
        said = self.tr("It stands with each tick, flag and note")
        kept = self.tr("; kept on this PC") if user.is_open else ""
        self.name.setToolTip(said + kept)
        self.name.editingFinished.connect(self._keep_name)
        self.flags = FlagsCard()
        self.grades = GradesCard()
        self.notes = NotesCard()
        self.derogations = Card(self.tr("Derogations"))
        self._derogations = paragraph(muted=True)
        self.derogations.add(self._derogations)
        self.derogations.add(
            push_button(
                self.tr("Derogation log…"), self.derogations_asked.emit, name="derogation_log"
            )
        )
        label = text_label(self.tr("&Your name"), muted=True)
        label.setBuddy(self.name)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, space(2), 0)
        row.setSpacing(space(2))
        row.addWidget(label)
        row.addWidget(self.name, 1)
        self.down.insertLayout(0, row)
        for card in (self.flags, self.grades, self.notes, self.derogations):
            self.add(card)
        self.notes.note_given.connect(self.note_given)
        self.notes.sheet_asked.connect(self.sheet_asked)

    def show_view(self, view: DayView, account: str, now: datetime) -> None:
        """Be about a moment of the strike; ``account`` stands for a blank name."""
        self.name.setPlaceholderText(account)
        places = {each.service.service_id: each.service.name for each in view.services}
        self.flags.show_flags(view.flags, places, now)
        self.grades.show_counts(view.by_grade)
        self.notes.show_notes(view.notes, places)
        asked = len(view.derogations)
        said = formats.count(asked, "derogation") + self.tr(" asked for in this strike.")
        self._derogations.setText(capital(said))

    def _keep_name(self) -> None:
        keep_typed(REMEMBERED, self.name.text(), self._user)


class GradesCard(Card):
    """People of each grade: due, expected by plan, ticked in, ticked out."""

    def __init__(self) -> None:
        super().__init__(self.tr("Expected and here, by grade"))
        self._seen: tuple[GradeCount, ...] | None = None

    def show_counts(self, counts: Sequence[GradeCount]) -> None:
        """Show these grades and their sum."""
        if tuple(counts) == self._seen:
            return
        self._seen = tuple(counts)
        self.clear()
        if not counts:
            self.add(paragraph(self.tr("Nobody is due."), muted=True))
            return
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(0.5))
        grid.setColumnStretch(0, 1)
        headings = (self.tr("Grade"), "Due", "Expected", "Here", "Not here")
        tips = ("", "Rostered at that moment", "There by plan", "Ticked in", "Ticked out")
        for column, (heading, tip) in enumerate(zip(headings, tips, strict=True)):
            label = _cell(heading, column)
            label.setToolTip(tip)
            label.setFont(font(Size.SMALL))
            label.setForegroundRole(Role.PlaceholderText)
            grid.addWidget(label, 0, column)
        rows = [
            (capital(grade_words(each.grade)), each.due, each.expected, each.here, each.not_here)
            for each in counts
        ]
        sums = [sum(values) for values in zip(*(row[1:] for row in rows), strict=True)]
        lines: list[tuple[str | int, ...]] = [*rows, (self.tr("Together"), *sums)]
        for at, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                said = value if isinstance(value, str) else formats.number(value)
                label = _cell(said, column)
                if at == len(lines):
                    label.setFont(font(bold=True))
                grid.addWidget(label, at, column)
        self.add(table)


class NotesCard(Card):
    """What the next shift is told. ``note_given`` carries the text of a new note, and the service
    that it is about; None: the whole hospital.
    """

    note_given = Signal(str, object)
    sheet_asked = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Handover"))
        self.field = QLineEdit()
        self.field.setObjectName("handover_note")
        self.field.setAccessibleName(self.tr("Note for the next shift"))
        self.field.setPlaceholderText(self.tr("Note for the next shift, Enter adds it"))
        self.field.returnPressed.connect(self._give)
        self.sheet = push_button(
            self.tr("Handover sheet…"), self.sheet_asked.emit, name="handover_sheet"
        )
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.sheet)
        row.addStretch(1)
        self._said = paragraph(muted=True)
        self._service_id: int | None = None
        self.about = QCheckBox()
        self.about.setObjectName("note_about")
        self.be_about(None, "")
        self.body.addWidget(self._said)
        self.body.addWidget(self.field)
        self.body.addWidget(self.about)
        self.body.addLayout(row)

    def show_notes(self, notes: Sequence[HandoverNote], places: Mapping[int, str]) -> None:
        """Show the newest notes, the last one first."""
        newest = list(reversed(notes))[:NOTES_SHOWN]
        lines = []
        for each in newest:
            place = places.get(each.service_id, "") if each.service_id is not None else ""
            at = f"{place}: " if place else ""
            lines.append(f"{formats.clock(each.at)} {each.by}: {at}{each.text}")
        more = len(notes) - len(newest)
        if more:
            lines.append(self.tr("and {n} earlier, on the sheet").format(n=formats.number(more)))
        self._said.setText("\n".join(lines) or self.tr("No note yet."))

    def be_about(self, service_id: int | None, name: str) -> None:
        """Offer a note about one service: the one that somebody is at in the roll."""
        self._service_id = service_id
        self.about.setVisible(service_id is not None)
        metrics = self.about.fontMetrics()
        said = self.tr("About {service} only").format(service=name)
        cut = metrics.elidedText(said, Qt.TextElideMode.ElideRight, space(WIDTH - 22))
        self.about.setText(cut.replace("&", "&&"))
        self.about.setAccessibleName(said)

    def clear_field(self) -> None:
        """The note is saved; the next one is about the whole hospital again."""
        self.field.clear()
        self.about.setChecked(False)

    def _give(self) -> None:
        text = self.field.text().strip()
        if text:
            self.note_given.emit(text, self._service_id if self.about.isChecked() else None)


def _cell(said: str, column: int) -> QLabel:
    label = text_label(said)
    if column:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    else:
        label.setWordWrap(True)
    return label
