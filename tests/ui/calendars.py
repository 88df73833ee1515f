"""Strikes of autumn 2026 for the tests of the timeline and the month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rota.domain.codes import StaffGroup, WindowState, WindowType
from rota.domain.overlaps import together
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.calendar import (
    CalendarView,
    bank_holidays,
    changes_between,
    last_posts,
    reach,
)
from rota.tables.posting_rules import posting_clock

NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 3, 2, 8, tzinfo=UTC)
RESIDENTS = frozenset({StaffGroup.RESIDENT_DOCTOR})
BMA, HCSA, OFF, SUSPENDED, POST, OPEN, LATER = range(1, 8)


def at(month: int, day: int, hour: int = 7, minute: int = 0) -> datetime:
    """An instant of 2026 in UTC; 7 is 8am while summer time lasts."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def window(
    number: int,
    union: str,
    start: datetime,
    end: datetime | None,
    kind: WindowType = WindowType.FULL_WALKOUT,
    state: WindowState = WindowState.CONFIRMED,
    *,
    post: bool = False,
) -> StrikeWindow:
    groups = frozenset() if post else RESIDENTS
    terms = WindowTerms(start, end, kind, groups, affects_post=post)
    return StrikeWindow(number, "2026 pay", union, state, 1, terms)


def windows() -> tuple[StrikeWindow, ...]:
    """One of each sort. The clocks go back in the night of 24 October."""
    only = WindowType.EMERGENCY_CARE_ONLY
    return (
        window(OFF, "BMA", at(10, 13), at(10, 15), state=WindowState.CALLED_OFF),
        window(POST, "CWU", at(10, 16), at(10, 18), post=True),
        window(HCSA, "HCSA", at(10, 24, 6), at(10, 25, 9), state=WindowState.NOTIFIED),
        window(BMA, "BMA", at(10, 24), at(10, 25, 8), only),
        window(SUSPENDED, "BMA", at(11, 3, 8), at(11, 5, 8), state=WindowState.SUSPENDED),
        window(OPEN, "Unite", at(11, 9, 8), None),
        window(LATER, "BMA", NEXT_YEAR, NEXT_YEAR + timedelta(days=1)),
    )


def view_of(made: tuple[StrikeWindow, ...] | None = None) -> CalendarView:
    """What the service would answer for these strikes."""
    made = windows() if made is None else made
    start, end = reach(made, NOW)
    posting = posting_clock()
    return CalendarView(
        start,
        end,
        made,
        tuple(bank_holidays(posting, ("ENG",), start.date(), end.date())),
        changes_between(start, end),
        together(made),
        last_posts(posting, made),
    )
