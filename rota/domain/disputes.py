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
    "day_gained": "Strike days gained",
    "day_lost": "Strike days that fall away",
    "tell_by_phone": "Told otherwise, and no letter arrives in time: ring these patients",
    "tell_by_letter": "Told otherwise: a letter that it goes ahead must be sent",
    "tell_another_way": "Told otherwise: no letter from here reaches these, tell them another way",
    "tell_to_go_ahead": "Told otherwise: tell these patients that it goes ahead",
    "tell_perhaps": "A message was left or the number was wrong: ring these patients again",
    "letter_to_withdraw": "Letters made and not posted: take them out",
    "letter_posted_now_wrong": "Letters in the post that now say the wrong thing",
    "letter_to_withhold": "Letters needed that must not be made now",
    "cover_stood_down": "Cover stood down: tell these people",
    "cover_to_ask_again": "Cover that was stood down: ask these people again",
    "appointment_double_booked": "Told to come if it is called off, and the time was given away: "
    "two patients for one time",
    "new_date_to_find": "Postponed, and it stays so: find a new date",
    "appointment_slot_gone": "The old time is taken: what was decided stays",
    "appointment_to_look_at": "Appointments to be decided again",
    "new_date_in_strike": "New dates that now lie in a strike: choose again",
    "appointment_at_risk": "Appointments newly at risk",
    "appointment_reinstated": "Appointments that go ahead again at their old time",
    "appointment_stays": "Appointments left as they were decided",
    "appointment_still_struck": "Another strike still takes these: what was decided stays",
    "slot_given_back": "Places kept for new dates: given back",
    "pas_again": "Handed over before, changed since: write the hospital's own system a new file",
    "duty_lost": "Duties that are lost",
    "duty_restored": "Duties that go ahead again",
    "appointment_no_longer_at_risk": "Appointments no longer at risk",
}
"""The kinds of consequence in the order in which a person reads them, in words."""
