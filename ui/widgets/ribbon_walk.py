"""Where a key takes the ribbon's cursor, and where the cursor is on a newer board."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtWidgets import QScrollBar

from ui.widgets.ribbon_layout import LaneId, Line, RibbonLayout
from ui.widgets.ribbon_values import Cell, RibbonBar, RibbonRow, RibbonSegment


@dataclass(frozen=True, slots=True)
class Cursor:
    """A line of the board, a service's or a lane's, and a stretch of it or the whole line."""

    row_key: Hashable
    lane_id: LaneId | None = None
    cell: Cell | None = None

    def line(self, layout: RibbonLayout | None) -> Line | None:
        """The line it is on, if that shows."""
        lines = layout.walked if layout else ()
        found = (ln for ln in lines if ln.row and ln.row.key == self.row_key)
        return next((ln for ln in found if ln.lane_id == self.lane_id), None)


def cursor_at(line: Line, cell: Cell | None = None) -> Cursor | None:
    """The cursor on a line, or on a stretch of it; a heading has none."""
    return Cursor(line.row.key, line.lane_id, cell) if line.row is not None else None


def on_newer(cursor: Cursor, layout: RibbonLayout | None) -> Cursor:
    """The same place on a newer board; cover that moved to another service is followed."""
    line, cell = cursor.line(layout), cursor.cell
    if isinstance(cell, RibbonBar) and cell.key is not None:
        same = [
            (abs(bar.start - cell.start), number, bar)
            for number, each in enumerate(lines_in(layout))
            for bar in (each.lane.bars if each.lane else ())
            if bar.key == cell.key
        ]
        if same:
            _, number, bar = min(same, key=lambda found: found[:2])
            return cursor_at(lines_in(layout)[number], bar) or cursor
    if line is None:
        return Cursor(cursor.row_key)
    return Cursor(cursor.row_key, cursor.lane_id, _same(line, cell))


def _same(line: Line, cell: Cell | None) -> Cell | None:
    if cell is None:
        return None
    found = [each for each in line.cells if each.start <= cell.start < each.end]
    if gap_in(cell):
        return next((each for each in found if gap_in(each)), None)
    return found[0] if found else None


def gap_in(cell: Cell | None) -> RibbonSegment | None:
    """The cell, if somebody is missing in it."""
    return cell if isinstance(cell, RibbonSegment) and cell.is_gap else None


def service_of(layout: RibbonLayout | None, key: Hashable) -> Line | None:
    """The line of a service, if it shows."""
    return Cursor(key).line(layout)


def lines_in(layout: RibbonLayout | None) -> tuple[Line, ...]:
    """Every line the cursor can be on."""
    return layout.walked if layout else ()


def line_after(lines: tuple[Line, ...], line: Line | None, by: int) -> Line | None:
    """The line ``by`` on, stopping at either end."""
    if not lines:
        return None
    at = lines.index(line) + by if line in lines else 0
    return lines[min(max(at, 0), len(lines) - 1)]


def cell_after(line: Line, cell: Cell | None, by: int) -> Cell | None:
    """The next stretch of a line (``by`` 1) or the one before (-1); the same at either end."""
    cells = line.cells
    if not cells:
        return None
    if cell not in cells:
        return cells[0 if by > 0 else -1]
    return cells[min(max(cells.index(cell) + by, 0), len(cells) - 1)]


def gap_after(
    services: tuple[Line, ...], line: Line | None, cell: Cell | None, by: int
) -> tuple[Line, RibbonSegment] | None:
    """The next gap (``by`` 1) or the one before (-1), on this service or the nearest with any."""
    places = [(ln, each) for ln in services if ln.row for each in ln.row.gaps]
    if line is not None:
        here = (line.top, cell.start.timestamp() if cell else float("-inf"))
        keys = [(ln.top, each.start.timestamp()) for ln, each in places]
        places = [
            place
            for place, key in zip(places, keys, strict=True)
            if (key > here if by > 0 else key < here)
        ]
    if not places:
        return None
    return places[0 if by > 0 else -1]


def rows_between(
    rows: tuple[RibbonRow, ...], one: Hashable, other: Hashable
) -> frozenset[Hashable]:
    """The services from one to another, in either order."""
    keys = [row.key for row in rows]
    if one not in keys or other not in keys:
        return frozenset({other})
    first, last = sorted((keys.index(one), keys.index(other)))
    return frozenset(keys[first : last + 1])


def bring(bar: QScrollBar, start: int, length: int, edge: int, room: int) -> None:
    """Scroll as little as shows a stretch whole; ``edge`` pixels of the room are covered."""
    end = start + length + edge - room
    if start < bar.value():
        bar.setValue(start)
    elif end > bar.value():
        bar.setValue(end)
