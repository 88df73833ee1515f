"""Dated law of industrial action: what was measured against which limit, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from rota.domain.codes import WindowType
from rota.domain.findings import Finding
from rota.domain.times import day_words, to_local
from rota.domain.windows import WindowTerms

AGENCY_WORDS = (
    "On this date an agency may not supply workers to do the duties of people on strike, "
    "or of those moved to cover them."
)


@dataclass(frozen=True, slots=True)
class LawRule:
    """One rule of a kind from a date on: ``amount`` counts ``unit`` (days, weeks, months, yes)."""

    kind: str
    since: date
    amount: int
    unit: str
    source: str
    verified: bool

    @property
    def version(self) -> str:
        """Return which version of the rule this is."""
        return f"{self.kind}-{self.since.isoformat()}"

    @property
    def words(self) -> str:
        """Return the limit in words: 14 days."""
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A dispute's ballot as far as it is known; ``mandate_end`` is what the union stated."""

    opened: date | None = None
    closed: date | None = None
    mandate_end: date | None = None


@dataclass(frozen=True, slots=True)
class LawBook:
    """Every dated rule of law, of all kinds."""

    rules: Sequence[LawRule]

    def in_force(self, kind: str, on: date) -> LawRule | None:
        """Return the rule of a kind that holds on a date."""
        held = [rule for rule in self.rules if rule.kind == kind and rule.since <= on]
        return max(held, key=lambda rule: rule.since, default=None)


def window_findings(terms: WindowTerms, ballot: Ballot, law: LawBook) -> tuple[Finding, ...]:
    """Return what the law rules say of a window: notice, mandate, agency cover."""
    found = (
        _notice(terms, law),
        _mandate(terms, ballot, law),
        _agency(terms, law),
    )
    return tuple(finding for finding in found if finding is not None)


def latest_notice(start: date, days: int) -> date:
    """Return the last day on which notice counts: the Nth calendar day before the start day."""
    return start - timedelta(days=days)


def _notice(terms: WindowTerms, law: LawBook) -> Finding | None:
    if terms.notice_received is None:
        return None
    received = to_local(terms.notice_received).date()
    rule = law.in_force("notice", received)
    start = to_local(terms.start).date()
    if rule is None or received <= latest_notice(start, rule.amount):
        return None
    given = (start - received).days
    return _finding(
        rule,
        f"Notice reached the hospital {_days(given)} before the strike starts; "
        f"the rule names {rule.words}. The last day was "
        f"{day_words(latest_notice(start, rule.amount))}.",
        _days(given),
    )


def mandate_limit(ballot: Ballot, law: LawBook) -> tuple[date, LawRule | None] | None:
    """Return the last day of a mandate and the rule it follows from; None when not known."""
    if ballot.mandate_end is not None:
        return ballot.mandate_end, law.in_force("mandate", ballot.opened or ballot.mandate_end)
    if ballot.closed is None:
        return None
    rule = law.in_force("mandate", ballot.opened or ballot.closed)
    if rule is None:
        return None
    step = (
        relativedelta(weeks=rule.amount)
        if rule.unit == "weeks"
        else relativedelta(months=rule.amount)
    )
    return ballot.closed + step, rule


def _mandate(terms: WindowTerms, ballot: Ballot, law: LawBook) -> Finding | None:
    end, rule = mandate_limit(ballot, law) or (None, None)
    start = to_local(terms.start).date()
    if end is None or rule is None or start <= end:
        return None
    return _finding(
        rule,
        f"The strike starts on {day_words(start)}; the ballot's mandate ends on {day_words(end)}.",
        start.isoformat(),
        end.isoformat(),
    )


def _agency(terms: WindowTerms, law: LawBook) -> Finding | None:
    rule = law.in_force("agency", to_local(terms.start).date())
    strikes = bool(terms.groups) and terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
    if rule is None or not rule.amount or not strikes:
        return None
    return Finding(rule.kind, rule.version, AGENCY_WORDS, severity="note", source=_source(rule))


def agency_finding(on: date, law: LawBook) -> Finding | None:
    """Return what the rule on agency workers says of cover on a date; None before any rule."""
    rule = law.in_force("agency", on)
    if rule is None:
        return None
    if rule.amount:
        return Finding(rule.kind, rule.version, AGENCY_WORDS, source=_source(rule))
    text = "On this date no rule kept an agency from supplying workers to cover a strike."
    return Finding(rule.kind, rule.version, text, severity="note", source=_source(rule))


def _finding(rule: LawRule, text: str, measured: str, limit: str = "") -> Finding:
    return Finding(
        rule.kind, rule.version, text, measured, limit or rule.words, "warn", _source(rule)
    )


def _source(rule: LawRule) -> str:
    return rule.source if rule.verified else f"{rule.source} (unverified)"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
