"""Where things stand on the ribbon: lines down, time across."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRect

from ui.theme import space
from ui.widgets.ribbon_values import Cell, RibbonLane, RibbonRow, RibbonSegment, RibbonView
from ui.widgets.ribbon_zoom import LEGIBLE, Zoom

_HOUR = timedelta(hours=1)
LaneId = tuple[bool, Hashable, int]
"""Which lane of a service: whether a requirement, its key, and how many of that key came before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: a heading, a service, or a lane of the service above it."""

    top: int
    height: int
    heading: str = ""
    row: RibbonRow | None = None
    lane: RibbonLane | None = None
    lane_id: LaneId | None = None
    most_required: int = 0

    @property
    def is_service(self) -> bool:
        """Whether this line is a service's own."""
        return self.row is not None and self.lane is None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The stretches the cursor can be on."""
        if self.lane is not None:
            return self.lane.cells
        return self.row.segments if self.row is not None else ()


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels, from the font."""

    header: int
    band: int
    heading: int
    row: int
    lane: int
    labels: int
    pad: int
    inset: int

    @classmethod
    def of_font(cls, labels: int, *, has_marks: bool) -> Measures:
        """The sizes for the present text size, with ``labels`` pixels for names."""
        band = space(4.5)
        bands = 3 if has_marks else 2
        return cls(
            band * bands + space(1),
            band,
            space(7),
            space(7.5),
            space(6),
            labels,
            space(1),
            space(0.75),
        )


class RibbonLayout:
    """The lines of a view from top to bottom, and its times from left to right.

    All positions are on the whole board, before scrolling, without header and labels.
    """

    def __init__(
        self,
        view: RibbonView,
        measures: Measures,
        room: int,
        *,
        gaps_only: bool = False,
        opened: frozenset[Hashable] = frozenset(),
        zoom: Zoom = LEGIBLE,
    ) -> None:
        self.view = view
        self.measures = measures
        self.lines = tuple(_lines(view, measures, gaps_only, opened))
        self._tops = [line.top for line in self.lines]
        self.services = tuple(line for line in self.lines if line.is_service)
        self.walked = tuple(line for line in self.lines if line.row is not None)
        self.height = self.lines[-1].top + self.lines[-1].height if self.lines else 0
        self.pad = space(2.5)
        length = view.last - view.start
        free = max(room - 2 * self.pad, 1)
        self.hour_width = zoom.width_of_hour(length, free)
        self.width = max(room, round(length / _HOUR * self.hour_width) + 2 * self.pad)

    def x_of(self, at: datetime) -> int:
        """Where an instant is; instants beyond the axis lie at its ends."""
        inside = min(max(at, self.view.start), self.view.last)
        return self.pad + round((inside - self.view.start) / _HOUR * self.hour_width)

    def at_x(self, x: float) -> datetime:
        """The instant at a place, within the axis."""
        at = self.view.start + _HOUR * ((x - self.pad) / self.hour_width)
        return min(max(at, self.view.start), self.view.last)

    def span(self, start: datetime, end: datetime) -> tuple[int, int]:
        """Left and width of a stretch of time; never so narrow that it vanishes."""
        left, right = self.x_of(start), self.x_of(end)
        return left, max(right - left, 3)

    def visible(self, top: int, height: int) -> tuple[Line, ...]:
        """The lines that show between ``top`` and ``top + height``."""
        first = max(bisect_right(self._tops, top) - 1, 0)
        last = bisect_right(self._tops, top + height)
        return self.lines[first:last]

    def line_at(self, y: int) -> Line | None:
        """The line at a height, if there is one."""
        if not self.lines or not 0 <= y < self.height:
            return None
        return self.lines[bisect_right(self._tops, y) - 1]

    def cell_at(self, line: Line, x: int) -> Cell | None:
        """The stretch of a line at a place; a gap wins over its neighbours."""
        hits = []
        for cell in line.cells:
            left, width = self.span(cell.start, cell.end)
            if left <= x < left + width:
                hits.append(cell)
        gaps = (hit for hit in hits if isinstance(hit, RibbonSegment) and hit.is_gap)
        return next(gaps, hits[-1] if hits else None)

    def box(self, line: Line, cell: Cell) -> QRect:
        """The box of a stretch of a line."""
        if isinstance(cell, RibbonSegment):
            return self.strip(line, cell)
        left, width = self.span(cell.start, cell.end)
        inset = self.measures.inset
        return QRect(left, line.top + inset, width - 1, line.height - 2 * inset)

    def strip(self, line: Line, segment: RibbonSegment) -> QRect:
        """The box of a stretch: the more people are needed, the taller it stands."""
        left, width = self.span(segment.start, segment.end)
        pad = self.measures.inset if line.lane else self.measures.pad
        full = line.height - 2 * pad
        most = line.most_required
        share = segment.required / most if most else 0.0
        is_flat = not segment.required and not segment.is_gap
        height = max(full // 8, 2) if is_flat else round(full * (0.7 + 0.3 * share))
        return QRect(left, line.top + line.height - pad - height, width, height)


def _lines(
    view: RibbonView, measures: Measures, gaps_only: bool, opened: frozenset[Hashable]
) -> Iterator[Line]:
    top = 0
    several_sites = len({row.site for row in view.rows}) > 1
    heading = ""
    for row in view.rows:
        if gaps_only and not row.gaps:
            continue
        wanted = f"{row.site} · {row.department}" if several_sites else row.department
        if wanted != heading:
            heading = wanted
            yield Line(top, measures.heading, heading=heading)
            top += measures.heading
        yield Line(top, measures.row, row=row, most_required=row.most_required)
        top += measures.row
        if row.key in opened:
            met: Counter[tuple[bool, Hashable]] = Counter()
            for lane in row.lanes:
                who = (lane.is_requirement, lane.key)
                lane_id, most = (*who, met[who]), lane.most_required
                yield Line(top, measures.lane, "", row, lane, lane_id, most)
                met[who] += 1
                top += measures.lane
