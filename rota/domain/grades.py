"""The medical ladder: which grade may do which other's duty. The ranks are dated rule data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rota.domain.codes import words


@dataclass(frozen=True, slots=True)
class GradeLadder:
    """Ranks by grade code, and the spellings that people write for each code."""

    ranks: Mapping[str, int]
    spellings: Mapping[str, str]
    source: str = ""

    def read(self, text: str) -> str | None:
        """Return the grade code for a spelling (``F1``, ``ST5``, ``SpR``), or None."""
        said = plain(text)
        code = self.spellings.get(said)
        if code is None and (known := text.strip().upper().replace(" ", "_")) in self.ranks:
            code = known
        return code

    def rank(self, grade: str) -> int | None:
        """Return the rank of a grade code; None for a grade that is not medical."""
        return self.ranks.get(grade)


def plain(text: str) -> str:
    """Return a spelling without case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def grade_words(grade: str) -> str:
    """Return a grade as people say it: ``ST``, ``consultant``, ``Band 5``."""
    said = words(grade)
    return said.capitalize() if said.isupper() and " " in said else said
