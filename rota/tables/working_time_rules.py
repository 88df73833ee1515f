"""Reads the dated working-time rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from rota.domain.codes import StaffGroup
from rota.domain.findings import Severity
from rota.domain.working_time import People, Place, Rule, RuleSet, WorkingTimeBook
from rota.domain.working_time.judging import MEASURES
from rota.domain.working_time.rule_sets import Marked
from rota.tables.rulebook import Entry, entries


def working_time_book() -> WorkingTimeBook:
    """Return every rule set in ``working_time.toml``, earliest first."""
    return WorkingTimeBook(tuple(_rule_set(entry) for entry in entries("working_time", "set")))


def _rule_set(entry: Entry) -> RuleSet:
    since = _day(entry, "from")
    if since is None:
        raise TypeError("a rule set's 'from' is a date")
    return RuleSet(
        set_id=str(entry["id"]),
        version=str(entry["version"]),
        name=str(entry["name"]),
        since=since,
        until=_day(entry, "until"),
        family=str(entry.get("family", "")),
        people=tuple(_people(each) for each in _list(entry, "people")),
        places=tuple(
            Place(str(each["nation"]), _day(each, "until")) for each in _list(entry, "places")
        ),
        contracts=tuple(_words(entry, "contracts")),
        rules=tuple(_rule(each) for each in _list(entry, "rules")),
        source=str(entry["source"]),
        verified=bool(entry["verified"]),
    )


def _people(entry: Entry) -> People:
    return People(
        groups=frozenset(StaffGroup(each) for each in _words(entry, "groups")),
        grades=frozenset(_words(entry, "grades")),
        except_grades=frozenset(_words(entry, "except_grades")),
    )


def _rule(entry: Entry) -> Rule:
    measure = str(entry["measure"])
    if measure not in MEASURES:
        raise ValueError(f"working_time.toml: nothing measures '{measure}'")
    opted_out = entry.get("opted_out_hours")
    return Rule(
        rule_id=str(entry["id"]),
        measure=measure,
        severity=cast(Severity, entry["severity"]),
        source=str(entry["source"]),
        verified=bool(entry["verified"]),
        hours=_number(entry, "hours"),
        count=int(_number(entry, "count")),
        weeks=int(_number(entry, "weeks")),
        marked=cast(Marked, entry.get("marked", "")),
        longer_than=_number(entry, "longer_than"),
        opted_out_hours=None if opted_out is None else float(str(opted_out)),
        compensatory=bool(entry.get("compensatory", False)),
        since=_day(entry, "from"),
    )


def _words(entry: Entry, key: str) -> list[str]:
    return cast(list[str], entry.get(key, []))


def _list(entry: Entry, key: str) -> list[Mapping[str, object]]:
    return cast(list[Mapping[str, object]], entry[key])


def _number(entry: Entry, key: str) -> float:
    return float(str(entry.get(key, 0)))


def _day(entry: Entry, key: str) -> date | None:
    found = entry.get(key)
    return found if isinstance(found, date) else None
