"""Finding people by the beginnings of words, whatever the accents, apostrophes and hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rota.domain.searching import search_words

_BETWEEN = re.compile(r"\W+")


def words_of(text: str) -> tuple[str, ...]:
    """Cut a text into plain words: ``O’Neill-Grün, Inês`` is ``oneill``, ``grun``, ``ines``."""
    return tuple(part for word in search_words(text) for part in _BETWEEN.split(word) if part)


def all_begin(asked: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether each of the asked words begins one of these."""
    return all(any(word.startswith(part) for word in words) for part in asked)
