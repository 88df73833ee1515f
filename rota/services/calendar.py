"""What calendars show beside the strikes: bank holidays, clock changes, last posts, overlaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from rota.domain.overlaps import Together, together
from rota.domain.posting import PostingClock
from rota.domain.times import (
    STRIKE_DAY_STARTS,
    at_local,
    clock_changes,
    elapsed_hours,
    end_of_day,
    start_of_day,
    to_local,
)
from rota.domain.windows import StrikeWindow
from rota.services.ports import Storage
from rota.services.post_times import at_post_times

NATION = "nation"
"""The setting that holds the nation of every site; ``nation:SITE`` holds that of one site."""
ENGLAND = "ENG"
NATIONS = {ENGLAND: "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
POST_CLASSES = ("second", "first")
YEARS_BEFORE, YEARS_AFTER = 1, 2
"""How many calendar years one may look beyond the first and the last strike, and the present."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """A bank holiday, and the nations that have it."""

    day: date
    name: str
    nations: tuple[str, ...]
    is_everywhere: bool = True

    @property
    def words(self) -> str:
        """Return its name; not kept at every site it says where: St Andrew's Day (Scotland)."""
        where = ", ".join(NATIONS[each] for each in self.nations)
        return self.name if self.is_everywhere else f"{self.name} ({where})"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A night on which the clocks change: when, and how long its days then truly are.

    ``day`` is the calendar day; ``day_start`` to ``day_end`` the strike day, 8am to 8am.
    """

    at: datetime
    day: date
    day_start: datetime
    day_end: datetime

    @property
    def hours(self) -> int:
        """Return the true hours of the day, 8am to 8am or midnight to midnight: 23 or 25."""
        return round(elapsed_hours(self.day_start, self.day_end))

    @property
    def goes(self) -> str:
        """Return which way the clocks go: forward or back."""
        return "back" if self.hours > 24 else "forward"


@dataclass(frozen=True, slots=True)
class LastPost:
    """The last safe posting time of a class for a patient who is due on a strike's first day."""

    post_class: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Everything a calendar shows; ``start`` and ``end`` are as far as one may look."""

    start: datetime
    end: datetime
    windows: tuple[StrikeWindow, ...] = ()
    holidays: tuple[BankHoliday, ...] = ()
    changes: tuple[ClockChange, ...] = ()
    together: tuple[Together, ...] = ()
    last_posts: Mapping[int, tuple[LastPost, ...]] | None = None

    def posts_of(self, window_id: int) -> tuple[LastPost, ...]:
        """Return the last safe posting times before one strike, in order of time."""
        return (self.last_posts or {}).get(window_id, ())

    def holidays_between(self, start: datetime, end: datetime) -> tuple[BankHoliday, ...]:
        """Return the bank holidays that share time with a stretch."""
        first = bisect_left(self.holidays, to_local(start).date(), key=lambda each: each.day)
        last = bisect_right(self.holidays, to_local(end).date(), key=lambda each: each.day)
        return self.holidays[first:last]

    def beside(self, window: StrikeWindow) -> tuple[StrikeWindow, ...]:
        """Return the other standing strikes that share time with a strike."""
        found = {
            other.window_id: other
            for stretch in self.together
            if any(each.window_id == window.window_id for each in stretch.windows)
            for other in stretch.windows
            if other.window_id != window.window_id
        }
        return tuple(found.values())


def calendar_view(storage: Storage, posting: PostingClock, now: datetime) -> CalendarView:
    """Return what a calendar of every strike shows, in one reading."""
    with storage.read() as work:
        windows = tuple(work.windows.all())
        settings = work.settings.all()
        sites = {each.site for each in work.duties.services()}
    nations = site_nations(settings, sites)
    start, end = reach(windows, now)
    return CalendarView(
        start,
        end,
        windows,
        tuple(bank_holidays(posting, nations, to_local(start).date(), to_local(end).date())),
        changes_between(start, end),
        together(windows),
        last_posts(at_post_times(settings, posting).in_nation(home_nation(settings)), windows),
    )


def home_nation(settings: Mapping[str, str]) -> str:
    """Return the nation the hospital posts from: England until somebody says otherwise."""
    said = settings.get(NATION, ENGLAND)
    return said if said in NATIONS else ENGLAND


def site_nation(settings: Mapping[str, str], site: str) -> str:
    """Return what is said of the nation in which a site lies, else the hospital's own."""
    return settings.get(f"{NATION}:{site}") or home_nation(settings)


def site_nations(settings: Mapping[str, str], sites: Iterable[str]) -> tuple[str, ...]:
    """Return the nations in which the sites lie, the hospital's own first."""
    home = home_nation(settings)
    said = {site_nation(settings, site) for site in sites}
    return tuple(sorted(said & set(NATIONS) or {home}, key=lambda each: (each != home, each)))


MOST_YEARS = 40
"""How far from the present a calendar goes at most: a slip of the pen must not fill centuries."""


def reach(windows: Sequence[StrikeWindow], now: datetime) -> tuple[datetime, datetime]:
    """Return as far as a calendar goes: whole years around every strike and the present."""
    instants = [now]
    for window in windows:
        instants += [window.terms.start, window.terms.end or window.terms.start]
    present = to_local(now).year
    first = max(to_local(min(instants)).year - YEARS_BEFORE, present - MOST_YEARS)
    last = min(to_local(max(instants)).year + YEARS_AFTER, present + MOST_YEARS)
    return start_of_day(date(first, 1, 1)), start_of_day(date(last + 1, 1, 1))


def bank_holidays(
    posting: PostingClock, nations: Collection[str], first: date, until: date
) -> Iterator[BankHoliday]:
    """Find the bank holidays of some nations from ``first`` up to, not on, ``until``.

    One that nations call by different names is named after the first of them.
    """
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        names = {each: posting.holiday_name(each, day) for each in nations}
        having = tuple(each for each in nations if names[each])
        if having:
            yield BankHoliday(day, names[having[0]], having, len(having) == len(nations))


def changes_between(start: datetime, end: datetime) -> tuple[ClockChange, ...]:
    """Return the clock changes from ``start`` up to ``end``, in order of time."""
    years = range(to_local(start).year, to_local(end).year + 1)
    return tuple(
        change for year in years for change in _changes_of(year) if start <= change.at < end
    )


@cache
def _changes_of(year: int) -> tuple[ClockChange, ...]:
    first, last = start_of_day(date(year, 1, 1)), end_of_day(date(year, 12, 31))
    return tuple(_change(at) for at in clock_changes(first, last))


def _change(at: datetime) -> ClockChange:
    local = to_local(at)
    day = local.date()
    started = day if local.time() >= STRIKE_DAY_STARTS else day - ONE_DAY
    return ClockChange(
        at,
        day,
        at_local(started, STRIKE_DAY_STARTS),
        at_local(started + ONE_DAY, STRIKE_DAY_STARTS),
    )


def last_posts(
    posting: PostingClock, windows: Sequence[StrikeWindow]
) -> dict[int, tuple[LastPost, ...]]:
    """Return the last safe posting times before each standing strike that calls anybody out.

    Standing postal strikes count: a day that one touches moves no letter.
    """
    clock = posting.stopped_by(windows)
    found = {}
    for window in windows:
        if window.removes_duties and not window.terms.is_postal_only:
            start = window.terms.start
            posts = (LastPost(each, clock.last_safe(each, start)) for each in POST_CLASSES)
            found[window.window_id] = tuple(sorted(posts, key=lambda post: post.at))
    return found
