"""Opens the dialogs of a review: gaps accepted, comments, the plan sent back, signatures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from rota.domain.changes import Changes
from rota.domain.sign_offs import NoteKind, ReviewNote
from rota.services.cover_changes import take_back_gap
from rota.services.review import DepartmentReview
from rota.services.review_view import ReviewGap
from rota.services.sign_offs import comment, send_back, settle_note, withdraw
from ui import formats
from ui.desk import Desk
from ui.dialogs.leave_gap import LeaveGapDialog
from ui.dialogs.reason import Question, ReasonDialog
from ui.dialogs.review_changes import ReviewChangesDialog
from ui.dialogs.review_note import ReviewNoteDialog, Saying
from ui.dialogs.sign_off import SignOffDialog
from ui.review_words import missing_words
from ui.widgets.gap_panel import OpenGap


class ReviewErrands(QObject):
    """Each errand is told what it is about; what is saved goes out over the bus."""

    def __init__(self, desk: Desk, home: QWidget) -> None:
        super().__init__(home)
        self._desk = desk
        self.home = home

    def accept(self, window_id: int, each: ReviewGap) -> None:
        """Ask why a gap is accepted, and who answers for it."""
        gap = each.gap
        place = OpenGap(
            window_id,
            each.service.service_id,
            each.service.name,
            gap.post,
            missing_words(each),
            gap.start,
            gap.end,
        )
        LeaveGapDialog(self._desk, place, self.home).open()

    def take_back(self, each: ReviewGap) -> None:
        """Ask why a gap is no longer accepted."""
        if each.left is None:
            return
        question = Question(
            self.tr("No longer accept this gap"),
            self.tr("{owner} no longer answers for it: it has to be filled.").format(
                owner=each.left.owner
            ),
            self.tr("No longer accept it"),
            ("Somebody was found", "It turned out to be needed", "Entered in error"),
        )
        save = partial(_take_back, self._desk, each.left.gap_left_id)
        ReasonDialog(self._desk, question, save, self.home).open()

    def sign(self, window_id: int, each: DepartmentReview) -> None:
        """Show what is signed, and ask who signs."""
        SignOffDialog(self._desk, window_id, each, self.home).open()

    def withdraw(self, window_id: int, each: DepartmentReview) -> None:
        """Ask why a signature is withdrawn."""
        signed = each.standing
        if signed is None:
            return
        question = Question(
            self.tr("Withdraw the signature"),
            self.tr("{name} no longer signs for {department}. It stays on record.").format(
                name=signed.name, department=each.department
            ),
            self.tr("Withdraw"),
            ("The plan has changed too much", "Signed in error"),
        )
        save = partial(_withdraw, self._desk, window_id, signed.sign_off_id)
        ReasonDialog(self._desk, question, save, self.home).open()

    def comment(
        self, window_id: int, each: DepartmentReview, about: ReviewGap | None = None
    ) -> None:
        """Ask for a comment on a plan, or on one gap."""
        on = each.department
        if about is not None:
            on = f"{about.service.name}, {formats.period(about.gap.start, about.gap.end)}"
        saying = Saying(
            self.tr("Comment"),
            self.tr("{what}. Everybody who opens the review reads it.").format(what=on),
            self.tr("Keep"),
            self.tr("&Comment"),
        )
        key = "" if about is None else about.key
        save = partial(_comment, self._desk, window_id, each.department, key)
        ReviewNoteDialog(self._desk, saying, save, self.home).open()

    def send_back(self, window_id: int, each: DepartmentReview) -> None:
        """Ask what has to be changed before the plan is signed."""
        saying = Saying(
            self.tr("Send back"),
            self.tr(
                "{department}: the plan goes back to the rota manager. Nobody signs it until "
                "somebody says that this is settled."
            ).format(department=each.department),
            self.tr("Send back"),
            self.tr("What has to &change?"),
        )
        save = partial(_send_back, self._desk, window_id, each.department)
        ReviewNoteDialog(self._desk, saying, save, self.home).open()

    def settle(self, window_id: int, note: ReviewNote) -> None:
        """Ask who settled a note."""
        is_back = note.kind is NoteKind.SENT_BACK
        what = self.tr("It can be signed again.") if is_back else ""
        saying = Saying(
            self.tr("Settled"),
            f"{note.name}: {note.text} {what}".strip(),
            self.tr("Settled"),
        )
        save = partial(_settle, self._desk, window_id, note.note_id)
        ReviewNoteDialog(self._desk, saying, save, self.home).open()

    def changes(self, each: DepartmentReview) -> None:
        """Show everything that is not as it was signed."""
        ReviewChangesDialog(each, self.home).open()


def _take_back(desk: Desk, gap_left_id: int, why: str, _choice: str) -> Changes:
    return take_back_gap(desk.storage, gap_left_id, why)


def _withdraw(desk: Desk, window_id: int, sign_off_id: int, why: str, _choice: str) -> Changes:
    return withdraw(desk.storage, window_id, sign_off_id, why, desk.now())


def _comment(
    desk: Desk, window_id: int, department: str, about: str, text: str, name: str
) -> Changes:
    return comment(desk.storage, window_id, department, text, name, desk.now(), about)


def _send_back(desk: Desk, window_id: int, department: str, text: str, name: str) -> Changes:
    return send_back(desk.storage, window_id, department, text, name, desk.now())


def _settle(desk: Desk, window_id: int, note_id: int, _text: str, name: str) -> Changes:
    return settle_note(desk.storage, window_id, note_id, name, desk.now())
