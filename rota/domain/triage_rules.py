"""What decides who is moved first: dated rules, judged on the day of an appointment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol, TypeVar

from rota.domain.codes import AppointmentKind, Priority


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """What a clinical priority means for moving a patient.

    ``last``: moved after everybody else. ``keep``: must not wait. ``converts``: a call will do.
    ``reads_as``: not in use yet on that day and taken as another.
    """

    since: date
    code: Priority
    text: str
    weight: int
    last: bool
    keep: bool
    converts: bool
    reads_as: Priority | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of appointment means. ``guarantee``: the 28 days hold for it."""

    since: date
    code: AppointmentKind
    weight: int
    converts: bool
    guarantee: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class WaitRule:
    """What a referral to treatment clock means; weights in points, ``near_days`` in days."""

    since: date
    standard_weeks: int
    each_week: int
    near_days: int
    near: int
    past: int
    long_weeks: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CancerRule:
    """What a 62-day date means; weights in points, ``near_days`` in days."""

    since: date
    near_days: int
    pathway: int
    near: int
    past: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class MovedRule:
    """What it means to have been moved before."""

    since: date
    each: int
    urgent_operation_once: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class GuaranteeRule:
    """What a cancellation on the day itself means: a new date within so many days."""

    since: date
    days: int
    weight: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LastRule:
    """Points that put the last to be moved behind everybody else."""

    since: date
    last: int
    protected_service: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DayRules:
    """The rules in force on one day."""

    priorities: Mapping[Priority, PriorityRule]
    kinds: Mapping[AppointmentKind, KindRule]
    wait: WaitRule
    cancer: CancerRule
    moved: MovedRule
    guarantee: GuaranteeRule
    last: LastRule

    def priority(self, code: Priority) -> PriorityRule:
        """Return what a priority means, as what it is read where it is not in use yet."""
        rule = self.priorities[code]
        return rule if rule.reads_as is None else self.priorities[rule.reads_as]


class _Dated(Protocol):
    @property
    def since(self) -> date: ...


Rule = TypeVar("Rule", bound=_Dated)


class TriageRules:
    """Every dated rule of triage, each list earliest first."""

    def __init__(
        self,
        priorities: Sequence[PriorityRule],
        kinds: Sequence[KindRule],
        wait: Sequence[WaitRule],
        cancer: Sequence[CancerRule],
        moved: Sequence[MovedRule],
        guarantee: Sequence[GuaranteeRule],
        last: Sequence[LastRule],
    ) -> None:
        self.priorities, self.kinds = tuple(priorities), tuple(kinds)
        self.wait, self.cancer, self.moved = tuple(wait), tuple(cancer), tuple(moved)
        self.guarantee, self.last = tuple(guarantee), tuple(last)
        self.on = cache(self._on)
        """The rules in force on a day; before a rule's first entry, that entry."""

    def _on(self, day: date) -> DayRules:
        return DayRules(
            {
                code: _in_force([each for each in self.priorities if each.code is code], day)
                for code in Priority
            },
            {
                code: _in_force([each for each in self.kinds if each.code is code], day)
                for code in AppointmentKind
            },
            _in_force(self.wait, day),
            _in_force(self.cancer, day),
            _in_force(self.moved, day),
            _in_force(self.guarantee, day),
            _in_force(self.last, day),
        )


def _in_force(rules: Sequence[Rule], day: date) -> Rule:
    return [rules[0], *(each for each in rules if each.since <= day)][-1]
