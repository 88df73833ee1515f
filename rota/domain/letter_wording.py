"""The wordings of letters that a trust keeps, one version after another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WordingKind(StrEnum):
    """What a wording tells; ``several`` tells different things of several appointments."""

    RESCHEDULED = "rescheduled"
    POSTPONED = "postponed"
    CONDITIONAL = "conditional"
    GOING_AHEAD = "going_ahead"
    MODE_CHANGE = "mode_change"
    CORRECTION = "correction"
    SEVERAL = "several"


class WordingForm(StrEnum):
    """How a wording is laid out: as a letter (standard and large print), or in easy read."""

    LETTER = "letter"
    EASY_READ = "easy_read"


class WordingState(StrEnum):
    """Letters are made by an approved wording only; it never changes again.

    Those made by one that a newer version replaced may still leave; those made by one that was
    retired may not.
    """

    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of one wording. ``wording_id`` is None for those that come with the program.

    ``version`` counts from 1 within a kind, language and form of the trust's own; the program's own
    are version 0. ``language`` is a BCP 47 tag. ``checked_by`` is who checked a translation.
    """

    wording_id: int | None
    kind: WordingKind
    language: str
    form: WordingForm
    version: int
    body: str
    state: WordingState
    made_by: str = ""
    made_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    note: str = ""
    checked_by: str = ""

    @property
    def sha256(self) -> str:
        """Return the digest of the text that an approval freezes."""
        return hashlib.sha256(self.body.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def name(self) -> str:
        """Return how a letter's record names it, ``postponed en-GB letter 2``.

        The program's own change with the program: the name tells which text it was.
        """
        name = f"{self.kind} {self.language} {self.form} {self.version}"
        return name if self.version else f"{name} {self.sha256[:12]}"
