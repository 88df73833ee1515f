"""Where things stand on the ribbon: lines down, time across."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRect

from rota.domain.times import to_local
from ui.theme import space
from ui.widgets.ribbon_values import RibbonLane, RibbonRow, RibbonSegment, RibbonView

_HOUR = timedelta(hours=1)
_STEPS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: a heading, a service, or a lane of the service above it."""

    top: int
    height: int
    heading: str = ""
    row: RibbonRow | None = None
    lane: RibbonLane | None = None

    @property
    def is_service(self) -> bool:
        """Whether this line is a service's own."""
        return self.row is not None and self.lane is None


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled hour; a midnight begins a new day."""

    at: datetime
    text: str
    is_midnight: bool


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels, from the font."""

    header: int
    band: int
    heading: int
    row: int
    lane: int
    labels: int
    least_hour: int

    @classmethod
    def of_font(cls, labels: int, *, has_marks: bool) -> Measures:
        """The sizes for the present text size, with ``labels`` pixels for names."""
        band = space(4.5)
        bands = 3 if has_marks else 2
        return cls(band * bands + space(1), band, space(7), space(7.5), space(6), labels, space(4))


def ticks(view: RibbonView, hour_width: float, label_width: float) -> Iterator[Tick]:
    """Labelled hours, read off the local clock: an hour that happens twice is said twice."""
    step = next((s for s in _STEPS if s * hour_width >= label_width), 24)
    at = view.start.replace(minute=0, second=0, microsecond=0)
    if at < view.start:
        at += _HOUR
    while at <= view.last:
        local = to_local(at)
        if local.hour % step == 0:
            yield Tick(at, f"{local.hour:02d}", local.hour == 0)
        at += _HOUR


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
    ) -> None:
        self.view = view
        self.measures = measures
        self.lines = tuple(_lines(view, measures, gaps_only, opened))
        self._tops = [line.top for line in self.lines]
        self.services = tuple(line for line in self.lines if line.is_service)
        self.height = self.lines[-1].top + self.lines[-1].height if self.lines else 0
        self.pad = space(2.5)
        hours = max((view.last - view.start) / _HOUR, 1 / 60)
        self.width = max(room, round(hours * measures.least_hour) + 2 * self.pad)
        self.hour_width = (self.width - 2 * self.pad) / hours

    def x_of(self, at: datetime) -> int:
        """Where an instant is; instants beyond the axis lie at its ends."""
        inside = min(max(at, self.view.start), self.view.last)
        return self.pad + round((inside - self.view.start) / _HOUR * self.hour_width)

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

    def segment_at(self, line: Line, x: int) -> RibbonSegment | None:
        """The stretch of a service's strip at a place; a gap wins over its neighbours."""
        if line.row is None or line.lane is not None:
            return None
        hits = []
        for segment in line.row.segments:
            left, width = self.span(segment.start, segment.end)
            if left <= x < left + width:
                hits.append(segment)
        return next((hit for hit in hits if hit.is_gap), hits[0] if hits else None)

    def strip(self, line: Line, segment: RibbonSegment) -> QRect:
        """The box of a stretch: the more people are needed, the taller it stands."""
        left, width = self.span(segment.start, segment.end)
        pad = space(1)
        full = line.height - 2 * pad
        most = line.row.most_required if line.row else 0
        share = segment.required / most if most else 0.0
        height = round(full * (0.7 + 0.3 * share)) if segment.required else max(full // 8, 2)
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
        yield Line(top, measures.row, row=row)
        top += measures.row
        if row.key in opened:
            for lane in row.lanes:
                yield Line(top, measures.lane, row=row, lane=lane)
                top += measures.lane
