"""The journal as people read it, and which entry undo and redo take next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rota.domain.errors import Refused
from rota.domain.times import short_words

_ANCHOR = re.compile(
    r"(journal )?(?P<entries>[\d,]{1,12})[ ·]+(?P<digest>[0-9a-f]{4}-?[0-9a-f]{4,60})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One action: who, when, what and why. ``step`` is do, undo or redo."""

    entry: int
    at: datetime
    who: str
    action: str
    step: str
    reverses: int | None
    undoable: bool
    text: str
    why: str
    changes: int


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which entries are wanted: with all these words, of a login, from one day to another."""

    words: str = ""
    who: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many entries the journal had, and the digest of the last, which seals all before it.

    The digest may be only its beginning, as people copy it from paper.
    """

    entries: int
    sha256: str

    @property
    def words(self) -> str:
        """Return it short enough for the foot of a page: ``1,234 · AB12-CD34``."""
        begin = self.sha256[:8].upper()
        return f"{self.entries:,} · {begin[:4]}-{begin[4:]}"


@dataclass(frozen=True, slots=True)
class Older:
    """A file that does not hold what its journal held once: an older copy was put in its place.

    ``at`` is when it did; ``missing`` entries it has too few, 0: others stand in their place.
    """

    at: datetime
    missing: int

    @property
    def words(self) -> str:
        """Say so in a sentence, and ask what may have happened."""
        if not self.missing:
            return (
                f"This file is not the one that was here on {short_words(self.at)}: other entries "
                "stand in its history. Was a copy put back?"
            )
        lacks = "1 entry is" if self.missing == 1 else f"{self.missing:,} entries are"
        return (
            f"This file is older than it was on {short_words(self.at)}: {lacks} missing. Was a "
            "copy put back?"
        )


def read_anchor(said: str) -> Anchor:
    """Return an anchor as printed. Refuses what is none."""
    found = _ANCHOR.fullmatch(said.strip())
    if found is None:
        raise Refused("bad_anchor", f"{said}: write it as printed, for example 1,234 AB12-CD34.")
    digest = found["digest"].replace("-", "").lower()
    return Anchor(int(found["entries"].replace(",", "")), digest)


@dataclass(frozen=True, slots=True)
class TimeGivenUp:
    """By which change in the journal an appointment gave up its time, and got its new date."""

    since: int
    new_date: int


def _stacks(
    entries: Sequence[JournalEntry],
) -> tuple[list[JournalEntry], list[JournalEntry]]:
    """Replay the steps: what can be undone, and what can be redone, newest last.

    The redo stack holds undo entries: to redo is to reverse the undoing.
    """
    done: list[JournalEntry] = []
    undone: list[JournalEntry] = []
    for each in entries:
        if each.step == "undo":
            done = [other for other in done if other.entry != each.reverses]
            undone.append(each)
        elif each.step == "redo":
            undone = [other for other in undone if other.entry != each.reverses]
            done.append(each)
        elif each.undoable:
            done.append(each)
            undone.clear()
    return done, undone


def next_undo(
    entries: Sequence[JournalEntry], is_whole: Callable[[JournalEntry], bool]
) -> JournalEntry | None:
    """Return the newest action not undone yet, passing over those whose values were erased.

    That is safe: to reverse an action is refused where anything it changed is not as it left it.
    """
    done, _ = _stacks(entries)
    return next(filter(is_whole, reversed(done)), None)


def next_redo(
    entries: Sequence[JournalEntry], is_whole: Callable[[JournalEntry], bool]
) -> JournalEntry | None:
    """Return the newest undoing that nothing else followed, passing over those erased."""
    _, undone = _stacks(entries)
    return next(filter(is_whole, reversed(undone)), None)
