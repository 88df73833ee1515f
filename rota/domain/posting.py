"""The posting clock: the latest moment a letter still arrives before the patient would set out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from rota.domain.stretches import Stretch
from rota.domain.times import at_local, end_of_day, start_of_day, to_local
from rota.domain.windows import StrikeWindow

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
LONGEST_STOPPAGE = timedelta(days=60)
"""How long a postal strike without an end is taken to last."""

BankHoliday = Callable[[date], bool]
HolidayName = Callable[[str, date], str]
"""The name of a nation's bank holiday on a day, or nothing; nations are ENG, WLS, SCT, NIR."""


def no_holidays(_nation: str, _day: date) -> str:
    """Name no day."""
    return ""


@dataclass(frozen=True, slots=True)
class PostRule:
    """What a post class promised from a date: working days on the way, and a margin for delay."""

    post_class: str
    since: date
    days: int
    margin: int
    saturdays: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class FreshRule:
    """How old, in hours, the list of appointments may be when a letter leaves, from a date."""

    since: date
    hours: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PostingClock:
    """Dated post rules, the bank holidays, and when the trust's own post is collected.

    ``print_cutoff`` is until when letters are printed for a day's collection; None: until it.
    ``own_margin`` is how many days the trust reckons for delay beside the margin of the rules.
    """

    rules: Sequence[PostRule]
    bank_holiday: BankHoliday
    collection: time = time(17, 30)
    print_cutoff: time | None = None
    stoppages: tuple[Stretch, ...] = ()
    holiday_name: HolidayName = no_holidays
    freshness: Sequence[FreshRule] = ()
    own_margin: int = 0
    _known: dict[tuple[str, date], datetime] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def stopped_by(self, windows: Iterable[StrikeWindow]) -> PostingClock:
        """Return this clock with the days lost to standing postal strikes."""
        stops = tuple(
            (each.terms.start, each.terms.end or each.terms.start + LONGEST_STOPPAGE)
            for each in windows
            if each.terms.affects_post and each.removes_duties
        )
        return replace(self, stoppages=stops)

    def in_nation(self, nation: str) -> PostingClock:
        """Return this clock with the bank holidays of another nation."""
        return replace(self, bank_holiday=lambda day: bool(self.holiday_name(nation, day)))

    def fresh_for(self, on: date) -> timedelta | None:
        """Return how old the list of appointments may be; None: no rule says."""
        held = [rule for rule in self.freshness if rule.since <= on]
        if not held:
            return None
        return timedelta(hours=max(held, key=lambda rule: rule.since).hours)

    def of_unprinted(self) -> PostingClock:
        """Return this clock for letters still to be printed: their day ends at the cut-off."""
        if self.print_cutoff is None:
            return self
        return replace(self, collection=min(self.print_cutoff, self.collection))

    def last_safe(self, post_class: str, appointment: datetime) -> datetime:
        """Return the last collection by which a letter arrives on an earlier day than its date.

        The trust's post is collected on weekdays that are no bank holiday.
        """
        due = to_local(appointment).date()
        if (post_class, due) not in self._known:
            self._known[post_class, due] = self._last_before(post_class, due)
        return self._known[post_class, due]

    def _last_before(self, post_class: str, due: date) -> datetime:
        day = due - ONE_DAY
        while (
            not self._is_posting_day(day) or self._arrives(day, self._rule(post_class, day)) >= due
        ):
            day -= ONE_DAY
        return at_local(day, self.collection)

    def collected(self, posted: datetime) -> date:
        """Return the day whose collection takes a letter that is in the post box at a moment."""
        local = to_local(posted)
        day = local.date() if local.time() <= self.collection else local.date() + ONE_DAY
        while not self._is_posting_day(day):
            day += ONE_DAY
        return day

    def earliest_arrival(self, post_class: str, posted: datetime) -> date:
        """Return the first day on which a letter may come: the next one with a delivery.

        No class promises to take longer.
        """
        day = self.collected(posted)
        return self._arrives(day, replace(self._rule(post_class, day), days=1, margin=0))

    def latest_arrival(self, post_class: str, posted: datetime) -> date:
        """Return the day by which a letter has come, its margin for delay included."""
        day = self.collected(posted)
        return self._arrives(day, self._rule(post_class, day))

    def channel(self, now: datetime, appointment: datetime) -> str:
        """Return the cheapest class that is still safe: second, first, or the phone."""
        if now <= self.last_safe("second", appointment):
            return "second"
        return "first" if now <= self.last_safe("first", appointment) else "phone"

    def _rule(self, post_class: str, day: date) -> PostRule:
        rules = [rule for rule in self.rules if rule.post_class == post_class]
        held = [rule for rule in rules if rule.since <= day]
        rule = max(held, default=rules[0], key=lambda rule: rule.since)
        return replace(rule, margin=rule.margin + self.own_margin) if self.own_margin else rule

    def _arrives(self, posted: date, rule: PostRule) -> date:
        day, left = posted, rule.days + rule.margin
        while left:
            day += ONE_DAY
            if self._is_delivery_day(day, rule):
                left -= 1
        return day

    def _is_delivery_day(self, day: date, rule: PostRule) -> bool:
        if day.weekday() == SUNDAY or self.bank_holiday(day) or self._is_stopped(day):
            return False
        return rule.saturdays or day.weekday() != SATURDAY

    def _is_posting_day(self, day: date) -> bool:
        at_rest = day.weekday() >= SATURDAY or self.bank_holiday(day)
        return not at_rest and not self._is_stopped(day)

    def _is_stopped(self, day: date) -> bool:
        """A day that a postal strike touches moves no letter: the cautious reading."""
        start, end = start_of_day(day), end_of_day(day)
        return any(stop < end and until > start for stop, until in self.stoppages)
