"""The two edges of the ribbon that stay while it scrolls: names on the left, times on top."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygon

from rota.domain.codes import Level, words
from rota.domain.times import to_local
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.ribbon_ink import CENTRE, LEFT, RIGHT, Ink, first_that_fits
from ui.widgets.ribbon_layout import Line, RibbonLayout
from ui.widgets.ribbon_sight import Sight, ticks_shown
from ui.widgets.ribbon_ticks import midnights
from ui.widgets.ribbon_values import RibbonLane, RibbonRow, open_time

_LEVEL_TONE = {
    Level.NORMAL: Tone.MUTED,
    Level.EMERGENCY_ONLY: Tone.EMERGENCY,
    Level.SUSPENDED: Tone.SUSPENDED,
}
_LEVEL_WORD = {
    Level.NORMAL: "normal",
    Level.EMERGENCY_ONLY: "emergency",
    Level.SUSPENDED: "suspended",
}
_ELIDE = Qt.TextElideMode.ElideRight


def total_width(ink: Ink, rows: tuple[RibbonRow, ...]) -> int:
    """How wide the column of gap lengths is."""
    said = ["in gaps", *(formats.duration(row.open_time) for row in rows if row.gaps)]
    return max(ink.small_bold_metrics.horizontalAdvance(text) for text in said) + space(1)


def usual_level(rows: tuple[RibbonRow, ...]) -> Level | None:
    """The level most services have: the heading says it once, so that others stand out."""
    counted = Counter(row.level for row in rows)
    return counted.most_common(1)[0][0] if counted else None


def level_width(ink: Ink, rows: tuple[RibbonRow, ...]) -> int:
    """How wide the column of service levels is; nought when all have the usual one."""
    usual = usual_level(rows)
    said = {_LEVEL_WORD[row.level] for row in rows if row.level is not usual}
    return max(map(ink.small_metrics.horizontalAdvance, said)) + space(2) if said else 0


def labels_width(ink: Ink, rows: tuple[RibbonRow, ...], room: int) -> int:
    """How wide the names are: as wide as they need, up to two fifths of the board."""
    longest = max((ink.body_metrics.horizontalAdvance(row.service) for row in rows), default=0)
    wanted = longest + space(9) + level_width(ink, rows) + total_width(ink, rows)
    return max(min(wanted, room * 2 // 5), space(40))


def _fits(ink: Ink, layout: RibbonLayout) -> bool:
    """Whether most names can be read whole beside the levels; else the levels give way."""
    rows = layout.view.rows
    room = layout.measures.labels - space(9) - level_width(ink, rows) - total_width(ink, rows)
    fitting = sum(ink.body_metrics.horizontalAdvance(row.service) <= room for row in rows)
    return fitting * 10 >= len(rows) * 7


class LabelPainter:
    """Draws the names, levels and gap lengths of the lines that show."""

    def __init__(self, painter: QPainter, layout: RibbonLayout, ink: Ink) -> None:
        self.painter = painter
        self.layout = layout
        self.ink = ink
        self.width = layout.measures.labels
        self.total_width = total_width(ink, layout.view.rows)
        self.usual = usual_level(layout.view.rows)
        self.level_width = level_width(ink, layout.view.rows) if _fits(ink, layout) else 0

    def paint(self, lines: tuple[Line, ...], sight: Sight) -> None:
        """Draw the lines in board coordinates, the left edge at nought."""
        for line in lines:
            box = QRect(0, line.top, self.width, line.height)
            self.painter.fillRect(box, sight.fill_of(line, self.ink) or self.ink.base)
            self.painter.setPen(self.ink.line if line.heading else self.ink.faint)
            self.painter.drawLine(box.bottomLeft(), box.bottomRight())
            if line.lane is not None:
                self._lane(line.lane, box)
            elif line.row is not None:
                self._service(line.row, box, is_open=line.row.key in sight.opened)
            if sight.is_marked(line):
                colour = self.ink.accent if sight.has_focus else self.ink.muted
                self.painter.fillRect(QRect(0, line.top, space(0.75), line.height), colour)

    def headings(self, lines: tuple[Line, ...], width: int) -> None:
        """Write the headings, which may run on over the board: nothing else is in their lines."""
        metrics = QFontMetrics(self.ink.bold)
        self.painter.setFont(self.ink.bold)
        self.painter.setPen(self.ink.text)
        for line in lines:
            if not line.heading:
                continue
            inner = QRect(space(2), line.top + space(1), width - space(4), line.height - space(1))
            text = metrics.elidedText(line.heading, _ELIDE, inner.width())
            ground = QRect(inner.left(), line.top, metrics.horizontalAdvance(text) + space(2), 0)
            ground.setHeight(line.height - 1)
            self.painter.fillRect(ground, self.ink.base)
            self.painter.drawText(inner, LEFT, text)

    def _lane(self, lane: RibbonLane, box: QRect) -> None:
        p, ink = self.painter, self.ink
        inner = box.adjusted(space(7.5), 0, -space(2), 0)
        if lane.gaps:
            p.setFont(ink.small_bold)
            p.setPen(ink.tone(Tone.SHORT).mark)
            p.drawText(inner, RIGHT, formats.duration(open_time(lane.segments)))
            inner.setRight(inner.right() - self.total_width)
        p.setFont(ink.small)
        p.setPen(ink.text if lane.is_requirement else ink.muted)
        p.drawText(inner, LEFT, ink.small_metrics.elidedText(lane.text, _ELIDE, inner.width()))

    def _service(self, row: RibbonRow, box: QRect, *, is_open: bool) -> None:
        p, ink = self.painter, self.ink
        if row.lanes:
            self._arrow(QPoint(space(3), box.center().y()), is_open=is_open)
        right = box.right() - space(2)
        if row.gaps:
            p.setFont(ink.small_bold)
            p.setPen(ink.tone(Tone.SHORT).mark)
            p.drawText(box.adjusted(0, 0, -space(2), 0), RIGHT, formats.duration(row.open_time))
        right -= self.total_width
        wide = self.level_width if row.level is not self.usual else 0
        if wide:
            p.setFont(ink.small)
            p.setPen(ink.tone(_LEVEL_TONE[row.level]).mark)
            p.drawText(
                QRect(right - wide, box.top(), wide, box.height()), LEFT, _LEVEL_WORD[row.level]
            )
        p.setFont(ink.body)
        p.setPen(ink.text)
        left = space(5)
        room = right - wide - left - space(1)
        name = ink.body_metrics.elidedText(row.service, _ELIDE, max(room, 0))
        p.drawText(QRect(left, box.top(), room, box.height()), LEFT, name)

    def _arrow(self, at: QPoint, *, is_open: bool) -> None:
        half = space(0.75)
        points = (
            [QPoint(-half, -half // 2), QPoint(half, -half // 2), QPoint(0, half)]
            if is_open
            else [QPoint(-half // 2, -half), QPoint(half, 0), QPoint(-half // 2, half)]
        )
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.ink.muted)
        self.painter.drawPolygon(QPolygon([at + point for point in points]))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)


class HeaderPainter:
    """Draws days, hours and marks above the strips."""

    def __init__(self, painter: QPainter, layout: RibbonLayout, ink: Ink) -> None:
        self.painter = painter
        self.layout = layout
        self.ink = ink

    def paint(self, width: int, left: int) -> None:
        """Draw the header over ``width`` pixels, the times scrolled by ``left``."""
        p, m = self.painter, self.layout.measures
        p.fillRect(0, 0, width, m.header, self.ink.base)
        p.save()
        p.setClipRect(QRect(m.labels, 0, width - m.labels, m.header))
        p.translate(m.labels - left, 0)
        self._days(left)
        self._hours(left, width - m.labels)
        self._marks(left, width - m.labels)
        p.restore()
        p.setFont(self.ink.small)
        p.setPen(self.ink.muted)
        box = QRect(0, m.band, m.labels - space(2), m.band)
        usual = usual_level(self.layout.view.rows)
        said = f"Service, {words(usual)}" if usual else "Service"
        p.drawText(box.adjusted(space(2), 0, 0, 0), LEFT, said)
        p.drawText(box, RIGHT, "in gaps")
        p.setPen(self.ink.line)
        p.drawLine(0, m.header - 1, width, m.header - 1)

    def edge(self, height: int) -> None:
        """Draw the line between names and strips."""
        x = self.layout.measures.labels - 1
        self.painter.setPen(self.ink.line)
        self.painter.drawLine(x, 0, x, height)

    def _days(self, left: int) -> None:
        p, m, view = self.painter, self.layout.measures, self.layout.view
        starts = [view.start, *midnights(view)]
        p.setFont(self.ink.small_bold)
        p.setPen(self.ink.text)
        for number, at in enumerate(starts):
            text = formats.day(to_local(at).date())
            wide = self.ink.small_bold_metrics.horizontalAdvance(text) + space(2)
            end = starts[number + 1] if number + 1 < len(starts) else view.last
            x = min(max(self.layout.x_of(at), left), self.layout.x_of(end) - wide)
            if x >= self.layout.x_of(at):
                p.drawText(QRect(x + space(1), 0, wide, m.band), LEFT, text)

    def _hours(self, left: int, width: int) -> None:
        p, m = self.painter, self.layout.measures
        p.setFont(self.ink.small)
        for tick in ticks_shown(self.layout, self.ink, left, width):
            wide = self.ink.small_metrics.horizontalAdvance(tick.text) + space(1)
            x = self.layout.x_of(tick.at)
            p.setPen(self.ink.text if tick.is_midnight else self.ink.muted)
            place = min(max(x - wide // 2, 0), self.layout.width - wide)
            p.drawText(QRect(place, m.band, wide, m.band), CENTRE, tick.text)

    def _marks(self, left: int, width: int) -> None:
        m, view = self.layout.measures, self.layout.view
        top = 2 * m.band
        if m.header < 3 * m.band:
            return
        taken = left
        for mark in view.marks:
            text = f"{formats.clock(mark.at)}  {mark.text}" if mark.text else formats.clock(mark.at)
            taken = self._flag(text, self.layout.x_of(mark.at), top, Tone.MUTED, (left, width))
        if view.overhang_end > view.end:
            until = formats.clock(view.overhang_end)
            x = self.layout.x_of(view.end)
            said = (f"still lost after the strike ends, to {until}", f"still lost to {until}")
            room = max(x - taken, left + width - x) - space(3)
            text = first_that_fits(said, room, self.ink.small_metrics) or f"to {until}"
            self._flag(text, self.layout.x_of(view.end), top, Tone.OVERHANG, (left, width))

    def _flag(self, text: str, x: int, top: int, tone: Tone, seen: tuple[int, int]) -> int:
        """Draw a flag, to the left of its place where there is no room, and say where it ends."""
        wide = self.ink.small_metrics.horizontalAdvance(text) + space(2)
        place = x if x + wide <= seen[0] + seen[1] else x - wide
        colours = self.ink.tone(tone)
        self.painter.setFont(self.ink.small)
        self.painter.setPen(colours.mark)
        box = QRect(place, top, wide, self.layout.measures.band)
        self.painter.drawText(box, CENTRE, text)
        bottom = self.layout.measures.header
        self.painter.drawLine(x, top + space(0.5), x, bottom)
        return place + wide
