"""Was a batch posted? What is not printed, no longer true or too late is asked about first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.letters import BatchRow, MadeLetter
from rota.services.posting import BeforePosting, Posted, mark_posted, pages_words
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph
from ui.widgets.notice import Notice

WIDE = 110
SHOWN_WHOLE = 5
"""So many letters that are no longer true are shown without a scroll bar."""


@dataclass(frozen=True, slots=True)
class Untrue:
    """A letter of a batch that is no longer true: where it lies, whose it is and why."""

    letter: MadeLetter
    who: str
    why: str

    @property
    def pages(self) -> str:
        """``sheet 4 of the pile, page 7 of the file``."""
        first, number = self.letter.first_page, self.letter.pages
        sheet, sheets = (first + 1) // 2, (number + 1) // 2
        last = f"s {sheet} to {sheet + sheets - 1}" if sheets > 1 else f" {sheet}"
        return f"sheet{last} of the pile, {pages_words(first, number)} of the file"

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        return f"{self.letter.reference}, {self.pages}: {self.who}, {self.why}"


class PostedDialog(ErrandDialog):
    """Asks whether a batch really left; only then do its patients count as told.

    Of each letter that is no longer true somebody has to say whether it was taken out. ``posted``
    carries what came of it, before every page is told.
    """

    posted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        row: BatchRow,
        before: BeforePosting,
        untrue: tuple[Untrue, ...],
        parent: QWidget | None,
    ) -> None:
        title = f"Was batch {row.batch} posted?"
        super().__init__(desk, title, parent.tr("Yes, posted") if parent else "Yes, posted", parent)
        self.setObjectName("dialog_posted")
        self._row = row
        self._outcome: list[Posted] = []
        self._answers: dict[str, _Answer] = {}
        said = paragraph(
            self.tr(
                "Say yes once {letters} went into the post. From then on these patients "
                "count as told, and their letters leave the list. This cannot be undone."
            ).format(letters=formats.count(row.unposted - len(untrue), "letter"))
        )
        said.setMinimumWidth(space(WIDE))
        self.body.addWidget(said)
        self.elsewhere = QCheckBox(self.tr("They were printed &elsewhere"))
        self.elsewhere.setObjectName("printed_elsewhere")
        self.by_first = QCheckBox(self.tr("These went &first class"))
        self.by_first.setObjectName("went_first_class")
        self._say_printed(before)
        self._say_late(before)
        if untrue:
            self._list_untrue(untrue)
        self._look()
        self.saved.connect(lambda _changes: self.posted.emit(self._outcome[-1]))

    def work(self) -> Save:
        """Record that it was posted, but for what was taken out."""
        out = tuple(ref for ref, each in self._answers.items() if each.out.isChecked())
        went = tuple(ref for ref, each in self._answers.items() if each.went.isChecked())
        return partial(self._post, out, went, self.elsewhere.isChecked(), self.by_first.isChecked())

    def _say_printed(self, before: BeforePosting) -> None:
        """Say what may not have come out of the printer, and let it be said that it was printed."""
        is_doubtful = bool(before.unanswered or before.spoilt)
        if before.unprinted and (is_doubtful or self._row.medium == "print"):
            left = formats.count(before.unprinted, "letter has", "letters have")
            text = self.tr("Nobody has said yet that {n} come out of the printer.").format(n=left)
            if before.spoilt:
                spoilt = formats.count(len(before.spoilt), "letter")
                said = self.tr(" {n} did not, from {first} on.")
                text += said.format(n=spoilt, first=before.spoilt[0])
            notice = Notice()
            notice.setObjectName("not_printed")
            notice.say(text, Tone.WARNING)
            self.body.addWidget(notice)
        if is_doubtful:
            self.body.addWidget(self.elsewhere)

    def _say_late(self, before: BeforePosting) -> None:
        late = len(before.late.second_class)
        if not late:
            return
        notice = Notice()
        notice.setObjectName("too_late_for_second")
        text = self.tr("{n} made for second class must go first class now, or come too late.")
        notice.say(text.format(n=formats.count(late, "letter")), Tone.WARNING)
        self.body.addWidget(notice)
        self.body.addWidget(self.by_first)

    def _list_untrue(self, untrue: tuple[Untrue, ...]) -> None:
        notice = Notice()
        number = formats.count(len(untrue), "letter is", "letters are")
        text = self.tr("{n} no longer true. Take them out of the pile before it goes.")
        notice.say(text.format(n=number), Tone.SHORT)
        self.body.addWidget(notice)
        rows = QWidget()
        down = QVBoxLayout(rows)
        down.setContentsMargins(0, 0, space(3), 0)
        down.setSpacing(space(2))
        for each in untrue:
            answer = _Answer(each)
            answer.given.connect(self._look)
            self._answers[each.letter.reference] = answer
            down.addWidget(answer)
        if len(untrue) > SHOWN_WHOLE:
            scroll = QScrollArea()
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setWidgetResizable(True)
            scroll.setAccessibleName(self.tr("Letters that are no longer true"))
            scroll.setWidget(rows)
            scroll.setFixedHeight(space(60))
            self.body.addWidget(scroll)
            all_out = push_button(self.tr("&All were taken out"), self._all_out, name="all_out")
            across = QHBoxLayout()
            across.addWidget(all_out)
            across.addStretch(1)
            self.body.addLayout(across)
        else:
            self.body.addWidget(rows)
        self.body.addWidget(
            paragraph(
                self.tr(
                    "The patient of a letter that was taken out is not told, and it is made anew "
                    "if one is still needed. One that went as printed is put right by another."
                ),
                muted=True,
            )
        )

    def _all_out(self) -> None:
        for each in self._answers.values():
            each.out.setChecked(True)

    def _look(self) -> None:
        """Wait until it is said of each letter what became of it."""
        is_said = all(each.is_given for each in self._answers.values())
        self.save.setEnabled(is_said and not self._is_saving)

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._look()

    def _post(
        self, out: tuple[str, ...], went: tuple[str, ...], elsewhere: bool, by_first: bool
    ) -> Changes:
        desk = self._desk
        done = mark_posted(
            desk.storage,
            self._row.batch,
            desk.now(),
            desk.tools.rules.letters,
            out,
            as_printed=went,
            printed_elsewhere=elsewhere,
            first_class=by_first,
        )
        self._outcome.append(done)
        return done.changes


class _Answer(QWidget):
    """One letter that is no longer true: taken out, or gone as it was printed."""

    given = Signal()

    def __init__(self, untrue: Untrue) -> None:
        super().__init__()
        reference = untrue.letter.reference
        self.out = QRadioButton(self.tr("Taken out"))
        self.went = QRadioButton(self.tr("Went as printed"))
        across = QHBoxLayout()
        across.setSpacing(space(4))
        for button, name in ((self.out, "taken_out"), (self.went, "went")):
            button.setObjectName(f"{name}_{reference}")
            button.setAccessibleName(f"{button.text()}: {untrue.sentence}")
            button.toggled.connect(lambda _on: self.given.emit())
            across.addWidget(button)
        across.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(0.5))
        down.addWidget(paragraph(untrue.sentence))
        down.addLayout(across)

    @property
    def is_given(self) -> bool:
        """Whether somebody said what became of it."""
        return self.out.isChecked() or self.went.isChecked()
