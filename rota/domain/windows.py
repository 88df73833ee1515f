"""Strike windows and their revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from rota.domain.codes import Level, LossPolicy, StaffGroup, WindowState, WindowType, words
from rota.domain.errors import Refused
from rota.domain.times import elapsed_hours, short_words

REMOVING_STATES = frozenset({WindowState.NOTIFIED, WindowState.CONFIRMED, WindowState.COMPLETED})
"""Called-off and suspended windows remove nothing."""

LEVEL_OF_TYPE = {
    WindowType.EMERGENCY_CARE_ONLY: Level.EMERGENCY_ONLY,
    WindowType.CHRISTMAS_DAY_COVER: Level.EMERGENCY_ONLY,
    WindowType.FULL_WALKOUT: Level.EMERGENCY_ONLY,
    WindowType.ACTION_SHORT_OF_STRIKE: Level.NORMAL,
}
"""The level a service takes in a window until a manager sets another."""


LONGEST = timedelta(days=1000)


@cache
def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


@dataclass(frozen=True, slots=True)
class WindowTerms:
    """What one revision of a window says. ``end`` None is open; no ``sites`` is every site.

    ``affects_post`` marks a postal strike: it calls out nobody here, but no letter moves.
    """

    start: datetime
    end: datetime | None
    type: WindowType
    groups: frozenset[StaffGroup]
    sites: frozenset[str] = frozenset()
    policy: LossPolicy = LossPolicy.START_INSIDE
    notice_received: datetime | None = None
    note: str = ""
    affects_post: bool = False

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise Refused("end_before_start", "A strike must end after it starts.")
        if self.end is not None and self.end - self.start > LONGEST:
            raise Refused(
                "too_long", "A strike this long is surely a slip: leave its end open instead."
            )
        if not self.groups and not self.affects_post:
            raise Refused("no_groups", "Name at least one staff group that is called out.")

    def affects_site(self, site: str) -> bool:
        """Say whether the window reaches a site."""
        return not self.sites or site.casefold() in _folded(self.sites)

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant lies inside, start included, end not."""
        return self.start <= instant and (self.end is None or instant < self.end)

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Say whether a half-open stretch shares time with the window."""
        return end > self.start and (self.end is None or start < self.end)

    def reaches(self, site: str, start: datetime, end: datetime) -> bool:
        """Say whether a half-open stretch at a site shares time with the window there."""
        return self.affects_site(site) and self.overlaps(start, end)

    @property
    def hours(self) -> float | None:
        """Return true elapsed hours; None when open."""
        return None if self.end is None else elapsed_hours(self.start, self.end)

    @property
    def is_postal_only(self) -> bool:
        """Say whether it stops the post and calls out nobody here."""
        return self.affects_post and not self.groups

    @property
    def type_words(self) -> str:
        """Return what kind of action it is, in words."""
        if self.is_postal_only:
            return "postal strike"
        return words(self.type) + (" and postal strike" if self.affects_post else "")


@dataclass(frozen=True, slots=True)
class WindowRevision:
    """One numbered revision, who made it, when and why."""

    number: int
    terms: WindowTerms
    made_at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class StrikeWindow:
    """One stretch of industrial action: its dispute, union, state and current terms."""

    window_id: int
    dispute: str
    union: str
    state: WindowState
    revision: int
    terms: WindowTerms

    @property
    def removes_duties(self) -> bool:
        """Say whether the state lets the window remove anything."""
        return self.state in REMOVING_STATES

    @property
    def puts_appointments_at_risk(self) -> bool:
        """Say whether appointments may be at risk at all."""
        return self.removes_duties

    @property
    def default_level(self) -> Level:
        """Return the level services take until a manager sets another."""
        return Level.NORMAL if self.terms.is_postal_only else LEVEL_OF_TYPE[self.terms.type]

    @property
    def title(self) -> str:
        """Return the window in a line: BMA, emergency care only, Tue 12 Jan 2016 08:00 to ..."""
        end = "no end given" if self.terms.end is None else f"to {short_words(self.terms.end)}"
        return f"{self.union}, {self.terms.type_words}, {short_words(self.terms.start)} {end}"


def touching(
    windows: Iterable[StrikeWindow], site: str, start: datetime, end: datetime
) -> StrikeWindow | None:
    """Return the first standing window that shares time with a stretch at a site."""
    for window in windows:
        if window.removes_duties and window.terms.reaches(site, start, end):
            return window
    return None
