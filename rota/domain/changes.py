"""What a committed action changed, so that every page knows whether to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of things a page may show."""

    WINDOWS = "windows"
    STAFF = "staff"
    DUTIES = "duties"
    REQUIREMENTS = "requirements"
    COVER = "cover"
    APPOINTMENTS = "appointments"
    DECISIONS = "decisions"
    LETTERS = "letters"
    SETTINGS = "settings"
    REVIEW = "review"
    DAY = "day"
    USERS = "users"


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds touched, the journal entry (None: nothing changed), and a sentence."""

    kinds: frozenset[Kind] = frozenset()
    entry: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """The journal's newest entry, and which kinds of things others changed up to it."""

    entry: int
    kinds: frozenset[Kind] = frozenset()
    new_roles: bool = False
    """Whether whoever asks was given other roles than they signed in with."""
