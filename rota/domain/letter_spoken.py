"""A letter as a script to be read aloud: numbers that are no amount are said digit by digit."""

from __future__ import annotations

import re

from rota.domain.directions import END_MARK, LTR_MARK
from rota.domain.letter_content import LetterContent
from rota.domain.letter_plain import plain_text

_SAID_BY_DIGITS = re.compile(
    r"\b[A-Z]{2}-[0-9]{6}\b"  # a letter's reference
    r"|(?<![\w:.,/])(?:\+[0-9]{1,3} ?(?:\(0\) ?)?|\(?0[0-9]{0,4}\)? ?)"  # a phone number
    r"[0-9](?:[0-9]| (?=[0-9]{3})){4,}"
    r"|(?<![\w:.,/])(?:111|999|112|119)(?![\w:/]|[.,][0-9])"  # "one one one"
)


def script_of(content: LetterContent) -> str:
    """Return the words of a letter as one person reads them to another."""
    text = plain_text(content).replace(LTR_MARK, "").replace(END_MARK, "")
    return spoken(text)


def spoken(text: str) -> str:
    """Return text whose phone numbers and references are said digit by digit, in their groups.

    Dates and times of day stay as they are: ``12 January 2016 at 10:20am``.
    """
    return _SAID_BY_DIGITS.sub(lambda found: _digits(found[0].replace("-", " ")), text)


def _digits(number: str) -> str:
    groups = number.replace("+", "plus ").replace("(", " ").replace(")", " ").split()
    said = [group if group == "plus" else " ".join(group) for group in groups]
    return ", ".join(said).replace("plus, ", "plus ")
