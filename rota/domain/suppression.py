"""The suppression gate: why a letter may not leave yet, and who looks after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rota.domain.addresses import address_faults, phone_to_ring
from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import LetterFormat, Mode
from rota.domain.languages import is_signed

PRINTABLE = frozenset({LetterFormat.STANDARD, LetterFormat.LARGE_PRINT})


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
    "prison": Hold(
        "prison",
        "The patient is in custody and must not be told when they are taken out. Tell the "
        "healthcare team there instead.",
        "Patient services",
    ),
    "forces_post": Hold(
        "forces_post",
        "The letter goes by forces post, which takes longer than the post here. Tell the patient "
        "by phone or email and post it by hand.",
        "Clinic clerk",
    ),
    "temporary_address": Hold(
        "temporary_address",
        "The address is a temporary one. Ask the patient where letters reach them, and correct it.",
        "Clinic clerk",
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
    "address_no_words": Hold(
        "address_no_words",
        "The name or the first line of the address has no letter or number in it. Correct it.",
        "Clinic clerk",
    ),
    "postcode_unknown": Hold(
        "postcode_unknown", "The postcode is missing or is not a UK postcode.", "Clinic clerk"
    ),
    "format_braille": Hold(
        "format_braille",
        "The patient needs braille: make the braille batch.",
        "Accessible information lead",
    ),
    "format_easy_read": Hold(
        "format_easy_read",
        "The patient needs easy read, and nobody has approved this letter's wording in it. Approve "
        "it, or write the letter by hand.",
        "Accessible information lead",
    ),
    "format_audio": Hold(
        "format_audio",
        "The patient needs audio: make the audio batch.",
        "Accessible information lead",
    ),
    "format_bsl": Hold(
        "format_bsl",
        "The patient uses British Sign Language: arrange it. The audio batch holds the words to "
        "sign.",
        "Accessible information lead",
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
    "new_date_in_strike": Hold(
        "new_date_in_strike",
        "The new date now lies in a strike. Choose another date.",
        "Clinic clerk",
    ),
    "slot_changed": Hold(
        "slot_changed",
        "The slot of this new date was changed or withdrawn by its clinic. Look for a date again.",
        "Clinic clerk",
    ),
    "at_risk_undecided": Hold(
        "at_risk_undecided",
        "A strike stands over this appointment and nobody has decided on it. Decide first.",
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
    "stale_extract": Hold(
        "stale_extract",
        "The list of appointments is too old: a death or a new date may stand in a newer one. "
        "Bring in a fresh one.",
        "Clinic clerk",
    ),
    "no_phone": Hold(
        "no_phone",
        "There is no phone number to ring. Find the patient's number, or decide again.",
        "Clinic clerk",
    ),
    "wrong_number": Hold(
        "wrong_number",
        "The number was rung and is wrong. Find the patient's number, or decide again.",
        "Clinic clerk",
    ),
    "returned_mail": Hold(
        "returned_mail",
        "A letter to this address came back. Find out where letters reach the patient.",
        "Clinic clerk",
    ),
    "language_not_approved": Hold(
        "language_not_approved",
        "The patient reads another language, and nobody has approved this letter's wording in it. "
        "Approve it, or have the letter translated.",
        "Accessible information lead",
    ),
    "by_phone_already": Hold(
        "by_phone_already",
        "The appointment is by phone already, so nothing changes. Decide again.",
        "Clinic clerk",
    ),
}

NOTES = {
    "english_only": "The patient reads another language, and the letter is in English only. Phone "
    "with an interpreter where you can.",
    "earlier_letter_may_cross": "An earlier letter about this appointment may arrive on the same "
    "day as this one or after it.",
    "reminder_may_cross": "The hospital's own reminder of the old date may go out before this "
    "letter has surely arrived.",
    "by_hand": "Somebody takes this letter by hand: keep it out of the post.",
    "wrong_number": "The number was rung and is wrong. Find the patient's number.",
}
"""What to know of a letter that may leave all the same."""


FORMAT_HOLD = "format_"
"""How the code of a hold begins that only a batch of that medium, braille or audio, can settle."""
SIGNED = "format_bsl"


def without_medium(holds: Sequence[str], medium: str) -> tuple[str, ...]:
    """Return the codes that still hold a letter made in a medium: what it is made for does not."""
    settled = {f"{FORMAT_HOLD}{medium}"}
    if medium == LetterFormat.AUDIO:
        settled.add(SIGNED)  # the same script, signed instead of spoken
    return tuple(code for code in holds if code not in settled)


def medium_of(patient: Patient) -> LetterFormat:
    """Return the format a patient's letter leaves in; what is signed goes as a script, as audio."""
    return LetterFormat.AUDIO if _is_signed(patient) else patient.format


def _is_signed(patient: Patient) -> bool:
    """Say whether a letter is signed: the language says so, and no other format is asked for."""
    return patient.format in PRINTABLE and is_signed(patient.language)


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
    if _is_signed(patient):
        codes.append(SIGNED)
    return tuple(codes)


def call_holds(visit: Appointment, is_new: bool = True) -> tuple[str, ...]:
    """Return the codes that hold a letter saying that an appointment will be by phone instead.

    ``is_new``: the patient was not told so before.
    """
    if is_new and visit.mode is Mode.PHONE:
        return ("by_phone_already",)
    return () if phone_to_ring(visit.patient.phone) else ("no_phone",)


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
