"""What the list of strikes shows: each window, what it removes and its days from 8 to 8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.grades import GradeLadder
from rota.domain.losses import LostDuty
from rota.domain.times import STRIKE_DAY_STARTS, at_local, elapsed_hours, strike_days, to_local
from rota.domain.windows import StrikeWindow, WindowRevision
from rota.services.ports import Storage, Work
from rota.services.strike_picture import StrikePicture

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StrikeDay:
    """One day from 8am to 8am, and how many lost duties are running in each true hour of it.

    ``start`` and ``end`` are the part the window covers; equal when only its overhang is left.
    """

    day_start: datetime
    day_end: datetime
    start: datetime
    end: datetime
    lost: tuple[int, ...]

    @property
    def hours(self) -> float:
        """Return the true hours of the part the window covers."""
        return elapsed_hours(self.start, self.end)

    @property
    def day_hours(self) -> int:
        """Return the true hours from 8am to 8am: 23, 24 or 25."""
        return round(elapsed_hours(self.day_start, self.day_end))


@dataclass(frozen=True, slots=True)
class StrikeRow:
    """One window with its revisions and what it takes away."""

    window: StrikeWindow
    revisions: tuple[WindowRevision, ...]
    days: tuple[StrikeDay, ...]
    lost: int
    lost_minutes: int
    gaps: int
    missing_minutes: int
    at_risk: int
    undecided: int
    unspecified: int


@dataclass(frozen=True, slots=True)
class StrikesView:
    """Every window in order of start, and what a new one can be made of."""

    rows: tuple[StrikeRow, ...]
    sites: tuple[str, ...]
    disputes: tuple[str, ...]
    unions: tuple[str, ...]


def strikes_view(storage: Storage, ladder: GradeLadder) -> StrikesView:
    """Return every window and what it removes, in one reading."""
    with storage.read() as work:
        windows = work.windows.all()
        decided = work.appointments.decided() if windows else {}
        rows = tuple(_row(work, window, ladder, frozenset(decided)) for window in windows)
        sites = {each.site for each in work.duties.services()}
    return StrikesView(
        rows,
        tuple(sorted(sites)),
        tuple(sorted({each.dispute for each in windows})),
        tuple(sorted({each.union for each in windows})),
    )


def _row(
    work: Work, window: StrikeWindow, ladder: GradeLadder, decided: frozenset[str]
) -> StrikeRow:
    picture = StrikePicture(work, window.window_id, ladder)
    gaps = [gap for each in picture.cover for gap in each.gaps]
    at_risk = [each.visit.appointment_id for each in picture.at_risk]
    return StrikeRow(
        window,
        tuple(work.windows.revisions(window.window_id)),
        tuple(_days(window, picture.span[1], picture.lost)),
        len(picture.lost),
        sum(each.lost_minutes for each in picture.lost),
        len(gaps),
        sum(gap.person_minutes for gap in gaps),
        len(at_risk),
        sum(each not in decided for each in at_risk),
        sum(not each.specified for each in picture.cover),
    )


def _days(window: StrikeWindow, horizon: datetime, lost: Sequence[LostDuty]) -> Iterator[StrikeDay]:
    end = window.terms.end or horizon
    for start, cut in strike_days(window.terms.start, max(horizon, end)):
        local = to_local(start)
        day = local.date()
        if local.time() < STRIKE_DAY_STARTS:
            day -= timedelta(days=1)
        first = at_local(day, STRIKE_DAY_STARTS)
        last = at_local(day + timedelta(days=1), STRIKE_DAY_STARTS)
        hours = [first + HOUR * n for n in range(round(elapsed_hours(first, last)))]
        running = tuple(_running(lost, hour, hour + HOUR) for hour in hours)
        covered = (start, min(cut, end)) if start < end else (first, first)
        yield StrikeDay(first, last, *covered, running)


def _running(lost: Sequence[LostDuty], start: datetime, end: datetime) -> int:
    return sum(each.start < end and each.end > start for each in lost)
