"""By which clock records are deleted for good: never by a date that somebody only typed."""

from __future__ import annotations

from datetime import datetime, timedelta

from rota.domain.errors import Refused
from rota.domain.permissions import See, may_see, refuse
from rota.domain.times import short_words
from rota.domain.users import User
from rota.services.ports import Storage

PURGE, RUN = "purge declarations", "retention run"
LONGEST_SILENCE = timedelta(days=45)
"""A design choice: half of the shortest usual time that anything is kept. A clock further ahead of
everything in the history may be wrong, or nobody opened the hospital for so long."""


def judged_by(storage: Storage, now: datetime) -> datetime:
    """Return the present for deleting: where people sign in, never ahead of the real clock."""
    return now if storage.user.is_open else min(now, storage.present())


def refuse_far_ahead(storage: Storage, now: datetime) -> None:
    """Raise Refused where the history is silent for long before now, since the last deletion.

    A deletion by hand, by somebody who was told the date, makes good what came before it.
    """
    with storage.read() as work:
        silence = work.journal.silence((PURGE, RUN), now, LONGEST_SILENCE)
    if silence is not None:
        before, after = silence
        days = (after - before).days
        raise Refused(
            "clock_far_ahead",
            f"Nothing was deleted. This computer's clock says {short_words(now)}, and the history "
            f"is silent for {days:,} days after {short_words(before)}. If the clock is right, "
            "delete what is due by hand: in the settings, or with --clock-is-right.",
        )


def refuse_by_hand(user: User) -> None:
    """Refuse to delete by hand what strikes leave; a window deletes what is due for everybody."""
    if not may_see(user, See.DECLARATIONS):
        refuse(user, RUN)
