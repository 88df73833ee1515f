"""Which remembered columns fit a file that comes again, perhaps with a heading more or less."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rota.domain.grades import plain
from rota.domain.importing import ColumnMapping

_LIKE_ENOUGH = 0.7


@dataclass(frozen=True, slots=True)
class Fit:
    """A remembered mapping laid over a file's headings: how many of its own the file has."""

    name: str
    mapping: ColumnMapping
    found: int
    known: int


def best_fit(
    saved: Mapping[str, ColumnMapping], guess: ColumnMapping, headings: Collection[str]
) -> Fit | None:
    """Return the remembered mapping that is most like a file's headings; None: none is."""
    fits = [fit_of(name, mapping, guess, headings) for name, mapping in saved.items()]
    good = [each for each in fits if each.known and each.found >= _LIKE_ENOUGH * each.known]
    return max(good, key=lambda each: (each.found / each.known, each.found), default=None)


def fit_of(
    name: str, mapping: ColumnMapping, guess: ColumnMapping, headings: Collection[str]
) -> Fit:
    """Lay a remembered mapping over headings; what it does not name stays as guessed."""
    remembered = {_key(heading): column for heading, column in mapping.columns.items()}
    columns = {
        heading: remembered.get(_key(heading), guess.columns.get(heading, ""))
        for heading in headings
        if heading.strip()
    }
    taken = {columns[heading] for heading in columns if _key(heading) in remembered}
    for heading, column in columns.items():
        if column in taken and _key(heading) not in remembered:
            columns[heading] = ""
    found = len(remembered.keys() & {_key(heading) for heading in headings})
    laid = ColumnMapping(mapping.kind, columns, mapping.unknown_midnight, mapping.given)
    return Fit(name, laid, found, len(remembered))


def _key(heading: str) -> str:
    return plain(heading) or heading.strip().casefold()
