"""Cuts the words of a letter so that their numbers hold together."""

from __future__ import annotations

import re

from rota.domain.letter_content import Run

# "01632 960001", "10:20": cut at its colon, a time would print as 20:10 among Arabic words.
_NUMBERS = re.compile(r"(\+?\d+(?:(?: +|[:./\-–])\d+)*)")


def runs_of(text: str, bold: bool = False) -> tuple[Run, ...]:
    """Cut text so that numbers, times and phones hold together and run left to right."""
    parts = [part for part in _NUMBERS.split(text) if part]
    return tuple(Run(part, bold, keep_ltr=bool(_NUMBERS.fullmatch(part))) for part in parts)
