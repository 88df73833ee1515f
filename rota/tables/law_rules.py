"""Reads the dated law rules."""

from __future__ import annotations

from datetime import date

from rota.domain.law import LawBook, LawRule
from rota.tables.rulebook import Entry, entries

UNITS = ("days", "weeks", "months")


def law_book() -> LawBook:
    """Return every rule of law in ``law.toml``."""
    kinds = ("notice", "mandate", "agency")
    return LawBook(tuple(_rule(kind, entry) for kind in kinds for entry in entries("law", kind)))


def _rule(kind: str, entry: Entry) -> LawRule:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a rule's 'from' is a date")
    unit = next((unit for unit in UNITS if unit in entry), "prohibited")
    amount = int(str(entry[unit])) if unit in UNITS else int(bool(entry["prohibited"]))
    return LawRule(kind, since, amount, unit, str(entry["source"]), bool(entry["verified"]))
