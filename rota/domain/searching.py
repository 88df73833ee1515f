"""How names and numbers are found whatever their capitals, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata

from rota.domain.appointments import Appointment

_STROKED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
_NHS_NUMBER = re.compile(r"(?<!\S)(\d{3})[-‐‑–](\d{3})[-‐‑–](\d{4})(?!\S)")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´"))


def plain_order(name: str) -> str:
    """Return a name as lists order and search it: without accents and capitals."""
    if name.isascii():
        return name.casefold()
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_STROKED))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def found_by(visit: Appointment) -> str:
    """Return what a search for an appointment looks through; it begins with the patient's name.

    Lists in order of patient are in order of this text.
    """
    patient = visit.patient
    parts = (
        patient.surname, patient.forename, visit.appointment_id, patient.patient_id,
        patient.nhs_number, visit.clinic_code, "".join(patient.postcode.split()),
    )  # fmt: skip
    return _searched(" ".join(part for part in parts if part))


def search_words(text: str) -> tuple[str, ...]:
    """Cut a text into the words to look for; digits in groups are one number: 943 476 5919.

    So are those of an NHS number between hyphens: 943-476-5919.
    """
    words: list[str] = []
    for word in _searched(_NHS_NUMBER.sub(r"\1\2\3", text)).split():
        if words and word.isdigit() and words[-1].isdigit():
            words[-1] += word
        else:
            words.append(word)
    return tuple(words)


def whole_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a text may be as a whole, spaces aside; none without a digit."""
    number = "".join(_NHS_NUMBER.sub(r"\1\2\3", text.strip()).split())
    if not any(letter.isdigit() for letter in number):
        return ()
    return tuple(dict.fromkeys((number, number.upper(), number.lower())))


def _searched(text: str) -> str:
    return plain_order(text.translate(_APOSTROPHES))
