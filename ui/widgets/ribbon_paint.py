"""How the ribbon's board is drawn: calm where there is cover, loud where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rota.domain.codes import Level
from ui.colours import Tone, ToneColours
from ui.theme import space
from ui.widgets.ribbon_ink import CENTRE, Ink, first_that_fits, hatch
from ui.widgets.ribbon_layout import Line, RibbonLayout, ticks
from ui.widgets.ribbon_values import RibbonBar, RibbonRow, RibbonSegment


def gap_wordings(segment: RibbonSegment) -> tuple[str, ...]:
    """Words about a gap, fullest first."""
    return (
        f"{segment.filled} of {segment.required}, {segment.missing} missing",
        f"{segment.missing} missing",
        f"−{segment.missing}",
    )


def cover_wordings(segment: RibbonSegment) -> tuple[str, ...]:
    """Words about cover, fullest first."""
    if not segment.required:
        return ()
    return (f"{segment.filled} of {segment.required}", f"{segment.filled}")


@dataclass(frozen=True, slots=True)
class _Words:
    """Words to write last, over everything drawn."""

    text: str
    seen: QRect
    tone: ToneColours
    is_bold: bool = False
    is_left: bool = False


class BoardPainter:
    """Draws the part of the board that shows; ``shown`` is in the board's own coordinates."""

    def __init__(self, painter: QPainter, layout: RibbonLayout, ink: Ink, shown: QRect) -> None:
        self.painter = painter
        self.layout = layout
        self.ink = ink
        self.shown = shown
        self.lines = layout.visible(shown.top(), shown.height())
        self._words: list[_Words] = []

    def paint(self, row: RibbonRow | None, gap: RibbonSegment | None) -> None:
        """Draw everything; ``row`` is the current service, ``gap`` the one under the cursor."""
        self._ground(row)
        for line in self.lines:
            self._line(line)
        self._verticals()
        for words in self._words:
            self._write(words)
        if gap is not None:
            self._cursor(row, gap)

    def _ground(self, row: RibbonRow | None) -> None:
        p, view, shown = self.painter, self.layout.view, self.shown
        for line in self.lines:
            if row is not None and line.row is row:
                p.fillRect(self._across(line), self.ink.current)
        if view.overhang_end > view.end:
            left, width = self.layout.span(view.end, view.overhang_end)
            p.fillRect(
                QRect(left, shown.top(), width, shown.height()), self.ink.tone(Tone.OVERHANG).fill
            )
        room = self.ink.small_metrics.horizontalAdvance("00") + space(2)
        for tick in ticks(view, self.layout.hour_width, room):
            self._vertical(
                self.layout.x_of(tick.at), self.ink.line if tick.is_midnight else self.ink.faint
            )

    def _verticals(self) -> None:
        """The counted instants, the end of the window and the present."""
        view = self.layout.view
        for mark in view.marks:
            self._vertical(self.layout.x_of(mark.at), self.ink.muted, Qt.PenStyle.DotLine)
        if view.overhang_end > view.end:
            self._vertical(self.layout.x_of(view.end), self.ink.tone(Tone.OVERHANG).mark)
        if view.now is not None and view.start <= view.now < view.last:
            self._vertical(self.layout.x_of(view.now), self.ink.accent, width=2)

    def _vertical(
        self, x: int, colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine, width: int = 1
    ) -> None:
        self.painter.setPen(QPen(colour, width, style))
        self.painter.drawLine(x, self.shown.top(), x, self.shown.bottom())

    def _across(self, line: Line) -> QRect:
        return QRect(self.shown.left(), line.top, self.shown.width(), line.height)

    def _line(self, line: Line) -> None:
        box = self._across(line)
        self.painter.setPen(self.ink.line if line.heading else self.ink.faint)
        self.painter.drawLine(box.bottomLeft(), box.bottomRight())
        if line.lane is not None:
            for bar in line.lane.bars:
                self._bar(line, bar)
        elif line.row is not None and line.row.segments:
            for segment in line.row.segments:
                self._segment(line, line.row, segment)
        elif line.row is not None and line.row.note:
            warning = self.ink.tone(Tone.WARNING)
            on_page = ToneColours(warning.mark, self.ink.base, warning.mark)
            self._words.append(
                _Words(line.row.note, box.adjusted(space(1), 1, 0, -1), on_page, is_left=True)
            )

    def _seen(self, box: QRect) -> QRect:
        """The part of a box that is not scrolled away to a side; words stand in it."""
        return box.intersected(
            QRect(self.shown.left(), box.top(), self.shown.width(), box.height())
        )

    def _segment(self, line: Line, row: RibbonRow, segment: RibbonSegment) -> None:
        box = self.layout.strip(line, segment).adjusted(0, 0, -1, 0)
        seen = self._seen(box)
        if seen.isEmpty():
            return
        if segment.is_gap:
            self._gap(segment, box, seen)
            return
        suspended = row.level is Level.SUSPENDED
        tone = self.ink.tone(Tone.SUSPENDED if suspended else Tone.COVERED)
        said = cover_wordings(segment)
        if suspended:
            box = QRect(box.left(), line.top, box.width(), line.height - 1)
            box = seen = self._seen(box.adjusted(0, space(1), 0, -space(1)))
            said = ("suspended, nobody required", "suspended")
        self.painter.fillRect(box, tone.fill)
        if not suspended:
            self.painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), tone.mark)
        text = first_that_fits(said, seen.width() - 2, self.ink.small_metrics)
        self._words.append(_Words(text, seen, tone))

    def _gap(self, segment: RibbonSegment, box: QRect, seen: QRect) -> None:
        p = self.painter
        tone = self.ink.tone(Tone.SHORT)
        p.fillRect(box, tone.fill)
        stripe = QColor(tone.text)
        stripe.setAlphaF(0.5)
        hatch(p, box, stripe, space(2))
        metrics = self.ink.small_bold_metrics
        text = first_that_fits(gap_wordings(segment), seen.width() - 2, metrics)
        self._words.append(_Words(text, seen, tone, is_bold=True))

    def _write(self, words: _Words) -> None:
        """Words on their own ground, so that neither hatching nor a line runs through them."""
        if not words.text:
            return
        metrics = self.ink.small_bold_metrics if words.is_bold else self.ink.small_metrics
        width = min(metrics.horizontalAdvance(words.text) + space(2), words.seen.width())
        ground = QRect(0, 0, width, words.seen.height() - 2)
        ground.moveCenter(words.seen.center())
        if words.is_left:
            ground.moveLeft(words.seen.left() + 1)
        self.painter.fillRect(ground, words.tone.fill)
        self.painter.setFont(self.ink.small_bold if words.is_bold else self.ink.small)
        self.painter.setPen(words.tone.text)
        self.painter.drawText(ground, CENTRE, words.text)

    def _bar(self, line: Line, bar: RibbonBar) -> None:
        p = self.painter
        left, width = self.layout.span(bar.start, bar.end)
        inset = space(0.75)
        box = QRect(left, line.top + inset, width - 1, line.height - 2 * inset)
        seen = self._seen(box)
        if seen.isEmpty():
            return
        tone = self.ink.tone(bar.tone)
        p.fillRect(box, tone.fill)
        if bar.tone is Tone.LOST:
            stripe = QColor(tone.mark)
            stripe.setAlphaF(0.35)
            hatch(p, box, stripe, space(1.5))
        metrics = self.ink.small_metrics
        text = metrics.elidedText(
            bar.text, Qt.TextElideMode.ElideRight, max(seen.width() - space(2), 0)
        )
        p.setPen(tone.mark)
        p.drawRect(box.adjusted(0, 0, -1, -1))
        self._words.append(_Words(text, seen.adjusted(0, 0, -1, -1), tone, is_left=True))

    def _cursor(self, row: RibbonRow | None, gap: RibbonSegment) -> None:
        """The gap the keyboard is on, framed twice so that it shows on any ground."""
        for line in self.lines:
            if line.is_service and line.row is row:
                box = self.layout.strip(line, gap).adjusted(0, 0, -1, 0)
                self.painter.setPen(QPen(self.ink.text, 2))
                self.painter.drawRect(box.adjusted(-1, -1, 1, 1))
                self.painter.setPen(QPen(self.ink.base, 1))
                self.painter.drawRect(box.adjusted(1, 1, -2, -2))
