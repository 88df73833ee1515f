"""What differs between two versions of a wording, line by line and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Side = Literal["same", "removed", "added"]
ALIKE = 0.5
"""From this likeness on (0 to 1) a line counts as changed rather than as gone and a new one."""
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line, and whether only one of the two versions has it."""

    text: str
    side: Side


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line of either version; ``before`` and ``after`` number it from 1, None: not there."""

    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]

    @property
    def side(self) -> Literal["same", "removed", "added", "changed"]:
        """Say what became of the line as a whole."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if all(each.side == "same" for each in self.pieces) else "changed"


def differences(before: str, after: str) -> tuple[LineDifference, ...]:
    """Return every line of two versions in order, with the words in which they differ."""
    old, new = before.split("\n"), after.split("\n")
    found: list[LineDifference] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for change, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if change == "equal":
            found.extend(
                LineDifference(old_from + at + 1, new_from + at + 1, (Piece(line, "same"),))
                for at, line in enumerate(old[old_from:old_to])
            )
        else:
            found.extend(_changed(old[old_from:old_to], old_from, new[new_from:new_to], new_from))
    return tuple(found)


def _changed(
    old: Sequence[str], old_from: int, new: Sequence[str], new_from: int
) -> Iterator[LineDifference]:
    """Pair the lines of a changed stretch in order; those too unlike stand for themselves."""
    for at, (was, now) in enumerate(zip_longest(old, new)):
        if was is not None and now is not None:
            pieces = _pieces(was, now)
            same = sum(len(each.text) for each in pieces if each.side == "same")
            if 2 * same >= ALIKE * (len(was) + len(now)):
                yield LineDifference(old_from + at + 1, new_from + at + 1, pieces)
                continue
        if was is not None:
            yield LineDifference(old_from + at + 1, None, (Piece(was, "removed"),))
        if now is not None:
            yield LineDifference(None, new_from + at + 1, (Piece(now, "added"),))


def _pieces(was: str, now: str) -> tuple[Piece, ...]:
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for change, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if change == "equal":
            found.append(Piece(gone, "same"))
            continue
        if gone:
            found.append(Piece(gone, "removed"))
        if come:
            found.append(Piece(come, "added"))
    return tuple(found)
