"""Joins what letters are written and judged by."""

from __future__ import annotations

from rota.domain.letter_rules import LetterRules
from rota.tables.date_words import LocalDates
from rota.tables.envelopes import NOTIFY, profiles
from rota.tables.languages import clocks, languages
from rota.tables.pictures import pictures
from rota.tables.posting_rules import posting_clock
from rota.tables.wordings import wordings


def letter_rules() -> LetterRules:
    """Return the posting clock, the program's own wordings and its languages."""
    dates = LocalDates(clocks())
    return LetterRules(
        posting_clock(),
        wordings(),
        languages(),
        tuple(profiles().values()),
        dates,
        pictures(),
        NOTIFY,
    )
