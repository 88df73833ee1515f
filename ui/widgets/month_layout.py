"""Where a month's days and strikes stand: weeks from Monday, strikes cut at each week's ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QRect

from rota.domain.times import end_of_day, start_of_day, to_local
from rota.domain.windows import StrikeWindow

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthBar:
    """The part of a strike within one week, on one of the week's tracks."""

    window: StrikeWindow
    week: int
    track: int
    start: datetime
    end: datetime

    @property
    def starts_here(self) -> bool:
        """Whether the strike starts in this week."""
        return self.start == self.window.terms.start

    @property
    def ends_here(self) -> bool:
        """Whether the strike ends in this week."""
        return self.end == self.window.terms.end


class MonthLayout:
    """The weeks that hold a month, and the strikes in them; sizes come with the questions."""

    def __init__(self, month: date, windows: Iterable[StrikeWindow]) -> None:
        self.month = month.replace(day=1)
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        self.first = self.month - self.month.weekday() * DAY
        self.weeks = -((self.first - after).days // 7)
        self.last = self.first + (7 * self.weeks - 1) * DAY
        self.start, self.end = start_of_day(self.first), end_of_day(self.last)
        seen = [each for each in windows if each.terms.overlaps(self.start, self.end)]
        self.windows = tuple(sorted(seen, key=lambda each: (each.terms.start, each.window_id)))
        self.bars = tuple(bar for week in range(self.weeks) for bar in self._week(week))

    def holds(self, day: date) -> bool:
        """Whether a day is in the month itself."""
        return (day.year, day.month) == (self.month.year, self.month.month)

    def day_at(self, week: int, column: int) -> date:
        """The day of a cell."""
        return self.first + (7 * week + column) * DAY

    def cell_of(self, day: date) -> tuple[int, int] | None:
        """Week and column of a day, if it shows."""
        number = (day - self.first).days
        return divmod(number, 7) if 0 <= number < 7 * self.weeks else None

    def box_of(self, day: date, area: QRect) -> QRect:
        """Where a day is, its right and lower lines left out."""
        cell = self.cell_of(day)
        if cell is None:
            return QRect()
        week, column = cell
        left, right = _part(area.width(), column, 7), _part(area.width(), column + 1, 7)
        top, bottom = (
            _part(area.height(), week, self.weeks),
            _part(area.height(), week + 1, self.weeks),
        )
        return QRect(area.left() + left, area.top() + top, right - left, bottom - top)

    def x_of(self, at: datetime, area: QRect, *, is_end: bool = False) -> int:
        """Where an instant stands within its day; the end of a week is its right edge."""
        day = to_local(at).date()
        if is_end and start_of_day(day) == at:
            day -= DAY
        start, end = start_of_day(day), end_of_day(day)
        box = self.box_of(day, area)
        return box.left() + round(box.width() * ((at - start) / (end - start)))

    def of_day(self, day: date) -> tuple[StrikeWindow, ...]:
        """The strikes that touch a day."""
        start, end = start_of_day(day), end_of_day(day)
        return tuple(each for each in self.windows if each.terms.overlaps(start, end))

    def _week(self, week: int) -> Iterable[MonthBar]:
        start = start_of_day(self.day_at(week, 0))
        end = end_of_day(self.day_at(week, 6))
        ends: list[datetime] = []
        for window in self.windows:
            terms = window.terms
            if not terms.overlaps(start, end):
                continue
            first, last = max(terms.start, start), min(terms.end or end, end)
            track = next((at for at, taken in enumerate(ends) if taken <= first), len(ends))
            ends[track : track + 1] = [last]
            yield MonthBar(window, week, track, first, last)


def _part(whole: int, number: int, of: int) -> int:
    return whole * number // of
