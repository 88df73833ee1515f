"""The strike board on paper: a page width for each strike day, then every gap in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter

from rota.domain.errors import Refused
from rota.domain.times import short_words
from ui import formats
from ui.paper.board_drawing import SCALE, BoardDrawing
from ui.paper.frame import BOTTOM, FOOT, HEAD, TOP, Titles, draw_frame
from ui.paper.gap_list import GapList
from ui.paper.key import draw_key, key_height
from ui.paper.pagination import BoardPage, board_pages
from ui.paper.sheet import Paper, Sheet
from ui.widgets.ribbon_values import RibbonView

DOTS_PER_INCH = 1440


def board_pdf(
    view: RibbonView,
    title: str,
    facts: Sequence[str],
    paper: Paper,
    printed_at: datetime,
    *,
    with_people: bool = False,
) -> bytes:
    """The board as a PDF in greys with its fonts inside. Refuses a board without services."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Strike Rota")
    writer.setResolution(DOTS_PER_INCH)
    writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    writer.setPageLayout(paper.layout)
    print_board(writer, view, title, facts, paper, printed_at, with_people=with_people)
    return bytes(buffer.data().data())


def print_board(
    device: QPagedPaintDevice,
    view: RibbonView,
    title: str,
    facts: Sequence[str],
    paper: Paper,
    printed_at: datetime,
    *,
    with_people: bool = False,
) -> None:
    """Draw the board's pages on a device that is set to the paper."""
    if not view.rows or view.last <= view.start:
        raise Refused(
            "empty_board",
            "There is no service to print. Show all services on the board, or import duties and "
            "cover requirements first.",
        )
    lanes = (lane for row in view.rows for lane in row.lanes)
    names_people = with_people and any(not lane.is_requirement for lane in lanes)
    titles = Titles(title, facts, f"Printed {short_words(printed_at)}", names_people)
    sheet = Sheet(device, paper)
    try:
        _Pages(sheet, view, titles, with_people).draw()
    finally:
        sheet.end()


class _Pages:
    def __init__(self, sheet: Sheet, view: RibbonView, titles: Titles, with_people: bool) -> None:
        self._sheet, self._view, self._titles = sheet, view, titles
        self._with_people = with_people
        around = TOP + HEAD + SCALE + key_height(with_people=with_people) + FOOT + BOTTOM
        room = sheet.height - around
        self._boards = list(board_pages(view, room, with_people=with_people))
        self._gaps = GapList(sheet, view)
        self._count = len(self._boards) + len(self._gaps.pages)

    def draw(self) -> None:
        """The board's pages, then those of the list."""
        for number, page in enumerate(self._boards, start=1):
            self._begin(number, self._holds(page))
            BoardDrawing(self._sheet, self._view, page).draw()
            draw_key(self._sheet, with_people=self._with_people)
        for at in range(len(self._gaps.pages)):
            period = formats.period(self._view.start, self._view.last)
            self._begin(len(self._boards) + at + 1, f"Every gap in words, {period}")
            self._gaps.draw(at)

    def _begin(self, number: int, holds: str) -> None:
        if number > 1:
            self._sheet.new_page()
        draw_frame(self._sheet, self._titles, holds, number, self._count)

    def _holds(self, page: BoardPage) -> str:
        """What a page holds: its hours, and its services if others are on another page."""
        said = formats.period(page.start, page.end)
        rows, everything = page.rows, self._view.rows
        if len(rows) == len(everything):
            services = formats.count(len(rows), "service")
            return f"{said}, {services}" if len(rows) == 1 else f"{said}, all {services}"
        first, last = rows[0].service, rows[-1].service
        if first == last:
            return f"{said}, service {first}"
        at = everything.index(rows[0]) + 1
        place = f"{at} to {everything.index(rows[-1]) + 1} of {formats.number(len(everything))}"
        return f"{said}, services {first} to {last} ({place})"
