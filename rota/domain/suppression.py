"""The suppression gate: why a letter may not leave yet, and who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rota.domain.addresses import address_faults
from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, LetterKind

PRINTABLE = frozenset({LetterFormat.STANDARD, LetterFormat.LARGE_PRINT})
WRITABLE = frozenset(
    {
        LetterKind.POSTPONED,
        LetterKind.RESCHEDULED,
        LetterKind.CONDITIONAL,
        LetterKind.GOING_AHEAD,
    }
)
"""The kinds of letter this program has wording for."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason to hold a letter: a code, a sentence, and who looks after it."""

    code: str
    text: str
    owner: str


HOLDS = {
    "deceased": Hold(
        "deceased",
        "The patient is recorded as having died. Stop every letter and close the appointment.",
        "Patient services",
    ),
    "do_not_post": Hold(
        "do_not_post",
        "No letter may go to the home address. Ask how this patient wishes to be reached.",
        "PALS",
    ),
    "no_fixed_abode": Hold(
        "no_fixed_abode",
        "The patient has no fixed address. Agree a place where the letter can be collected.",
        "Patient services",
    ),
    "address_incomplete": Hold(
        "address_incomplete",
        "The address has too few lines. Correct it in the appointments system.",
        "Clinic clerk",
    ),
    "address_too_long": Hold(
        "address_too_long", "The address has more than 7 lines. Shorten it.", "Clinic clerk"
    ),
    "address_character": Hold(
        "address_character",
        "An address line starts with a character that post machines refuse.",
        "Clinic clerk",
    ),
    "postcode_unknown": Hold(
        "postcode_unknown", "The postcode is missing or is not a UK postcode.", "Clinic clerk"
    ),
    "format_braille": Hold(
        "format_braille", "The patient needs braille: order it.", "Accessible information lead"
    ),
    "format_easy_read": Hold(
        "format_easy_read",
        "The patient needs easy read: write it by hand.",
        "Accessible information lead",
    ),
    "format_audio": Hold(
        "format_audio", "The patient needs audio: order it.", "Accessible information lead"
    ),
    "changed_since_decision": Hold(
        "changed_since_decision",
        "The appointment was moved in the appointments system after the decision. Decide again.",
        "Clinic clerk",
    ),
    "strike_changed": Hold(
        "strike_changed",
        "The strike this was decided for has changed. Decide again.",
        "Clinic clerk",
    ),
    "details_differ": Hold(
        "details_differ",
        "Two appointments of this patient have different names or addresses. Find out which holds.",
        "Clinic clerk",
    ),
    "not_printable": Hold(
        "not_printable",
        "The letter could not be typeset. Correct the name or address, then it is tried again.",
        "Clinic clerk",
    ),
    "retired": Hold(
        "retired",
        "The appointment is no longer in the appointments system. Check before writing.",
        "Clinic clerk",
    ),
    "no_wording": Hold(
        "no_wording",
        "This program has no wording for this kind of letter yet. Write it by hand.",
        "Clinic clerk",
    ),
}


def patient_holds(patient: Patient) -> tuple[str, ...]:
    """Return the codes that hold any letter to a patient."""
    codes = []
    if patient.deceased:
        codes.append("deceased")
    if patient.do_not_post:
        codes.append("do_not_post")
    codes.extend(address_faults(full_name(patient), patient.address, patient.postcode))
    if patient.format not in PRINTABLE:
        codes.append(f"format_{patient.format.value}")
    return tuple(codes)


def full_name(patient: Patient) -> str:
    """Return title, forename and surname as they are known; nothing is guessed."""
    return " ".join(part for part in (patient.title, patient.forename, patient.surname) if part)


def is_under_16(patient: Patient, on: date) -> bool:
    """Say whether a letter goes to a parent or guardian: under 16 on the day it is written."""
    born = patient.date_of_birth
    if born is None:
        return False
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < 16
