"""One page of the board in black and white: calm where there is cover, loud where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from rota.domain.codes import Level, words
from rota.domain.times import day_words, end_of_day, to_local
from ui import formats
from ui.paper.bars import draw_bar, write_bar
from ui.paper.frame import HEAD, SIDE, TOP
from ui.paper.gap_words import CutOff, gap_lines
from ui.paper.pagination import BoardPage, PaperLine
from ui.paper.sheet import (
    BLACK,
    BODY,
    CENTRE,
    DARK,
    LIGHT,
    LINE,
    MID,
    PALE,
    RIGHT,
    SMALL,
    WHITE,
    Sheet,
)
from ui.widgets.ribbon_values import RibbonRow, RibbonSegment, RibbonView

BAND = 11.0
SCALE = 3 * BAND + 1
"""The height of the days, the hours and the counts over the board."""
LABELS = 156.0
HOUR = timedelta(hours=1)


class BoardDrawing:
    """Draws one page; ``top`` is where the board's scale begins."""

    def __init__(self, sheet: Sheet, view: RibbonView, page: BoardPage) -> None:
        self._sheet, self._view, self._page = sheet, view, page
        self._left, self._right = SIDE + LABELS, sheet.width - SIDE
        self._top = TOP + HEAD + SCALE
        lines = page.lines
        self._bottom = self._top + (lines[-1].top + lines[-1].height if lines else 0)
        self._on_top: list[Callable[[], None]] = []

    def draw(self) -> None:
        """Everything but the heading and the key."""
        self._overhang()
        self._hours()
        for line in self._page.lines:
            self._line(line)
        self._days()
        self._verticals()
        for write in self._on_top:
            write()

    def _x(self, at: datetime) -> float:
        page = self._page
        share = (at - page.start) / (page.end - page.start)
        return self._left + (self._right - self._left) * min(max(share, 0.0), 1.0)

    def _span(self, start: datetime, end: datetime, line: PaperLine, inset: float) -> QRectF:
        left, right = self._x(start), self._x(end)
        return QRectF(
            left,
            self._top + line.top + inset,
            max(right - left, 2.0),
            line.height - 2 * inset,
        )

    def _is_here(self, start: datetime, end: datetime) -> bool:
        return start < self._page.end and end > self._page.start

    def _overhang(self) -> None:
        end = self._view.end
        if self._is_here(end, self._view.overhang_end):
            left = self._x(end)
            right = self._x(self._view.overhang_end)
            top = self._top - SCALE + BAND
            box = QRectF(left, top, right - left, self._bottom - top)
            self._sheet.hatch(box, 5, 0.45, LIGHT, falling=True)

    def _days(self) -> None:
        """The calendar days, and the ends of the scale."""
        sheet, top = self._sheet, self._top - SCALE
        for start, end in self._parts_of_days():
            box = QRectF(self._x(start), top, self._x(end) - self._x(start), BAND)
            long = day_words(to_local(start).date())
            fits = sheet.width_of(long, BODY, bold=True) < box.width() - 6
            said = long if fits else formats.day(to_local(start).date())
            if sheet.width_of(said, BODY, bold=True) < box.width():
                sheet.words(box.adjusted(1, 0, 0, 0), said, BODY, bold=True)
            sheet.rule(QLineF(box.left(), top, box.left(), self._bottom), 0.7)
        sheet.rule(QLineF(self._right, top, self._right, self._bottom), 0.7)
        sheet.rule(QLineF(SIDE, self._top, self._right, self._top), 0.7)
        sheet.rule(QLineF(SIDE, self._bottom, self._right, self._bottom), 0.7)

    def _parts_of_days(self) -> Iterator[tuple[datetime, datetime]]:
        page = self._page
        at = page.start
        while at < page.end:
            cut = min(end_of_day(to_local(at).date()), page.end)
            yield at, cut
            at = cut

    def _hours(self) -> None:
        """Each hour off the local clock: one that happens twice is there twice."""
        sheet, page = self._sheet, self._page
        at = page.start.replace(minute=0, second=0, microsecond=0)
        wide = (self._right - self._left) / ((page.end - page.start) / HOUR)
        step = 1 if wide >= sheet.width_of("00") + 4 else 2
        while at <= page.end:
            x, hour = self._x(at), to_local(at).hour
            if at >= page.start:
                sheet.rule(QLineF(x, self._top - 2, x, self._bottom), 0.3, LIGHT)
                if hour % step == 0 and x <= self._right - 6:
                    box = QRectF(x + 1.5, self._top - SCALE + BAND, wide, BAND)
                    sheet.words(box, f"{hour:02d}", ink=DARK)
            at += HOUR

    def _verticals(self) -> None:
        """The counted instants with their counts, and the end of the strike."""
        sheet, top = self._sheet, self._top - BAND
        for mark in self._view.marks:
            if not self._page.start <= mark.at < self._page.end:
                continue
            x = self._x(mark.at)
            sheet.rule(QLineF(x, top, x, self._bottom), 0.6, BLACK, Qt.PenStyle.DashLine)
            said = f"{formats.clock(mark.at)}: {mark.text}"
            box = QRectF(x + 2, top, sheet.width_of(said, bold=True) + 2, BAND - 1)
            if box.right() > self._right:
                box.moveRight(x - 2)
            sheet.words(box, said, bold=True)
        end = self._view.end
        if self._view.overhang_end > end and self._page.start < end <= self._page.end:
            x = self._x(end)
            said = f"strike ends {formats.clock(end)}"
            wide = sheet.width_of(said, bold=True) + 2
            sheet.words(QRectF(x - wide - 3, top, wide, BAND - 1), said, bold=True, at=RIGHT)
            sheet.rule(QLineF(x, top, x, self._bottom), 1.6)

    def _line(self, line: PaperLine) -> None:
        sheet, top = self._sheet, self._top + line.top
        below = QLineF(SIDE, top + line.height, self._right, top + line.height)
        if line.heading:
            self._on_top.append(partial(self._heading, line))
        elif line.lane is not None:
            label = QRectF(SIDE + 12, top, LABELS - 16, line.height)
            sheet.words(label, line.lane.text)
            for bar in line.lane.bars:
                if self._is_here(bar.start, bar.end):
                    box = self._span(bar.start, bar.end, line, 0.8)
                    draw_bar(sheet, bar, box)
                    self._on_top.append(partial(write_bar, sheet, bar, box))
            self._segments(line, line.lane.segments, 0.8, 2)
        elif line.row is not None:
            self._label(line, line.row)
            self._strip(line, line.row)
        sheet.rule(below, 0.3, LIGHT if line.lane else MID)

    def _heading(self, line: PaperLine) -> None:
        """A band over everything that runs down the page."""
        sheet = self._sheet
        box = QRectF(SIDE, self._top + line.top, self._right - SIDE, line.height)
        sheet.fill(box, PALE)
        said = f"{line.heading} (continued)" if line.goes_on else line.heading
        sheet.words(box.adjusted(3, 0, 0, 0), said, BODY, bold=True)
        sheet.rule(QLineF(box.topLeft(), box.topRight()), 0.5, MID)
        sheet.rule(QLineF(box.bottomLeft(), box.bottomRight()), 0.5, MID)

    def _label(self, line: PaperLine, row: RibbonRow) -> None:
        sheet = self._sheet
        box = QRectF(SIDE + 3, self._top + line.top + 2, LABELS - 7, line.height - 4)
        half = box.height() / 2
        name = QRectF(box.left(), box.top(), box.width(), half)
        said = "continued" if line.goes_on else words(row.level)
        is_bold = bool(row.gaps)
        if sheet.width_of(row.service, BODY, bold=is_bold) <= box.width():
            sheet.words(name, row.service, BODY, bold=is_bold)
            sheet.words(name.translated(0, half), said, ink=DARK)
            return
        first, *rest = sheet.wrapped(f"{row.service} ({said})", box.width(), bold=is_bold)
        sheet.words(name, first, bold=is_bold)
        sheet.words(name.translated(0, half), " ".join(rest), bold=is_bold)

    def _strip(self, line: PaperLine, row: RibbonRow) -> None:
        if row.note:
            box = self._span(self._page.start, self._page.end, line, 4)
            self._sheet.frame(box, 0.6, DARK, Qt.PenStyle.DotLine)
            self._note(box, row.note)
            return
        self._segments(line, row.segments, 1.5, 5)
        if row.level is Level.SUSPENDED:
            self._note(
                self._span(self._page.start, self._page.end, line, 5), "suspended, nobody required"
            )

    def _segments(
        self, line: PaperLine, segments: Sequence[RibbonSegment], loud: float, calm: float
    ) -> None:
        """Gaps and cover, each so many points inside its line."""
        for segment in segments:
            if not self._is_here(segment.start, segment.end):
                continue
            inset = loud if segment.is_gap else calm
            box = self._span(segment.start, segment.end, line, inset)
            if segment.is_gap:
                self._gap(segment, box)
            else:
                self._cover(segment, box)

    def _cover(self, segment: RibbonSegment, box: QRectF) -> None:
        sheet = self._sheet
        if not segment.required:
            middle = box.center().y()
            sheet.rule(QLineF(box.left(), middle, box.right(), middle), 0.8, DARK)
            return
        box = box.adjusted(0, 0, -min(0.8, box.width() / 4), 0)
        sheet.fill(box, PALE)
        sheet.rule(QLineF(box.bottomLeft(), box.bottomRight()), 0.6, MID)
        for said in (f"{segment.filled} of {segment.required}", f"{segment.filled}"):
            wide = sheet.width_of(said) + 2
            if wide <= box.width():
                ground = QRectF(0, 0, wide, box.height() - 1.2)
                ground.moveCenter(box.center())
                self._on_top.append(partial(self._on_ground, ground, said, PALE))
                break

    def _note(self, box: QRectF, said: str) -> None:
        wide = min(self._sheet.width_of(said) + 6, box.width())
        ground = QRectF(box.left() + 12, box.top() + 1.5, wide, box.height() - 3)
        self._on_top.append(partial(self._on_ground, ground, said, WHITE))

    def _on_ground(self, ground: QRectF, said: str, grey: int) -> None:
        """Words that no line runs through."""
        self._sheet.fill(ground, grey)
        self._sheet.words(ground, said, at=CENTRE)

    def _gap(self, segment: RibbonSegment, box: QRectF) -> None:
        """Dense hatching in a heavy frame; an arrow where it goes on, on another page."""
        sheet, page = self._sheet, self._page
        sheet.fill(box, WHITE)
        sheet.hatch(box, 2.6, 0.75, BLACK)
        sheet.frame(box, 1.3)
        cut = CutOff(segment.start < page.start, segment.end > page.end)
        inner = box.adjusted(8 if cut.before else 3, 0, -8 if cut.after else -3, 0)
        middle = box.center().y()
        if cut.before:
            sheet.fill(QRectF(box.left(), middle - 5, 8, 10), WHITE)
            sheet.arrow(QPointF(box.left() + 1, middle), -6)
        if cut.after:
            sheet.fill(QRectF(box.right() - 8, middle - 5, 8, 10), WHITE)
            sheet.arrow(QPointF(box.right() - 1, middle), 6)
        most = max(int(box.height() // (SMALL * LINE)), 1)
        said = gap_lines(sheet, segment, cut, inner.width() - 5, most)
        self._on_top.append(partial(self._gap_words, inner, said))

    def _gap_words(self, inner: QRectF, said: list[str]) -> None:
        """The number and the words on white, so that no line runs through them."""
        sheet = self._sheet
        wide = max(sheet.width_of(line, bold=True) for line in said)
        ground = QRectF(0, 0, wide + 5, SMALL * LINE * len(said) + 1)
        ground.moveCenter(inner.center())
        sheet.fill(ground, WHITE)
        sheet.lines(ground, said, bold=True, at=CENTRE)
