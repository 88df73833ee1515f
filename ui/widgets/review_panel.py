"""The panel of the Review page: the gap one is on, and below it the whole department."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.duties import GapLeft
from rota.domain.sign_offs import NoteKind, ReviewNote
from rota.services.review import DepartmentReview, Standing
from rota.services.review_seen import LETTER_WORDS
from rota.services.review_view import ReviewGap
from ui import formats
from ui.colours import Tone
from ui.review_words import (
    MOVED,
    change_words,
    facts_words,
    missing_words,
    priority_words,
    seal_words,
    signed_words,
)
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.panels import Card, Facts, SidePanel

WIDTH = 90
MOST_CHANGES = 4
"""Changes shown in the panel; the others are in a dialog."""


class ReviewPanel(SidePanel):
    """Signals name what is to be done; those about a gap or a note carry it."""

    accept_asked = Signal(object)
    take_back_asked = Signal(object)
    comment_asked = Signal(object)
    board_asked = Signal(object)
    settle_asked = Signal(object)
    withdraw_asked = Signal()
    changes_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self._gap = Card("")
        self._signature = Card(self.tr("Signature"))
        self._patients = Card(self.tr("Patients displaced"))
        self._letters = Card(self.tr("Letters"))
        self._flags = Card(self.tr("Open flags"))
        self._notes = Card(self.tr("Comments"))
        for part in self._parts_in_order:
            self.add(part)

    @property
    def _parts_in_order(self) -> tuple[Card, ...]:
        return (
            self._gap,
            self._signature,
            self._patients,
            self._letters,
            self._flags,
            self._notes,
        )

    def show_nothing(self) -> None:
        """Be about no department."""
        self.say("", "")
        for part in self._parts_in_order:
            part.hide()

    def show_department(self, each: DepartmentReview, gaps: Sequence[ReviewGap]) -> None:
        """Show a department, and on top the gaps of the hour one is on."""
        self.say(each.department, facts_words(each))
        self._show_gaps(gaps, each)
        self._show_signature(each)
        self._show_patients(each)
        self._show_letters(each)
        self._show_flags(each)
        self._show_notes(each)

    def _show_gaps(self, gaps: Sequence[ReviewGap], each: DepartmentReview) -> None:
        self._gap.clear()
        self._gap.setVisible(bool(gaps))
        self._gap.title.setText(formats.count(len(gaps), "gap") if len(gaps) > 1 else "This gap")
        for gap in gaps:
            notes = [note for note in each.notes if note.about == gap.key]
            self._gap.add(self._one_gap(gap, notes))

    def _one_gap(self, each: ReviewGap, notes: Sequence[ReviewNote]) -> QWidget:
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, 0, 0, space(2))
        down.setSpacing(space(1.5))
        missing = text_label(f"Missing: {missing_words(each)}", bold=True)
        missing.setWordWrap(True)
        when = formats.period(each.gap.start, each.gap.end)
        down.addWidget(missing)
        down.addWidget(paragraph(f"{each.service.name}, {each.service.site}\n{when}", muted=True))
        for note in notes:
            down.addWidget(paragraph(f"{note.name}: {note.text}"))
        row = FlowLayout(space(2))
        if not each.is_answered:
            row.addWidget(
                _button(self.tr("Accept…"), self.accept_asked, each, "accept_gap", primary=True)
            )
        if each.left is not None:
            said = Notice()
            said.say(_accepted_words(each, each.left), Tone.OVERHANG)
            down.addWidget(said)
            row.addWidget(
                _button(self.tr("Take back…"), self.take_back_asked, each, "take_back_gap")
            )
        row.addWidget(_button(self.tr("Comment…"), self.comment_asked, each, "comment_gap"))
        row.addWidget(_button(self.tr("Who can cover"), self.board_asked, each, "show_on_board"))
        down.addLayout(row)
        return holder

    def _show_signature(self, each: DepartmentReview) -> None:
        card = self._signature
        card.clear()
        card.show()
        if each.state is Standing.SENT_BACK:
            notice = Notice()
            notice.say(
                self.tr("Sent back. It can be signed once that is settled below."), Tone.WARNING
            )
            card.add(notice)
        if each.standing is None:
            gone = [signed for signed in each.sign_offs if not signed.is_standing]
            card.add(paragraph(self.tr("Nobody has signed this department off."), muted=True))
            if gone:
                last = gone[-1]
                card.add(
                    paragraph(f"{last.name} withdrew a signature: {last.withdrawn_why}", muted=True)
                )
            return
        card.add(paragraph(signed_words(each.standing)))
        if each.standing.note:
            card.add(paragraph(each.standing.note, muted=True))
        card.add(paragraph(f"Seal {seal_words(each.standing.seen_sha256)}", muted=True))
        if each.changes:
            notice = Notice()
            notice.say(f"{formats.count(len(each.changes), 'change')} since then", Tone.WARNING)
            card.add(notice)
            for change in each.changes[:MOST_CHANGES]:
                card.add(paragraph(change_words(change)))
        row = QHBoxLayout()
        row.setSpacing(space(2))
        if each.changes:
            row.addWidget(
                push_button(self.tr("All changes…"), self.changes_asked.emit, name="review_changes")
            )
        row.addWidget(
            push_button(self.tr("Withdraw…"), self.withdraw_asked.emit, name="withdraw_signature")
        )
        row.addStretch(1)
        holder = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        card.add(holder)

    def _show_patients(self, each: DepartmentReview) -> None:
        card = self._patients
        card.clear()
        card.show()
        if not each.displaced:
            card.add(paragraph(self.tr("No appointment is displaced."), muted=True))
            return
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(0, 1)
        headings = ("", self.tr("Not decided"), self.tr("Changed"), self.tr("Kept"))
        for at, text in enumerate(headings):
            grid.addWidget(_number(text, muted=True) if at else QLabel(), 0, at)
        for row, (priority, counts) in enumerate(each.by_priority.items(), start=1):
            moved = sum(number for made, number in counts.items() if made in MOVED)
            kept = counts.total() - moved - counts[None]
            grid.addWidget(text_label(priority_words(priority)), row, 0)
            for at, number in enumerate((counts[None], moved, kept), start=1):
                grid.addWidget(_number(formats.number(number) if number else "–"), row, at)
        card.add(holder)

    def _show_letters(self, each: DepartmentReview) -> None:
        card = self._letters
        card.clear()
        facts = tuple(
            (formats.number(number), LETTER_WORDS[name])
            for name, number in each.letters.by_name.items()
            if number
        )
        card.setVisible(bool(facts))
        shown = Facts()
        shown.show_facts(facts)
        card.add(shown)

    def _show_flags(self, each: DepartmentReview) -> None:
        card = self._flags
        card.clear()
        card.setVisible(bool(each.flags))
        for flag in each.flags:
            owner = flag.owner or self.tr("nobody looks after it")
            card.add(paragraph(f"{flag.text} ({owner})"))

    def _show_notes(self, each: DepartmentReview) -> None:
        card = self._notes
        card.clear()
        card.setVisible(bool(each.notes))
        for note in reversed(each.notes):
            card.add(self._one_note(note))

    def _one_note(self, note: ReviewNote) -> QWidget:
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, 0, 0, space(1))
        down.setSpacing(space(0.5))
        back = self.tr("Sent back by ") if note.kind is NoteKind.SENT_BACK else ""
        down.addWidget(paragraph(note.text))
        down.addWidget(paragraph(f"{back}{note.name}, {formats.moment(note.at)}", muted=True))
        if note.settled_at is None:
            row = QHBoxLayout()
            row.addWidget(_button(self.tr("Settled…"), self.settle_asked, note, "settle_note"))
            row.addStretch(1)
            down.addLayout(row)
        else:
            when = formats.moment(note.settled_at)
            down.addWidget(paragraph(f"Settled by {note.settled_by}, {when}", muted=True))
        return holder


def _accepted_words(each: ReviewGap, left: GapLeft) -> str:
    when = "" if each.is_answered else f" only for {formats.period(left.start, left.end)}"
    return f"Accepted{when}. {left.owner} answers for it: {left.reason}"


def _button(
    text: str, asked: SignalInstance, about: object, name: str, *, primary: bool = False
) -> QWidget:
    """A button that asks for something about one thing."""
    return push_button(text, partial(asked.emit, about), name=name, primary=primary)


def _number(text: str, *, muted: bool = False) -> QLabel:
    label = text_label(text, muted=muted)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
