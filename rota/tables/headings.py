"""Which column of a file is which: canonical headings, other names for them, saved mappings."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from rota.domain.errors import Refused
from rota.domain.grades import plain
from rota.domain.importing import (
    COLUMNS,
    EXTRA_COLUMNS,
    HEADING_ROW,
    ColumnMapping,
    ImportKind,
    RowProblem,
)
from rota.tables.sampling import column_of_samples, nearest_column

REQUIRED: Mapping[ImportKind, frozenset[str]] = {
    ImportKind.STAFF: frozenset({"staff_id", "surname"}),
    ImportKind.WINDOWS: frozenset({"dispute", "union", "groups", "start", "end", "type"}),
    ImportKind.ABSENCES: frozenset({"staff_id", "from", "to", "kind"}),
    ImportKind.DECLARATIONS: frozenset({"staff_id", "declaration"}),
    ImportKind.DUTIES: frozenset({"service", "start", "end"}),
    ImportKind.REQUIREMENTS: frozenset(
        {"service", "department", "site", "level", "from", "to", "number"}
    ),
    ImportKind.APPOINTMENTS: frozenset(
        {
            "appointment_id", "patient_id", "surname", "department", "service", "site", "start",
            "duration_minutes", "kind", "priority",
        }
    ),
    ImportKind.SLOTS: frozenset(
        {"slot_id", "service", "department", "site", "start", "duration_minutes", "kind"}
    ),
    ImportKind.TURNOUT: frozenset({"day", "site", "grade", "due", "on_strike"}),
}  # fmt: skip
"""The columns a file cannot do without, even where a cell of them may be blank."""

_TIMED = frozenset({"start", "end", "from", "to"})
_NOTE = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True, slots=True)
class ResolvedHeadings:
    """Where each of our columns stands in the file; two places are a date and its time."""

    places: Mapping[str, tuple[int, ...]]
    mapping: ColumnMapping
    unused: tuple[str, ...]
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()


def columns_of(kind: ImportKind) -> tuple[str, ...]:
    """Return every column understood in a kind of file."""
    return COLUMNS[kind] + EXTRA_COLUMNS.get(kind, ())


def resolve(
    kind: ImportKind,
    headings: Sequence[str],
    mapping: ColumnMapping | None = None,
    row: int = HEADING_ROW,
) -> ResolvedHeadings:
    """Find each column: by the mapping first, then by its own name, then by its other names.

    Raises Refused when the mapping is for another kind of file or names a column there is not.
    """
    wanted = _explicit(kind, headings, mapping)
    given = mapping.given if mapping else {}
    claims = _claims(kind, headings, wanted)
    places: dict[str, tuple[int, ...]] = {}
    problems = []
    for column in columns_of(kind):
        best = _best(column, claims.get(column, []), headings)
        names = [headings[at] for at in best]
        if len(names) > 1 and not (column in _TIMED and _is_date_and_time(names)):
            problems.append(_duplicate(row, column, names))
        if best:
            places[column] = tuple(sorted(best, key=lambda at: "time" in plain(headings[at])))
        elif column in REQUIRED[kind] and not given.get(column, "").strip():
            problems.append(_missing(row, column))
    used = {at for spots in places.values() for at in spots}
    left = [(at, name) for at, name in enumerate(headings) if at not in used and name.strip()]
    warnings = tuple(_not_used(row, name) for at, name in left if wanted.get(at) != "")
    columns = {headings[at]: column for column, spots in places.items() for at in spots}
    resolved = replace(mapping or ColumnMapping(kind), columns=columns)
    unused = tuple(name for _, name in left)
    return ResolvedHeadings(places, resolved, unused, tuple(problems), warnings)


def guess(
    kind: ImportKind, headings: Sequence[str], samples: Sequence[Sequence[str]]
) -> ColumnMapping:
    """Guess a mapping from the headings and a few rows, for a person to correct."""
    found = resolve(kind, headings)
    columns = dict(found.mapping.columns)
    free = [column for column in columns_of(kind) if column not in found.places]
    for at, heading in enumerate(headings):
        if heading in columns or not heading.strip():
            continue
        cells = [row[at].strip() for row in samples if at < len(row)]
        column = column_of_samples(cells, free) or nearest_column(heading, _names(kind), free)
        if column:
            columns[heading] = column
            free.remove(column)
    return ColumnMapping(kind, columns)


def recognises(kind: ImportKind, headings: Sequence[str], mapping: ColumnMapping | None) -> bool:
    """Say whether a row holds every column that this kind of file needs."""
    return not resolve(kind, headings, mapping).problems


@cache
def _names(kind: ImportKind) -> Mapping[str, tuple[str, int]]:
    """Return for each plain spelling its column and how good a name it is (0 is the best)."""
    text = (resources.files("resources") / "rules" / "headings.toml").read_text("utf-8")
    others: dict[str, list[str]] = tomllib.loads(text).get(kind.value, {})
    names = {plain(column): (column, 0) for column in columns_of(kind)}
    for column, spellings in others.items():
        for worth, spelling in enumerate(spellings, start=1):
            names.setdefault(plain(spelling), (column, worth))
    return names


def _explicit(
    kind: ImportKind, headings: Sequence[str], mapping: ColumnMapping | None
) -> dict[int, str]:
    """Return our column for each place that the mapping names; empty means 'do not use'."""
    if mapping is None:
        return {}
    if mapping.kind is not kind:
        raise Refused("wrong_mapping", f"This column mapping is for {mapping.kind} files.")
    for column in mapping.columns.values():
        if column and column not in columns_of(kind):
            raise Refused("unknown_column", f"There is no column {column} in {kind} files.")
    exact = {name.strip(): column for name, column in mapping.columns.items()}
    loose = {_spelling(name): column for name, column in mapping.columns.items()}
    found = {}
    for at, heading in enumerate(headings):
        named = exact.get(heading.strip(), loose.get(_spelling(heading)))
        if named is not None and heading.strip():
            found[at] = named
    return found


def _claims(
    kind: ImportKind, headings: Sequence[str], wanted: Mapping[int, str]
) -> dict[str, list[tuple[int, int]]]:
    """Return for each column the places that could be it, each with its worth (least first)."""
    claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, heading in enumerate(headings):
        if at in wanted:
            if wanted[at]:
                claims[wanted[at]].append((-1, at))
            continue
        known = _names(kind).get(_spelling(heading)) or _names(kind).get(_without_note(heading))
        if known:
            claims[known[0]].append((known[1], at))
    return claims


def _best(column: str, claims: list[tuple[int, int]], headings: Sequence[str]) -> list[int]:
    """Return the place of the best name, or two: of a date and of the time that goes with it."""
    if not claims:
        return []
    top = min(worth for worth, _ in claims)
    best = [at for worth, at in claims if worth == top]
    if len(best) == 1 and column in _TIMED:
        for _, at in sorted(claims):
            if at != best[0] and _is_date_and_time([headings[best[0]], headings[at]]):
                return [best[0], at]
    return best


def _spelling(heading: str) -> str:
    return plain(heading) or heading.strip("\ufeff").strip().casefold()


def _without_note(heading: str) -> str:
    return plain(_NOTE.sub("", heading))


def _is_date_and_time(names: Sequence[str]) -> bool:
    """Say whether two headings are a date and its time: Appointment Date, Appointment Time."""
    said = [("date" in plain(name), "time" in plain(name)) for name in names]
    return sorted(said) == [(False, True), (True, False)]


def _missing(row: int, column: str) -> RowProblem:
    text = f"The file has no column {column}; name one, or map the heading that stands for it."
    return RowProblem(row, column, "missing_column", text)


def _duplicate(row: int, column: str, names: Sequence[str]) -> RowProblem:
    said = " and ".join(f"“{name.strip()[:40]}”" for name in names)
    text = f"More than one heading stands for {column} ({said}); keep or map only one of them."
    return RowProblem(row, column, "duplicate_column", text, value_shown=True)


def _not_used(row: int, name: str) -> RowProblem:
    text = "This heading is not one the program knows, so the column is not used."
    return RowProblem(row, name.strip()[:40], "column_not_used", text)
