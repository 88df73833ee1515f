"""Dates and times in the words of each language, from the Unicode locale data (CLDR).

Digits are Latin in every language: a patient compares them with the English letter and with the
hospital's signs. Arabic vowel marks are left out, as print often does: a finished PDF gives them
back twice, so that copied or spoken text would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_time

from rota.domain.languages import ENGLISH
from rota.domain.times import clock_words, day_words

_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670]")


class LocalDates:
    """Says dates in full, ``Tuesday 12 January 2016``, and times of day, ``10:20am``.

    ``clocks`` are by tag the CLDR patterns of those languages that do not use their locale's.
    """

    def __init__(self, clocks: Mapping[str, str]) -> None:
        self._clocks = dict(clocks)

    def day(self, language: str, day: date) -> str:
        """Return a date with its weekday and year."""
        return day_words(day) if language == ENGLISH else _date(language, "full", day)

    def short_day(self, language: str, day: date) -> str:
        """Return a date with its weekday, in English without the year.

        CLDR has no such form in whole words, so other languages keep the year.
        """
        if language == ENGLISH:
            return f"{day:%A} {day.day} {day:%B}"
        return _date(language, "full", day)

    def written(self, language: str, day: date) -> str:
        """Return a date with its year, without its weekday, as a letter is dated."""
        if language == ENGLISH:
            return f"{day.day} {day:%B} {day.year}"
        return _date(language, "long", day)

    def clock(self, language: str, at: time) -> str:
        """Return a time of day, never one that could be morning or evening."""
        if language == ENGLISH:
            return clock_words(at)
        return _clock(language, self._clocks.get(language, "short"), at.replace(tzinfo=None))


@lru_cache(maxsize=4096)
def _date(language: str, form: str, day: date) -> str:
    return _ARABIC_MARKS.sub("", format_date(day, form, _locale(language)))


@lru_cache(maxsize=4096)
def _clock(language: str, pattern: str, at: time) -> str:
    return _ARABIC_MARKS.sub("", format_time(at, pattern, locale=_locale(language)))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
