"""The editor of a wording: the text, what is wrong with it, and the letter it makes beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.errors import Refused, Unavailable
from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import Wording, WordingState
from rota.domain.wording_file import clean_body
from rota.domain.wording_samples import SampleGround
from rota.domain.wording_text import WordingProblem
from rota.services.wording_checks import problems_of, samples_of
from rota.services.wording_versions import Drafted, save_draft, start_draft
from rota.services.wordings import WordingPlace
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.wording_approve import ApproveDialog
from ui.errors import present, sentence
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.flow import size_on_screen
from ui.widgets.labels import Pill, paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.wording_edit import Mark, WordingEdit, is_right_to_left, show_script
from ui.widgets.wording_menus import insert_button, offers
from ui.widgets.wording_problems import ProblemList
from ui.widgets.wording_trial import WordingTrial
from ui.wording_words import approval_words, place_words, state_tone, state_words, version_words

WAIT_MILLISECONDS = 120
"""After the last key: shorter would typeset letters that nobody looks at."""


class WordingDialog(QDialog):
    """Edits a draft, or shows a version that never changes again.

    ``wording`` without a number is a new draft, kept once it is first saved. ``english`` stands
    beside a translation. ``saved`` carries the wording as it was kept.
    """

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        ground: SampleGround,
        wording: Wording,
        english: Wording | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_wording")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._desk, self._ground, self._wording = desk, ground, wording
        self._is_saving = False
        self._then_close = False
        self._problems: tuple[WordingProblem, ...] = ()
        self.edit = WordingEdit(offers)
        self.edit.setPlainText(wording.body)
        self.trial = WordingTrial(desk, ground, samples_of(wording))
        self.problems = ProblemList()
        self.problems.place_asked.connect(self._go_to)
        self.notice = Notice()
        self.keep = push_button(self.tr("Keep mine as a new draft"), self._keep, name="keep_mine")
        self.keep.hide()
        self.notice.add(self.keep)
        self.english = WordingEdit(offers)
        self.english.setObjectName("wording_english")
        self.english.setAccessibleName(self.tr("The English"))
        self.english.setReadOnly(True)
        self.english.setPlainText("" if english is None else english.body)
        self.is_translation = wording.language != ENGLISH and english is not None
        show_script(wording.language)
        self.edit.read_right_to_left(is_right_to_left(wording.language))
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WAIT_MILLISECONDS)
        self._later.timeout.connect(self._look)
        self.edit.textChanged.connect(self._typed)
        QShortcut(QKeySequence.StandardKey.Save, self, activated=self.save)  # type: ignore[call-overload]
        self._head()
        self._look()
        self.edit.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addLayout(self._head_row())
        layout.addWidget(self.notice)
        layout.addWidget(self._panes(), 1)
        layout.addLayout(self._foot_row())
        self.resize(size_on_screen(self, space(300), space(170)))

    def _head_row(self) -> QHBoxLayout:
        self.title = text_label(size=Size.TITLE, bold=True)
        self.pill = Pill()
        self.facts = text_label(muted=True)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(self.title)
        row.addWidget(self.pill)
        row.addWidget(self.facts, 1)
        return row

    def _panes(self) -> QSplitter:
        self.english_pane = QWidget()
        english = QVBoxLayout(self.english_pane)
        english.setContentsMargins(0, 0, 0, 0)
        english.setSpacing(space(2))
        heading = text_label(self.tr("The English, for comparison"), bold=True)
        heading.setFixedHeight(self.trial.sample.sizeHint().height())
        english.addWidget(heading)
        english.addWidget(self.english, 1)
        self.english_pane.setVisible(self.is_translation)
        panes = QSplitter()
        panes.setChildrenCollapsible(False)
        panes.setHandleWidth(space(3))
        for pane, share in ((self.english_pane, 3), (self._middle(), 4), (self.trial, 4)):
            panes.addWidget(pane)
            panes.setStretchFactor(panes.count() - 1, share)
        return panes

    def _middle(self) -> QWidget:
        pictures = self._desk.tools.rules.letters.pictures
        self.insert = insert_button(self.edit, self._wording, pictures)
        self.beside = QCheckBox(self.tr("Show the &English beside it"))
        self.beside.setObjectName("show_english")
        self.beside.setChecked(self.is_translation)
        self.beside.setVisible(self.is_translation)
        self.beside.toggled.connect(self.english_pane.setVisible)
        bar = QHBoxLayout()
        bar.setSpacing(space(2))
        bar.addWidget(self.insert)
        bar.addWidget(self.beside)
        bar.addStretch(1)
        over = QSplitter(Qt.Orientation.Vertical)
        over.setChildrenCollapsible(False)
        over.addWidget(self.edit)
        over.addWidget(self.problems)
        over.setStretchFactor(0, 4)
        over.setStretchFactor(1, 1)
        middle = QWidget()
        down = QVBoxLayout(middle)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        down.addLayout(bar)
        down.addWidget(over, 1)
        return middle

    def _foot_row(self) -> QHBoxLayout:
        self.note = paragraph(muted=True)
        self.save_button = push_button(self.tr("Save draft"), self.save, name="wording_save")
        self.approve_button = push_button(
            self.tr("Approve…"), self.approve, name="wording_approve", primary=True
        )
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.note, 1)
        row.addWidget(push_button(self.tr("Close"), self.reject, name="wording_close"))
        row.addWidget(self.save_button)
        row.addWidget(self.approve_button)
        return row

    @property
    def text(self) -> Wording:
        """The wording as it stands in the field."""
        return replace(self._wording, body=self.edit.toPlainText())

    @property
    def is_waiting(self) -> bool:
        """Whether the newest text has not been looked at yet."""
        return self._later.isActive()

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self.edit.document().isModified() and not self.edit.isReadOnly()

    def save(self) -> None:
        """Save the draft; the text in the field stays whatever comes of it."""
        if self._is_saving or self.edit.isReadOnly():
            return
        there, body = self._wording, self.edit.toPlainText()
        if there.wording_id is not None and not self.is_changed:
            self._closed_if_asked()
            return
        if there.wording_id is None:
            work = self._starting(body)
        else:
            work = partial(
                save_draft,
                self._desk.storage,
                self._desk.tools.rules.letters,
                there.wording_id,
                body,
                there.sha256,
            )
        self._run(work)

    def _starting(self, body: str) -> partial[Drafted]:
        there = self._wording
        return partial(
            start_draft,
            self._desk.storage,
            self._desk.tools.rules.letters,
            there.kind,
            there.language,
            there.form,
            body,
            there.note,
        )

    def _keep(self) -> None:
        """Keep this text as a draft of its own: somebody else changed the one opened."""
        if not self._is_saving:
            self._run(self._starting(self.edit.toPlainText()))

    def _run(self, work: partial[Drafted]) -> None:
        self._is_saving = True
        self._able()
        revision = self.edit.document().revision()
        self._desk.jobs.run(work, partial(self._saved, revision), self._refused)

    def _saved(self, revision: int, done: Drafted) -> None:
        self._is_saving = False
        self._wording = done.wording
        if self.edit.document().revision() == revision:
            self.edit.document().setModified(False)
        self.keep.hide()
        self.notice.say("")
        self._head()
        self.saved.emit(done.wording)
        self._desk.bus.publish(done.changes)
        self._closed_if_asked()

    def _closed_if_asked(self) -> None:
        if self._then_close and not self.is_changed:
            self.accept()
        self._then_close = False

    def _refused(self, error: BaseException) -> None:
        self._is_saving = self._then_close = False
        self._able()
        if isinstance(error, Refused | Unavailable):
            self.keep.setVisible(isinstance(error, Refused) and error.code == "changed_meanwhile")
            self.notice.say(sentence(error), Tone.SHORT)
        else:
            present(error, self)

    def _typed(self) -> None:
        self._later.start()
        self._able()

    def _look(self) -> None:
        """Read the text as it stands: mark what is wrong, or typeset it."""
        self._problems = problems_of(self._desk.tools.rules.letters, self.text)
        self.edit.mark([self._mark(each) for each in self._problems])
        self.problems.show_problems(self._problems)
        if self._problems:
            self.trial.wait_for_text()
        else:
            self.trial.show_wording(self.text)
        self._able()

    def _mark(self, problem: WordingProblem) -> Mark:
        block = self.edit.document().findBlockByNumber(problem.line - 1)
        line = block.text()
        before, here = line[: problem.column - 1], line[problem.column - 1 :][: problem.length]
        # Qt counts UTF-16 units, a problem counts characters.
        start = block.position() + _units(before)
        return Mark(start, max(_units(here), 1), problem.text)

    def _go_to(self, problem: WordingProblem) -> None:
        self.edit.go_to(self._mark(problem).start)

    def _head(self) -> None:
        """Say which wording this is, and what can be done with it."""
        wording, rules = self._wording, self._desk.tools.rules.letters
        name = place_words(rules, wording)
        self.setWindowTitle(self.tr("Wording: {name}").format(name=name))
        self.title.setText(name)
        is_new = wording.wording_id is None and wording.state is WordingState.DRAFT
        self.pill.say(
            self.tr("New draft") if is_new and wording.version else state_words(wording),
            state_tone(wording),
        )
        facts = (version_words(wording), approval_words(wording), wording.note)
        self.facts.setText("  ·  ".join(filter(None, facts)))
        self.edit.setReadOnly(wording.state is not WordingState.DRAFT or not wording.version)
        self._able()

    def _able(self) -> None:
        is_draft = not self.edit.isReadOnly()
        is_kept = self._wording.wording_id is not None
        changed = self.is_changed or not is_kept
        self.insert.setEnabled(is_draft)
        self.save_button.setVisible(is_draft)
        self.save_button.setEnabled(changed and not self._is_saving)
        self.approve_button.setVisible(is_draft)
        ready = is_kept and not changed and not self._problems and not self._is_saving
        self.approve_button.setEnabled(ready)
        self.approve_button.setToolTip("" if ready else self._why_not(changed))
        self.note.setText(self._note(is_draft, changed))

    def _why_not(self, changed: bool) -> str:
        if self._problems:
            return self.tr("Mend the problems first.")
        return self.tr("Save the draft first.") if changed else ""

    def _note(self, is_draft: bool, changed: bool) -> str:
        if not is_draft:
            return self.tr("This version never changes. Begin a new version to change the words.")
        if self.is_translation:
            said = self.tr("A translation is not printed until somebody approves it.")
        else:
            said = self.tr("Letters keep the words in use until this draft is approved.")
        if (why := self._why_not(changed)) and not self._is_saving:
            said += " " + self.tr("To approve it: {why}").format(why=why[0].lower() + why[1:])
        return said

    def approve(self) -> None:
        """Ask who approves it, once every sample letter is made."""
        dialog = ApproveDialog(self._desk, self._ground, self.trial.typesetter, self._wording, self)
        dialog.saved.connect(self._approved)
        dialog.open()

    def _approved(self, _changes: Changes) -> None:
        self._wording = replace(self._wording, state=WordingState.APPROVED)
        self.saved.emit(self._wording)
        self.accept()

    def reject(self) -> None:
        """Close; ask first where text would be lost."""
        if self._is_saving:
            return
        if not self.is_changed:
            super().reject()
            return
        box = QMessageBox(self)
        box.setObjectName("keep_text")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.windowTitle())
        box.setText(self.tr("The draft has words that are not saved."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.finished.connect(self._answered)
        box.open()

    def _answered(self, answer: int) -> None:
        if answer == QMessageBox.StandardButton.Save:
            self._then_close = True
            self.save()
        elif answer == QMessageBox.StandardButton.Discard:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close as the button does."""
        event.ignore()
        self.reject()


def _units(text: str) -> int:
    return len(text) + sum(ord(each) > 0xFFFF for each in text)


def unsaved(wording: Wording, place: WordingPlace, note: str) -> Wording:
    """A copy of a text as a draft for a place, not kept yet."""
    newest = max((each.version for each in place.versions), default=0)
    return replace(
        wording,
        wording_id=None,
        kind=place.kind,
        language=place.language,
        form=place.form,
        version=newest + 1,
        body=clean_body(wording.body),
        state=WordingState.DRAFT,
        approved_by="",
        approved_at=None,
        checked_by="",
        note=note,
    )
