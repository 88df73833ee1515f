"""Reads the definitions of reports from ``resources/reports``, one file each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from importlib import resources

from rota.domain.report_rules import ReportBook, ReportDefinition, ReportLine, TableDefinition
from rota.domain.reports import Column, ColumnKind
from rota.tables.rulebook import Entry

ORDER = ("brief", "gaps", "sitrep", "grid", "attendance", "cancelled", "handover", "pack")
"""The files, in the order in which reports are listed."""


@cache
def report_book() -> ReportBook:
    """Return every definition; those of one report in order of their dates."""
    found = []
    for code in ORDER:
        text = (resources.files("resources") / "reports" / f"{code}.toml").read_text("utf-8")
        found += sorted(
            (_definition(code, each) for each in tomllib.loads(text)["report"]),
            key=lambda each: each.since,
        )
    return ReportBook(tuple(found))


def _definition(code: str, entry: Entry) -> ReportDefinition:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a report's 'from' is a date")
    return ReportDefinition(
        code,
        since,
        str(entry["title"]),
        str(entry["what"]),
        str(entry["audience"]),
        bool(entry["has_names"]),
        _texts(entry, "formats"),
        str(entry["source"]),
        bool(entry["verified"]),
        tuple(_table(each) for each in _entries(entry, "table")),
        tuple(_line(each) for each in _entries(entry, "line")),
        _times(entry, "times"),
        int(str(entry.get("page_limit", 0))),
        bool(entry.get("landscape", False)),
        int(str(entry.get("fewer_than", 0))),
        _texts(entry, "notes"),
        {str(each["label"]): str(each["meaning"]) for each in _entries(entry, "fact")},
    )


def _table(entry: Entry) -> TableDefinition:
    columns = tuple(
        Column(
            str(each["code"]),
            str(each["heading"]),
            ColumnKind(str(each.get("kind", ColumnKind.TEXT))),
            str(each["meaning"]),
            float(str(each.get("width", 0))),
        )
        for each in _entries(entry, "column")
    )
    note, empty = str(entry.get("note", "")), str(entry.get("empty", ""))
    return TableDefinition(str(entry["code"]), str(entry["title"]), columns, note, empty)


def _line(entry: Entry) -> ReportLine:
    return ReportLine(
        str(entry["code"]),
        str(entry["heading"]),
        frozenset(_texts(entry, "members")),
        str(entry["source"]),
        bool(entry["verified"]),
    )


def _entries(entry: Entry, name: str) -> Iterator[Entry]:
    found = entry.get(name, [])
    if not isinstance(found, list):
        raise TypeError(f"a report's '{name}' is a list of tables")
    yield from found


def _texts(entry: Entry, name: str) -> tuple[str, ...]:
    found = entry.get(name, [])
    if not isinstance(found, list):
        raise TypeError(f"a report's '{name}' is a list of texts")
    return tuple(str(each) for each in found)


def _times(entry: Entry, name: str) -> tuple[time, ...]:
    found = entry.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, time) for each in found):
        raise TypeError(f"a report's '{name}' is a list of times of day")
    return tuple(found)
