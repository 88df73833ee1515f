"""Entries of files whose format says what each value is: FHIR resources, HL7 messages.

An entry is laid out like a row of a table, so that the same row readers judge it; its problems name
the place in the entry (``Patient.name``, ``PID-5``) instead of our column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rota.domain.importing import HEADING_ROW, ImportKind, RowProblem

FHIR, HL7 = "FHIR R4", "HL7 v2"
HELD_BY = {
    FHIR: frozenset({ImportKind.APPOINTMENTS, ImportKind.SLOTS}),
    HL7: frozenset({ImportKind.APPOINTMENTS}),
}
"""The formats, and what a file of each may hold for us."""

MAX_BYTES = 100_000_000
"""A file of entries is held whole: entries refer to one another, whatever their order."""


@dataclass(slots=True)
class Entry:
    """One appointment or slot as the file has it: our columns' cells and what was met on the way.

    ``number`` is its place in the file, from 1.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    faults: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    def put(self, column: str, text: str, place: str) -> None:
        """Give a column its text, and say where in the entry it stands."""
        self.cells[column] = text
        self.places[column] = place

    def lacks(self, column: str, place: str, sentence: str) -> None:
        """Leave a column blank; the sentence is the reason, should the column be needed."""
        self.places[column] = place
        self.lacking[column] = sentence

    def fault(self, place: str, code: str, sentence: str) -> None:
        """Refuse the entry. The sentence must quote nobody's particulars."""
        self.faults.append(RowProblem(self.number, place, code, sentence))

    def note(self, place: str, code: str, sentence: str) -> None:
        """Say something odd that does not refuse the entry."""
        self.notes.append(RowProblem(self.number, place, code, sentence))


class EntrySource(Protocol):
    """A file of entries, read and checked as a whole."""

    @property
    def format_name(self) -> str:
        """Return the name of the format, as people know it."""

    @property
    def made_at(self) -> datetime | None:
        """Return when the file says that it was made."""

    @property
    def is_dated(self) -> bool:
        """Say whether that is the file's own word for when it was drawn."""

    @property
    def is_whole(self) -> bool:
        """Say whether the file lists all there is; messages tell only what changed."""

    def problems(self, kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return what refuses the whole file as one of this kind."""

    def warnings(self, kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return what is odd about the whole file."""

    def count(self, kind: ImportKind) -> int:
        """Return how many entries of this kind there are."""

    def entries(self, kind: ImportKind) -> Iterator[Entry]:
        """Yield the entries of this kind, those that a newer one replaces left out."""


class NotOfKind:
    """A file of entries that is asked for something its format cannot hold; it is not read."""

    made_at: datetime | None = None
    is_dated = False
    is_whole = True

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name

    def problems(self, kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return what the file may hold instead."""
        holds = "appointments" if self.format_name == HL7 else "appointments or slots"
        sentence = f"This is a file of {self.format_name}: it may hold {holds}, not {kind}."
        return (whole_file("whole file", "not_of_kind", sentence),)

    def warnings(self, _kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return nothing."""
        return ()

    def count(self, _kind: ImportKind) -> int:
        """Return nought."""
        return 0

    def entries(self, _kind: ImportKind) -> Iterator[Entry]:
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Said:
    """That an entry speaks of a thing with this key, and when it was made, if it says so."""

    number: int
    key: str
    at: datetime | None


def superseded(said: Iterable[Said]) -> dict[int, int]:
    """Return for each entry about the same thing as a newer one the number of the newest.

    The later in time is newer; where a time is not said, the later in the file.
    """
    newest: dict[str, Said] = {}
    numbers: dict[str, list[int]] = {}
    for each in said:
        if not each.key:
            continue
        numbers.setdefault(each.key, []).append(each.number)
        best = newest.get(each.key)
        if best is None or best.at is None or each.at is None or each.at >= best.at:
            newest[each.key] = each
    return {
        number: newest[key].number
        for key, several in numbers.items()
        for number in several
        if number != newest[key].number
    }


def whole_file(place: str, code: str, sentence: str) -> RowProblem:
    """Return a problem of the file as a whole."""
    return RowProblem(HEADING_ROW, place, code, sentence)


def note_older(entry: Entry, place: str, older: list[int]) -> None:
    """Say which entries about the same thing were passed over."""
    if older:
        numbers = ", ".join(f"{number:,}" for number in older[:5])
        more = f" and {len(older) - 5:,} more" if len(older) > 5 else ""
        sentence = f"This is the newest that the file says of it; {numbers}{more} not used."
        entry.note(place, "superseded", sentence)
