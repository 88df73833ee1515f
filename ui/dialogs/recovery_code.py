"""Shows a recovery code once, lets it be kept, and asks two groups of it back."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rota.domain.errors import Unavailable
from rota.services.exporting import write_file
from ui.colours import Tone
from ui.dialogs.save_as import ask_file
from ui.paper.recovery_sheet import PER_LINE, code_groups, code_pdf, code_text, draw_code
from ui.paper.sheet import Paper
from ui.theme import Size, font, space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

ASKED_BACK = 2
"""How many groups are typed back: enough to show that the code is written down."""


class RecoveryCode(QWidget):
    """First the code, large; then two groups of it, typed from what the person has kept.

    ``proved`` says that both were right. The code leaves the clipboard and the screen then.
    ``acted`` says that the person did something with it.
    """

    proved = Signal()
    acted = Signal()

    def __init__(self, file_name: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._file_name, self._now = file_name, now
        self._code = ""
        self._asked: tuple[int, ...] = ()
        self.steps = QStackedWidget()
        self.steps.addWidget(self._showing())
        self.steps.addWidget(self._proving())
        self.said = Notice()
        self.said.setObjectName("code_said")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(3))
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.said)

    @property
    def asked(self) -> tuple[int, ...]:
        """Which groups are asked back, the first being 0."""
        return self._asked

    def show_code(self, code: str) -> None:
        """Show a new code."""
        self._code = code
        groups = code_groups(code)
        for at, label in enumerate(self.groups):
            label.setText(groups[at] if at < len(groups) else "")
            label.setAccessibleName(" ".join(groups[at]) if at < len(groups) else "")
        picked = random.SystemRandom().sample(range(len(groups)), ASKED_BACK)
        self._asked = tuple(sorted(picked))
        self.said.say("")
        self.steps.setCurrentIndex(0)
        self.written.setFocus()

    def forget(self) -> None:
        """Take the code off the screen and, if it is still there, off the clipboard."""
        board = QGuiApplication.clipboard()
        if self._code and self._code in board.text():
            board.clear()
        self._code = ""
        for label in self.groups:
            label.clear()

    def _showing(self) -> QWidget:
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(4))
        down.addWidget(
            paragraph(
                self.tr(
                    "Write this down on paper, or print it, and lock it away. It opens the file "
                    "when a passphrase is forgotten. Without it, a forgotten passphrase means "
                    "that the data is lost: nobody can bring it back. It is shown this once."
                )
            )
        )
        grid = QGridLayout()
        grid.setSpacing(space(4))
        self.groups: list[QLabel] = []
        for at in range(2 * PER_LINE):
            label = text_label(bold=True)
            large = font(Size.TITLE, bold=True)
            large.setPointSizeF(large.pointSizeF() * 1.8)
            label.setFont(large)
            label.setObjectName(f"code_group_{at + 1}")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.groups.append(label)
            row, column = at // PER_LINE, at % PER_LINE * 2
            grid.addWidget(text_label(f"{at + 1}", muted=True), row, column)
            grid.addWidget(label, row, column + 1)
            grid.setColumnStretch(column + 1, 1)
        down.addLayout(grid)
        across = QHBoxLayout()
        across.setSpacing(space(2))
        for text, work, name in (
            (self.tr("&Print…"), self._print, "print_code"),
            (self.tr("&Save…"), self._ask_file, "save_code"),
            (self.tr("&Copy"), self._copy, "copy_code"),
        ):
            across.addWidget(push_button(text, work, name=name))
        across.addStretch(1)
        self.written = push_button(
            self.tr("It is written down"), self._ask_back, name="code_written", primary=True
        )
        across.addWidget(self.written)
        down.addStretch(1)
        down.addLayout(across)
        return page

    def _proving(self) -> QWidget:
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(4))
        down.addWidget(
            paragraph(self.tr("Type two groups of the code from what you wrote down or printed."))
        )
        self._form = Form()
        self.answers = [line("", f"code_answer_{at + 1}") for at in range(ASKED_BACK)]
        self._asks = [text_label() for _ in self.answers]
        for said, field in zip(self._asks, self.answers, strict=True):
            said.setBuddy(field)
            field.returnPressed.connect(self._check)
            field.textEdited.connect(lambda _text: self._begin())
            self._form.addRow(said, field)
        down.addLayout(self._form)
        down.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(space(2))
        across.addWidget(
            push_button(self.tr("Show the code a&gain"), self._back, name="code_again")
        )
        across.addStretch(1)
        self.check = push_button(self.tr("Go on"), self._check, name="code_check", primary=True)
        across.addWidget(self.check)
        down.addLayout(across)
        return page

    def _begin(self) -> None:
        """Take away what was said of what was done before."""
        self.said.say("")
        self.acted.emit()

    def _ask_back(self) -> None:
        self._begin()
        for number, said, field in zip(self._asked, self._asks, self.answers, strict=True):
            spoken = self.tr("Group {n}").format(n=number + 1)
            said.setText(spoken)
            field.setAccessibleName(spoken)
            field.clear()
        self.steps.setCurrentIndex(1)
        self.answers[0].setFocus()

    def _back(self) -> None:
        self._begin()
        self.steps.setCurrentIndex(0)
        self.written.setFocus()

    def _check(self) -> None:
        self._begin()
        groups = code_groups(self._code)
        for number, field in zip(self._asked, self.answers, strict=True):
            if field.text().strip().upper() != groups[number]:
                text = self.tr("Group {n} is not right. Look at what you wrote down once more.")
                self.said.say(text.format(n=number + 1), Tone.WARNING)
                field.setFocus()
                field.selectAll()
                return
        self.forget()
        self.proved.emit()

    def _copy(self) -> None:
        self._begin()
        QGuiApplication.clipboard().setText(self._code)
        self.said.say(self.tr("Copied. It is taken off the clipboard when you go on."))

    def _ask_file(self) -> None:
        self._begin()
        kinds = self.tr("PDF (*.pdf);;Text (*.txt)")
        ask_file(self, "strike-rota-recovery-code.pdf", kinds, self.save_as)

    def save_as(self, path: str) -> None:
        """Write the sheet; a name that ends in .txt gets plain text."""
        given = self._code, self._file_name, self._now()
        is_text = path.lower().endswith(".txt")
        try:
            write_file(Path(path), code_text(*given).encode() if is_text else code_pdf(*given))
        except Unavailable as error:
            self.said.say(error.text, Tone.SHORT)
            return
        self.said.say(
            self.tr("Saved. Move it off this computer: beside the file it protects nothing."),
            Tone.WARNING,
        )

    def _print(self) -> None:
        self._begin()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.tr("Recovery code"))
        printer.setFullPage(True)
        printer.setPageLayout(Paper.A4.layout)
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("printer_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._draw, printer))
        QDialog.open(dialog)

    def _draw(self, printer: QPrinter) -> None:
        try:
            draw_code(printer, self._code, self._file_name, self._now())
        except Unavailable as error:
            self.said.say(error.text, Tone.SHORT)
