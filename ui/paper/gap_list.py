"""Every gap in words, as a table one can write in at a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QRectF

from ui import formats
from ui.paper.frame import BOTTOM, FOOT, HEAD, SIDE, TOP
from ui.paper.gap_words import who_is_missing
from ui.paper.pagination import place_of
from ui.paper.sheet import BODY, LINE, MID, PALE, SMALL, Sheet
from ui.widgets.ribbon_values import RibbonRow, RibbonSegment, RibbonView

HEADS = 15.0
PLACE = 14.0
APART = 8.0
PADDING = 7.0
COLUMNS = ("Service", "From", "To", "Length", "Missing", "Who is missing", "Who covers it")
FIXED = (0.22, 74.0, 74.0, 50.0, 44.0, 0.0, 0.19)
"""Widths in points; below one, a share of the page; none: all that is left."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap, or a heading; ``service``, ``who`` and ``covers`` are cut into lines."""

    top: float
    height: float
    heading: str = ""
    row: RibbonRow | None = None
    gap: RibbonSegment | None = None
    service: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class GapList:
    """Lays out the gaps of a board on pages, and draws each page."""

    def __init__(self, sheet: Sheet, view: RibbonView) -> None:
        self._sheet = sheet
        self._edges = _edges(sheet.width - 2 * SIDE)
        self._top = TOP + HEAD + HEADS
        self.pages = _pages(self._lines(view), sheet.height - self._top - BOTTOM - FOOT - 4)

    def draw(self, page: int) -> None:
        """One of its pages, counted from 0."""
        sheet, lines = self._sheet, self.pages[page]
        right = sheet.width - SIDE
        for column, said in enumerate(COLUMNS):
            sheet.words(self._cell(column, self._top - HEADS, HEADS), said, bold=True)
        sheet.rule(QLineF(SIDE, self._top, right, self._top), 0.9)
        for line in lines:
            bottom = self._top + line.top + line.height
            if line.heading:
                box = QRectF(SIDE, bottom - line.height, right - SIDE, line.height)
                sheet.fill(box, PALE)
                sheet.words(box.adjusted(3, 0, 0, 0), line.heading, BODY, bold=True)
            else:
                self._gap(line)
                x = self._edges[-2] - APART / 2
                sheet.rule(QLineF(x, bottom - line.height, x, bottom), 0.4, MID)
            sheet.rule(QLineF(SIDE, bottom, right, bottom), 0.4, MID)

    def _cell(self, column: int, top: float, height: float) -> QRectF:
        left = self._edges[column]
        return QRectF(left, top, self._edges[column + 1] - left - APART, height)

    def _gap(self, line: GapLine) -> None:
        gap, sheet, top = line.gap, self._sheet, self._top + line.top
        if gap is None:
            return
        sheet.lines(self._cell(0, top, line.height), line.service, bold=True)
        said = (
            formats.moment(gap.start),
            formats.moment(gap.end),
            formats.duration(gap.end - gap.start),
        )
        for column, text in enumerate(said, start=1):
            sheet.words(self._cell(column, top, line.height), text)
        sheet.words(self._cell(4, top, line.height), formats.number(gap.missing), BODY, bold=True)
        sheet.lines(self._cell(5, top, line.height), line.who)
        sheet.lines(self._cell(6, top, line.height), line.covers)

    def _lines(self, view: RibbonView) -> Iterator[GapLine]:
        """The gaps in the board's order, each with how tall it stands."""
        heading = ""
        for row in view.rows:
            for number, gap in enumerate(row.gaps):
                place = place_of(row, view.rows)
                if place != heading:
                    heading = place
                    yield GapLine(0, PLACE, heading=place)
                name = row.service if number == 0 else f"{row.service} (more)"
                service = self._sheet.wrapped(name, self._width(0), bold=True)
                who = self._sheet.wrapped(who_is_missing(gap), self._width(5))
                covers = self._sheet.wrapped(gap.left, self._width(6))
                lines = max(len(service), len(who), len(covers), 1)
                height = SMALL * LINE * lines + PADDING
                yield GapLine(0, height, "", row, gap, tuple(service), tuple(who), tuple(covers))

    def _width(self, column: int) -> float:
        return self._edges[column + 1] - self._edges[column] - APART


def _edges(width: float) -> list[float]:
    wide = [each if each >= 1 else each * width for each in FIXED]
    wide[wide.index(0.0)] = width - sum(wide)
    return [SIDE + 3 + sum(wide[:number]) for number in range(len(wide) + 1)]


def _pages(lines: Iterator[GapLine], room: float) -> list[Sequence[GapLine]]:
    """Whole lines on pages; a heading stays with what follows and is said again."""
    pages: list[Sequence[GapLine]] = []
    page: list[GapLine] = []
    top, heading = 0.0, ""
    waiting: GapLine | None = None
    for line in lines:
        if line.heading:
            heading, waiting = line.heading, line
            continue
        taken = line.height + (waiting.height if waiting else 0)
        if page and top + taken > room:
            pages.append(tuple(page))
            page, top = [], 0.0
            if waiting is None:
                waiting = GapLine(0, PLACE, heading=f"{heading} (continued)")
        for each in (waiting, line) if waiting else (line,):
            page.append(replace(each, top=top))
            top += each.height
        waiting = None
    if page:
        pages.append(tuple(page))
    return pages
