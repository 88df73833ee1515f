"""The timeline of strikes: a lane for each dispute and union, from many years to one 8-to-8 day.

Where things stand is in ``timeline_axis`` (across) and ``timeline_layout`` (down); what is in
sight, under the mouse and on the screen, is in ``timeline_sight``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

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
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from rota.domain.windows import StrikeWindow
from rota.services.calendar import CalendarView
from ui.theme import space
from ui.widgets.ribbon_ink import CENTRE, Ink
from ui.widgets.ribbon_walk import bring
from ui.widgets.timeline_axis import WIDEST_HOUR, Axis, Zoom, stretch_of
from ui.widgets.timeline_drag import EdgeDrag, Pan, held
from ui.widgets.timeline_layout import Measures, TimelineLayout
from ui.widgets.timeline_paint import bar_box, names_width
from ui.widgets.timeline_sight import TimelineSight
from ui.widgets.timeline_words import window_sentence

ZOOM_STEP = 1.5
EARLY = timedelta(hours=4)
"""A strike from 7am is looked at in the day that begins at 8, not in the one that ends then."""
_ZOOM_KEYS = {
    Qt.Key.Key_1: Zoom.DAY,
    Qt.Key.Key_2: Zoom.WEEK,
    Qt.Key.Key_3: Zoom.MONTH,
    Qt.Key.Key_4: Zoom.YEAR,
}
_HOUR = timedelta(hours=1)


class WindowTimeline(QAbstractScrollArea):
    """A ribbon of strikes that a mouse, a keyboard and a screen reader can walk.

    Left and Right go from strike to strike, Tab through those in sight, Up and Down from lane to
    lane, Enter opens one. 1 to 4 show a day, a week, a month or a year; plus and minus zoom;
    Ctrl with an arrow moves along; Home goes to the present. An edge can be dragged: nothing is
    changed by that, ``edge_dragged`` says what was asked for; None stands for an edge left alone.
    """

    window_chosen = Signal(object)
    window_activated = Signal(object)
    edge_dragged = Signal(object, object, object)
    shown_changed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_strikes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline of strikes"))
        self.viewport().setMouseTracking(True)
        self._now = now
        self._view: CalendarView | None = None
        self._layout: TimelineLayout | None = None
        self._most = 1
        self._axis = Axis(now(), now() + _HOUR, 1.0)
        self._span = (now(), now() + _HOUR)
        self._current: StrikeWindow | None = None
        self._pressed: Pan | None = None
        self._is_panning = False
        self._drag: EdgeDrag | None = None

    @property
    def view(self) -> CalendarView | None:
        """What the timeline shows."""
        return self._view

    @property
    def current(self) -> StrikeWindow | None:
        """The strike the cursor is on."""
        return self._current

    @property
    def axis(self) -> Axis:
        """The time axis at the present scale."""
        return self._axis

    @property
    def shown(self) -> tuple[datetime, datetime]:
        """From when to when the timeline shows."""
        return self._span

    @property
    def drag(self) -> EdgeDrag | None:
        """The edge that is being dragged."""
        return self._drag

    def show_view(self, view: CalendarView) -> None:
        """Show other strikes; what is in sight, and the current strike, stay."""
        is_first = self._view is None
        self._view = view
        self._most = max((each.count for each in view.together), default=1)
        self._drag = None
        wanted = self._current.window_id if self._current else None
        self._lay_out()
        self._current = self._layout.find(wanted) if self._layout else None
        if is_first:
            self.zoom_to(Zoom.MONTH, self._now())
        else:
            self.show_span(*self._span)
        self._describe()

    def select(self, window_id: int | None) -> None:
        """Put the cursor on a strike, and bring it into sight; nothing is emitted."""
        found = self._layout.find(window_id) if self._layout else None
        if found is not None and found is not self._current:
            self._current = found
            self._reveal(found)
            self._describe()
            self.viewport().update()

    def show_span(self, start: datetime, end: datetime) -> None:
        """Show just this stretch, or as much of it as there is."""
        if self._view is None:
            return
        room = max(self._room(), 1)
        whole = (self._view.end - self._view.start) / _HOUR
        wanted = room / max((end - start) / _HOUR, room / WIDEST_HOUR)
        self._axis = Axis(self._view.start, self._view.end, max(wanted, room / whole))
        self._set_scroll_bars()
        self.horizontalScrollBar().setValue(self._axis.x_of(start))
        self._moved()

    def zoom_to(self, zoom: Zoom, at: datetime | None = None) -> None:
        """Show the day from 8 to 8, week, month or year of an instant, of the strike in sight."""
        kept = at or self._anchor()
        if at is None and zoom is Zoom.DAY:
            kept += EARLY
        self.show_span(*stretch_of(zoom, kept))

    def zoom(self, factor: float, at: datetime | None = None) -> None:
        """Zoom in (above 1) or out; ``at`` stays where it is."""
        if self._view is None:
            return
        kept = at or self._anchor()
        start, end = self._span
        least = max(self._room(), 1) / WIDEST_HOUR
        most = (self._view.end - self._view.start) / _HOUR
        hours = min(max((end - start) / _HOUR / factor, least), most)
        first = kept - _HOUR * (hours * ((kept - start) / (end - start)))
        self.show_span(first, first + _HOUR * hours)

    def go_to_now(self) -> None:
        """Bring the present into the middle."""
        half = (self._span[1] - self._span[0]) / 2
        self.show_span(self._now() - half, self._now() + half)

    def place_of(self, window_id: int) -> QRect:
        """Where a strike's bar is in the viewport."""
        found = self._layout.find(window_id) if self._layout else None
        if found is None or self._layout is None:
            return QRect()
        return bar_box(self._layout, self._axis, found).translated(*self._offset())

    def _room(self) -> int:
        return self.viewport().width() - (self._layout.measures.labels if self._layout else 0)

    def _offset(self) -> tuple[int, int]:
        """From the axis and the rows to the viewport."""
        assert self._layout is not None
        m = self._layout.measures
        return (
            m.labels - self.horizontalScrollBar().value(),
            m.header - self.verticalScrollBar().value(),
        )

    def _anchor(self) -> datetime:
        """What zooming keeps in place: the start of the current strike in sight, or the middle."""
        start, end = self._span
        if self._current is not None and start <= self._current.terms.start < end:
            return self._current.terms.start
        return start + (end - start) / 2

    def _lay_out(self) -> None:
        if self._view is None:
            return
        ink = Ink(self.palette())
        labels = names_width(ink, self._view.windows, self.viewport().width())
        self._layout = TimelineLayout(self._view.windows, Measures.of_font(labels))

    def _set_scroll_bars(self) -> None:
        layout = self._layout
        if layout is None:
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(self._axis.width - self._room(), 0))
        across.setPageStep(max(self._room() * 3 // 4, 1))
        across.setSingleStep(space(12))
        high = self.viewport().height() - layout.measures.header
        down.setRange(0, max(layout.height - high, 0))
        down.setPageStep(max(high, 1))
        down.setSingleStep(layout.measures.row)

    def _moved(self) -> None:
        left = self.horizontalScrollBar().value()
        self._span = (self._axis.at_x(left), self._axis.at_x(left + self._room()))
        self.viewport().update()
        self.shown_changed.emit()

    def _reveal(self, window: StrikeWindow) -> None:
        """Scroll only if the strike is out of sight, and then well into it."""
        layout = self._layout
        if layout is None:
            return
        row = layout.row_of(window.window_id)
        m, down = layout.measures, self.verticalScrollBar()
        bring(down, row.top, m.row, m.header, self.viewport().height())
        start, end = self._span
        first, last = window.terms.start, window.terms.end or window.terms.start
        if last <= start or first >= end - (end - start) / 20:
            left = first - (end - start) / 4
            self.horizontalScrollBar().setValue(self._axis.x_of(left))

    def _choose(self, window: StrikeWindow | None) -> bool:
        if window is None:
            return False
        is_new = window is not self._current
        self._current = window
        self._reveal(window)
        self._describe()
        self.viewport().update()
        if is_new:
            self.window_chosen.emit(window.window_id)
        return True

    def _describe(self) -> None:
        """Tell a screen reader where the cursor is."""
        said = ""
        if self._view is not None and self._current is not None:
            said = window_sentence(self._view, self._current)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def window_at(self, place: QPoint) -> StrikeWindow | None:
        """The strike under a point of the viewport, a hair's breadth forgiven."""
        sight = self._sight()
        return sight.window_at(place) if sight else None

    def tip_at(self, place: QPoint) -> str:
        """What the tooltip says at a point of the viewport."""
        sight = self._sight()
        return sight.tip_at(place) if sight else ""

    def _sight(self) -> TimelineSight | None:
        if self._view is None or self._layout is None:
            return None
        now, offset = self._now(), self._offset()
        return TimelineSight(
            self._view,
            self._layout,
            self._axis,
            self._span,
            *offset,
            self._current,
            now,
            self._most,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, move along."""
        key = Qt.Key(event.key())
        held_down = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift_or_none = not held_down & ~Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape and (self._drag is not None or self._pressed is not None):
            self._let_go()
        elif not (
            (held_down == Qt.KeyboardModifier.ControlModifier and self._pan_key(key))
            or (shift_or_none and self._zoom_key(key))
            or (not held_down and self._walk_key(key))
        ):
            super().keyPressEvent(event)

    def _zoom_key(self, key: Qt.Key) -> bool:
        if key in _ZOOM_KEYS:
            self.zoom_to(_ZOOM_KEYS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1 / ZOOM_STEP)
        else:
            return False
        return True

    def _pan_key(self, key: Qt.Key) -> bool:
        if key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return False
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Right else -1) * bar.pageStep() // 3)
        return True

    def _walk_key(self, key: Qt.Key) -> bool:
        layout = self._layout
        if layout is None:
            return False
        bar = self.horizontalScrollBar()
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._choose(layout.step(self._current, 1 if key == Qt.Key.Key_Right else -1))
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self._current is not None:
                self._choose(layout.step_row(self._current, 1 if key == Qt.Key.Key_Down else -1))
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                bar.setValue(
                    bar.value() + (1 if key == Qt.Key.Key_PageDown else -1) * bar.pageStep()
                )
            case Qt.Key.Key_Home:
                self.go_to_now()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._current is not None:
                self.window_activated.emit(self._current.window_id)
            case _:
                return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the strikes in sight, then on to the next control."""
        if self.hasFocus() and self._layout is not None:
            start, end = self._span
            found = self._layout.step(self._current, 1 if forward else -1)
            seen = found is not None and found.terms.overlaps(start, end)
            if seen and self._choose(found):
                return True
        return super().focusNextPrevChild(forward)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a strike, take hold of an edge, or of the timeline."""
        if event.button() != Qt.MouseButton.LeftButton or self._layout is None:
            return
        place = event.position().toPoint()
        bars = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._pressed = Pan(place.x(), place.y(), *bars)
        self._is_panning = False
        sight = self._sight()
        window = sight.window_at(place) if sight else None
        if sight is not None and window is not None:
            edge = sight.edge_at(window, place)
            self._choose(window)
            self._drag = held(window, edge) if edge else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; else show by the cursor what could be."""
        place = event.position().toPoint()
        if self._pressed is None:
            self._point(place)
            return
        far = (place - QPoint(self._pressed.x, self._pressed.y)).manhattanLength()
        if not self._is_panning and far < QApplication.startDragDistance():
            return
        self._is_panning = True
        if self._drag is not None:
            self._drag = self._drag.moved(self._axis, place.x() - self._pressed.x)
            self.viewport().update()
        else:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.horizontalScrollBar().setValue(self._pressed.across + self._pressed.x - place.x())
            self.verticalScrollBar().setValue(self._pressed.down + self._pressed.y - place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say which edge was dragged to when."""
        drag = self._drag if self._is_panning else None
        self._let_go()
        self._point(event.position().toPoint())
        if drag is not None and drag.is_change:
            terms = drag.window.terms
            start = drag.start if drag.start != terms.start else None
            end = drag.end if drag.end != terms.end else None
            self.edge_dragged.emit(drag.window.window_id, start, end)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a strike."""
        window = self.window_at(event.position().toPoint())
        if window is not None:
            self.window_activated.emit(window.window_id)

    def _let_go(self) -> None:
        self._pressed = self._drag = None
        self._is_panning = False
        self.viewport().update()

    def _point(self, place: QPoint) -> None:
        sight = self._sight()
        window = sight.window_at(place) if sight else None
        shape = Qt.CursorShape.ArrowCursor
        if sight is not None and window is not None:
            edge = sight.edge_at(window, place)
            shape = Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; else scroll, sideways where there is nothing below."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned:
            x = event.position().toPoint().x() - (self._offset()[0] if self._layout else 0)
            self.zoom(ZOOM_STEP ** (turned / 120), self._axis.at_x(x))
            event.accept()
        elif turned and not self.verticalScrollBar().maximum():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned * bar.singleStep() // 60)
            event.accept()
        else:
            super().wheelEvent(event)

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
        sight = self._sight()
        if sight is None:
            painter.setPen(ink.muted)
            painter.drawText(size, CENTRE, self.tr("No strikes to show."))
        else:
            drag = self._drag if self._is_panning else None
            sight.paint(painter, ink, size, drag, has_focus=self.hasFocus())
        painter.end()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Take note of what shows now; everything is drawn again."""
        if self._layout is not None:
            self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the same stretch of time in the new width."""
        super().resizeEvent(event)
        span = self._span
        self._lay_out()
        self.show_span(*span)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font or the theme changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            span = self._span
            self._lay_out()
            self.show_span(*span)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the cursor on a strike in sight, so that a keyboard has a place to start."""
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if self._current is None and by_key and self._layout is not None:
            start, end = self._span
            seen = (each for each in self._layout.windows if each.terms.overlaps(start, end))
            self._choose(next(seen, self._layout.step(None, 1)))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()
