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
_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?[0-9][A-BD-HJLNP-UW-Z]{2}")
_BAD_FIRST = tuple('@()=[]"\\/,<>~')
_NO_ABODE = re.compile(r"no fixed (abode|address)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def tidy_line(line: str) -> str:
    """Return a line without doubled spaces, invisible characters and trailing commas."""
    line = _INVISIBLE.sub("", unicodedata.normalize("NFC", line))
    line = " ".join(line.split())
    line = re.sub(r" ([,.])", r"\1", line)
    return line.rstrip(" ,")


def tidy_postcode(text: str) -> str | None:
    """Return a postcode as it is printed, ``SW17 0QT``, or None when it is not one."""
    plain = re.sub(r"\s", "", text).upper()
    match = _POSTCODE.fullmatch(plain)
    if match is None or match.group(1) not in AREAS:
        return None
    return f"{plain[:-3]} {plain[-3:]}"


def address_lines(name: str, address: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Return the lines of an address block: name, address, postcode last."""
    lines = [line for line in (tidy_line(part) for part in (name, *address)) if line]
    last = tidy_postcode(postcode)
    if last is None and lines[1:] and (moved := tidy_postcode(lines[-1])):
        last = moved
        lines.pop()
    return (*lines, last) if last else tuple(lines)


def address_faults(name: str, address: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Return the codes of what keeps a letter from being posted to an address."""
    lines = address_lines(name, address, postcode)
    body = lines[1:]
    if any(_NO_ABODE.search(line) or line.upper() == "NFA" for line in body):
        return ("no_fixed_abode",)
    faults = []
    if len(lines) < 3:
        faults.append("address_incomplete")
    if not lines or tidy_postcode(lines[-1]) is None:
        faults.append("postcode_unknown")
    if len(lines) > MOST_LINES:
        faults.append("address_too_long")
    if any(line.startswith(_BAD_FIRST) for line in lines):
        faults.append("address_character")
    return tuple(faults)
