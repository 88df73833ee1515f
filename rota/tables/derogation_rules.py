"""Reads the dated rules about derogations."""

from __future__ import annotations

from datetime import date

from rota.domain.derogation_rules import AskingRule, DeadlineRule, DerogationRules, Evidence
from rota.tables.rulebook import Entry, entries

FILE = "derogations"


def derogation_book() -> DerogationRules:
    """Return every rule in ``derogations.toml``; the evidence in the order of the file's dates."""
    return DerogationRules(
        tuple(
            AskingRule(_since(each), bool(each["once_begun"]), str(each["text"]), *_source(each))
            for each in entries(FILE, "asking")
        ),
        tuple(
            DeadlineRule(_since(each), bool(each["wanted"]), *_source(each))
            for each in entries(FILE, "deadline")
        ),
        tuple(
            Evidence(str(each["code"]), _since(each), str(each["text"]), *_source(each))
            for each in entries(FILE, "evidence")
        ),
    )


def _source(entry: Entry) -> tuple[str, bool]:
    return str(entry["source"]), bool(entry["verified"])


def _since(entry: Entry) -> date:
    since = entry["from"]
    if not isinstance(since, date):
        raise TypeError("a rule's 'from' is a date")
    return since
