"""A patient's facts by column, as the appointments file heads them: read, told apart, joined.

The readings are those of the file itself, so that a fact entered by hand means the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from unicodedata import category

from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, words
from rota.domain.errors import Refused
from rota.domain.grades import plain
from rota.domain.nhs_numbers import digits_of, problem_of
from rota.domain.times import TimeUnreadable, read_day

ADDRESS = tuple(f"address_{line}" for line in range(1, 7))
POSTAL = (*ADDRESS, "postcode")
"""Kept or taken as one: half of an old address and half of a new one is nobody's."""
FACTS = (
    "title", "forename", "surname", "date_of_birth", "nhs_number", *POSTAL,
    "phone", "email", "language", "format", "do_not_post", "deceased",
)  # fmt: skip
"""The columns that can be corrected by hand, in the order in which people see them."""
SAFETY = frozenset({"deceased", "do_not_post"})
"""Flags that hold every letter: only a person who looks at the one patient takes them away."""

LONGEST = 500
_UNITS = (POSTAL, *((name,) for name in FACTS if name not in POSTAL))
_YES, _NO = frozenset({"y", "yes", "true", "1"}), frozenset({"", "n", "no", "false", "0"})
_NO_DATE = date(2999, 12, 31)
_FORMATS = {
    **{
        spelling: code
        for code in LetterFormat
        for spelling in (plain(code), plain(words(code)), plain(code) + "s")
    },
    **dict.fromkeys(("", "normal", "print"), LetterFormat.STANDARD),
}


def facts_of(patient: Patient) -> dict[str, str]:
    """Return a patient's facts as the file writes them."""
    lines = (*patient.address, *("" for _ in ADDRESS))
    return {
        "title": patient.title,
        "forename": patient.forename,
        "surname": patient.surname,
        "date_of_birth": patient.date_of_birth.isoformat() if patient.date_of_birth else "",
        "nhs_number": patient.nhs_number,
        **dict(zip(ADDRESS, lines, strict=False)),
        "postcode": patient.postcode,
        "phone": patient.phone,
        "email": patient.email,
        "language": patient.language,
        "format": patient.format.value,
        "do_not_post": "Y" if patient.do_not_post else "N",
        "deceased": "Y" if patient.deceased else "N",
    }


def blank_patient(patient_id: str) -> Patient:
    """Return a patient of whom nothing is known but the hospital number."""
    return Patient(
        patient_id, "", "", "", "", None, (), "", "", "", "", LetterFormat.STANDARD, False, False
    )


def with_facts(patient: Patient, facts: Mapping[str, str]) -> Patient:
    """Return a patient with some facts read anew. Refuses what an appointments file may not say."""
    if strange := sorted(facts.keys() - set(FACTS)):
        raise Refused(
            "unknown_column",
            f"{strange[0]} is no fact of a patient. Use one of: {', '.join(FACTS)}.",
        )
    said = facts_of(patient) | {name: _trimmed(name, text) for name, text in facts.items()}
    if facts.get("email") and "@" not in said["email"]:
        raise Refused("email_unreadable", "An email address has an @.")
    if not said["surname"]:
        raise Refused("surname_missing", "Give the patient's surname.")
    return _read(patient, said)


def _read(patient: Patient, said: Mapping[str, str]) -> Patient:
    return replace(
        patient,
        title=said["title"],
        forename=said["forename"],
        surname=said["surname"],
        date_of_birth=_day(said["date_of_birth"]),
        nhs_number=_nhs_number(said["nhs_number"]),
        address=tuple(filter(None, (said[name] for name in ADDRESS))),
        postcode=said["postcode"].upper(),
        phone=said["phone"],
        email=said["email"],
        language=said["language"],
        format=_format(said["format"]),
        do_not_post=_flag("do_not_post", said["do_not_post"]),
        deceased=_flag("deceased", said["deceased"]),
    )


def differing(one: Patient, other: Patient) -> tuple[str, ...]:
    """Return the columns in which two records of a patient differ."""
    here, there = facts_of(one), facts_of(other)
    return tuple(name for name in FACTS if here[name] != there[name])


def whole(columns: frozenset[str]) -> frozenset[str]:
    """Return columns with all of the address where any of it is among them."""
    return columns | frozenset(POSTAL) if columns & frozenset(POSTAL) else columns


@dataclass(frozen=True, slots=True)
class Joined:
    """Our patient and the file's made one: ``kept`` are the columns in which ours stand."""

    patient: Patient
    kept: frozenset[str]


def join(
    ours: Patient, theirs: Patient, corrected: frozenset[str], said: Mapping[str, str]
) -> Joined:
    """Return the file's patient but for what was corrected here and the file says otherwise.

    A death that the file tells always stands, and a no-post flag that it did not have when it was
    lifted here (``said``: the file's values then): a letter that should not go does more harm
    than one that waits.
    """
    here, there = facts_of(ours), facts_of(theirs)
    kept: set[str] = set()
    for unit in _UNITS:
        if not corrected.isdisjoint(unit) and any(here[name] != there[name] for name in unit):
            kept.update(unit)
    if there["deceased"] == "Y":
        kept.discard("deceased")
    if there["do_not_post"] == "Y" and said.get("do_not_post") != "Y":
        kept.discard("do_not_post")
    if not kept:
        return Joined(theirs, frozenset())
    joined = _read(theirs, there | {name: here[name] for name in kept})
    return Joined(joined, frozenset(kept))


def _trimmed(name: str, text: str) -> str:
    plain_text = "".join(" " if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    said = " ".join(plain_text.split())
    if len(said) > LONGEST:
        raise Refused("too_long", f"The {_named(name)} may have at most {LONGEST} characters.")
    return said


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = read_day(text)
    except TimeUnreadable as error:
        raise Refused("date_unreadable", f"The date of birth is not a date: {error}.") from None
    return None if day == _NO_DATE else day


def _nhs_number(text: str) -> str:
    digits = digits_of(text)
    if digits and (problem := problem_of(digits)):
        raise Refused(*problem)
    return digits


def _format(text: str) -> LetterFormat:
    found = _FORMATS.get(plain(text))
    if found is None:
        allowed = ", ".join(LetterFormat)
        raise Refused("unknown_code", f"The format is one of: {allowed}.")
    return found


def _flag(name: str, text: str) -> bool:
    said = text.lower()
    if said not in _YES | _NO:
        raise Refused("not_a_flag", f"Say Y or N for {_named(name)}.")
    return said in _YES


def _named(name: str) -> str:
    return name.replace("_", " ")
