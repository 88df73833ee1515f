"""Dated rules in words: which rule, how much it asks. Never whether anything is lawful."""

from __future__ import annotations

from rota.domain.findings import Finding
from rota.domain.law import Ballot, LawBook, LawRule, mandate_limit
from ui import formats

RULE_NAMES = {
    "notice": "Notice to the employer",
    "mandate": "Ballot mandate",
    "agency": "Agency cover",
}
SEVERITY_WORDS = {"stop": "Asks for a reason", "warn": "Warning", "note": "Note"}
ALLOWED, PROHIBITED = "May be supplied", "May not be supplied"


def rule_name(kind: str) -> str:
    """Which rule: ``Ballot mandate``."""
    return RULE_NAMES.get(kind, kind)


def finding_name(found: Finding) -> str:
    """Which rule answered, or of the many without a name of their own how grave it is."""
    return RULE_NAMES.get(found.rule) or SEVERITY_WORDS[found.severity]


def rule_value(rule: LawRule) -> str:
    """How much it asks: ``14 days``; of agency cover whether it may be supplied."""
    if rule.unit == "prohibited":
        return PROHIBITED if rule.amount else ALLOWED
    return rule.words


def mandate_words(ballot: Ballot, law: LawBook) -> str:
    """Until when a ballot's mandate reaches, and by which rule."""
    limit = mandate_limit(ballot, law)
    if limit is None:
        return "Not known: enter when the ballot closed"
    day, rule = limit
    said = formats.day(day, year=True)
    if ballot.mandate_end is not None:
        return f"{said}, as the union stated"
    return f"{said}, {rule_value(rule)} after the ballot" if rule else said
