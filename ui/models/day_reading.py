"""What the page of the day knows: how the strike stands, which moment is shown, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from rota.domain.codes import WindowState
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import find_window
from rota.services.day_roll import DayView, day_in
from ui.desk import Desk

AROUND = timedelta(hours=12)
"""So long before and after a strike its roll is shown without asking: the shifts either side."""
ARRIVING = timedelta(minutes=30)
"""So long before a check people already ring for it."""


class Standing(Enum):
    """How the strike stands towards the present."""

    OFF = "off"
    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class DayReading:
    """One reading. ``check`` is the check that is shown, None for the present moment.

    ``version`` is the newest saved action that it holds; ``who`` uses the program.
    """

    window: StrikeWindow
    standing: Standing
    view: DayView
    check: datetime | None
    version: int
    who: str


def read_day_page(desk: Desk, window_id: int, wanted: datetime | str | None) -> DayReading:
    """Read the day at a check, at the present (``"now"``), or at what fits best (None).

    For the database's thread. Refuses a window that is not there.
    """
    now = desk.now().replace(second=0, microsecond=0)
    ladder = desk.tools.rules.ladder
    with desk.storage.read() as work:
        window = find_window(work, window_id)
        at = wanted if isinstance(wanted, datetime) else _inside(window, now)
        view = day_in(work, window_id, ladder, at)
        check = _check(view.checks, now, wanted)
        at = check if check is not None else _inside(window, now)
        if at != view.at:
            view = day_in(work, window_id, ladder, at)
        newest = work.journal.entries(1)
        version, who = newest[-1].entry if newest else 0, work.who
    return DayReading(window, standing(window, now), view, check, version, who)


def standing(window: StrikeWindow, now: datetime) -> Standing:
    """Return how a strike stands towards a moment."""
    terms = window.terms
    if window.state in (WindowState.CALLED_OFF, WindowState.SUSPENDED):
        return Standing.OFF
    if now < terms.start - AROUND:
        return Standing.BEFORE
    if terms.end is not None and now >= terms.end + AROUND:
        return Standing.OVER
    return Standing.OPEN


def check_days(checks: Sequence[datetime]) -> tuple[date, ...]:
    """Return the local days that have a check."""
    return tuple(dict.fromkeys(to_local(each).date() for each in checks))


def _check(
    checks: Sequence[datetime], now: datetime, wanted: datetime | str | None
) -> datetime | None:
    if wanted == "now" or not checks:
        return None
    if wanted in checks:
        return next(each for each in checks if each == wanted)
    coming = [each for each in checks if now <= each <= now + ARRIVING]
    if coming:
        return coming[0]
    return checks[0] if now < checks[0] or now >= checks[-1] + AROUND else None


def _inside(window: StrikeWindow, now: datetime) -> datetime:
    """The present, or the nearest end of the strike."""
    terms = window.terms
    if now < terms.start:
        return terms.start
    last = terms.end + AROUND if terms.end is not None else None
    return last if last is not None and now > last else now
