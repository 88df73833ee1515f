"""Reads the dated rules of new dates."""

from __future__ import annotations

from datetime import date

from rota.domain.codes import AppointmentKind, Priority
from rota.domain.rebooking import ClockName, ClockRule, DateRules, DateWeights, PriorityRule
from rota.tables.rulebook import Entry, entries, in_force

_FILE = "dates"
_TABLES = ("weights", "priority", "clock", "notice", "reach")


def date_rules() -> DateRules:
    """Return the rules of ``dates.toml`` as they stood from each day on which one changed."""
    days = sorted({_since(entry) for table in _TABLES for entry in entries(_FILE, table)})
    return DateRules(tuple((day, _on(day)) for day in days))


def _on(day: date) -> DateWeights:
    weights = in_force(_FILE, "weights", day)
    return DateWeights(
        _number(weights, "moved_day"),
        _number(weights, "waited_week_day"),
        _number(weights, "notice"),
        _number(weights, "notice_day"),
        _number(weights, "other_clinician"),
        _number(weights, "unplaced"),
        _number(weights, "unplaced_days"),
        _number(in_force(_FILE, "notice", day), "days"),
        _number(in_force(_FILE, "reach", day), "hours"),
        {each: _priority(_latest("priority", each, day)) for each in Priority},
        {
            each: _clock(_latest("clock", each, day))
            for each in ClockName
            if each is not ClockName.WAIT
        },
    )


def _latest(table: str, code: str, day: date) -> Entry:
    """Return the entry of a code in force on a day; before its first, the first."""
    dated = [entry for entry in entries(_FILE, table) if entry[table] == code]
    return [dated[0], *(entry for entry in dated if _since(entry) <= day)][-1]


def _priority(entry: Entry) -> PriorityRule:
    limit = _number(entry, "clinical_days") if "clinical_days" in entry else None
    source, verified = str(entry["source"]), bool(entry["verified"])
    return PriorityRule(_number(entry, "day"), limit, source, verified)


def _clock(entry: Entry) -> ClockRule:
    kinds = entry.get("kinds", [])
    if not isinstance(kinds, list):
        raise TypeError("dates.toml: kinds is a list")
    return ClockRule(
        ClockName(str(entry["clock"])),
        _number(entry, "days"),
        _number(entry, "late"),
        _number(entry, "day"),
        frozenset(AppointmentKind(each) for each in kinds),
        str(entry["source"]),
        bool(entry["verified"]),
    )


def _number(entry: Entry, name: str) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"dates.toml: {name} is a whole number, not below 0")
    return value


def _since(entry: Entry) -> date:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a rule's 'from' is a date")
    return since
