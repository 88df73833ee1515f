"""Postal addresses: made tidy, and judged by the rules of letter-sending services.

The rules are those GOV.UK Notify publishes for letters; here they are reasons to hold a letter for
a person to look at, never a reason to forget a patient.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

AREAS = frozenset(
    (
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL "
        "DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW "
        "KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH "
        "RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF "
        "WN WR WS WV YO ZE"
    ).split()
)
"""Postcode areas of the United Kingdom, the Crown dependencies and the forces."""

MOST_LINES = 7
FEWEST_PHONE_DIGITS = 9
_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?[0-9][A-BD-HJLNP-UW-Z]{2}")
_BAD_FIRST = tuple('@()=[]"\\/,<>~')
_NO_ABODE = re.compile(r"no fixed (abode|address)", re.IGNORECASE)
_NO_ABODE_POSTCODE = "ZZ993VZ"
"""What NHS systems write as the postcode of somebody without a home."""
_PRISON = re.compile(
    r"\b(HMP|H\.M\.P|HM ?YOI|HM Prison|Young Offenders?'? Institution|"
    r"(Immigration )?Removal Centre|Secure Training Centre)\b",
    re.IGNORECASE,
)
_TEMPORARY = re.compile(r"\btemp(orary|\.)? (address|accom)", re.IGNORECASE)
_FORCES = re.compile(r"BFPO ?(?:c/o ?)?(\d{1,4})", re.IGNORECASE)
_COUNTRIES = frozenset(
    (
        "UK, GB, GBR, U.K, G.B, UNITED KINGDOM, GREAT BRITAIN, BRITAIN, ENGLAND, SCOTLAND, WALES, "
        "CYMRU, NORTHERN IRELAND, N IRELAND, NI"
    ).split(", ")
)
"""Parts of the United Kingdom: in an inland address they only take up a line."""
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Hangul fillers: letters by their kind, and nothing to see."""
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def tidy_line(line: str) -> str:
    """Return a line without doubled spaces, invisible characters and trailing commas."""
    line = _INVISIBLE.sub("", unicodedata.normalize("NFC", line))
    line = " ".join(line.split())
    line = re.sub(r" ([,.])", r"\1", line)
    return line.rstrip(" ,")


def place_key(lines: Sequence[str]) -> str:
    """Return lines so that the same place written another way is the same: letters and digits."""
    plain = unicodedata.normalize("NFKC", "".join(lines)).casefold()
    return "".join(each for each in plain if each.isalnum())


def has_words(text: str) -> bool:
    """Say whether anything in a text can be read: a letter or a digit that leaves a mark."""
    return any(each.isalnum() and each not in _BLANK_LETTERS for each in text)


def tidy_postcode(text: str) -> str | None:
    """Return a postcode as it is printed, ``SW17 0QT``, or None when it is not one."""
    plain = re.sub(r"\s", "", text).upper()
    match = _POSTCODE.fullmatch(plain)
    if match is None or match.group(1) not in AREAS:
        return None
    return f"{plain[:-3]} {plain[-3:]}"


def phone_to_ring(text: str) -> str:
    """Return a phone number as it is printed; blank when there is none to ring.

    What is said beside it stays, such as ``07700 900123 (mother)``.
    """
    tidy = tidy_line(text)
    digits = sum(character in "0123456789" for character in tidy)
    return tidy if digits >= FEWEST_PHONE_DIGITS and tidy.isprintable() else ""


def address_lines(name: str, address: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Return the lines of an address block: name, address, postcode last.

    The country's own name is left out. A forces' post office comes last, after its postcode.
    """
    lines = [line for line in (tidy_line(part) for part in (name, *address)) if line]
    forces = next((line for line in lines[1:] if _FORCES.fullmatch(line)), None)
    if forces is not None:
        lines.remove(forces)
    while lines[1:] and lines[-1].rstrip(".").upper() in _COUNTRIES:
        lines.pop()
    last = tidy_postcode(postcode)
    if last is None and lines[1:] and (moved := tidy_postcode(lines[-1])):
        last = moved
        lines.pop()
    if last:
        lines.append(last)
    if forces is not None:
        lines.append(f"BFPO {_FORCES.sub(lambda found: found[1], forces)}")
    return tuple(lines)


def has_bad_start(line: str) -> bool:
    """Say whether a line starts with a character that post machines refuse."""
    return line.startswith(_BAD_FIRST)


def named_way(address: Sequence[str], postcode: str) -> str | None:
    """Return the code of the way a letter goes that the post alone does not reach, or None."""
    lines = [tidy_line(line) for line in address]
    if re.sub(r"\s", "", postcode).upper() == _NO_ABODE_POSTCODE:
        return "no_fixed_abode"
    for line in lines:
        if _NO_ABODE.search(line) or line.upper() in ("NFA", "N.F.A"):
            return "no_fixed_abode"
        if _PRISON.search(line):
            return "prison"
        if _FORCES.fullmatch(line):
            return "forces_post"
        if _TEMPORARY.search(line):
            return "temporary_address"
    return None


def address_faults(name: str, address: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Return the codes of what keeps a letter from being posted to an address.

    Where a letter goes a named way, the address itself is no fault.
    """
    way = named_way(address, postcode)
    if way is not None:
        return (way,)
    return post_faults(name, address, postcode)


def post_faults(name: str, address: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Return the codes of what is wrong with an address as the post reads it."""
    lines = address_lines(name, address, postcode)
    faults = []
    if len(lines) < 3:
        faults.append("address_incomplete")
    if not lines or tidy_postcode(lines[-1]) is None:
        faults.append("postcode_unknown")
    if len(lines) > MOST_LINES:
        faults.append("address_too_long")
    if any(has_bad_start(line) for line in lines):
        faults.append("address_character")
    if not has_words(name) or not all(map(has_words, lines[:2])):
        faults.append("address_no_words")
    return tuple(faults)
