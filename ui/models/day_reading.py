"""What the page of the day knows: how the strike stands, which moment is shown, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from rota.domain.codes import WindowState
from rota.domain.stretches import Stretch
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import CoverPicture, find_window, read_cover
from rota.services.day_roll import DayView, day_in
from ui.desk import Desk

AROUND = timedelta(hours=12)
"""So long before a strike its roll is shown without asking: the shift before."""
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
    """One reading at ``now``. ``check`` is the moment that is shown, None for the present.

    ``who`` uses the program. ``gaps`` is how many the whole strike has by plan; counted only before
    it begins.
    """

    window: StrikeWindow
    standing: Standing
    view: DayView
    check: datetime | None
    who: str
    now: datetime
    gaps: int = 0

    @property
    def is_on(self) -> bool:
        """Whether the strike or its overhang runs now, so that there is a present to call."""
        return is_within(self.now, self.view)


def read_day_page(desk: Desk, window_id: int, wanted: datetime | str | None) -> DayReading:
    """Read the day at a moment, at the present (``"now"``), or at what fits best (None).

    For the database's thread. Refuses a window that is not there.
    """
    now = desk.now().replace(second=0, microsecond=0)
    ladder = desk.tools.rules.ladder
    with desk.storage.read() as work:
        window = find_window(work, window_id)
        at = wanted if isinstance(wanted, datetime) else now
        view = day_in(work, window_id, ladder, at)
        check = _check(view, now, wanted)
        at = check if check is not None else now
        if check is not None and at != view.at:
            view = day_in(work, window_id, ladder, at)
        who = work.who
        stands, gaps = standing(window, view.span, now), 0
        if stands is Standing.BEFORE:
            plan = CoverPicture(read_cover(work, window_id), ladder)
            gaps = sum(len(each.gaps) for each in plan.cover)
    return DayReading(window, stands, view, check, who, now, gaps)


def standing(window: StrikeWindow, span: Stretch, now: datetime) -> Standing:
    """Return how a strike stands towards a moment; ``span`` ends with its overhang."""
    if window.state in (WindowState.CALLED_OFF, WindowState.SUSPENDED):
        return Standing.OFF
    if now < span[0] - AROUND:
        return Standing.BEFORE
    return Standing.OVER if window.terms.end is not None and now >= span[1] else Standing.OPEN


def is_within(at: datetime, view: DayView) -> bool:
    """Whether a moment lies in the strike or its overhang."""
    return view.span[0] <= at < view.span[1]


def check_days(checks: Sequence[datetime]) -> tuple[date, ...]:
    """Return the local days that have a check."""
    return tuple(dict.fromkeys(to_local(each).date() for each in checks))


def _check(view: DayView, now: datetime, wanted: datetime | str | None) -> datetime | None:
    """Return the moment to show; None for the present, which only a strike that runs has."""
    if isinstance(wanted, datetime) and is_within(wanted, view):
        return wanted
    if not is_within(now, view):
        return view.checks[0] if view.checks else view.at
    coming = [each for each in view.checks if now <= each <= now + ARRIVING]
    return coming[0] if coming and wanted is None else None
