"""Putting the board on paper: which paper, which services, with or without people."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rota.services.board import BoardService, BoardView
from rota.services.exporting import write_file
from rota.services.ports import Pages
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.paper.board_print import BoardPrint
from ui.paper.sheet import Paper
from ui.remembered import keep_view, last_view
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.letter_preview import PageView

REMEMBERED = "print_board"
GAPS, PEOPLE = "gaps", "people"


class PrintBoardDialog(NotingDialog):
    """Shows the pages as they will be; saves them as a PDF or prints them."""

    def __init__(
        self,
        desk: Desk,
        board: BoardView,
        services: Sequence[BoardService],
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Print the board", parent)
        self.setObjectName("print_board")
        self._board, self._services = board, tuple(services)
        self._pdf, self._turn = b"", 0
        self._printer: QPrinter | None = None
        self.preview = PageView(desk)
        self._lay_out()
        self._remember()
        for button in (self.a4, self.a3, self.every, self.only_gaps):
            button.toggled.connect(self._radio_chosen)
        self.people.toggled.connect(self._changed)
        self._make()

    @property
    def pdf(self) -> bytes:
        """The pages as they are shown; nothing while they are being made."""
        return self._pdf

    def _lay_out(self) -> None:
        self.a4 = self._radio(self.tr("A&4"), "paper_a4")
        self.a3 = self._radio(self.tr("A&3"), "paper_a3")
        shown = formats.count(len(self._services), self.tr("service"))
        self.every = self._radio(self.tr("&All shown ({n})").format(n=shown), "rows_all")
        gaps = sum(bool(each.gaps) for each in self._services)
        text = self.tr("Only with &gaps ({n})").format(n=formats.number(gaps))
        self.only_gaps = self._radio(text, "rows_gaps")
        self.only_gaps.setEnabled(gaps > 0)
        self.people = QCheckBox(self.tr("With &people and their cover"))
        self.people.setObjectName("with_people")
        choices = QVBoxLayout()
        choices.setSpacing(space(1.5))
        for heading, buttons in (
            (self.tr("Paper"), (self.a4, self.a3)),
            (self.tr("Services"), (self.every, self.only_gaps)),
        ):
            choices.addWidget(text_label(heading, bold=True))
            group = QButtonGroup(self)
            for button in buttons:
                group.addButton(button)
                choices.addWidget(button)
            choices.addSpacing(space(2))
        choices.addWidget(text_label(self.tr("People"), bold=True))
        choices.addWidget(self.people)
        tip = paragraph(self.tr("Names are on the paper then: keep it safe."), muted=True)
        choices.addWidget(tip)
        choices.addStretch(1)
        self._name_preview()
        self.preview.setMinimumSize(space(150), space(115))
        across = QHBoxLayout()
        across.setSpacing(space(5))
        across.addLayout(choices)
        across.addWidget(self.preview, 1)
        self.body.addLayout(across, 1)
        self.body.addWidget(self.notice)
        self.save = push_button(self.tr("&Save as PDF…"), self._ask_file, name="save_pdf")
        self.print_now = push_button(
            self.tr("&Print…"), self._ask_printer, name="print_now", primary=True
        )
        self.print_now.setDefault(True)
        self.foot.addWidget(self.save)
        self.foot.addWidget(self.print_now)

    def _name_preview(self) -> None:
        """It shows a board, where elsewhere it shows letters."""
        scroll = self.preview.findChild(QScrollArea)
        if scroll is not None:
            scroll.setAccessibleName(self.tr("The page as it prints"))
        self.preview.image.setAccessibleName(self.tr("No page shown"))

    def _radio(self, text: str, name: str) -> QRadioButton:
        button = QRadioButton(text)
        button.setObjectName(name)
        return button

    def _remember(self) -> None:
        last = last_view(REMEMBERED).split()
        (self.a3 if Paper.A3.name in last else self.a4).setChecked(True)
        has_gaps = GAPS in last and self.only_gaps.isEnabled()
        (self.only_gaps if has_gaps else self.every).setChecked(True)
        self.people.setChecked(PEOPLE in last)
        (self.a3 if self.a3.isChecked() else self.a4).setFocus()

    def _radio_chosen(self, is_on: bool) -> None:
        if is_on:
            self._changed()

    def _changed(self) -> None:
        """Keep the choice for next time, and make the pages anew."""
        said = [Paper.A3.name if self.a3.isChecked() else Paper.A4.name]
        said += [GAPS] if self.only_gaps.isChecked() else []
        said += [PEOPLE] if self.people.isChecked() else []
        keep_view(REMEMBERED, " ".join(said))
        self._make()

    def _wanted(self) -> BoardPrint:
        """What is chosen now."""
        services = self._services
        if self.only_gaps.isChecked():
            services = tuple(each for each in services if each.gaps)
        paper = Paper.A3 if self.a3.isChecked() else Paper.A4
        return BoardPrint(self._board, services, paper, self.people.isChecked(), self._desk.now())

    def _make(self) -> None:
        self._turn += 1
        self._pdf = b""
        self._wake(False)
        self.notice.say("")
        work = partial(_made_pages, self._wanted(), self._desk.tools.pages())
        self._desk.jobs.run_pure(
            work, partial(self._made, self._turn), partial(self._not_made, self._turn)
        )

    def _made(self, turn: int, made: tuple[bytes, int]) -> None:
        if self.is_closed or turn != self._turn:
            return
        self._pdf, count = made
        self.preview.show_pages(self._pdf, 1, count)
        self._wake(True)

    def _not_made(self, turn: int, error: BaseException) -> None:
        if self.is_closed or turn != self._turn:
            return
        self.preview.clear()
        self._name_preview()
        self._refused(error)

    def _wake(self, is_awake: bool) -> None:
        self.save.setEnabled(is_awake)
        self.print_now.setEnabled(is_awake)

    def _ask_file(self) -> None:
        name, title = self._wanted().file_name, self.tr("Save the board")
        ask_file(self, name, "PDF (*.pdf)", self._save, title)

    def _save(self, path: str) -> None:
        keep_print_folder(Path(path).parent)
        work = partial(write_file, Path(path), self._pdf)
        self._desk.jobs.run_pure(work, self._saved_as, self._refused)

    def _ask_printer(self) -> None:
        if not QPrinterInfo.availablePrinterNames():
            said = self.tr(
                "No printer is set up on this computer. Save the board as a PDF and print it on "
                "one that has a printer."
            )
            self.notice.say(said, Tone.WARNING)
            return
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._wanted().prepare(self._printer)
        dialog = QPrintDialog(self._printer, self)
        dialog.setObjectName("printer_dialog")
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
        dialog.accepted.connect(self._print)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def _print(self, printer: QPrinter) -> None:
        self.notice.say(self.tr("Printing…"))
        work = partial(self._wanted().print_on, printer)
        self._desk.jobs.run_pure(work, self._sent, self._refused)

    def _sent(self, _nothing: None) -> None:
        if not self.is_closed:
            self.notice.say(self.tr("Sent to the printer."), Tone.COVERED)


def _made_pages(wanted: BoardPrint, pages: Pages) -> tuple[bytes, int]:
    """The file and how many pages it has; runs off the window's thread."""
    pdf = wanted.pdf()
    return pdf, pages.page_count(pdf)
