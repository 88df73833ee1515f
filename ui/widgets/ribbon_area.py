"""The room of the ribbon: which board it shows, how closely, and what stands where."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.theme import space
from ui.widgets.ribbon_drag import CoverDrag
from ui.widgets.ribbon_edges import labels_width
from ui.widgets.ribbon_ink import Ink
from ui.widgets.ribbon_layout import Line, Measures, RibbonLayout
from ui.widgets.ribbon_sight import step_of
from ui.widgets.ribbon_ticks import step_words
from ui.widgets.ribbon_values import Cell, RibbonLane, RibbonView
from ui.widgets.ribbon_zoom import LEGIBLE, Zoom, limits, zoomed


class RibbonArea(QAbstractScrollArea):
    """A board laid out at a scale of time, with scroll bars."""

    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._view: RibbonView | None = None
        self._layout: RibbonLayout | None = None
        self._ink = Ink(self.palette())
        self._gaps_only = False
        self._opened: frozenset[Hashable] = frozenset()
        self._zoom = LEGIBLE
        self._drag: CoverDrag | None = None

    @property
    def view(self) -> RibbonView | None:
        """What is on the board."""
        return self._view

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

    def show_first_day(self) -> None:
        """Scroll back to where the strike begins."""
        self.horizontalScrollBar().setValue(0)

    @property
    def hour_width(self) -> float:
        """How many pixels an hour has now."""
        return self._layout.hour_width if self._layout else 0.0

    @property
    def zoom_words(self) -> str:
        """How far apart the labelled times are: ``15 min``, ``1 h``, ``1 day``."""
        return step_words(step_of(self._layout, self._ink)) if self._layout else ""

    @property
    def can_zoom_in(self) -> bool:
        """Whether one can go closer."""
        return self.hour_width < self._zoom_limits()[1] * 0.999

    @property
    def can_zoom_out(self) -> bool:
        """Whether one can go further off."""
        return self.hour_width > self._zoom_limits()[0] * 1.001

    def zoom_in(self) -> None:
        """Show time more closely, the cursor or else the middle staying where it is."""
        self._zoom_by(1)

    def zoom_out(self) -> None:
        """Show more time at once."""
        self._zoom_by(-1)

    def zoom_to_fit(self) -> None:
        """Show the whole strike at once, or a week of a longer one."""
        self._zoom_to(Zoom(is_fit=True), self._still_point())

    @property
    def zoom(self) -> Zoom:
        """How closely time is shown, to be put back with ``zoom_to``."""
        return self._zoom

    def zoom_to(self, zoom: Zoom) -> None:
        """Show time as closely as it was shown before."""
        self._zoom_to(zoom, self._still_point())

    def place_of(
        self, key: Hashable, cell: Cell | None = None, lane: RibbonLane | None = None
    ) -> QRect:
        """Where a service's line or one of its lanes, or a stretch of it, is in the viewport."""
        lines = self._layout.walked if self._layout else ()
        its = (ln for ln in lines if ln.row and ln.row.key == key and ln.lane == lane)
        line = next(its, None)
        if line is None or self._layout is None:
            return QRect()
        across = self._layout.measures.labels - self.horizontalScrollBar().value()
        down = self._layout.measures.header - self.verticalScrollBar().value()
        if cell is None:
            return QRect(0, line.top + down, self.viewport().width(), line.height)
        return self._layout.box(line, cell).translated(across, down)

    def time_at(self, x: int) -> datetime | None:
        """The time at a place of the viewport."""
        if self._layout is None:
            return None
        left = self.horizontalScrollBar().value() - self._layout.measures.labels
        return self._layout.at_x(x + left)

    def _lay_out(self) -> None:
        """Measure everything anew: another view, size, font, scale or filter.

        While cover is dragged the names keep their width, so that time stays under the mouse.
        """
        before = self.hour_width
        held = self._layout.measures.labels if self._layout and self._drag else 0
        self._layout = None
        if self._view is not None:
            room = self.viewport().width()
            labels = held or labels_width(self._ink, self._view.rows, room)
            has_flags = bool(self._view.marks) or self._view.overhang_end > self._view.end
            self._layout = RibbonLayout(
                self._view,
                Measures.of_font(labels, has_marks=has_flags),
                room - labels,
                gaps_only=self._gaps_only,
                opened=self._opened,
                zoom=self._zoom,
            )
        self._set_scroll_bars()
        self.viewport().update()
        if self.hour_width != before:
            self.zoom_changed.emit()

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

    def _room(self) -> int:
        layout = self._layout
        return self.viewport().width() - layout.measures.labels - 2 * layout.pad if layout else 1

    def _zoom_limits(self) -> tuple[float, float]:
        view = self._view
        return limits(view.last - view.start, max(self._room(), 1)) if view else (0.0, 0.0)

    def _still_point(self) -> datetime | None:
        """What stays where it is when the scale changes: the middle."""
        left = self.horizontalScrollBar().value()
        return self._layout.at_x(left + self._room() / 2) if self._layout else None

    def _zoom_by(self, steps: float, still: datetime | None = None) -> None:
        if self._view is not None:
            length = self._view.last - self._view.start
            zoom = zoomed(self.hour_width, steps, length, max(self._room(), 1))
            self._zoom_to(zoom, still or self._still_point())

    def _zoom_to(self, zoom: Zoom, still: datetime | None) -> None:
        bar = self.horizontalScrollBar()
        place = self._layout.x_of(still) - bar.value() if self._layout and still else 0
        self._zoom = zoom
        self._lay_out()
        if self._layout is not None and still is not None:
            bar.setValue(self._layout.x_of(still) - place)

    def _under(self, place: QPoint) -> tuple[Line | None, Cell | None]:
        """The line and the stretch under a point of the viewport."""
        layout = self._layout
        if layout is None or place.y() < layout.measures.header:
            return None, None
        line = layout.line_at(place.y() - layout.measures.header + self.verticalScrollBar().value())
        if line is None or place.x() < layout.measures.labels:
            return line, None
        x = place.x() - layout.measures.labels + self.horizontalScrollBar().value()
        return line, layout.cell_at(line, x)

    def _empty_words(self) -> str:
        if self._view is not None and self._view.rows and self._gaps_only:
            return self.tr("No service has a gap.")
        return self.tr("No services to show.")

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font or the theme changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._ink = Ink(self.palette())
            self._lay_out()
