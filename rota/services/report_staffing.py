"""The staff figures of the situation return: who was due, on strike and absent, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rota.domain.attendance_rows import AttendanceRow, DayTotal, day_totals
from rota.domain.times import to_local
from rota.domain.turnout import TurnoutTotal
from rota.domain.windows import StrikeWindow
from rota.services.attendance_reading import FORGOTTEN, attendance_in
from rota.services.report_frame import Frame, day_label, number_words

_FROM_TOTALS = (
    "What happened to each person has been deleted, as it must be. The figures on staff are the "
    "totals that were kept of this strike, in which small groups were joined or left out."
)


@dataclass(frozen=True, slots=True)
class StaffDay:
    """People called out on one local day. ``unseen``: of those on strike, nobody looked for them.

    ``is_known``: something is known of anybody due; before a strike begins nothing is.
    """

    day: date
    due: int
    on_strike: int
    absent_otherwise: int
    unsettled: int
    unseen: int
    is_known: bool

    @property
    def others(self) -> int:
        """Return how many were due and neither on strike nor absent, or are not known of yet."""
        return self.due - self.on_strike - self.absent_otherwise

    @property
    def share(self) -> float | None:
        """Return how many of those due were on strike, out of 100."""
        return round(100 * self.on_strike / self.due, 1) if self.due else None


@dataclass(frozen=True, slots=True)
class Staffing:
    """What is known of the staff of a strike; once the records are deleted, the totals kept."""

    rows: tuple[AttendanceRow, ...]
    totals: tuple[DayTotal, ...]
    is_deleted: bool
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> list[StaffDay]:
        """Return the figures of each day, whatever the grade and the site."""
        found: dict[date, list[DayTotal]] = defaultdict(list)
        for each in self.totals:
            found[each.day].append(each)
        return [_day(day, totals) for day, totals in sorted(found.items())]


def is_known(due: int, absent: int, unknown: int) -> bool:
    """Say whether anything is known of who took part."""
    return not unknown or unknown + absent < due


def staffing_of(frame: Frame) -> Staffing:
    """Return the staff figures of a strike."""
    rows = attendance_in(frame.work, frame.window.window_id, frame.rules.ladder, frame.now)
    if not rows or not all(_is_forgotten(each) for each in rows):
        return Staffing(tuple(rows), tuple(day_totals(rows)), is_deleted=False)
    totals, notes = _kept(frame, sorted({to_local(each.start).date() for each in rows}))
    return Staffing(tuple(rows), tuple(totals), is_deleted=True, notes=(_FROM_TOTALS, *notes))


def _day(day: date, totals: Sequence[DayTotal]) -> StaffDay:
    due, striking, absent, unsettled, unseen, unknown = (
        sum(getattr(each, name) for each in totals)
        for name in ("due", "on_strike", "absent_otherwise", "unsettled", "unseen", "unknown")
    )
    known = is_known(due, absent, unknown)
    return StaffDay(day, due, striking, absent, unsettled, unseen, known)


def _is_forgotten(row: AttendanceRow) -> bool:
    return row.record is None and row.why == FORGOTTEN.why


def _kept(frame: Frame, days: Sequence[date]) -> tuple[list[DayTotal], list[str]]:
    """Return the totals kept of this strike, and what is not in them.

    A total that somebody entered names no strike: it counts on a day that had only this one.
    """
    window_id = frame.window.window_id
    shared = {day for day in days if any(_others_on(day, frame.work.windows.all(), window_id))}
    there = [each for each in frame.work.attendance.totals() if each.day in days]
    ours = [
        each
        for each in there
        if each.window_id == window_id or (each.window_id is None and each.day not in shared)
    ]
    unsure = [each for each in there if each.window_id is None and each.day in shared]
    notes = [*_unsure_words(unsure), *_missing_words(days, ours)]
    return [
        DayTotal(t.day, t.site, t.grade, t.due, t.on_strike, t.absent_otherwise, 0) for t in ours
    ], notes


def _others_on(day: date, windows: Iterable[StrikeWindow], window_id: int) -> Iterator[int]:
    """Yield the other strikes that took place on a day."""
    for each in windows:
        end = each.terms.end
        if (
            each.window_id != window_id
            and each.removes_duties
            and to_local(each.terms.start).date() <= day
            and (end is None or day <= to_local(end).date())
        ):
            yield each.window_id


def _unsure_words(totals: Sequence[TurnoutTotal]) -> Iterator[str]:
    if totals:
        said = number_words(len(totals), "total", "totals")
        yield (
            f"{said} entered or imported for these days may be of another strike of the same days, "
            "and so not in these figures."
        )


def _missing_words(days: Sequence[date], totals: Iterable[TurnoutTotal]) -> Iterator[str]:
    missing = [day for day in days if day not in {each.day for each in totals}]
    if missing:
        yield f"No total was kept of {', '.join(map(day_label, missing))}: not known any more."
