"""One table of the strike pack, in the words of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.times import written

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class PackTable:
    """One table of a pack, to be written as CSV."""

    name: str
    what: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pack_table(name: str, what: str, headings: str, rows: Iterable[Row]) -> PackTable:
    """Return a table; ``headings`` are separated by spaces. Instants become local times."""
    cells = tuple(tuple(_cell(each) for each in row) for row in rows)
    return PackTable(f"{name}.csv", what, tuple(headings.split()), cells)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, bool):
        return "Y" if value else "N"
    return "" if value is None else str(value)
