"""Dragging with the mouse: the edge of a bar to a new time, or the whole timeline sideways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from rota.domain.codes import WindowState
from rota.domain.windows import StrikeWindow
from ui import formats
from ui.strike_words import true_length
from ui.widgets.timeline_axis import HOUR, Axis, snapped, step_of


class Edge(Enum):
    """An end of a bar."""

    START = "starts"
    END = "ends"


@dataclass(frozen=True, slots=True)
class EdgeDrag:
    """An edge on its way; ``at`` is where it would be now."""

    window: StrikeWindow
    edge: Edge
    at: datetime

    @property
    def start(self) -> datetime:
        """When the strike would start."""
        return self.at if self.edge is Edge.START else self.window.terms.start

    @property
    def end(self) -> datetime | None:
        """When the strike would end."""
        return self.at if self.edge is Edge.END else self.window.terms.end

    @property
    def is_change(self) -> bool:
        """Whether anything would be different."""
        terms = self.window.terms
        return (self.start, self.end) != (terms.start, terms.end)

    @property
    def text(self) -> str:
        """What stands beside the edge: the new time and length."""
        length = true_length(self.start, self.end)
        return f"{self.edge.value} {formats.moment(self.at)} · {length}"

    def moved(self, axis: Axis, by: int) -> EdgeDrag:
        """The edge some pixels from where it was: on a round time, not past the other edge."""
        at = snapped(
            held(self.window, self.edge).at + HOUR * (by / axis.hour_width), axis.hour_width
        )
        step = step_of(axis.hour_width)
        terms = self.window.terms
        if self.edge is Edge.START and terms.end is not None and at >= terms.end:
            at = snapped(terms.end - step, axis.hour_width)
        if self.edge is Edge.END and at <= terms.start:
            at = snapped(terms.start + step, axis.hour_width)
        return replace(self, at=min(max(at, axis.start), axis.end))


@dataclass(frozen=True, slots=True)
class Pan:
    """The timeline held at a place, and where its scroll bars then stood."""

    x: int
    y: int
    across: int
    down: int


def edge_at(axis: Axis, window: StrikeWindow, x: int, reach: int) -> Edge | None:
    """The edge of a strike near a place: a called-off strike has none that one could move."""
    if window.state is WindowState.CALLED_OFF:
        return None
    left, width = axis.span(window.terms.start, window.terms.end)
    if width < 2 * reach:
        return None
    inner = min(reach, width // 4)
    if window.terms.end is not None and left + width - inner <= x <= left + width + reach:
        return Edge.END
    return Edge.START if left - reach <= x < left + inner else None


def held(window: StrikeWindow, edge: Edge) -> EdgeDrag:
    """An edge that was just taken hold of."""
    end = window.terms.end
    at = window.terms.start if edge is Edge.START or end is None else end
    return EdgeDrag(window, edge, at)
