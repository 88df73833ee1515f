"""What a head of department signs: the facts as seen, sealed, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note in a review is."""

    COMMENT = "comment"
    SENT_BACK = "sent_back"


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One fact in words as a head saw it. ``key`` names the same fact at another time."""

    section: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One fact that is not as it was signed. A new one has no ``before``, one gone no ``after``."""

    section: str
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """A head's signature on one window's cover and patients for one department.

    ``seen_sha256`` seals revision, department and what was seen. A signature that was withdrawn
    stays for the record.
    """

    window_id: int
    revision: int
    department: str
    name: str
    role: str
    note: str
    at: datetime
    entered_by: str
    seen: tuple[SeenLine, ...]
    seen_sha256: str
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""
    sign_off_id: int = 0

    @property
    def is_standing(self) -> bool:
        """Say whether it was not withdrawn."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """A comment on a department's plan, or the plan sent back to be changed.

    ``about`` is the key of the seen line it is about; empty: the whole department.
    """

    window_id: int
    department: str
    kind: NoteKind
    about: str
    text: str
    name: str
    at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    note_id: int = 0


def seen_digest(window_id: int, revision: int, department: str, lines: Iterable[SeenLine]) -> str:
    """Return the SHA-256 over what was seen, independent of the order of lines."""
    body = [window_id, revision, department]
    facts = sorted((each.section, each.key, each.text) for each in lines)
    text = json.dumps([*body, facts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_since(before: Sequence[SeenLine], now: Sequence[SeenLine]) -> list[SeenChange]:
    """Return what is not as it was, first in the order of now, then what is gone."""
    old = {(each.section, each.key): each.text for each in before}
    new = {(each.section, each.key): each.text for each in now}
    found = [
        SeenChange(section, key, old.get((section, key), ""), text)
        for (section, key), text in new.items()
        if old.get((section, key)) != text
    ]
    found += [
        SeenChange(section, key, text, "")
        for (section, key), text in old.items()
        if (section, key) not in new
    ]
    return found
