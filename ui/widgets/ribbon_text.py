"""The ribbon in words: what a cell says when spoken or pointed at, and the board as text."""

from __future__ import annotations

from collections.abc import Iterable

from ui import formats
from ui.widgets.ribbon_layout import Line
from ui.widgets.ribbon_values import Cell, RibbonLane, RibbonRow, RibbonSegment

SERVICE_HEADINGS = (
    "Site",
    "Department",
    "Service",
    "From",
    "To",
    "Required",
    "There",
    "Missing",
    "Who is missing",
)
LANE_HEADINGS = ("Service", "Who", "From", "To", "What")


def cell_sentence(line: Line, cell: Cell | None) -> str:
    """The full sentence of a cell: service, who, from when to when, what, how many."""
    row, lane = line.row, line.lane
    if row is None:
        return ""
    if lane is None:
        return f"{row.service}. {cell.sentence}" if cell else row.sentence
    if cell is None:
        return f"{row.service}. {lane.sentence}"
    return f"{row.service}. {lane.text}. {cell.sentence}"


def tip(line: Line, cell: Cell | None) -> str:
    """What the tooltip of a cell says: the same, a part to each line."""
    row, lane = line.row, line.lane
    if row is None:
        return ""
    if cell is not None:
        who = [lane.text] if lane else []
        return "\n".join([*who, row.service, cell.sentence])
    if lane is None:
        return row.sentence
    parts = [lane.text, *(each.sentence for each in lane.cells), lane.note]
    return "\n".join(part for part in parts if part)


def services_text(rows: Iterable[RibbonRow]) -> str:
    """Services as a table for a spreadsheet: a line for each stretch."""
    return _table(SERVICE_HEADINGS, (cells for row in rows for cells in _service_cells(row)))


def lane_text(row: RibbonRow, lane: RibbonLane) -> str:
    """A person's stretches at a service, or a requirement's, as a table for a spreadsheet."""
    return _table(
        LANE_HEADINGS,
        (
            (
                row.service,
                lane.text,
                formats.moment(cell.start),
                formats.moment(cell.end),
                cell.numbers if isinstance(cell, RibbonSegment) else cell.text,
            )
            for cell in lane.cells
        ),
    )


def _service_cells(row: RibbonRow) -> Iterable[tuple[str, ...]]:
    place = (row.site, row.department, row.service)
    if not row.segments:
        yield (*place, "", "", "", "", "", row.note)
    for each in row.segments:
        numbers = (str(each.required), str(each.filled), str(each.missing))
        wanted = each.text.removeprefix("Missing: ") if each.is_gap else ""
        yield (*place, formats.moment(each.start), formats.moment(each.end), *numbers, wanted)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (headings, *rows)
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
