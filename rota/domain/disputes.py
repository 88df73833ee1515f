"""Disputes: the quarrel behind strike windows, its ballot, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rota.domain.codes import EventKind
from rota.domain.law import Ballot


@dataclass(frozen=True, slots=True)
class Dispute:
    """A quarrel between unions and the employer."""

    dispute_id: int
    name: str
    ballot: Ballot = field(default_factory=Ballot)
    ballot_result: str = ""


@dataclass(frozen=True, slots=True)
class DisputeEvent:
    """One line of a dispute's timeline: what happened when, and who entered it."""

    dispute_id: int
    window_id: int | None
    at: datetime
    entered_at: datetime
    who: str
    kind: EventKind
    text: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows from changing a window: its kind, what it concerns, and words.

    ``id`` is a duty, appointment, letter reference or person and service, as ``kind`` says.
    """

    kind: str
    id: str
    text: str


CONSEQUENCE_WORDS = {
    "duty_restored": "Duties that go ahead again",
    "duty_lost": "Duties that are lost",
    "cover_stood_down": "Cover stood down: tell these people",
    "cover_to_ask_again": "Cover that was stood down: ask these people again",
    "appointment_no_longer_at_risk": "Appointments no longer at risk",
    "appointment_at_risk": "Appointments newly at risk",
    "new_date_in_strike": "New dates that now lie in a strike: choose again",
    "letter_to_withhold": "Letters needed that must not be made now",
    "letter_to_withdraw": "Letters made and not posted: take them out",
    "letter_posted_now_wrong": "Letters in the post that now say the wrong thing",
}
"""The kinds of consequence in the order in which a person reads them, in words."""
