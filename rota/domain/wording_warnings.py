"""What to look at twice before a wording is approved; it may be approved all the same."""

from __future__ import annotations

import re

from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import Wording

HELP = ("111", "999")
"""The numbers that letters name for somebody who feels worse."""
_NUMBER = re.compile(r"\+?\d(?:[ ()\-–]*\d){8,}")
_GIVEN = "given_day"
_STAY_AWAY = re.compile(r"do(?: not|n['’]t) come", re.IGNORECASE)


def warnings(wording: Wording, before: Wording | None, english: Wording | None) -> tuple[str, ...]:
    """Return in sentences what differs that may matter.

    ``before`` is what letters are written by now, None where there is nothing; ``english`` is the
    English of the same letter.
    """
    body, found = wording.body, []
    measure = before or english
    for number in HELP:
        if measure is not None and _names(measure.body, number) and not _names(body, number):
            found.append(f"It does not name {number} any more.")
    if measure is not None and _GIVEN in measure.body and _GIVEN not in body:
        found.append(
            "It does not tell a patient not to come on a new date given before ({{given_day}}): "
            "only the table does."
        )
    if wording.language == ENGLISH and before is not None:
        if _STAY_AWAY.search(before.body) and not _STAY_AWAY.search(body):
            found.append("It no longer tells anybody not to come: the words in use do.")
    elif (
        wording.language != ENGLISH and english is not None and body.strip() == english.body.strip()
    ):
        found.append("It is the same as the English: nobody has translated it.")
    found += [
        f"The number {number} is written by hand: {{{{phone}}}} always prints the one set up."
        for number in dict.fromkeys(_NUMBER.findall(body))
    ]
    return tuple(found)


def _names(body: str, number: str) -> bool:
    return re.search(rf"(?<!\d){number}(?!\d)", body) is not None
