"""Reads dated rule data from ``resources/rules``: the entry in force on a date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources

from rota.domain.grades import GradeLadder, plain

Entry = Mapping[str, object]


@cache
def entries(file: str, table: str) -> Sequence[Entry]:
    """Return the entries of a rule file's table, earliest first. Each has a ``from`` date."""
    text = (resources.files("resources") / "rules" / f"{file}.toml").read_text("utf-8")
    found: list[Entry] = tomllib.loads(text)[table]
    return tuple(sorted(found, key=_in_force_from))


def in_force(file: str, table: str, on: date) -> Entry:
    """Return the entry in force on a date; before the first entry, the first."""
    dated = entries(file, table)
    return [dated[0], *(entry for entry in dated if _in_force_from(entry) <= on)][-1]


def grade_ladder(on: date) -> GradeLadder:
    """Return the medical ladder in force on a date, with the spellings people write."""
    entry = in_force("grades", "ladder", on)
    ranks, written = entry["ranks"], entry["spellings"]
    if not isinstance(ranks, dict) or not isinstance(written, dict):
        raise TypeError("grades.toml: ranks and spellings are tables")
    spellings = {plain(text): code for code, texts in written.items() for text in texts}
    return GradeLadder(ranks, spellings, str(entry.get("source", "")))


def _in_force_from(entry: Entry) -> date:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a rule's 'from' is a date")
    return since
