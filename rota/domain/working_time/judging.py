"""Judges a person's turns: every finding of every rule that holds on the days concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from rota.domain.findings import Finding
from rota.domain.working_time import lengths, on_calls, rests, rows, weekends
from rota.domain.working_time.book import Era, WorkingTimeBook
from rota.domain.working_time.breaches import Breach, Measure
from rota.domain.working_time.rule_sets import Nation, Rule, RuleSet
from rota.domain.working_time.turns import Turn, Work, Worker, local

MEASURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        lengths.shift_length,
        lengths.hours_168,
        lengths.average,
        rests.daily_rest,
        rests.weekly_rest,
        rests.on_call_rest,
        rows.in_a_row,
        rows.rest_after,
        weekends.weekends,
        on_calls.on_call_length,
        on_calls.on_call_in_a_row,
        on_calls.on_call_in_7_days,
        on_calls.shift_after_on_call,
    )
}
"""What a rule may measure, by the name its data gives."""


def judge(
    worker: Worker,
    turns: Sequence[Turn],
    book: WorkingTimeBook,
    nation: Nation,
    about: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Return what the rules find in a person's turns; with ``about``, only what involves those.

    Each rule looks at all the turns and answers for the dates on which it holds: a breach belongs
    to the local date of the turn that makes it one, so a change of rules midway is met by each
    turn's own date.
    """
    work = Work(turns)
    stretches = [*work.shifts, *work.on_calls]
    if not stretches:
        return ()
    first = local(min(each.start for each in stretches)).date()
    last = local(max(each.end for each in stretches)).date()
    found = (
        finding
        for era in book.eras(worker, nation, first, last)
        for finding in _of_an_era(era, work)
    )
    return tuple(each for each in found if about is None or _involves(each, about))


def _of_an_era(era: Era, work: Work) -> Iterator[Finding]:
    for rules, rule in era.limits:
        for breach in MEASURES[rule.measure](rule, work):
            if era.holds(breach.day):
                yield _finding(rules, rule, breach)


def _finding(rules: RuleSet, rule: Rule, breach: Breach) -> Finding:
    return Finding(
        rule.rule_id,
        rules.version,
        f"{breach.text}.",
        breach.measured,
        breach.limit,
        "note" if breach.partly_known else rule.severity,
        rule.source if rule.verified else f"{rule.source} (unverified)",
        breach.refs,
    )


def _involves(finding: Finding, about: Collection[str]) -> bool:
    return any(ref in about for ref in finding.duties)
