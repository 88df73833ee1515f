"""The posting clock: the latest moment a letter still arrives before the patient would set out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rota.domain.times import at_local, to_local

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
BankHoliday = Callable[[date], bool]


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
class PostingClock:
    """Dated post rules, the bank holidays, and when the trust's own post is collected."""

    rules: Sequence[PostRule]
    bank_holiday: BankHoliday
    collection: time = time(17, 30)

    def last_safe(self, post_class: str, appointment: datetime) -> datetime:
        """Return the last collection by which a letter arrives on an earlier day than its date.

        The trust's post is collected on weekdays that are no bank holiday.
        """
        day = to_local(appointment).date() - ONE_DAY
        while True:
            rule = self._rule(post_class, day)
            if (
                self._is_posting_day(day)
                and self._arrives(day, rule) < to_local(appointment).date()
            ):
                return at_local(day, self.collection)
            day -= ONE_DAY

    def channel(self, now: datetime, appointment: datetime) -> str:
        """Return the cheapest class that is still safe: second, first, or the phone."""
        if now <= self.last_safe("second", appointment):
            return "second"
        return "first" if now <= self.last_safe("first", appointment) else "phone"

    def _rule(self, post_class: str, day: date) -> PostRule:
        held = [rule for rule in self.rules if rule.post_class == post_class and rule.since <= day]
        return max(held, key=lambda rule: rule.since)

    def _arrives(self, posted: date, rule: PostRule) -> date:
        day, left = posted, rule.days + rule.margin
        while left:
            day += ONE_DAY
            if self._is_delivery_day(day, rule):
                left -= 1
        return day

    def _is_delivery_day(self, day: date, rule: PostRule) -> bool:
        if day.weekday() == SUNDAY or self.bank_holiday(day):
            return False
        return rule.saturdays or day.weekday() != SATURDAY

    def _is_posting_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not self.bank_holiday(day)
