"""How the ribbon's board is drawn: calm where there is cover, loud where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rota.domain.codes import Level
from ui.colours import Tone, ToneColours
from ui.theme import space
from ui.widgets.hatching import hatched
from ui.widgets.ribbon_drag import CoverDrag
from ui.widgets.ribbon_ink import CENTRE, Ink
from ui.widgets.ribbon_layout import Line, RibbonLayout
from ui.widgets.ribbon_sight import Sight, ticks_shown
from ui.widgets.ribbon_values import Cell, RibbonBar, RibbonRow, RibbonSegment


def gap_wordings(segment: RibbonSegment) -> tuple[str, ...]:
    """Words about a gap, fullest first."""
    return (segment.numbers, f"{segment.missing} missing", f"−{segment.missing}")


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

    def paint(self, sight: Sight) -> None:
        """Draw everything."""
        self._ground(sight)
        for line in self.lines:
            self._line(line)
        self._verticals()
        for words in self._words:
            self._write(words)
        if sight.line is not None and sight.cell is not None and sight.line in self.lines:
            self._cursor(sight.line, sight.cell)
        if sight.drag is not None:
            self._ghost(sight.drag)

    def _ground(self, sight: Sight) -> None:
        p, view, shown = self.painter, self.layout.view, self.shown
        for line in self.lines:
            fill = sight.fill_of(line, self.ink)
            if fill is not None:
                p.fillRect(self._across(line), fill)
        if view.overhang_end > view.end:
            left, width = self.layout.span(view.end, view.overhang_end)
            p.fillRect(
                QRect(left, shown.top(), width, shown.height()), self.ink.tone(Tone.OVERHANG).fill
            )
        for tick in ticks_shown(self.layout, self.ink, shown.left(), shown.width()):
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
            for segment in line.lane.segments:
                self._segment(line, line.row, segment)
        elif line.row is not None and line.row.segments:
            for segment in line.row.segments:
                self._segment(line, line.row, segment)
        elif line.row is not None and line.row.note:
            is_off = line.row.level is Level.SUSPENDED
            said = self.ink.tone(Tone.MUTED if is_off else Tone.WARNING)
            on_page = ToneColours(said.mark, self.ink.base, said.mark)
            self._words.append(
                _Words(line.row.note, box.adjusted(space(1), 1, 0, -1), on_page, is_left=True)
            )

    def _seen(self, box: QRect) -> QRect:
        """The part of a box that is not scrolled away to a side; words stand in it."""
        return box.intersected(
            QRect(self.shown.left(), box.top(), self.shown.width(), box.height())
        )

    def _segment(self, line: Line, row: RibbonRow | None, segment: RibbonSegment) -> None:
        box = self.layout.strip(line, segment).adjusted(0, 0, -1, 0)
        seen = self._seen(box)
        if seen.isEmpty():
            return
        if segment.is_gap:
            self._gap(segment, box, seen)
            return
        suspended = row is not None and row.level is Level.SUSPENDED
        tone = self.ink.tone(Tone.SUSPENDED if suspended else Tone.COVERED)
        said = cover_wordings(segment)
        if suspended:
            box = QRect(box.left(), line.top, box.width(), line.height - 1)
            box = seen = self._seen(box.adjusted(0, space(1), 0, -space(1)))
            said = ("suspended, nobody required", "suspended")
        self.painter.fillRect(box, tone.fill)
        if not suspended:
            self.painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), tone.mark)
        text = self.ink.fitting(said, seen.width() - 2)
        self._words.append(_Words(text, seen, tone))

    def _gap(self, segment: RibbonSegment, box: QRect, seen: QRect) -> None:
        p = self.painter
        tone = self.ink.tone(Tone.SHORT)
        p.fillRect(box, tone.fill)
        stripe = QColor(tone.text)
        stripe.setAlphaF(0.5)
        hatched(p, box, stripe, space(2))
        text = self.ink.fitting(gap_wordings(segment), seen.width() - 2, bold=True)
        self._words.append(_Words(text, seen, tone, is_bold=True))

    def _write(self, words: _Words) -> None:
        """Words on their own ground, so that neither hatching nor a line runs through them."""
        if not words.text:
            return
        said = self.ink.width(words.text, bold=words.is_bold)
        width = min(said + self.ink.margin, words.seen.width())
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
        box = self.layout.box(line, bar)
        seen = self._seen(box)
        if seen.isEmpty():
            return
        tone = self.ink.tone(bar.tone)
        if bar.is_unconfirmed:
            tone = ToneColours(tone.mark, self.ink.base, tone.mark)
        p.fillRect(box, tone.fill)
        if bar.tone is Tone.LOST:
            stripe = QColor(tone.mark)
            stripe.setAlphaF(0.35)
            hatched(p, box, stripe, space(1.5))
        metrics = self.ink.small_metrics
        text = metrics.elidedText(
            bar.text, Qt.TextElideMode.ElideRight, max(seen.width() - space(3), 0)
        )
        dots = Qt.PenStyle.DashLine if bar.is_unconfirmed else Qt.PenStyle.SolidLine
        p.setPen(QPen(tone.mark, 1, dots))
        p.drawRect(box.adjusted(0, 0, -1, -1))
        inner = seen.adjusted(0, 1, -1, -1)
        if bar.is_movable:
            grip = space(0.75)
            for left in (box.left(), box.right() + 1 - grip):
                p.fillRect(QRect(left, box.top(), grip, box.height()), tone.mark)
            inner.setLeft(max(inner.left(), box.left() + grip))
            inner.setRight(min(inner.right(), box.right() - grip))
        self._words.append(_Words(text, inner, tone, is_left=True))

    def _cursor(self, line: Line, cell: Cell) -> None:
        """The stretch the keyboard is on, framed twice so that it shows on any ground."""
        box = self.layout.box(line, cell)
        if isinstance(cell, RibbonSegment):
            box.adjust(0, 0, -1, 0)
        self.painter.setPen(QPen(self.ink.text, 2))
        self.painter.drawRect(box.adjusted(-1, -1, 1, 1))
        self.painter.setPen(QPen(self.ink.base, 1))
        self.painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _ghost(self, drag: CoverDrag) -> None:
        """Where dragged cover would be, and its new times in words."""
        line = self._line_of(drag)
        if line is None:
            return
        p, tone = self.painter, self.ink.tone(Tone.ACCENT)
        box = self.layout.box(line, RibbonBar(drag.start, drag.end, ""))
        p.fillRect(box, tone.fill)
        words = QRect(box)
        words.setWidth(max(box.width(), self.ink.width(drag.text, bold=True) + space(3)))
        words.moveRight(min(words.right(), self.shown.right()))
        words.moveLeft(max(words.left(), self.shown.left()))
        if words.width() > box.width():
            p.fillRect(words, tone.fill)
            p.fillRect(box.adjusted(0, box.height() - space(0.75), 0, 0), tone.text)
        p.setPen(QPen(self.ink.base, 1))
        p.drawRect(words.united(box).adjusted(-1, -1, 0, 0))
        p.setFont(self.ink.small_bold)
        p.setPen(tone.text)
        p.drawText(self._seen(words), CENTRE, drag.text)

    def _line_of(self, drag: CoverDrag) -> Line | None:
        """The bar's own lane while it stays at its service, or the other service's line."""
        at_home = drag.service.key == drag.home
        for line in self.lines:
            if line.row is None or line.row.key != drag.service.key:
                continue
            bars = line.lane.bars if line.lane else ()
            if any(bar.key == drag.bar.key for bar in bars) if at_home else line.is_service:
                return line
        return None
