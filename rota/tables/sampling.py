"""Guesses which column a strange heading stands for, from its spelling and a few cells."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from rota.domain.grades import plain

_CLOSE = 0.84
_SHAPES = (
    ("nhs_number", re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")),
    ("postcode", re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
)


def column_of_samples(cells: Sequence[str], free: Sequence[str]) -> str | None:
    """Return the free column whose shape every filled cell has: NHS number, postcode, email."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    for column, shape in _SHAPES:
        if column in free and all(shape.fullmatch(cell) for cell in filled):
            return column
    return None


def nearest_column(
    heading: str, names: Mapping[str, tuple[str, int]], free: Sequence[str]
) -> str | None:
    """Return the free column with a name spelt almost like the heading."""
    open_names = [name for name, (column, _) in names.items() if column in free]
    close = difflib.get_close_matches(plain(heading), open_names, n=1, cutoff=_CLOSE)
    return names[close[0]][0] if close else None
