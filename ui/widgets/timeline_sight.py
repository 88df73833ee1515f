"""What of the timeline is in sight: found under a point of the viewport, and painted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from rota.domain.windows import StrikeWindow
from rota.services.calendar import CalendarView
from ui.colours import Tone
from ui.theme import space
from ui.widgets.ribbon_ink import LEFT, Ink
from ui.widgets.timeline_axis import Axis, ticks
from ui.widgets.timeline_drag import Edge, EdgeDrag, edge_at
from ui.widgets.timeline_header import Flag, HeaderPainter, day_flags, post_flags
from ui.widgets.timeline_layout import TimelineLayout
from ui.widgets.timeline_paint import BodyPainter, NamePainter, bar_box
from ui.widgets.timeline_words import together_sentence, window_tip

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TimelineSight:
    """The strikes as they stand now, at ``most`` so many out at once.

    ``across`` and ``down`` lead from the axis and the rows to the viewport's pixels.
    """

    view: CalendarView
    layout: TimelineLayout
    axis: Axis
    span: tuple[datetime, datetime]
    across: int
    down: int
    current: StrikeWindow | None
    now: datetime
    most: int

    def window_at(self, place: QPoint) -> StrikeWindow | None:
        """The strike under a point, a hair's breadth forgiven."""
        m = self.layout.measures
        if place.y() < m.header or place.x() < m.labels:
            return None
        row = self.layout.row_at(place.y() - self.down)
        if row is None:
            return None
        x, near = place.x() - self.across, space(1)
        found = row.between(self.axis.at_x(x - near), self.axis.at_x(x + near))
        return min(found, key=lambda each: self._distance(each, x), default=None)

    def edge_at(self, window: StrikeWindow, place: QPoint) -> Edge | None:
        """The edge of a strike that could be taken hold of at a point."""
        return edge_at(self.axis, window, place.x() - self.across, space(1.5))

    def tip_at(self, place: QPoint) -> str:
        """What the tooltip says at a point."""
        window = self.window_at(place)
        if window is not None:
            return window_tip(self.view, window)
        at = self.axis.at_x(place.x() - self.across)
        m = self.layout.measures
        near = _HOUR * (space(2) / self.axis.hour_width)
        if place.x() < m.labels:
            row = self.layout.row_at(place.y() - self.down)
            return f"{row.union}, {row.dispute}" if row and place.y() >= m.header else ""
        if 4 * m.band <= place.y() < m.header:
            return "\n".join(
                together_sentence(each)
                for each in self.view.together
                if each.start <= at and (each.end is None or at < each.end)
            )
        posts, days = self._flags()
        flags = posts if place.y() < 3 * m.band and place.y() >= 2 * m.band else days
        return "\n".join(f.tip for f in flags if f.start - near <= at <= f.end + near)

    def paint(
        self, painter: QPainter, ink: Ink, size: QRect, drag: EdgeDrag | None, *, has_focus: bool
    ) -> None:
        """Draw the body, the header and the names, in that order; ``drag`` is an edge on its way.

        ``size`` is the viewport.
        """
        m = self.layout.measures
        shown = QRect(-self.across + m.labels, m.header - self.down, size.width() - m.labels, 0)
        shown.setHeight(size.height() - m.header)
        lines = ticks(self.axis, *self.span, ink.small_metrics.horizontalAdvance("0"))
        posts = self.view.posts_of(self.current.window_id) if self.current else ()
        painter.save()
        painter.setClipRect(QRect(m.labels, m.header, shown.width(), shown.height()))
        painter.translate(self.across, self.down)
        body = BodyPainter(painter, self.view, self.axis, ink, shown)
        body.columns(lines)
        body.rows(self.layout, self.current)
        names = NamePainter(painter, self.layout, ink)
        names.beyond(body)
        body.uprights(self.now, tuple(each.at for each in posts))
        if drag is not None:
            self._ghost(painter, drag, ink, shown)
        painter.restore()
        painter.save()
        painter.setClipRect(QRect(m.labels, 0, shown.width(), m.header))
        painter.translate(self.across, 0)
        header = HeaderPainter(painter, self.axis, m, ink, (shown.left(), shown.width()))
        header.ticks(lines)
        for band, flags in enumerate(self._flags(), 2):
            header.flags(band, flags)
        body.everybody(4 * m.band + space(1), m.row - space(1) - 1, self.most)
        painter.restore()
        header.names(m)
        painter.setPen(ink.line)
        for y in (4 * m.band, m.header - 1):
            painter.drawLine(0, y, size.width(), y)
        painter.setClipRect(QRect(0, m.header, m.labels, shown.height()))
        painter.translate(0, self.down)
        row = self.layout.row_of(self.current.window_id) if self.current else None
        names.paint(shown.top(), shown.height(), row, has_focus=has_focus)
        painter.resetTransform()
        painter.setClipping(False)
        painter.setPen(ink.line)
        painter.drawLine(m.labels - 1, 0, m.labels - 1, size.height())

    def _distance(self, window: StrikeWindow, x: int) -> int:
        left, width = self.axis.span(window.terms.start, window.terms.end)
        return max(left - x, x - (left + width), 0)

    def _flags(self) -> tuple[tuple[Flag, ...], tuple[Flag, ...]]:
        """The flags of the two bands: posting times; the present and days of note."""
        posts = self.view.posts_of(self.current.window_id) if self.current else ()
        days = day_flags(self.view, self.axis, self.span, self.now)
        return tuple(post_flags(posts)), tuple(days)

    def _ghost(self, painter: QPainter, drag: EdgeDrag, ink: Ink, shown: QRect) -> None:
        """The bar as it would be, and the new time beside the edge."""
        box = bar_box(self.layout, self.axis, drag.window)
        left, width = self.axis.span(drag.start, drag.end)
        ghost = QRect(left, box.top(), width, box.height())
        painter.setPen(ink.accent)
        painter.drawRect(ghost.intersected(shown.adjusted(-9, -9, 9, 9)).adjusted(0, 0, -1, -1))
        x = self.axis.x_of(drag.at)
        painter.fillRect(x - 1, shown.top(), 2, shown.height(), ink.accent)
        tone = ink.tone(Tone.ACCENT)
        painter.setFont(ink.small_bold)
        wide = ink.small_bold_metrics.horizontalAdvance(drag.text) + space(3)
        below = QRect(x + space(1), box.bottom() + space(0.5), wide, ink.small_metrics.height() + 4)
        if below.right() > shown.right():
            below.moveRight(x - space(1))
        if below.bottom() > shown.bottom():
            below.moveBottom(box.top() - space(0.5))
        painter.fillRect(below, tone.fill)
        painter.setPen(tone.text)
        painter.drawText(below.adjusted(space(1.5), 0, 0, 0), LEFT, drag.text)
