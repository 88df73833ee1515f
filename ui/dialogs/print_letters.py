"""Printing a batch: which printer and tray, both sides, how many copies, all of it or a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from rota.domain.batch_letters import BatchLetter
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letters import BatchRow
from rota.domain.printing import SIDES, PrintOrder
from rota.services.ports import Cutter
from rota.services.printing import PrintSent, begin_printing, print_letters
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.batches import batch_title
from ui.print_words import media_words, sides_words
from ui.printing import DOTS_PER_INCH, MOST_DRAWN, How, Way, offered
from ui.remembered import keep_view, last_view
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.widgets.letter_picker import LetterPicker
from ui.widgets.notice import Notice

REMEMBERED = "letter_printer"
MOST_COPIES = 5


@dataclass(frozen=True, slots=True)
class ToPrint:
    """What is to be printed: all of a batch, or ``letters`` of it; where to begin is offered.

    ``start`` is the reference of the letter to begin with, ``only`` of the one to print again.
    """

    batch: BatchRow
    letters: tuple[BatchLetter, ...]
    start: str = ""
    only: str = ""

    @property
    def open(self) -> tuple[BatchLetter, ...]:
        """The letters that may still be printed: neither posted nor taken out."""
        return tuple(
            each for each in self.letters if each.posted_at is None and each.withdrawn_at is None
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What went to a printer; ``pdf`` is what the window still has to put on paper itself."""

    done: PrintSent
    way: Way
    order: PrintOrder
    pdf: bytes


class PrintLettersDialog(ErrandDialog):
    """Sends letters of one batch to a printer; ``sent`` carries what went.

    The dialog's own key makes the same press twice one run.
    """

    has_own_key = True

    sent = Signal(object)

    def __init__(
        self,
        desk: Desk,
        cutter: Cutter,
        what: ToPrint,
        ways: tuple[Way, ...],
        parent: QWidget | None,
    ) -> None:
        title = f"Print batch {what.batch.batch}"
        if what.only:
            title = f"Print {what.only} again"
        super().__init__(desk, title, "Print", parent)
        self.setObjectName("dialog_print")
        self._cutter, self._what, self._ways = cutter, what, ways
        self._key = uuid4().hex
        self._outcome: list[Sent] = []
        self._fill()
        self.saved.connect(lambda _changes: self.sent.emit(self._outcome[-1]))

    def work(self) -> Save:
        """Send what is chosen."""
        references = self._references()
        way = self._way_for(references)
        order = PrintOrder(
            way.printer.name, self.copies.value(), self._data(self.sides) or SIDES[0], self._media()
        )
        keep_view(REMEMBERED, f"{order.printer}\n{order.sides}\n{order.media}")
        return partial(self._send, way, order, references, self.again.isChecked())

    @property
    def _way(self) -> Way:
        return self._ways[max(self.printer.currentIndex(), 0)]

    def _fill(self) -> None:
        self._build_form()
        self.slow = Notice()
        self.slow.setObjectName("slow")
        self.body.addWidget(self.slow)
        self.about = paragraph(muted=True)
        self.about.setMinimumWidth(space(120))
        self.body.insertWidget(0, self.about)
        self._build_choices()
        self.picker = LetterPicker(5)
        self.picker.show_letters(self._what.open, self._what.start or self._what.only)
        self.body.addWidget(self.picker)
        self.picker.setVisible(not self._what.only)
        if self._what.only:
            self._say_only()
        else:
            self.about.setText(batch_title(self._what.batch))
        self.printer.currentIndexChanged.connect(self._look_at_printer)
        self._recall()
        self._look()
        self.save.setFocus()

    def _build_choices(self) -> None:
        """What is still to be printed, everything once more, or from a letter on."""
        done = sum(each.printed_at is not None for each in self._what.open)
        left = len(self._what.open) - done
        rest = self.tr("Those not printed yet ({n})").format(n=formats.number(left))
        self.rest = _radio(rest if done else self.tr("The &whole batch"), "print_rest")
        self.again = _radio(self.tr("The whole batch a&gain"), "print_again")
        self.part = _radio(self.tr("&From a letter on:"), "print_part")
        self.rest.setEnabled(left > 0)
        group = QButtonGroup(self)
        for button in (self.rest, self.again, self.part):
            group.addButton(button)
            self.body.addWidget(button)
            button.setVisible(not self._what.only and (button is not self.again or done > 0))
        first = self.part if self._what.start else self.rest if left else self.again
        first.setChecked(True)
        group.buttonToggled.connect(self._look)

    def _say_only(self) -> None:
        letter = next(each for each in self._what.open if each.reference == self._what.only)
        said = self.tr("Page {page} of the file, sheet {sheet} of the batch: {name}")
        self.about.setText(
            said.format(page=letter.page, sheet=letter.sheet, name=letter.name or letter.reference)
        )

    def _build_form(self) -> None:
        self.printer = _box("printer")
        for way in self._ways:
            said = way.printer.name
            if way.how is How.DRAWN:
                said = self.tr("{printer}, page by page").format(printer=said)
            self.printer.addItem(said)
        self.media, self.sides = _box("media"), _box("sides")
        self.copies = QSpinBox()
        self.copies.setObjectName("copies")
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setMaximumWidth(space(20))
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Printer"), self.printer)
        form.addRow(self.tr("Paper and &tray"), self.media)
        form.addRow(self.tr("&Sides"), self.sides)
        form.addRow(self.tr("&Copies"), self.copies)
        self.body.addLayout(form)

    def _look_at_printer(self) -> None:
        """Offer what this printer can do, and say how slow another way is."""
        way = self._way
        _fill_box(self.sides, offered(way.printer.sides, SIDES), sides_words)
        _fill_box(self.media, way.printer.media or ("A4",), media_words)
        for field in (self.media, self.sides, self.copies):
            self._form.setRowVisible(field, way.how is not How.VIEWER)
        self.save.setText(self.tr("Open the PDF") if way.how is How.VIEWER else self.tr("Print"))
        self._say_slow()

    def _say_slow(self) -> None:
        match self._way.how:
            case How.DRAWN:
                said = self.tr(
                    "Each page is drawn as a picture at {dots} dots an inch: slow, and not the "
                    "very file. At most {most} pages; a larger part opens as a PDF."
                ).format(dots=DOTS_PER_INCH, most=MOST_DRAWN)
                self.slow.say(said, Tone.WARNING)
            case How.VIEWER:
                said = self.tr(
                    "The PDF opens in this computer's own program. Print it there on both sides, "
                    "at its actual size, then say here whether it came out."
                )
                self.slow.say(said)
            case _:
                self.slow.say("")

    def _look(self) -> None:
        self.picker.setEnabled(self.part.isChecked())
        if self.part.isChecked() and self.picker.letter is None and not self._what.only:
            self.picker.setFocus(Qt.FocusReason.TabFocusReason)

    def _recall(self) -> None:
        """Choose what was chosen last, where it is still there."""
        printer, _line, rest = last_view(REMEMBERED).partition("\n")
        names = [way.printer.name for way in self._ways]
        if printer in names:
            self.printer.setCurrentIndex(names.index(printer))
        self._look_at_printer()
        sides, _line, media = rest.partition("\n")
        for box, value in ((self.sides, sides), (self.media, media)):
            if (at := box.findData(value)) >= 0:
                box.setCurrentIndex(at)

    def _references(self) -> tuple[str, ...] | None:
        """Which letters; None is all of them."""
        if self._what.only:
            return (self._what.only,)
        if not self.part.isChecked():
            return None
        letter = self.picker.letter
        if letter is None:
            raise Refused("no_letter", self.tr("Choose the letter to begin with."))
        listed = [each.reference for each in self._what.open]
        return tuple(listed[listed.index(letter.reference) :])

    def _way_for(self, references: tuple[str, ...] | None) -> Way:
        """The way chosen; too many pages to draw are opened as a PDF instead."""
        wanted = self._what.open
        if references is not None:
            wanted = tuple(each for each in wanted if each.reference in references)
        pages = 2 * sum(each.sheets for each in wanted)
        is_too_much = self._way.how is How.DRAWN and pages > MOST_DRAWN
        return self._ways[-1] if is_too_much else self._way

    def _send(
        self, way: Way, order: PrintOrder, references: tuple[str, ...] | None, again: bool
    ) -> Changes:
        desk, batch, cutter = self._desk, self._what.batch.batch, self._cutter
        rules, now = desk.tools.rules.letters, desk.now()
        if way.how is How.QUEUE:
            done = print_letters(
                desk.storage, rules, batch, order, self._key, now, desk.tools.printers, cutter,
                references, again,
            )  # fmt: skip
            self._outcome.append(Sent(done, way, order, b""))
        else:
            started = begin_printing(
                desk.storage, rules, batch, order, self._key, way.how, now, cutter, references,
                again,
            )  # fmt: skip
            self._outcome.append(Sent(started.sent, way, order, started.pdf))
        return self._outcome[-1].done.changes

    def _failed(self, error: BaseException) -> None:
        """Nothing was sent once it is refused: the next press is another run."""
        if isinstance(error, Refused):
            self._key = uuid4().hex
        super()._failed(error)

    def _media(self) -> str:
        return self._data(self.media) or "A4"

    @staticmethod
    def _data(box: QComboBox) -> str:
        return str(box.currentData() or "")


def _radio(text: str, name: str) -> QRadioButton:
    button = QRadioButton(text)
    button.setObjectName(name)
    return button


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setMinimumWidth(space(70))
    return box


def _fill_box(box: QComboBox, values: tuple[str, ...], said: Callable[[str], str]) -> None:
    """Offer these; what was chosen stays chosen if it is still there."""
    before = box.currentData()
    box.clear()
    for value in values:
        box.addItem(said(value), value)
    box.setCurrentIndex(max(box.findData(before), 0))
