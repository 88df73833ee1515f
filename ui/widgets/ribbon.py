"""The strike ribbon: services down, 8am to 8am across, who is missing and when.

The values it shows are made in ``ribbon_values``; where things stand is in ``ribbon_layout``; what
can be seen of it, and the cursor, in ``ribbon_board``. Here is what a hand can do with it.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import space
from ui.widgets.ribbon_board import spot_of
from ui.widgets.ribbon_drag import FINE, QUARTER, CoverDrag, Grip, Hold, grip_at, held
from ui.widgets.ribbon_keys import ALT, CTRL, SHIFT, RibbonKeys
from ui.widgets.ribbon_layout import Line
from ui.widgets.ribbon_values import (
    CoverMove,
    RibbonBar,
    RibbonGap,
    RibbonLane,
    RibbonMark,
    RibbonRow,
    RibbonSegment,
    RibbonSpot,
    RibbonView,
)

__all__ = [
    "CoverMove",
    "Ribbon",
    "RibbonBar",
    "RibbonGap",
    "RibbonLane",
    "RibbonMark",
    "RibbonRow",
    "RibbonSegment",
    "RibbonSpot",
    "RibbonView",
]

_SHAPES = {
    Grip.WHOLE: Qt.CursorShape.OpenHandCursor,
    Grip.START: Qt.CursorShape.SizeHorCursor,
    Grip.END: Qt.CursorShape.SizeHorCursor,
}
_CREEP_MILLISECONDS = 40


class Ribbon(RibbonKeys):
    """A board of services and hours that a mouse, a keyboard and a screen reader can work on."""

    cover_dragged = Signal(object)
    """A ``CoverMove`` at each step of a drag; None when the cover is back where it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold: Hold | None = None
        self._creep = QTimer(self)
        self._creep.setInterval(_CREEP_MILLISECONDS)
        self._creep.timeout.connect(self._creep_on)

    def _cancel_drag(self) -> bool:
        drag = self._drag
        was_held = self._hold is not None
        self._let_go()
        if drag is not None and drag.is_change:
            self.cover_dragged.emit(None)
        return was_held

    def _let_go(self) -> None:
        self._hold = self._drag = None
        self._creep.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    def _take_hold(self, line: Line, bar: RibbonBar, place: QPoint) -> None:
        at = self.time_at(place.x())
        if line.row is None or at is None or not bar.is_movable:
            return
        box = self.place_of(line.row.key, bar, line.lane)
        grip = grip_at(box.left(), box.width(), place.x())
        self._hold = Hold(held(bar, line.row, grip), place, at)

    def _drag_to(self, place: QPoint) -> None:
        """Where the held cover would be with the mouse there."""
        hold, view, at = self._hold, self._view, self.time_at(place.x())
        if hold is None or view is None or at is None:
            return
        is_fine = bool(QGuiApplication.keyboardModifiers() & ALT)
        before = self._drag or hold.drag
        line = self._under(place)[0]
        now = before.moved(at - hold.at, FINE if is_fine else QUARTER, (view.start, view.last))
        self._drag = now.over(line.row if line else None)
        self.viewport().setCursor(
            Qt.CursorShape.ClosedHandCursor if now.grip is Grip.WHOLE else _SHAPES[now.grip]
        )
        self.viewport().update()
        if self._drag.move != before.move:
            self.cover_dragged.emit(self._drag.move if self._drag.is_change else None)

    def _creep_on(self) -> None:
        """Scroll on while cover is held at an edge of the board."""
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        across, down = self._beyond(place)
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + across)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + down)
        self._drag_to(place)

    def _beyond(self, place: QPoint) -> tuple[int, int]:
        """How far to scroll at a time: nothing while the mouse is well inside the board."""
        if self._layout is None:
            return 0, 0
        m, size, edge = self._layout.measures, self.viewport().size(), space(5)

        def over(at: int, first: int, last: int) -> int:
            return -edge if at < first + edge else edge if at > last - edge else 0

        return over(place.x(), m.labels, size.width()), over(place.y(), m.header, size.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Point at something: choose services, open lanes by the arrow, a gap, or hold cover."""
        place = event.position().toPoint()
        line, cell = self._under(place)
        if event.button() != Qt.MouseButton.LeftButton or line is None or line.row is None:
            return
        if event.modifiers() & CTRL:
            self._choose_also(line)
        elif event.modifiers() & SHIFT:
            self._choose_up_to(line)
        else:
            self._point(line, cell)
            if line.is_service and place.x() < space(5):
                self._toggle_current()
            elif isinstance(cell, RibbonBar):
                self._take_hold(line, cell, place)
            elif self.current_gap is not None:
                self.gap_activated.emit(self.current_gap)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a bar; elsewhere a second press."""
        bar = self._under(event.position().toPoint())[1]
        if isinstance(bar, RibbonBar) and event.button() == Qt.MouseButton.LeftButton:
            self._let_go()
            self.bar_activated.emit(bar)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, or show what could be done here."""
        place = event.position().toPoint()
        if self._hold is None:
            self._show_shape(place)
            return
        far = (place - self._hold.place).manhattanLength() >= QApplication.startDragDistance()
        if far or self._drag is not None:
            self._drag_to(place)
            is_beyond = any(self._beyond(place))
            if is_beyond != self._creep.isActive():
                self._creep.start() if is_beyond else self._creep.stop()

    def _show_shape(self, place: QPoint) -> None:
        line, cell = self._under(place)
        shape = Qt.CursorShape.ArrowCursor
        if isinstance(cell, RibbonSegment) and cell.is_gap:
            shape = Qt.CursorShape.PointingHandCursor
        elif isinstance(cell, RibbonBar) and cell.is_movable and line and line.row:
            box = self.place_of(line.row.key, cell, line.lane)
            shape = _SHAPES[grip_at(box.left(), box.width(), place.x())]
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop what was dragged."""
        event.accept()
        drag: CoverDrag | None = self._drag
        if event.button() == Qt.MouseButton.LeftButton and self._hold is not None:
            self._let_go()
            if drag is not None and drag.is_change:
                self.cover_moved.emit(drag.move)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse with Ctrl; else scroll."""
        turned = event.angleDelta().y()
        if event.modifiers() & CTRL and turned:
            still = self.time_at(event.position().toPoint().x())
            self._zoom_by(turned / 240, still)
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Point at what is under the mouse and ask for its menu; the keys ask by themselves."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return
        line, cell = self._under(event.pos())
        if line is None or line.row is None:
            return
        if line.row.key not in self.selected_services() or cell is not None or line.lane:
            self._point(line, cell)
        self.menu_asked.emit(spot_of(line, cell), event.globalPos())

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what is held."""
        self._cancel_drag()
        super().hideEvent(event)
