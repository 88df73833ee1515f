"""The rota on paper: which services, which paper, and the pages as they will print."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rota.domain.rota_sheets import PaperSize, RotaPaper
from rota.services.exporting import write_file
from rota.services.looking import note_list
from rota.services.rota_paper import RotaOrder, rota_services, rota_sheets
from ui.desk import Desk
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.folders import keep_print_folder
from ui.newest import Newest
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.letter_preview import PageView


class RotaPaperDialog(NotingDialog):
    """Shows the pages as they print and saves them as a PDF."""

    def __init__(self, desk: Desk, window_id: int, parent: QWidget | None) -> None:
        super().__init__(desk, "Rota on paper", parent)
        self.setObjectName("dialog_rota_paper")
        self._window_id = window_id
        self._pdf, self._turn = b"", 0
        self._newest = Newest(desk.jobs, self)
        self.service = QComboBox()
        self.service.setObjectName("rota_service")
        self.service.setAccessibleName(self.tr("Service"))
        self.service.addItem(self.tr("Every service"), "")
        self.service.setMaximumWidth(space(60))
        self.sizes = {size: QRadioButton(f"A&{size.value[1]}") for size in PaperSize}
        for size, button in self.sizes.items():
            button.setObjectName(f"paper_{size.value}")
        self.preview = PageView(desk)
        scroll = self.preview.findChild(QScrollArea)
        if scroll is not None:
            scroll.setAccessibleName(self.tr("The page as it prints"))
        self.preview.setMinimumSize(space(150), space(115))
        self.save_pdf = push_button(
            self.tr("&Save as PDF…"), self._ask_file, name="save_pdf", primary=True
        )
        self._lay_out()
        self.sizes[PaperSize.A4].setChecked(True)
        self.service.currentIndexChanged.connect(lambda _at: self._make())
        self.sizes[PaperSize.A4].toggled.connect(lambda _on: self._make())
        self.resize(space(215), space(170))
        read = partial(rota_services, desk.storage, window_id)
        desk.jobs.run(read, self._show_services, self._refused)
        self._make()

    @property
    def pdf(self) -> bytes:
        """The pages as they are shown; nothing while they are being made."""
        return self._pdf

    @property
    def order(self) -> RotaOrder:
        """What is chosen now."""
        size = next(size for size, button in self.sizes.items() if button.isChecked())
        return RotaOrder(self._window_id, str(self.service.currentData() or ""), size)

    def _lay_out(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(space(1.5))
        label = text_label(self.tr("Ser&vice"), bold=True)
        label.setBuddy(self.service)
        choices.addWidget(label)
        choices.addWidget(self.service)
        choices.addSpacing(space(2))
        choices.addWidget(text_label(self.tr("Paper"), bold=True))
        for button in self.sizes.values():
            choices.addWidget(button)
        choices.addSpacing(space(2))
        said = self.tr(
            "Only people who are there are listed, and what nobody fills. Names are on the paper: "
            "keep it safe."
        )
        words = paragraph(said, muted=True)
        words.setMaximumWidth(space(60))
        choices.addWidget(words)
        choices.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(space(5))
        across.addLayout(choices)
        across.addWidget(self.preview, 1)
        self.body.addLayout(across, 1)
        self.body.addWidget(self.notice)
        self.foot.addWidget(self.save_pdf)

    def _show_services(self, names: tuple[str, ...]) -> None:
        if not self.is_closed:
            for name in names:
                self.service.addItem(name, name)

    def _make(self) -> None:
        """Read the rota on the database thread; typeset it on the other."""
        desk, order = self._desk, self.order
        self._pdf = b""
        self._turn += 1
        self.save_pdf.setEnabled(False)
        self.notice.say("")
        ladder = desk.tools.rules.ladder
        work = partial(rota_sheets, desk.storage, order, ladder, desk.now())
        self._newest.ask(work, partial(self._typeset, self._turn), self._not_made)

    def _typeset(self, turn: int, sheets: RotaPaper) -> None:
        work = partial(_made_pages, self._desk, sheets)
        failed = partial(self._failed, turn)
        self._desk.jobs.run_pure(work, partial(self._made, turn), failed)

    def _made(self, turn: int, made: tuple[bytes, int]) -> None:
        if self.is_closed or turn != self._turn:
            return
        self._pdf, count = made
        self.preview.show_pages(self._pdf, 1, count)
        self.save_pdf.setEnabled(True)

    def _failed(self, turn: int, error: BaseException) -> None:
        if turn == self._turn and not self.is_closed:
            self._not_made(error)

    def _not_made(self, error: BaseException) -> None:
        self.preview.clear()
        self._refused(error)

    def _ask_file(self) -> None:
        ask_file(self, "rota.pdf", "PDF (*.pdf)", self._save)

    def _save(self, path: str) -> None:
        keep_print_folder(Path(path).parent)
        work = partial(_written, self._desk, self.order.window_id, Path(path), self._pdf)
        self._desk.jobs.run(work, self._saved_as, self._refused)


def _written(desk: Desk, window_id: int, out: Path, pdf: bytes) -> Path:
    """Write the file and keep in the history that it was; runs on the database thread."""
    path = write_file(out, pdf)
    note_list(desk.storage, f"Wrote the rota of strike {window_id} to a file.")
    return path


def _made_pages(desk: Desk, sheets: RotaPaper) -> tuple[bytes, int]:
    """The file and how many pages it has; runs off the window's thread."""
    pdf = desk.tools.papers.rota_paper(sheets, desk.now())
    return pdf, desk.tools.pages().page_count(pdf)
