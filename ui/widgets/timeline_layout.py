"""Where the timeline's strikes stand from top to bottom: a lane for each dispute and union."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtGui import QFontMetrics

from rota.domain.windows import StrikeWindow
from ui.theme import Size, font, space

FOREVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels, from the font: of a header band, of a row, and of the names' column."""

    band: int
    row: int
    labels: int

    @property
    def header(self) -> int:
        """Long and short stretches, days of note, posting times, and who is out at once."""
        return 4 * self.band + self.row

    @classmethod
    def of_font(cls, labels: int) -> Measures:
        """Sizes that suit the program's text."""
        return cls(QFontMetrics(font(Size.SMALL)).height() + space(0.5), space(7), labels)


@dataclass(frozen=True, slots=True)
class Row:
    """Strikes side by side, in order of time, none overlapping another."""

    top: int
    union: str
    dispute: str
    windows: tuple[StrikeWindow, ...]
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    is_first: bool

    def between(self, start: datetime, end: datetime) -> tuple[StrikeWindow, ...]:
        """The strikes that share time with a stretch."""
        return self.windows[bisect_right(self.ends, start) : bisect_left(self.starts, end)]

    def after(self, window: StrikeWindow) -> StrikeWindow | None:
        """The next strike of the row."""
        at = bisect_right(self.starts, window.terms.start)
        return self.windows[at] if at < len(self.windows) else None

    def beyond(self, start: datetime, end: datetime) -> tuple[int, int]:
        """How many strikes lie before and after a stretch."""
        return bisect_right(self.ends, start), len(self.windows) - bisect_left(self.starts, end)


class TimelineLayout:
    """The rows of a set of strikes; made once, whatever the scale."""

    def __init__(self, windows: Iterable[StrikeWindow], measures: Measures) -> None:
        self.measures = measures
        self.windows = tuple(sorted(windows, key=lambda each: (each.terms.start, each.window_id)))
        self.rows = tuple(_rows(self.windows, measures.row))
        self.height = len(self.rows) * measures.row
        self._row_of = {each.window_id: row for row in self.rows for each in row.windows}
        self._by_id = {each.window_id: each for each in self.windows}

    def row_of(self, window_id: int) -> Row:
        """The row a strike stands in."""
        return self._row_of[window_id]

    def find(self, window_id: int | None) -> StrikeWindow | None:
        """A strike by its id."""
        return None if window_id is None else self._by_id.get(window_id)

    def visible(self, top: int, height: int) -> tuple[Row, ...]:
        """The rows that show between ``top`` and ``top + height``."""
        row = self.measures.row
        return self.rows[max(top // row, 0) : (top + height) // row + 1]

    def row_at(self, y: int) -> Row | None:
        """The row at a height."""
        at = y // self.measures.row
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def step(self, window: StrikeWindow | None, by: int) -> StrikeWindow | None:
        """The next strike in time (``by`` 1) or the one before (-1), of whatever lane."""
        if not self.windows:
            return None
        if window is None:
            return self.windows[0 if by > 0 else -1]
        at = self.windows.index(window) + by
        return self.windows[at] if 0 <= at < len(self.windows) else None

    def step_row(self, window: StrikeWindow, by: int) -> StrikeWindow | None:
        """The strike nearest in time in the row below (``by`` 1) or above (-1)."""
        at = self.rows.index(self.row_of(window.window_id)) + by
        if not 0 <= at < len(self.rows):
            return None
        start = window.terms.start
        return min(self.rows[at].windows, key=lambda each: abs(each.terms.start - start))


def _rows(windows: tuple[StrikeWindow, ...], height: int) -> Iterable[Row]:
    lanes: dict[tuple[str, str], list[list[StrikeWindow]]] = {}
    for window in windows:
        stacked = lanes.setdefault((window.dispute, window.union), [])
        room = next((row for row in stacked if _end(row[-1]) <= window.terms.start), None)
        if room is None:
            stacked.append([window])
        else:
            room.append(window)
    top = 0
    for (dispute, union), stacked in lanes.items():
        for number, row in enumerate(stacked):
            yield Row(
                top,
                union,
                dispute,
                tuple(row),
                tuple(each.terms.start for each in row),
                tuple(_end(each) for each in row),
                number == 0,
            )
            top += height


def _end(window: StrikeWindow) -> datetime:
    return FOREVER if window.terms.end is None else window.terms.end
