"""The ribbon as something to look at and point into: the cursor and the services chosen."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.widgets.ribbon_area import RibbonArea
from ui.widgets.ribbon_ink import CENTRE
from ui.widgets.ribbon_layout import Line
from ui.widgets.ribbon_picture import paint_ribbon
from ui.widgets.ribbon_sight import Sight
from ui.widgets.ribbon_text import cell_sentence, tip
from ui.widgets.ribbon_values import (
    Cell,
    RibbonBar,
    RibbonGap,
    RibbonLane,
    RibbonRow,
    RibbonSegment,
    RibbonSpot,
    RibbonView,
)
from ui.widgets.ribbon_walk import Cursor, bring, cursor_at, gap_in, on_newer, service_of


class RibbonBoard(RibbonArea):
    """A board of services and hours with a cursor and services chosen."""

    service_selected = Signal(object)
    gap_selected = Signal(object)
    bar_selected = Signal(object)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Cover by service and hour"))
        self._cursor: Cursor | None = None
        self._chosen: frozenset[Hashable] = frozenset()
        self._pivot: Hashable | None = None

    def show_view(self, view: RibbonView | None) -> None:
        """Show another board; cursor and chosen services stay where they are still there."""
        self._view = view
        self._lay_out()
        self._describe()

    @property
    def current_row(self) -> RibbonRow | None:
        """The service the cursor is on."""
        line = self._current_line()
        return line.row if line else None

    @property
    def current_lane(self) -> RibbonLane | None:
        """The person or requirement the cursor is on."""
        line = self._current_line()
        return line.lane if line else None

    @property
    def current_gap(self) -> RibbonGap | None:
        """The gap the cursor is on."""
        line, gap = self._current_line(), gap_in(self._current_cell())
        return RibbonGap(line.row, gap, line.lane) if line and line.row and gap else None

    @property
    def current_bar(self) -> RibbonBar | None:
        """The person's stretch the cursor is on."""
        cell = self._current_cell()
        return cell if isinstance(cell, RibbonBar) else None

    def selected_services(self) -> tuple[Hashable, ...]:
        """The chosen services from top to bottom: the current one, unless more were chosen."""
        return tuple(row.key for row in self._rows() if row.key in self._chosen)

    def select(self, key: Hashable, gap: RibbonSegment | None = None) -> None:
        """Put the cursor on a service, and on one of its gaps."""
        line = service_of(self._layout, key)
        if line is not None:
            self._go(line, gap)

    def select_at(self, key: Hashable, lane_key: Hashable, at: datetime) -> None:
        """Open a service and go to what a person does there at a time, else to its gap then."""
        self.open(key)
        lines = self._layout.walked if self._layout else ()
        for line in lines:
            if line.row is None or line.row.key != key:
                continue
            cell = next((each for each in line.cells if each.start <= at < each.end), None)
            if line.lane is None:
                self._go(line, gap_in(cell))
            elif line.lane.key == lane_key and cell is not None:
                self._go(line, cell)
                return

    def tip_at(self, place: QPoint) -> str:
        """What the tooltip says at a point of the viewport."""
        line, cell = self._under(place)
        return tip(line, cell) if line else ""

    def _lay_out(self) -> None:
        """Measure everything anew; the cursor stays at its place as far as that is there."""
        before = self.selected_services()
        super()._lay_out()
        if self._cursor is not None:
            self._cursor = on_newer(self._cursor, self._layout)
        if self.selected_services() != before:
            self.selection_changed.emit()

    def _still_point(self) -> datetime | None:
        """The start of the cursor's stretch, if it shows, or the middle."""
        left, cell, layout = self.horizontalScrollBar().value(), self._current_cell(), self._layout
        if layout and cell and left <= layout.x_of(cell.start) <= left + self._room():
            return max(cell.start, layout.view.start)
        return super()._still_point()

    def _rows(self) -> tuple[RibbonRow, ...]:
        services = self._layout.services if self._layout else ()
        return tuple(line.row for line in services if line.row)

    def _current_line(self) -> Line | None:
        return self._cursor.line(self._layout) if self._cursor else None

    def _current_cell(self) -> Cell | None:
        return self._cursor.cell if self._cursor and self._current_line() else None

    def _go(
        self, line: Line, cell: Cell | None = None, chosen: frozenset[Hashable] | None = None
    ) -> None:
        """Put the cursor somewhere; without other services to choose, on that service alone."""
        cursor, row = cursor_at(line, cell), line.row
        if cursor is None or row is None:
            return
        old, before = self._cursor, self.selected_services()
        is_new_row = old is None or old.row_key != cursor.row_key
        gap, old_gap = gap_in(cell), gap_in(old.cell) if old else None
        self._cursor = cursor
        if chosen is None:
            self._pivot = row.key
        self._chosen = frozenset({row.key}) if chosen is None else chosen
        self._scroll_to(line, cell)
        self._describe()
        self.viewport().update()
        if is_new_row or (gap is None and old_gap is not None):
            self.service_selected.emit(row.key)
        if gap is not None and (is_new_row or gap != old_gap):
            self.gap_selected.emit(RibbonGap(row, gap, line.lane))
        if isinstance(cell, RibbonBar) and cursor != old:
            self.bar_selected.emit(cell)
        if self.selected_services() != before:
            self.selection_changed.emit()

    def _scroll_to(self, line: Line, cell: Cell | None) -> None:
        if self._layout is None:
            return
        m, size = self._layout.measures, self.viewport().size()
        bring(self.verticalScrollBar(), line.top, line.height, m.header, size.height())
        if cell is not None:
            left, width = self._layout.span(cell.start, cell.end)
            bring(self.horizontalScrollBar(), left, width, m.labels, size.width())

    def _is_seen(self, line: Line) -> bool:
        top = line.top - self.verticalScrollBar().value()
        return -line.height < top < self.viewport().height()

    def _describe(self) -> None:
        """Tell a screen reader where the cursor is."""
        line = self._current_line()
        said = cell_sentence(line, self._current_cell()) if line else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tooltip for what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what shows."""
        painter = QPainter(self.viewport())
        size, ink = self.viewport().rect(), self._ink
        painter.fillRect(size, ink.base)
        if self._layout is None or not self._layout.lines:
            painter.setPen(ink.muted)
            painter.drawText(size, CENTRE, self._empty_words())
        else:
            paint_ribbon(painter, self._layout, ink, size, self._sight())
        painter.end()

    def _sight(self) -> Sight:
        return Sight(
            self.horizontalScrollBar().value(),
            self.verticalScrollBar().value(),
            self._current_line(),
            self._current_cell(),
            self._chosen,
            self._opened,
            self._drag,
            self.hasFocus(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the hours into the new width."""
        super().resizeEvent(event)
        line = self._current_line()
        is_seen = line is not None and self._is_seen(line)
        self._lay_out()
        if is_seen and (line := self._current_line()) is not None:
            self._scroll_to(line, None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Put the cursor somewhere, so that a keyboard has a place to start."""
        super().focusInEvent(event)
        if self._current_line() is None and self._layout and self._layout.services:
            self._go(self._layout.services[0])
        self.viewport().update()


def spot_of(line: Line | None, cell: Cell | None) -> RibbonSpot:
    """What is at a line and a stretch of it."""
    if line is None or line.row is None:
        return RibbonSpot()
    bar = cell if isinstance(cell, RibbonBar) else None
    return RibbonSpot(line.row, line.lane, bar, gap_in(cell))
