"""The letter as it prints, page by page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rota.services.ports import Pages
from ui.desk import Desk
from ui.theme import space
from ui.widgets.buttons import icon_button
from ui.widgets.labels import text_label

RESIZE_MILLISECONDS = 150


class PageView(QWidget):
    """Shows some pages of a PDF as wide as there is room, drawn off the window's thread."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pages: Pages | None = None
        self._pdf, self._first, self._count, self._at = b"", 1, 0, 0
        self._turn = 0
        self.image = QLabel()
        self.image.setObjectName("letter_page")
        self.image.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(self.tr("The letter as it prints"))
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.image)
        self.back = icon_button(
            self.tr("Page before"), "left", partial(self._turn_page, -1), name="page_before"
        )
        self.on = icon_button(
            self.tr("Page after"), "right", partial(self._turn_page, 1), name="page_after"
        )
        self.number = text_label(muted=True)
        self.number.setObjectName("page_number")
        bar = QHBoxLayout()
        bar.setSpacing(space(1))
        bar.addStretch(1)
        bar.addWidget(self.back)
        bar.addWidget(self.number)
        bar.addWidget(self.on)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(1))
        layout.addLayout(bar)
        layout.addWidget(self._scroll, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(RESIZE_MILLISECONDS)
        self._later.timeout.connect(self._draw)
        self._say_number()

    @property
    def page(self) -> int:
        """Which page of the letter is shown, from 1."""
        return self._at + 1

    def show_pages(self, pdf: bytes, first: int, count: int) -> None:
        """Show pages of a file, ``first`` counted from 1."""
        self._pdf, self._first, self._count, self._at = pdf, first, count, 0
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._say_number()
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self._turn += 1
        self._pdf, self._count, self._at = b"", 0, 0
        self.image.clear()
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._say_number()

    def _turn_page(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), max(self._count - 1, 0))
        self._say_number()
        self._draw()
        self._scroll.verticalScrollBar().setValue(0)

    def _say_number(self) -> None:
        several = self._count > 1
        for widget in (self.back, self.on, self.number):
            widget.setVisible(several)
        said = self.tr("Page {n} of {all}").format(n=self.page, all=self._count)
        self.number.setText(said)
        self.image.setAccessibleName(said if self._count else self.tr("No letter shown"))
        self.back.setEnabled(self._at > 0)
        self.on.setEnabled(self._at + 1 < self._count)

    def _draw(self) -> None:
        if not self._count:
            return
        self._turn += 1
        ratio = self.devicePixelRatioF()
        width = max(round(self._scroll.viewport().width() * ratio), 1)
        pages = self._pages = self._pages or self._desk.tools.pages()
        work = partial(pages.page_image, self._pdf, self._first + self._at, width)
        self._desk.jobs.run_pure(work, partial(self._show_image, self._turn, ratio))

    def _show_image(self, turn: int, ratio: float, drawn: tuple[int, int, bytes]) -> None:
        if turn != self._turn:
            return
        width, height, pixels = drawn
        image = QImage(pixels, width, height, width * 4, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.image.setPixmap(pixmap)

    def sizeHint(self) -> QSize:
        """Wide enough to read a page."""
        return QSize(space(100), space(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again for the new width once it settles."""
        super().resizeEvent(event)
        if self._count and event.size().width() != event.oldSize().width():
            self._later.start()
