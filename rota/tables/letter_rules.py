"""Joins what letters are written and judged by."""

from __future__ import annotations

from rota.domain.letter_rules import LetterRules
from rota.tables.date_words import LocalDates
from rota.tables.envelopes import profiles
from rota.tables.posting_rules import posting_clock


def letter_rules() -> LetterRules:
    """Return the posting clock, the program's own wordings and its languages."""
    return LetterRules(posting_clock(), (), (), tuple(profiles().values()), LocalDates())
