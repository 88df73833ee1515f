"""What every file becomes before it is understood: numbered rows of text, and their faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_BYTES = 1_000_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
MAX_FIELD = 100_000
HEADING_WITHIN = 20
"""Titles may stand above the heading row, but it is looked for in so many rows at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a row as written. ``at`` is the cell's place.

    None is the whole row: then no cell of it is to be trusted.
    """

    code: str
    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


class Sheet(Protocol):
    """One table of a file, read once from top to bottom. Blank rows are counted, not given."""

    @property
    def fraction_read(self) -> float:
        """Return how much has been read, 0 to 1."""

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Return what is odd about the whole file, such as mixed encodings."""

    def rows(self) -> Iterator[SheetRow]:
        """Yield each row that is not blank. Raises Refused when the file cannot be read on."""

    def close(self) -> None:
        """Let the file go."""


def is_blank(cells: tuple[str, ...]) -> bool:
    """Say whether no cell holds anything (Ctrl-Z, the DOS end of file, is nothing)."""
    return not "".join(cells).strip().strip("\x1a")
