"""The languages letters can be written in, and which one a patient's record means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize

from rota.domain.letter_content import Labels
from rota.domain.letter_phrases import Phrases

ENGLISH = "en-GB"

_ENGLISH_SPELLINGS = frozenset(
    "en|eng|english|englsh|englih|engish|enlgish|inglish|british|british english|english language|"
    "english (british)|english (uk)".split("|")
)
_NOT_SAID = frozenset(
    "|-|n/a|nk|none|null|nil|not known|not stated|not specified|not recorded|not given|not asked|"
    "unknown|undetermined|und|declined".split("|")
)
# SNOMED CT terms, "Main spoken language Polish (finding)".
_CODED_TERM = re.compile(
    r"^(?:main spoken |preferred |first |spoken )?language:? (?=\S)| \(finding\)$"
)
_SIGN_LANGUAGES = frozenset(
    "bsl|bfi|sgn-gb|british sign language|british sign language (bsl)|bsl (british sign language)|"
    "sign language|sign|uses sign language|uses british sign language".split("|")
)
_TAG_WITH_COUNTRY = re.compile(r"([a-z]{2,3})-(?:[a-z]{2}|\d{3})")


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its BCP 47 tag, its name in English and in itself, and how records spell it.

    ``has_font``: the program's letter fonts can show it. ``labels`` and ``phrases`` are English
    where nobody has drafted them.
    """

    tag: str
    name: str
    own_name: str
    spellings: tuple[str, ...]
    has_font: bool
    source: str
    labels: Labels = field(default_factory=Labels)
    phrases: Phrases = field(default_factory=Phrases)


def language_of(text: str, languages: tuple[Language, ...]) -> Language | None:
    """Return the language a record means by its own words, ``Bangla``, ``pl-PL`` or ``URD``.

    None is English, nothing said, or a language that is not among these: ``is_english`` tells
    which. Nothing is guessed from what sounds alike.
    """
    said = _folded(text)
    known = _by_spelling(languages)
    found = known.get(said)
    if found is not None:
        return found
    tag = _TAG_WITH_COUNTRY.fullmatch(said)
    # A tag that names its script, pa-Guru, has no fall-back: the country may mean another script.
    primary = known.get(tag[1]) if tag else None
    return primary if primary is not None and tag and primary.tag == tag[1] else None


def is_english(text: str) -> bool:
    """Say whether a record asks for no language but English: it says English, or nothing."""
    said = _folded(text)
    tag = _TAG_WITH_COUNTRY.fullmatch(said)
    return (tag[1] if tag else said) in _ENGLISH_SPELLINGS or said in _NOT_SAID


def is_signed(text: str) -> bool:
    """Say whether a record says that the patient uses British Sign Language; never guessed."""
    return _folded(text) in _SIGN_LANGUAGES


@lru_cache(maxsize=4)
def _by_spelling(languages: tuple[Language, ...]) -> Mapping[str, Language]:
    return {
        _folded(spelling): language
        for language in languages
        for spelling in (language.tag, language.name, language.own_name, *language.spellings)
    }


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Fold a spelling: case, stray spaces and stops, and ``pt_BR`` for ``pt-BR``."""
    said = " ".join(normalize("NFKC", text).casefold().replace("_", "-").split()).strip(" .,;:")
    return _CODED_TERM.sub("", said)
