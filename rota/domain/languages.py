"""The languages letters can be written in, and which one a patient's record means."""

from __future__ import annotations

from dataclasses import dataclass

ENGLISH = "en-GB"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its BCP 47 tag, its name in English and in itself, and how records spell it.

    ``has_font``: the program's letter fonts can show it.
    """

    tag: str
    name: str
    own_name: str
    spellings: tuple[str, ...]
    has_font: bool
    source: str
