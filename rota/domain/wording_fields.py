"""The closed lists of what a wording may fill in, ask for and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from rota.domain.codes import LetterKind

APPOINTMENTS, SIGN_OFF = "appointments", "sign_off"
PLACES: Mapping[str, str] = {
    APPOINTMENTS: "The table of the appointments",
    SIGN_OFF: "The sender's name and role, and the hospital",
}
"""What a line of its own places, ``[[appointments]]``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a wording may fill in, ``{{name}}``; its value is never read as wording.

    ``of_one``: it belongs to one appointment. ``needs``: a condition without which it is blank.
    ``news``: what must become of the appointment. ``held``: a number or the like, that runs left to
    right in every language.
    """

    name: str
    meaning: str
    sample: str
    of_one: bool = False
    needs: str = ""
    news: LetterKind | None = None
    held: bool = False


FIELDS: Mapping[str, Field] = {
    each.name: each
    for each in (
        Field("name", "Whom the letter addresses: a child's parent or guardian", "Ms Begum"),
        Field("patient_name", "The patient's forename and surname", "Nasrin Begum"),
        Field("hospital", "The hospital's name", "Northbridge General Hospital"),
        Field("site", "Where the appointment is", "Northbridge General Hospital", of_one=True),
        Field("service", "The clinic or service of the appointment", "Chest clinic", of_one=True),
        Field("old_day", "The day it was booked for", "Tuesday 12 January 2016", of_one=True),
        Field("old_time", "The time it was booked for", "10:20am", of_one=True, held=True),
        Field(
            "new_day",
            "The new day",
            "Saturday 20 February 2016",
            of_one=True,
            news=LetterKind.RESCHEDULED,
        ),
        Field(
            "new_time", "The new time", "9am", of_one=True, news=LetterKind.RESCHEDULED, held=True
        ),
        Field(
            "given_day",
            "The day of a new date given before that no longer holds",
            "Wednesday 3 February 2016",
            of_one=True,
            needs="given",
        ),
        Field(
            "given_time",
            "The time of a new date given before that no longer holds",
            "2:40pm",
            of_one=True,
            needs="given",
            held=True,
        ),
        Field("phone", "The hospital's phone number", "01632 960001", needs="has_phone", held=True),
        Field(
            "phone_hours",
            "When the phone is answered",
            "Monday to Friday, 8am to 6pm",
            needs="has_hours",
        ),
        Field(
            "email",
            "The hospital's email address",
            "appointments@example.org",
            needs="has_email",
            held=True,
        ),
        Field(
            "call_number",
            "The number on which the patient is rung",
            "07700 900123",
            news=LetterKind.MODE_CHANGE,
            held=True,
        ),
        Field("reference", "The letter's reference", "SR-000123", held=True),
        Field("today", "The day the letter is written", "8 January 2016"),
    )
}

_LONGEST_QUOTED = 40

PRIVATE = frozenset({"service", "site"})
"""Never in the heading or the salutation: these may be seen by anybody."""

NEWS: Mapping[str, LetterKind] = {
    kind.value: kind for kind in LetterKind if kind is not LetterKind.CORRECTION
}
"""What can become of an appointment, as conditions."""

CONDITIONS: Mapping[str, str] = {
    "one": "The letter is about one appointment",
    "several": "The letter is about more than one appointment",
    "child": "The patient is under 16: the letter goes to a parent or guardian",
    "strike": "Industrial action is the reason",
    "replaces": "An earlier letter said something else",
    "follows": "An earlier letter said that the new date would follow",
    "given": "The patient was given a new date before, and it no longer holds",
    "was_by_phone": "The patient was told that it would be by phone, and it will not",
    "at_hospital": "An appointment is face to face",
    "by_phone": "An appointment is by phone",
    "by_video": "An appointment is by video",
    "mixed": "Some appointments are at the hospital and others are not",
    "prepared": "The patient may have been told to fast, or to stop a medicine, before an old date",
    "has_phone": "The hospital's phone number is set up",
    "has_hours": "The hours of that phone are set up",
    "has_email": "The hospital's email address is set up",
    "same": "The same happens to all of its appointments",
    LetterKind.POSTPONED: "It is postponed; a date will follow",
    LetterKind.RESCHEDULED: "It has a new date",
    LetterKind.CONDITIONAL: "It may not go ahead",
    LetterKind.GOING_AHEAD: "It goes ahead",
    LetterKind.MODE_CHANGE: "It will be by phone instead",
}
"""What a line or a choice may ask. In an ``[each]`` line it is asked of that appointment."""

OF_ALL = frozenset({"mixed", "same"})
"""Conditions that no single appointment can answer."""


def shown(word: str) -> str:
    """Return a word as a sentence quotes it: not all of one that is very long."""
    return word if len(word) <= _LONGEST_QUOTED else f"{word[:_LONGEST_QUOTED]}…"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that one not known most looks like, or nothing."""
    return next(iter(get_close_matches(word.lower(), list(known), 1, 0.5)), "")
