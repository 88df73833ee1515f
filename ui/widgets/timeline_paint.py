"""Paints the timeline's body and names: columns of days, bars, who is out at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from rota.domain.overlaps import Together
from rota.domain.times import end_of_day, start_of_day, to_local
from rota.domain.windows import StrikeWindow
from rota.services.calendar import CalendarView
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.hatching import hatched
from ui.widgets.ribbon_ink import CENTRE, LEFT, Ink, first_that_fits
from ui.widgets.timeline_axis import DAY, Axis, Ticks
from ui.widgets.timeline_layout import Row, TimelineLayout
from ui.widgets.timeline_words import bar_wordings, together_wordings
from ui.widgets.window_bar import BarEnds, BarPainter

LEAST_DAY = 2
"""From how many pixels a day bank holidays are columns; weekends need twice as many."""
ONE_HOUR = timedelta(hours=1)


class BodyPainter:
    """Draws what lies under the header, ``shown`` being the part of the axis and rows that shows.

    Works in the axis's own pixels, so that hatching does not swim while one scrolls.
    """

    def __init__(
        self, painter: QPainter, view: CalendarView, axis: Axis, ink: Ink, shown: QRect
    ) -> None:
        self.painter = painter
        self.view = view
        self.axis = axis
        self.ink = ink
        self.shown = shown
        self.start = axis.at_x(shown.left())
        self.end = axis.at_x(shown.right() + 1)
        self.bars = BarPainter(painter, ink, painter.device().devicePixelRatioF())

    def columns(self, ticks: Ticks) -> None:
        """Draw weekends, bank holidays and the lines of the axis."""
        p, top, height = self.painter, self.shown.top(), self.shown.height()
        if self.axis.day_width >= 2 * LEAST_DAY:
            self._weekends(top, height)
        if self.axis.day_width >= LEAST_DAY:
            fill = self.ink.tone(Tone.LEAVE).fill
            for holiday in self.view.holidays_between(self.start, self.end):
                left, width = self.axis.span(start_of_day(holiday.day), end_of_day(holiday.day))
                p.fillRect(left, top, width, height, fill)
        for colour, lines in ((self.ink.faint, ticks.minor), (self.ink.line, ticks.major)):
            p.setPen(colour)
            for tick in lines:
                x = self.axis.x_of(tick.at)
                p.drawLine(x, top, x, top + height)

    def _weekends(self, top: int, height: int) -> None:
        day, last = to_local(self.start).date(), to_local(self.end).date()
        day -= (day.weekday() + 2) % 7 * DAY
        while day <= last:
            left, width = self.axis.span(start_of_day(day), end_of_day(day + DAY))
            self.painter.fillRect(left, top, width, height, self.ink.current)
            day += 7 * DAY

    def rows(self, layout: TimelineLayout, current: StrikeWindow | None) -> None:
        """Draw the bars of the rows that show, and the frame of the current one."""
        for row in layout.visible(self.shown.top(), self.shown.height()):
            bottom = row.top + layout.measures.row
            self.painter.setPen(self.ink.faint)
            self.painter.drawLine(self.shown.left(), bottom, self.shown.right(), bottom)
            for window in row.between(self.start - self._least, self.end):
                self._bar(layout, row, window, is_current=window is current)

    @property
    def _least(self) -> timedelta:
        return ONE_HOUR * (4 / self.axis.hour_width)

    def _bar(
        self, layout: TimelineLayout, row: Row, window: StrikeWindow, *, is_current: bool
    ) -> None:
        box = bar_box(layout, self.axis, window)
        seen = box.intersected(
            self.shown.adjusted(-space(4), -box.height(), space(4), box.height())
        )
        is_open = window.terms.end is None
        if is_open:
            seen.setRight(min(seen.right(), self.shown.right()))
        ends = BarEnds(seen.left() == box.left(), seen.right() == box.right(), is_open)
        self.bars.draw(window, seen, ends)
        inside = seen.intersected(
            QRect(self.shown.left(), box.top(), self.shown.width(), box.height())
        )
        after = row.after(window)
        limit = self.axis.x_of(after.terms.start) if after else self.shown.right()
        right = box.right() + 1
        beside = QRect(right, box.top(), min(limit, self.shown.right()) - right, box.height())
        if is_open:
            inside.setRight(inside.right() - space(4))
        self.bars.words(window, bar_wordings(window), inside, beside)
        if is_current:
            self.bars.cursor(seen)

    def everybody(self, top: int, height: int, most: int) -> None:
        """Draw who is out at once, at ``most`` full height; overlaps are hatched and named."""
        found = self._stretches()
        for overlaps in (False, True):
            for at, stretch in found:
                if stretch.is_overlap is overlaps:
                    after = self._next_start(at)
                    self._stretch(stretch, top, height, most, after)

    def _stretches(self) -> list[tuple[int, Together]]:
        every = self.view.together
        first = max(bisect_right(every, self.start, key=lambda each: each.start) - 1, 0)
        last = bisect_left(every, self.end, key=lambda each: each.start)
        return [(at, every[at]) for at in range(first, last)]

    def _next_start(self, at: int) -> int:
        """Where the next overlap, or anybody else's strike, begins: words end there."""
        end = self.view.together[at].end
        for each in self.view.together[at + 1 :]:
            if end is None or each.is_overlap or each.start > end + ONE_HOUR:
                return self.axis.x_of(each.start)
        return self.shown.right()

    def _stretch(self, stretch: Together, top: int, height: int, most: int, after: int) -> None:
        p = self.painter
        left, width = self.axis.span(stretch.start, stretch.end, 2)
        tall = max(height * stretch.count // most, space(1))
        box = QRect(left, top + height - tall, width, tall).intersected(
            QRect(self.shown.left(), top, self.shown.width(), height)
        )
        if box.isEmpty():
            return
        tone = self.ink.tone(Tone.STRIKING if stretch.is_overlap else Tone.SUSPENDED)
        p.fillRect(box, tone.fill)
        if stretch.is_overlap and box.width() > 2:
            hatched(p, box, tone.mark, space(1.5))
        p.fillRect(box.left(), box.top(), box.width(), 1, tone.mark)
        said = together_wordings(stretch)
        metrics = self.ink.small_bold_metrics if stretch.is_overlap else self.ink.small_metrics
        text = first_that_fits(said, box.width() - space(2), metrics)
        place = QRect(box.left(), top, box.width(), height)
        room = min(after, self.shown.right()) - box.right() - 1
        outside = first_that_fits(said[:2], room - space(3), metrics) if stretch.is_overlap else ""
        if outside and text in ("", said[-1]):
            text, place = outside, QRect(box.right() + 1, top, room, height)
        if not text:
            return
        on_bar = place.left() == box.left()
        wide = metrics.horizontalAdvance(text) + space(2)
        ground = QRect(place.left() + 1, top + height // 2, wide, 0).adjusted(
            0, -metrics.height() // 2, 0, metrics.height() // 2
        )
        if on_bar:
            ground.moveLeft(max(place.center().x() - wide // 2, place.left()))
            p.fillRect(ground, tone.fill)
        p.setFont(self.ink.small_bold if stretch.is_overlap else self.ink.small)
        p.setPen(tone.text if on_bar else tone.mark)
        p.drawText(ground, CENTRE, text)

    def uprights(self, now: datetime | None, posts: tuple[datetime, ...]) -> None:
        """Draw the present and the posting times as lines through everything."""
        p, top, bottom = self.painter, self.shown.top(), self.shown.bottom()
        for at in posts:
            p.setPen(QPen(self.ink.tone(Tone.OVERHANG).mark, 1, Qt.PenStyle.DashLine))
            x = self.axis.x_of(at)
            p.drawLine(x, top, x, bottom)
        if now is not None:
            p.fillRect(self.axis.x_of(now), top, 2, bottom - top + 1, self.ink.accent)


def bar_box(layout: TimelineLayout, axis: Axis, window: StrikeWindow) -> QRect:
    """Where a strike's bar is, in the axis's pixels across and the rows' down."""
    row = layout.row_of(window.window_id)
    left, width = axis.span(window.terms.start, window.terms.end)
    inset = space(1)
    return QRect(left, row.top + inset, width, layout.measures.row - 2 * inset + 1)


class NamePainter:
    """Draws the names of the lanes, and how much of a lane lies to either side."""

    def __init__(self, painter: QPainter, layout: TimelineLayout, ink: Ink) -> None:
        self.painter = painter
        self.layout = layout
        self.ink = ink

    def paint(self, top: int, height: int, current: Row | None, *, has_focus: bool) -> None:
        """Draw the names of the rows that show, in the rows' own pixels."""
        m, ink, p = self.layout.measures, self.ink, self.painter
        metrics = QFontMetrics(ink.bold)
        for row in self.layout.visible(top, height):
            box = QRect(0, row.top, m.labels, m.row)
            is_current = row is current
            p.fillRect(box, ink.current if is_current else ink.base)
            p.setPen(ink.faint)
            p.drawLine(box.bottomLeft() + QPoint(0, 1), box.bottomRight() + QPoint(0, 1))
            if is_current:
                p.fillRect(
                    QRect(0, row.top, space(0.75), m.row), ink.accent if has_focus else ink.muted
                )
            if not row.is_first:
                continue
            inner = box.adjusted(space(4), 0, -space(1), 0)
            p.setFont(ink.bold)
            p.setPen(ink.text)
            union = metrics.elidedText(row.union, Qt.TextElideMode.ElideRight, inner.width())
            p.drawText(inner, LEFT, union)
            inner.setLeft(inner.left() + metrics.horizontalAdvance(union) + space(2))
            p.setFont(ink.small)
            p.setPen(ink.muted)
            said = ink.small_metrics.elidedText(
                row.dispute, Qt.TextElideMode.ElideRight, inner.width()
            )
            p.drawText(inner, LEFT, said)

    def beyond(self, body: BodyPainter) -> None:
        """Say in a row without a bar in sight how many strikes lie before and after."""
        p, shown = self.painter, body.shown
        p.setFont(self.ink.small)
        p.setPen(self.ink.muted)
        for row in self.layout.visible(shown.top(), shown.height()):
            if row.between(body.start, body.end):
                continue
            before, after = row.beyond(body.start, body.end)
            box = QRect(shown.left(), row.top, shown.width(), self.layout.measures.row)
            box.adjust(space(2), 0, -space(2), 0)
            if before:
                p.drawText(box, LEFT, f"‹ {formats.number(before)} before")
            if after:
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                p.drawText(box, flags, f"{formats.number(after)} after ›")


def names_width(ink: Ink, windows: tuple[StrikeWindow, ...], room: int) -> int:
    """How wide the names are: as wide as they need, up to a quarter of the timeline."""
    metrics = QFontMetrics(ink.bold)
    lanes = {(each.union, each.dispute) for each in windows}
    longest = max(
        (
            metrics.horizontalAdvance(union) + ink.small_metrics.horizontalAdvance(dispute)
            for union, dispute in lanes
        ),
        default=0,
    )
    least = ink.small_metrics.horizontalAdvance("Out at once") + space(5)
    return max(min(longest + space(8), room // 4), least)
