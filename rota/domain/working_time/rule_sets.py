"""A dated set of working-time rules: whom it judges, from when, and its limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rota.domain.codes import StaffGroup
from rota.domain.findings import Severity
from rota.domain.grades import plain
from rota.domain.working_time.turns import Worker

Nation = str
"""ENG, WLS, SCT or NIR, the codes of the bank holidays."""

Marked = Literal["", "day", "long", "late", "night"]
"""Which turns a rule about turns in a row counts."""

AT_REST = frozenset({"daily_rest", "weekly_rest", "rest_after", "on_call_rest"})
"""Measures where more is stricter; in all others less is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit. Which figures count depends on the measure; see ``measures``.

    ``opted_out_hours`` is the limit of an average for a person who opted out of 48 hours; None
    lifts it. A ``compensatory`` rule says how much rest is owed.
    """

    rule_id: str
    measure: str
    severity: Severity
    source: str
    verified: bool
    hours: float = 0
    count: int = 0
    weeks: int = 0
    marked: Marked = ""
    longer_than: float = 0
    opted_out_hours: float | None = None
    compensatory: bool = False
    since: date | None = None

    @property
    def minutes(self) -> int:
        """Return the limit in minutes."""
        return round(self.hours * 60)

    @property
    def key(self) -> tuple[str, str]:
        """Return what is measured; two rules with one key would report one shortfall twice."""
        return self.measure, self.marked

    def stricter_than(self, other: Rule) -> bool:
        """Say whether this limit asks more than another of the same measure."""
        if self.measure in AT_REST:
            return self.hours > other.hours
        return (self.count or self.hours) < (other.count or other.hours)


@dataclass(frozen=True, slots=True)
class People:
    """Staff groups a set judges, of any grade unless grades are named or excepted."""

    groups: Collection[StaffGroup]
    grades: Collection[str] = ()
    except_grades: Collection[str] = ()

    def hold(self, worker: Worker) -> bool:
        """Say whether a person is one of them."""
        named = not self.grades or worker.grade in self.grades
        return (
            worker.staff_group in self.groups and named and worker.grade not in self.except_grades
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A nation where a set is the usual one, up to a date (not on it)."""

    nation: Nation
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules that hold together from a date, up to (not on) ``until``.

    Of the sets of one ``family`` at most one judges a person: the one whose words their contract
    says, else the usual one of the nation.
    """

    set_id: str
    version: str
    name: str
    since: date
    people: Sequence[People]
    places: Sequence[Place]
    rules: Sequence[Rule]
    source: str
    verified: bool
    until: date | None = None
    family: str = ""
    contracts: Collection[str] = field(default_factory=tuple)

    def is_for(self, worker: Worker, on: date) -> bool:
        """Say whether the set is in force and made for such people."""
        in_force = self.since <= on and (self.until is None or on < self.until)
        return in_force and any(each.hold(worker) for each in self.people)

    def is_usual_in(self, nation: Nation, on: date) -> bool:
        """Say whether the set is the usual one of a nation on a date."""
        return any(
            each.nation == nation and (each.until is None or on < each.until)
            for each in self.places
        )

    def is_named_by(self, contract: str) -> bool:
        """Say whether a contract, as people write it, says one of the set's words."""
        said = plain(contract)
        return any(plain(word) in said for word in self.contracts)

    def changes(self) -> list[date]:
        """Return every date on which what the set asks may change."""
        dates = [self.since, self.until, *(each.until for each in self.places)]
        return [day for day in (*dates, *(rule.since for rule in self.rules)) if day]
