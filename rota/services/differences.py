"""What a file would change, field by field, so that a manager sees it before it is saved."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from rota.domain.errors import Unavailable
from rota.domain.times import written
from rota.services.print_files import write_whole

MOST = 2000
"""How many differences of a kind are kept to be shown; the rest is only counted."""
MOST_ADDED = 500


class What(StrEnum):
    """What a file does to a record. ``kept``: corrected here, so the file does not touch it."""

    ADDED = "added"
    CHANGED = "changed"
    VANISHED = "vanished"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one record: what is here, and what the file says. It may hold names.

    ``about`` says in a few words which record it is.
    """

    key: str
    what: What
    field: str = ""
    before: str = ""
    after: str = ""
    about: str = ""


Say = Callable[[str, Any], str]
"""Given a field and its value: the value in words."""


@dataclass(slots=True)
class Differences:
    """Collects differences: the first of each kind whole, all of them by count."""

    kept: list[Difference] = field(default_factory=list)
    counts: Counter[What] = field(default_factory=Counter)

    @property
    def left_out(self) -> int:
        """How many are counted but not kept."""
        return self.counts.total() - len(self.kept)

    def has_room(self, what: What) -> bool:
        """Say whether one more of a kind would be kept."""
        return self.counts[what] < (MOST_ADDED if what is What.ADDED else MOST)

    def add(self, found: Iterable[Difference]) -> None:
        """Take some in."""
        for each in found:
            if self.has_room(each.what):
                self.kept.append(each)
            self.counts[each.what] += 1


def compared(
    of: Difference, before: Any, after: Any, say: Say, names: Mapping[str, str]
) -> list[Difference]:
    """Return ``of`` for each field in which two records differ; ``names`` renames a field."""
    return [
        replace(
            of,
            field=names.get(each.name, each.name),
            before=say(each.name, old),
            after=say(each.name, new),
        )
        for each in fields(after)
        if each.name != "by_hand"
        and (old := getattr(before, each.name)) != (new := getattr(after, each.name))
    ]


def write_differences(path: Path, found: Sequence[Difference]) -> Path:
    """Write differences as CSV. Raises Unavailable. The file holds names: it is the manager's."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("id", "about", "what", "field", "here", "in the file"))
    for each in found:
        cells = (each.key, each.about, each.what.value, each.field, each.before, each.after)
        writer.writerow([_safe(cell) for cell in cells])
    try:
        write_whole(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise Unavailable(
            "not_written", f"{path} could not be written: {error.strerror}."
        ) from error
    return path


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def in_words(_field: str, value: Any) -> str:
    """Return a value as files write it: lists between semicolons, local times, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, frozenset):
        return "; ".join(sorted(value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
