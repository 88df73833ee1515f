"""Reads the dated post rules and knows the bank holidays, for the posting clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays

from rota.domain.posting import FreshRule, PostingClock, PostRule
from rota.tables.rulebook import Entry, entries


def posting_clock(nation: str = "ENG") -> PostingClock:
    """Return the posting clock of a nation: ENG, WLS, SCT or NIR."""
    rules = tuple(_rule(entry) for entry in entries("post", "post"))
    return PostingClock(
        rules,
        lambda day: bool(bank_holiday_name(nation, day)),
        holiday_name=bank_holiday_name,
        freshness=tuple(_fresh(entry) for entry in entries("post", "freshness")),
    )


def bank_holiday_name(nation: str, day: date) -> str:
    """Return the name of a nation's bank holiday on a day, or nothing."""
    return _bank_holidays(nation, day.year).get(day, "")


def _fresh(entry: Entry) -> FreshRule:
    return FreshRule(
        _since(entry), int(str(entry["hours"])), str(entry["source"]), bool(entry["verified"])
    )


def _since(entry: Entry) -> date:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a rule's 'from' is a date")
    return since


def _rule(entry: Entry) -> PostRule:
    return PostRule(
        str(entry["class"]),
        _since(entry),
        int(str(entry["days"])),
        int(str(entry["margin"])),
        bool(entry["saturdays"]),
        str(entry["source"]),
        bool(entry["verified"]),
    )


@cache
def _bank_holidays(nation: str, year: int) -> Mapping[date, str]:
    found = holidays.country_holidays("GB", subdiv=nation, years=year)
    return {day: name.replace(" (observed)", ", in lieu") for day, name in found.items()}
