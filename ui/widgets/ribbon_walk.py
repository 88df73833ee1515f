"""Where a key takes the ribbon's cursor."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollBar

from ui.widgets.ribbon_layout import Line
from ui.widgets.ribbon_values import RibbonSegment


def service_after(services: tuple[Line, ...], line: Line | None, by: int) -> Line | None:
    """The service ``by`` lines on, stopping at either end."""
    if not services:
        return None
    at = services.index(line) + by if line in services else 0
    return services[min(max(at, 0), len(services) - 1)]


def gap_after(
    services: tuple[Line, ...], line: Line | None, gap: RibbonSegment | None, by: int
) -> tuple[Line, RibbonSegment] | None:
    """The next gap (``by`` 1) or the one before (-1), on this service or the nearest with any."""
    places = [(ln, each) for ln in services if ln.row for each in ln.row.gaps]
    if line is not None:
        here = (line.top, gap.start.timestamp() if gap else float("-inf"))
        keys = [(ln.top, each.start.timestamp()) for ln, each in places]
        places = [
            place
            for place, key in zip(places, keys, strict=True)
            if (key > here if by > 0 else key < here)
        ]
    if not places:
        return None
    return places[0 if by > 0 else -1]


def bring(bar: QScrollBar, start: int, length: int, edge: int, room: int) -> None:
    """Scroll as little as shows a stretch whole; ``edge`` pixels of the room are covered."""
    end = start + length + edge - room
    if start < bar.value():
        bar.setValue(start)
    elif end > bar.value():
        bar.setValue(end)
