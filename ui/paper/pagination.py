"""Which part of the board goes on which page: a strike day across, whole services down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.times import strike_days
from ui.widgets.ribbon_values import RibbonLane, RibbonRow, RibbonView

HEADING, ROW, LANE = 15.0, 24.0, 11.5
SHORT, LONGEST = timedelta(hours=6), timedelta(hours=36)
"""A shorter slice joins the day beside it, unless a page would then hold more than the longest."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A heading, a service or a lane, ``top`` points below the first line of its page."""

    top: float
    height: float
    heading: str = ""
    row: RibbonRow | None = None
    lane: RibbonLane | None = None
    goes_on: bool = False
    """Whether it began on the page before."""

    @property
    def is_service(self) -> bool:
        """Whether this is a service's own line."""
        return self.row is not None and self.lane is None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A stretch of time and the lines on one page of it."""

    start: datetime
    end: datetime
    lines: tuple[PaperLine, ...]

    @property
    def rows(self) -> tuple[RibbonRow, ...]:
        """Its services, in order."""
        return tuple(line.row for line in self.lines if line.row and line.is_service)


def place_of(row: RibbonRow, rows: Sequence[RibbonRow]) -> str:
    """The heading a service stands under: the site is said where there are several."""
    several = len({each.site for each in rows}) > 1
    return f"{row.site} · {row.department}" if several else row.department


def board_pages(view: RibbonView, room: float, *, with_people: bool) -> Iterator[BoardPage]:
    """The pages of a board with ``room`` points for its lines: day by day, then down."""
    for start, end in page_times(view):
        for lines in _Filling(view, (start, end), room, with_people).pages():
            yield BoardPage(start, end, lines)


def page_times(view: RibbonView) -> list[tuple[datetime, datetime]]:
    """The strike days, the overhang with the last of them if it is not too long."""
    times: list[tuple[datetime, datetime]] = []
    for piece in strike_days(view.start, view.end):
        _join(times, piece, any_length=False)
    if view.last > view.end:
        _join(times, (max(view.start, view.end), view.last), any_length=True)
    return times


def _join(
    times: list[tuple[datetime, datetime]], piece: tuple[datetime, datetime], *, any_length: bool
) -> None:
    start, end = piece
    if times:
        before = times[-1]
        shortest = min(before[1] - before[0], end - start)
        if (any_length or shortest < SHORT) and end - before[0] <= LONGEST:
            times[-1] = before[0], end
            return
    times.append(piece)


class _Filling:
    """Fills pages with the lines of one stretch of time; a service is never cut if it fits."""

    def __init__(
        self, view: RibbonView, span: tuple[datetime, datetime], room: float, with_people: bool
    ) -> None:
        self._view, self._span, self._room = view, span, room
        self._with_people = with_people
        self._done: list[tuple[PaperLine, ...]] = []
        self._page: list[PaperLine] = []
        self._top = 0.0

    def pages(self) -> list[tuple[PaperLine, ...]]:
        """The lines of each page."""
        heading = ""
        for row in self._view.rows:
            place = place_of(row, self._view.rows)
            lanes = self._lanes(row)
            is_new = place != heading
            block = ROW + LANE * len(lanes)
            first = HEADING if is_new else 0.0
            if self._page and self._top + first + block > self._room:
                self._turn()
            if is_new or not self._page:
                self._add(HEADING, heading=place, goes_on=not is_new)
            heading = place
            self._service(row, lanes, place)
        if self._page:
            self._turn()
        return self._done

    def _service(self, row: RibbonRow, lanes: Sequence[RibbonLane], place: str) -> None:
        self._add(ROW, row=row)
        for lane in lanes:
            if self._top + LANE > self._room:
                self._turn()
                self._add(HEADING, heading=place, goes_on=True)
                self._add(ROW, row=row, goes_on=True)
            self._add(LANE, row=row, lane=lane)

    def _lanes(self, row: RibbonRow) -> list[RibbonLane]:
        """Those with anything in this stretch of time."""
        if not self._with_people:
            return []
        start, end = self._span
        return [
            lane
            for lane in row.lanes
            if any(each.start < end and each.end > start for each in lane.cells)
        ]

    def _add(
        self,
        height: float,
        *,
        heading: str = "",
        row: RibbonRow | None = None,
        lane: RibbonLane | None = None,
        goes_on: bool = False,
    ) -> None:
        self._page.append(PaperLine(self._top, height, heading, row, lane, goes_on))
        self._top += height

    def _turn(self) -> None:
        self._done.append(tuple(self._page))
        self._page, self._top = [], 0.0
