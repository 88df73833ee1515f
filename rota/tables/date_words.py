"""Dates and times in the words of each language, from the Unicode locale data."""

from __future__ import annotations

from datetime import date, time

from babel import Locale
from babel.dates import format_date, format_time


class LocalDates:
    """Says dates in full, ``Tuesday 12 January 2016``, and times of day, ``10:20am``."""

    def day(self, language: str, day: date) -> str:
        """Return a date with its weekday and year."""
        return format_date(day, "full", _locale(language))

    def clock(self, language: str, at: time) -> str:
        """Return a time of day."""
        return format_time(at, "short", locale=_locale(language))


def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
