"""The strike ribbon: services down, 8am to 8am across, who is missing and when.

The values it shows are made in ``ribbon_values``; where things stand is in ``ribbon_layout``.
"""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ui import formats
from ui.theme import space
from ui.widgets.ribbon_edges import HeaderPainter, LabelPainter, labels_width
from ui.widgets.ribbon_ink import CENTRE, Ink
from ui.widgets.ribbon_layout import Line, Measures, RibbonLayout
from ui.widgets.ribbon_paint import BoardPainter
from ui.widgets.ribbon_values import (
    RibbonBar,
    RibbonGap,
    RibbonLane,
    RibbonMark,
    RibbonRow,
    RibbonSegment,
    RibbonView,
)
from ui.widgets.ribbon_walk import bring, gap_after, service_after

__all__ = [
    "Ribbon",
    "RibbonBar",
    "RibbonGap",
    "RibbonLane",
    "RibbonMark",
    "RibbonRow",
    "RibbonSegment",
    "RibbonView",
]


class Ribbon(QAbstractScrollArea):
    """A board of services and hours that a mouse, a keyboard and a screen reader can walk.

    Up and Down go from service to service, Left and Right from gap to gap, Enter opens the
    gap, Space opens the people under a service.
    """

    service_selected = Signal(object)
    gap_selected = Signal(object)
    gap_activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Cover by service and hour"))
        self.viewport().setMouseTracking(True)
        self._view: RibbonView | None = None
        self._layout: RibbonLayout | None = None
        self._gaps_only = False
        self._opened: frozenset[Hashable] = frozenset()
        self._row_key: Hashable | None = None
        self._gap: RibbonSegment | None = None

    def show_view(self, view: RibbonView | None) -> None:
        """Show another board; the current service stays current if it is still there."""
        self._view = view
        self._lay_out()
        line = self._current_line()
        gaps = line.row.gaps if line and line.row else ()
        before = self._gap
        self._gap = next((g for g in gaps if before and g.start <= before.start < g.end), None)
        self._describe()

    @property
    def view(self) -> RibbonView | None:
        """What is on the board."""
        return self._view

    @property
    def current_row(self) -> RibbonRow | None:
        """The service the cursor is on."""
        line = self._current_line()
        return line.row if line else None

    @property
    def current_gap(self) -> RibbonGap | None:
        """The gap the cursor is on."""
        row = self.current_row
        return RibbonGap(row, self._gap) if row and self._gap else None

    @property
    def is_gaps_only(self) -> bool:
        """Whether services without a gap are hidden."""
        return self._gaps_only

    def set_gaps_only(self, gaps_only: bool) -> None:
        """Hide, or show again, the services that have no gap."""
        self._gaps_only = gaps_only
        self._lay_out()

    def set_opened(self, keys: frozenset[Hashable]) -> None:
        """Show the lanes of these services."""
        self._opened = keys
        self._lay_out()

    def open(self, key: Hashable) -> None:
        """Show the lanes of one service as well."""
        self.set_opened(self._opened | {key})

    def select(self, key: Hashable, gap: RibbonSegment | None = None) -> None:
        """Put the cursor on a service, and on one of its gaps."""
        line = self._line_of(key)
        if line is not None:
            self._move_to(line, gap)

    def show_first_day(self) -> None:
        """Scroll back to where the strike begins."""
        self.horizontalScrollBar().setValue(0)

    def place_of(self, key: Hashable, segment: RibbonSegment | None = None) -> QRect:
        """Where a service's line, or one stretch of it, is in the viewport."""
        line = self._line_of(key)
        if line is None or self._layout is None:
            return QRect()
        across = self._layout.measures.labels - self.horizontalScrollBar().value()
        down = self._layout.measures.header - self.verticalScrollBar().value()
        if segment is None:
            return QRect(0, line.top + down, self.viewport().width(), line.height)
        return self._layout.strip(line, segment).translated(across, down)

    def _lay_out(self) -> None:
        """Measure everything anew: another view, size, font or filter."""
        self._layout = None
        if self._view is not None:
            ink = Ink(self.palette())
            room = self.viewport().width()
            labels = labels_width(ink, self._view.rows, room)
            has_flags = bool(self._view.marks) or self._view.overhang_end > self._view.end
            self._layout = RibbonLayout(
                self._view,
                Measures.of_font(labels, has_marks=has_flags),
                room - labels,
                gaps_only=self._gaps_only,
                opened=self._opened,
            )
        self._set_scroll_bars()
        self.viewport().update()

    def _set_scroll_bars(self) -> None:
        layout = self._layout
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        wide = layout.width + layout.measures.labels if layout else 0
        high = layout.height + layout.measures.header if layout else 0
        across.setRange(0, max(wide - self.viewport().width(), 0))
        down.setRange(0, max(high - self.viewport().height(), 0))
        across.setPageStep(max(self.viewport().width() // 2, 1))
        down.setPageStep(max(self.viewport().height() - space(20), 1))
        across.setSingleStep(space(6))
        down.setSingleStep(space(7))

    def _services(self) -> tuple[Line, ...]:
        return self._layout.services if self._layout else ()

    def _line_of(self, key: Hashable) -> Line | None:
        return next((ln for ln in self._services() if ln.row and ln.row.key == key), None)

    def _current_line(self) -> Line | None:
        return None if self._row_key is None else self._line_of(self._row_key)

    def _move_to(self, line: Line, gap: RibbonSegment | None) -> None:
        if line.row is None:
            return
        is_new_row = line.row.key != self._row_key
        has_left_gap = gap is None and self._gap is not None
        is_new_gap = gap is not None and (is_new_row or gap != self._gap)
        self._row_key, self._gap = line.row.key, gap
        self._scroll_to(line, gap)
        self._describe()
        self.viewport().update()
        if is_new_row or has_left_gap:
            self.service_selected.emit(line.row.key)
        if is_new_gap and gap is not None:
            self.gap_selected.emit(RibbonGap(line.row, gap))

    def _scroll_to(self, line: Line, gap: RibbonSegment | None) -> None:
        if self._layout is None:
            return
        measures = self._layout.measures
        bring(
            self.verticalScrollBar(),
            line.top,
            line.height,
            measures.header,
            self.viewport().height(),
        )
        if gap is not None:
            left, width = self._layout.span(gap.start, gap.end)
            bring(self.horizontalScrollBar(), left, width, measures.labels, self.viewport().width())

    def _is_seen(self, line: Line) -> bool:
        top = line.top - self.verticalScrollBar().value()
        return -line.height < top < self.viewport().height()

    def _describe(self) -> None:
        """Tell a screen reader where the cursor is."""
        row = self.current_row
        said = ""
        if row is not None:
            said = f"{row.service}. {self._gap.sentence}" if self._gap else row.sentence
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def _step_row(self, by: int) -> None:
        line = service_after(self._services(), self._current_line(), by)
        if line is not None:
            self._move_to(line, None)

    def _step_gap(self, by: int) -> None:
        place = gap_after(self._services(), self._current_line(), self._gap, by)
        if place is not None:
            self._move_to(*place)

    def _toggle(self, row: RibbonRow) -> None:
        if row.lanes:
            self.set_opened(self._opened ^ {row.key})

    def _spot(self, place: QPoint) -> tuple[Line | None, RibbonSegment | None]:
        """The line and the stretch under a point of the viewport."""
        layout = self._layout
        if layout is None or place.y() < layout.measures.header:
            return None, None
        line = layout.line_at(place.y() - layout.measures.header + self.verticalScrollBar().value())
        if line is None or place.x() < layout.measures.labels:
            return line, None
        x = place.x() - layout.measures.labels + self.horizontalScrollBar().value()
        return line, layout.segment_at(line, x)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the board."""
        services = len(self._services())
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -10,
            Qt.Key.Key_PageDown: 10,
            Qt.Key.Key_Home: -services,
            Qt.Key.Key_End: services,
        }
        key = Qt.Key(event.key())
        row = self.current_row
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in steps:
            self._step_row(steps[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step_gap(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_gap:
            self.gap_activated.emit(self.current_gap)
        elif key == Qt.Key.Key_Space and row is not None:
            self._toggle(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Point at a service, open its lanes by its arrow, or open a gap."""
        line, segment = self._spot(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or line is None or line.row is None:
            return
        gap = segment if segment and segment.is_gap else None
        self._move_to(line, gap)
        if event.position().x() < space(5):
            self._toggle(line.row)
        elif gap is not None:
            self.gap_activated.emit(RibbonGap(line.row, gap))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done it all."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a gap can be clicked."""
        segment = self._spot(event.position().toPoint())[1]
        is_gap = segment is not None and segment.is_gap
        shape = Qt.CursorShape.PointingHandCursor if is_gap else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def tip_at(self, place: QPoint) -> str:
        """What the tooltip says at a point of the viewport."""
        line, segment = self._spot(place)
        if line is None or line.row is None:
            return ""
        if line.lane is not None:
            bars = (
                f"{bar.text}, {formats.clock_period(bar.start, bar.end)}" for bar in line.lane.bars
            )
            return "\n".join([line.lane.text, *bars])
        return f"{line.row.service}\n{segment.sentence}" if segment else line.row.sentence

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tooltip for what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what shows."""
        painter = QPainter(self.viewport())
        ink = Ink(self.palette())
        size = self.viewport().rect()
        painter.fillRect(size, ink.base)
        if self._layout is None or not self._layout.lines:
            painter.setPen(ink.muted)
            painter.drawText(size, CENTRE, self._empty_words())
        else:
            self._paint(painter, self._layout, ink, size)
        painter.end()

    def _paint(self, painter: QPainter, layout: RibbonLayout, ink: Ink, size: QRect) -> None:
        m = layout.measures
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        row, has_focus = self.current_row, self.hasFocus()
        shown = QRect(left, top, size.width() - m.labels, size.height() - m.header)
        painter.save()
        painter.setClipRect(QRect(m.labels, m.header, shown.width(), shown.height()))
        painter.translate(m.labels - left, m.header - top)
        board = BoardPainter(painter, layout, ink, shown)
        board.paint(row, self._gap)
        painter.restore()
        painter.save()
        painter.setClipRect(QRect(0, m.header, m.labels, shown.height()))
        painter.translate(0, m.header - top)
        labels = LabelPainter(painter, layout, ink)
        labels.paint(board.lines, row, self._opened, has_focus=has_focus)
        painter.restore()
        header = HeaderPainter(painter, layout, ink)
        header.paint(size.width(), left)
        header.edge(size.height())
        painter.setClipRect(QRect(0, m.header, size.width(), shown.height()))
        painter.translate(0, m.header - top)
        labels.headings(board.lines, size.width())

    def _empty_words(self) -> str:
        if self._view is not None and self._view.rows and self._gaps_only:
            return self.tr("No service has a gap.")
        return self.tr("No services to show.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the hours into the new width."""
        super().resizeEvent(event)
        line = self._current_line()
        is_seen = line is not None and self._is_seen(line)
        self._lay_out()
        if is_seen and (line := self._current_line()) is not None:
            self._scroll_to(line, None)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font or the theme changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the cursor somewhere, so that a keyboard has a place to start."""
        super().focusInEvent(event)
        services = self._services()
        if self._current_line() is None and services:
            self._move_to(services[0], None)
        self.viewport().update()
