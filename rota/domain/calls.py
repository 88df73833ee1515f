"""Calls to patients whom no letter reaches in time, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rota.domain.codes import Decision
from rota.domain.telling import Told


class CallOutcome(StrEnum):
    """What came of a call. A message left or sent tells nobody for sure."""

    TOLD = "told"
    MESSAGE_LEFT = "message_left"
    TRY_AGAIN = "try_again"
    WRONG_NUMBER = "wrong_number"
    MESSAGE_SENT = "message_sent"


OF_CALLS = tuple(each for each in CallOutcome if each is not CallOutcome.MESSAGE_SENT)
"""What may come of a call; a message is handed out to be sent by e-mail or as a text."""

MAY_HAVE_TOLD = frozenset({CallOutcome.TOLD, CallOutcome.MESSAGE_SENT})
"""After these a patient may go by what was said."""


@dataclass(frozen=True, slots=True)
class CallMade:
    """One call or message about an appointment: when, by whom, and what was decided at the time.

    ``about`` is when the appointment then stood, ``patient_id`` whose it was. ``phone_sha256`` is
    the digest of the number rung.
    """

    call_id: int
    appointment_id: str
    at: datetime
    by: str
    outcome: CallOutcome
    note: str
    decision: Decision
    new_start: datetime | None
    about: datetime
    patient_id: str = ""
    phone_sha256: str = ""

    @property
    def said(self) -> Told:
        """Return what was said, if anything was."""
        return Told(self.decision, self.new_start, self.about)


def known_since(
    calls: Sequence[CallMade],
    letters: Iterable[tuple[datetime, Told]],
    start: datetime,
    wanted: Told,
) -> datetime | None:
    """Return when a call told what now holds of an appointment, if nothing since said otherwise.

    ``calls`` are those about it, the oldest first; ``letters`` are the times at which letters
    about it were posted, and what each told.
    """
    for call in reversed(calls):
        if call.outcome not in MAY_HAVE_TOLD or call.about != start:
            continue
        if not wanted.says(call.said):
            return None
        if call.outcome is CallOutcome.TOLD:
            later = [told for posted, told in letters if posted > call.at]
            is_still = all(wanted.says(told) for told in later if told.about == start)
            return call.at if is_still else None
    return None


Number = tuple[str, str]
"""A patient's id and the digest of a phone number."""


def wrong_numbers(calls: Mapping[str, Sequence[CallMade]]) -> frozenset[Number]:
    """Return the numbers that were wrong when they were rung last, whatever it was about."""
    rung = sorted(
        (each for some in calls.values() for each in some if each.outcome in OF_CALLS),
        key=lambda each: (each.at, each.call_id),
    )
    last = {(each.patient_id, each.phone_sha256): each.outcome for each in rung}
    return frozenset(
        number for number, outcome in last.items() if outcome is CallOutcome.WRONG_NUMBER
    )
