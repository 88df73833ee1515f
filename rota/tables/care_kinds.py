"""Reads the kinds of care that services give."""

from __future__ import annotations

from rota.domain.care import CareBook, CareKind
from rota.tables.rulebook import Entry, entries


def care_book() -> CareBook:
    """Return every kind of care in ``care.toml``, in the order of the file."""
    return CareBook([_kind(each) for each in entries("care", "care")])


def _kind(entry: Entry) -> CareKind:
    words, weight = entry["words"], entry["weight"]
    if not isinstance(words, list) or not isinstance(weight, int) or weight < 1:
        raise TypeError("care.toml: words is a list, and weight a whole number from 1")
    return CareKind(
        str(entry["code"]),
        str(entry["name"]),
        tuple(str(word) for word in words),
        weight,
        bool(entry["protected"]),
        str(entry["source"]),
        bool(entry["verified"]),
    )
