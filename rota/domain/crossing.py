"""Letters and reminders that cross: what may come on the same day or in the wrong order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rota.domain.posting import PostingClock
from rota.domain.telling import Told
from rota.domain.times import to_local

BY_POST = frozenset({"first", "second"})
SLOWEST = "second"
"""A letter whose class nobody recorded is taken to have gone this way."""


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """A letter that went into the post and did not come back, and what it told.

    ``post_class`` may be blank.
    """

    reference: str
    post_class: str
    posted_at: datetime
    told: Told = field(default_factory=Told)

    @property
    def timed_as(self) -> str:
        """Return the class by which its arrival is reckoned; what goes by hand: first class."""
        if not self.post_class:
            return SLOWEST
        return self.post_class if self.post_class in BY_POST else "first"

    @property
    def went_by_post(self) -> bool:
        """Say whether the post took it, and nobody by hand."""
        return not self.post_class or self.post_class in BY_POST


def earlier_may_cross(
    clock: PostingClock, earlier: Sequence[PostedLetter], channel: str, now: datetime
) -> bool:
    """Say whether an earlier letter may come on the same day as one that leaves now, or after it.

    What does not go by post is told today.
    """
    if not earlier:
        return False
    told = to_local(now).date()
    first = clock.earliest_arrival(channel, now) if channel in BY_POST else told
    return any(
        clock.latest_arrival(each.post_class or SLOWEST, each.posted_at) >= first
        for each in earlier
        if each.went_by_post
    )


def reminder_may_cross(
    clock: PostingClock, days: Sequence[int], due: date, channel: str, now: datetime
) -> bool:
    """Say whether a reminder goes out before a letter that leaves now has surely come.

    ``days``: how many days before an appointment reminders go out. ``due``: the day that the
    reminder would name. A reminder of today may still be on its way out.
    """
    if not days:
        return False
    today = to_local(now).date()
    surely = clock.latest_arrival(channel, now) if channel in BY_POST else today
    return any(today <= due - timedelta(days=each) <= surely for each in days)
