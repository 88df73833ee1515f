"""What to say on the phone: what becomes of an appointment, and what no longer holds of it."""

from __future__ import annotations

from datetime import datetime

from rota.domain.codes import Decision, Mode
from rota.domain.taken_back import TakenBack
from rota.domain.telling import Told
from rota.domain.times import short_words

_TELL = {
    Decision.KEEP: "It goes ahead as booked.",
    Decision.CONVERT: "Do not come: it will be by phone at that time.",
    Decision.REBOOK: "Do not come then. A new date follows.",
    Decision.POSTPONE: "Do not come then. A new date follows.",
    Decision.STAND_BY: "Do not come if the industrial action goes ahead; come if it is called off.",
}
_TELL_BY_PHONE = {
    Decision.KEEP: "We will {way} you then, as booked.",
    Decision.CONVERT: "It will be by phone at that time.",
    Decision.REBOOK: "We will not {way} you then. A new date follows.",
    Decision.POSTPONE: "We will not {way} you then. A new date follows.",
    Decision.STAND_BY: "We will not {way} you if the industrial action goes ahead; we will if it "
    "is called off.",
}
_WAYS = {Mode.PHONE: "ring", Mode.VIDEO: "see"}
"""How a patient is seen who does not come in."""
_SAID = {
    Decision.KEEP: "that it goes ahead",
    Decision.CONVERT: "by phone",
    Decision.REBOOK: "a new date",
    Decision.POSTPONE: "postponed",
    Decision.STAND_BY: "that it may not go ahead",
}


def what_to_tell(wanted: Told, mode: Mode, start: datetime, taken: TakenBack) -> str:
    """Return what to tell of an appointment that stood at ``start``, and what to take back."""
    parts = (_news(wanted, mode, start, taken), _no_call(wanted, mode, taken), _dates(mode, taken))
    return " ".join(part for part in parts if part)


def said_words(told: Told) -> str:
    """Return what a patient was told, in short: ``postponed``."""
    if told.new_start is not None:
        return f"the new date {short_words(told.new_start)}"
    return _SAID[told.decision]


def _news(wanted: Told, mode: Mode, start: datetime, taken: TakenBack) -> str:
    way = _WAYS.get(mode)
    if wanted.new_start is not None:
        refused = "Do not come then." if way is None else f"We will not {way} you then."
        return f"{refused} The new date is {short_words(wanted.new_start)}."
    if wanted.decision is Decision.KEEP and taken.dates:
        come = "Please come" if way is None else f"We will {way} you"
        return f"{come} on {short_words(start)} as first booked."
    if way is None:
        return _TELL[wanted.decision]
    return _TELL_BY_PHONE[wanted.decision].format(way=way)


def _no_call(wanted: Told, mode: Mode, taken: TakenBack) -> str:
    if not taken.by_phone:
        return ""
    if wanted.decision in (Decision.POSTPONE, Decision.REBOOK):
        return "We will not ring you then."
    if wanted.decision is Decision.KEEP and mode not in _WAYS:
        return "Come to the hospital: it is no longer by phone."
    return "It is no longer by phone."


def _dates(mode: Mode, taken: TakenBack) -> str:
    if not taken.dates:
        return ""
    way = _WAYS.get(mode)
    refused = "Do not come" if way is None else f"We will not {way} you"
    which = "that appointment is" if len(taken.dates) == 1 else "those appointments are"
    return f"{refused} on {' or '.join(map(short_words, taken.dates))}: {which} given back."
