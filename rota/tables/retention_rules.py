"""Reads how long each kind of record about people is kept."""

from __future__ import annotations

import tomllib
from importlib import resources

from rota.domain.record_words import RecordWords, TableWords
from rota.domain.retention import Kept, Period, RetentionBook
from rota.tables.rulebook import Entry, entries


def retention_book() -> RetentionBook:
    """Return the latest period of each kind in ``retention.toml``."""
    found: dict[Kept, Period] = {}
    for entry in entries("retention", "retention"):
        period = _period(entry)
        found[period.kind] = period
    if lacking := set(Kept) - found.keys():
        raise TypeError(f"retention.toml: nothing of {sorted(lacking)}")
    return RetentionBook(tuple(found[kind] for kind in Kept), _record_words())


def _record_words() -> RecordWords:
    text = (resources.files("resources") / "rules" / "records.toml").read_text("utf-8")
    return {
        name: TableWords(
            said["title"],
            said["columns"],
            frozenset(said.get("staff", ())),
            frozenset(said.get("left_out", ())),
        )
        for name, said in tomllib.loads(text).items()
    }


def _period(entry: Entry) -> Period:
    days = entry["days"]
    if not isinstance(days, int) or days < 0:
        raise TypeError("retention.toml: days is a whole number, 0 or more")
    return Period(
        Kept(str(entry["kind"])),
        str(entry["name"]),
        str(entry["what"]),
        str(entry["after"]),
        days,
        str(entry["source"]),
        entry["verified"] is True,
        entry.get("stays") is True,
    )
