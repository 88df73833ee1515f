"""The book of working-time rule sets: which judge a person, and which limits hold when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rota.domain.codes import StaffGroup
from rota.domain.working_time.rule_sets import Nation, Rule, RuleSet
from rota.domain.working_time.turns import Worker

Limits = tuple[tuple[RuleSet, Rule], ...]
"""The rules that judge a person, each with its set."""

_Kind = tuple[StaffGroup, str, str, bool, Nation]


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of local dates through which the same limits hold; half-open."""

    first: date
    until: date
    limits: Limits

    def holds(self, day: date) -> bool:
        """Say whether a date lies inside."""
        return self.first <= day < self.until


@dataclass(frozen=True, slots=True)
class WorkingTimeBook:
    """Every rule set. What is worked out once for a kind of worker is kept."""

    sets: Sequence[RuleSet]
    _known: dict[_Kind, tuple[list[date], list[Era]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def sets_for(self, worker: Worker, nation: Nation, on: date) -> tuple[RuleSet, ...]:
        """Return the sets that judge a person on a date, in the order of the book."""
        fit = [each for each in self.sets if each.is_for(worker, on)]
        return tuple(each for each in fit if _is_chosen(each, fit, worker, nation, on))

    def limits_for(self, worker: Worker, nation: Nation, on: date) -> Limits:
        """Return the rules that judge a person on a date; of one measure only the strictest.

        Where two are as strict the later set of the book is kept: the contract before the law.
        An average that an opt-out changes or lifts is changed or left out.
        """
        kept: dict[tuple[str, str], tuple[RuleSet, Rule]] = {}
        for each in self.sets_for(worker, nation, on):
            for rule in _of_the_day(each, worker, on):
                held = kept.get(rule.key)
                if held is None or held[0] is each or not held[1].stricter_than(rule):
                    kept[rule.key] = (each, rule)
        return tuple(kept.values())

    def eras(self, worker: Worker, nation: Nation, first: date, last: date) -> Sequence[Era]:
        """Return the stretches of unchanging limits that the dates from first to last touch."""
        kind = (
            worker.staff_group, worker.grade, worker.contract, worker.opt_out_48h, nation,
        )  # fmt: skip
        known = self._known.get(kind)
        if known is None:
            eras = list(self._all_eras(worker, nation))
            known = self._known[kind] = [era.first for era in eras], eras
        starts, eras = known
        return eras[max(bisect_right(starts, first) - 1, 0) : bisect_right(starts, last)]

    def _all_eras(self, worker: Worker, nation: Nation) -> Iterator[Era]:
        dates = sorted({day for each in self.sets for day in each.changes()})
        for first, until in zip([date.min, *dates], [*dates, date.max], strict=True):
            yield Era(first, until, self.limits_for(worker, nation, first))


def _is_chosen(
    each: RuleSet, fit: Sequence[RuleSet], worker: Worker, nation: Nation, on: date
) -> bool:
    """Choose within a family by the words of the contract, and without such words by nation."""
    named = [one for one in fit if each.family and one.family == each.family]
    named = [one for one in named if one.is_named_by(worker.contract)]
    return each is named[-1] if named else each.is_usual_in(nation, on)


def _of_the_day(each: RuleSet, worker: Worker, on: date) -> Iterator[Rule]:
    for rule in each.rules:
        if rule.since and on < rule.since:
            continue
        if rule.measure == "average" and worker.opt_out_48h:
            if rule.opted_out_hours is not None:
                yield replace(rule, hours=rule.opted_out_hours)
        else:
            yield rule
