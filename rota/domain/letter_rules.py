"""What letters are written and judged by: the post, the wording, and how languages say dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.languages import Language
from rota.domain.letter_content import Picture
from rota.domain.letter_wording import Wording
from rota.domain.posting import PostingClock


class DateWords(Protocol):
    """Says dates and times as the readers of a language do; ``language`` is a BCP 47 tag."""

    def day(self, language: str, day: date) -> str:
        """Return a date in full, with its weekday and year."""
        ...

    def short_day(self, language: str, day: date) -> str:
        """Return a date with its weekday, without the year where the language can."""
        ...

    def written(self, language: str, day: date) -> str:
        """Return a date without its weekday, as a letter is dated."""
        ...

    def clock(self, language: str, at: time) -> str:
        """Return a time of day."""
        ...


@dataclass(frozen=True, slots=True)
class LetterRules:
    """The posting clock; the wordings, languages, envelopes and pictures of the program's own."""

    posting: PostingClock
    wordings: tuple[Wording, ...]
    languages: tuple[Language, ...]
    envelopes: tuple[EnvelopeProfile, ...]
    dates: DateWords
    pictures: tuple[Picture, ...] = ()
    posting_service: EnvelopeProfile | None = None
