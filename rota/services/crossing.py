"""Which letters an earlier letter, or the hospital's own reminder, may cross."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision
from rota.domain.crossing import earlier_may_cross, reminder_may_cross
from rota.domain.posting import PostingClock
from rota.domain.times import to_local
from rota.services.ports import Work
from rota.services.post_times import REMINDER_DAYS


def reminder_days(settings: Mapping[str, str]) -> tuple[int, ...]:
    """Return how many days before an appointment the hospital's own reminders go out."""
    return tuple(int(each) for each in re.findall(r"\d+", settings.get(REMINDER_DAYS, "")))


class Crossing:
    """Finds what may cross within one reading."""

    def __init__(self, work: Work, now: datetime) -> None:
        self._posted = work.gate.posted()
        self._reminders = reminder_days(work.settings.all())
        self._now = now

    def notes(
        self,
        visit: Appointment,
        made: DecisionMade | None,
        channel: str,
        clock: PostingClock,
        is_adopted: bool,
    ) -> list[str]:
        """Return the codes of what may cross with the letter about an appointment.

        ``is_adopted``: the hospital's own system has the new date, and reminds of that one.
        """
        found = []
        earlier = self._posted.get(visit.appointment_id, ())
        if earlier_may_cross(clock, earlier, channel, self._now):
            found.append("earlier_letter_may_cross")
        is_kept = made is None or made.decision is Decision.KEEP
        due = to_local(visit.start).date()
        if not (is_adopted or is_kept) and reminder_may_cross(
            clock, self._reminders, due, channel, self._now
        ):
            found.append("reminder_may_cross")
        return found
