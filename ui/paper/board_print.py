"""A board that is to be printed: what goes on the paper, in words, and where it then goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter

from rota.domain.codes import words
from rota.domain.times import to_local
from rota.services.board import BoardService, BoardView
from ui import formats
from ui.paper.board_paper import board_pdf, print_board
from ui.paper.sheet import Paper
from ui.strike_words import called_out, short_title
from ui.widgets.board_rows import ribbon_view
from ui.wording import capital


@dataclass(frozen=True, slots=True)
class BoardPrint:
    """Some services of a board on a paper; any thread can draw it."""

    board: BoardView
    services: tuple[BoardService, ...]
    paper: Paper
    with_people: bool
    at: datetime

    @property
    def title(self) -> str:
        """The strike, without anybody's name."""
        return f"Cover: {short_title(self.board.window)}"

    @property
    def file_name(self) -> str:
        """A name that says the day and names nobody: ``cover-12-jan-2016.pdf``."""
        first = to_local(self.board.start).date()
        _weekday, number, month = formats.day(first).split()
        return f"cover-{number}-{month.lower()}-{first.year}.pdf"

    @property
    def facts(self) -> tuple[str, ...]:
        """What every page says of the strike and of what is printed."""
        board, terms = self.board, self.board.window.terms
        period = formats.period(terms.start, terms.end)
        facts = [f"{capital(called_out(terms))}, {period}, {words(board.window.state)}"]
        gaps = sum(len(each.gaps) for each in self.services)
        missing = timedelta(minutes=sum(each.missing_minutes for each in self.services))
        said = formats.count(gaps, "gap")
        facts.append(f"{said}, {formats.duration(missing)} of cover missing" if gaps else said)
        if len(self.services) < len(board.services):
            everything = formats.count(len(board.services), "service")
            facts.append(f"counts at 09:00 and 20:00 are of all {everything}")
        elif board.worst is not None:
            worst = formats.moment(board.worst.at)
            facts.append(f"worst: {worst}, {formats.number(board.worst.missing)} missing")
        return tuple(facts)

    def pdf(self) -> bytes:
        """The pages as a file. Refuses a board without services."""
        view = ribbon_view(self.board, self.services, self.at)
        people = self.with_people
        return board_pdf(view, self.title, self.facts, self.paper, self.at, with_people=people)

    def print_on(self, printer: QPrinter) -> None:
        """Draw the pages on a printer, on the paper that was chosen for it in the end."""
        printer.setFullPage(True)
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        view = ribbon_view(self.board, self.services, self.at)
        people = self.with_people
        print_board(printer, view, self.title, self.facts, self.paper, self.at, with_people=people)

    def prepare(self, printer: QPrinter) -> None:
        """Set a printer to the paper, on its long side, in greys, without margins of its own."""
        printer.setDocName(self.title)
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
        printer.setFullPage(True)
        printer.setPageLayout(self.paper.layout)
