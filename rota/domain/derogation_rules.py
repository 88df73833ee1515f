"""When a derogation is asked for, what is expected with it, and where a request stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rota.domain.codes import DerogationAnswer, words
from rota.domain.derogations import Derogation
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.times import minutes_between, short_words, to_local
from rota.domain.windows import StrikeWindow

NEVER_COVER = "A derogation is never counted as cover."


@dataclass(frozen=True, slots=True)
class AskingRule:
    """From a date on: whether one asks only once the strike has begun."""

    since: date
    once_begun: bool
    text: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """From a date on: whether a request says by when a decision is needed."""

    since: date
    wanted: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that is expected to have been tried first, from a date on."""

    code: str
    since: date
    text: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DerogationRules:
    """Every dated rule about derogations, each list earliest first."""

    asking: Sequence[AskingRule]
    deadline: Sequence[DeadlineRule]
    evidence: Sequence[Evidence]

    def asking_on(self, on: date) -> AskingRule:
        """Return the rule on when to ask that holds on a date; before the first, the first."""
        return [self.asking[0], *(each for each in self.asking if each.since <= on)][-1]

    def deadline_on(self, on: date) -> DeadlineRule:
        """Return the rule on deadlines that holds on a date; before the first, the first."""
        return [self.deadline[0], *(each for each in self.deadline if each.since <= on)][-1]

    def evidence_on(self, on: date) -> tuple[Evidence, ...]:
        """Return what is expected to have been tried, on a date."""
        return tuple(each for each in self.evidence if each.since <= on)


class DerogationState(StrEnum):
    """Where a request stands."""

    WITH_NHSE = "with_nhse"
    WITH_UNION = "with_union"
    NOT_SUPPORTED = "not_supported"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({DerogationState.WITH_NHSE, DerogationState.WITH_UNION})

STATE_WORDS = {
    DerogationState.WITH_NHSE: "waiting for NHS England",
    DerogationState.WITH_UNION: "waiting for the union",
    DerogationState.NOT_SUPPORTED: "not supported by NHS England",
    DerogationState.GRANTED: "granted by the union",
    DerogationState.REFUSED: "refused by the union",
    DerogationState.WITHDRAWN: "withdrawn",
}


def answer_words(answer: DerogationAnswer) -> str:
    """Return an answer in words; empty where there is none yet."""
    return "" if answer is DerogationAnswer.NONE else words(answer)


def state_of(asked: Derogation) -> DerogationState:
    """Return where a request stands. The union decides; NHS England supports a request or not."""
    if asked.withdrawn_at is not None:
        return DerogationState.WITHDRAWN
    if asked.union_answer is DerogationAnswer.GRANTED:
        return DerogationState.GRANTED
    if asked.union_answer is DerogationAnswer.REFUSED:
        return DerogationState.REFUSED
    if asked.nhse_answer is DerogationAnswer.NOT_SUPPORTED:
        return DerogationState.NOT_SUPPORTED
    if asked.nhse_answer is DerogationAnswer.SUPPORTED:
        return DerogationState.WITH_UNION
    return DerogationState.WITH_NHSE


def time_left(asked: Derogation, now: datetime) -> str:
    """Return how long is left until the decision is needed: 2 h 10 min left; else empty."""
    if state_of(asked) not in OPEN:
        return ""
    if asked.decide_by is None:
        return "no deadline given"
    minutes = minutes_between(now, asked.decide_by)
    if asked.decide_by <= now:
        late = minutes_between(asked.decide_by, now)
        return f"deadline passed {_length(late)} ago" if late else "deadline is now"
    return f"{_length(minutes)} left" if minutes else "less than a minute left"


def can_be_asked(window: StrikeWindow, now: datetime) -> str:
    """Return a sentence on when one can be asked for in a window, at a moment."""
    begins, end = window.terms.start, window.terms.end
    if not window.removes_duties:
        return "This strike is not going ahead, so there is nothing to ask for."
    if now < begins:
        return (
            f"One can be asked for once the strike has begun, on {short_words(begins)}, "
            "and the risk has arisen."
        )
    if end is not None and now >= end:
        return "The strike is over. A request that was made in it can still be entered."
    return "The strike has begun: one can be asked for when a risk has arisen that nobody foresaw."


def check_asking(asked: Derogation, window: StrikeWindow, rules: DerogationRules) -> None:
    """Refuse a request made before or after the strike, or one that leaves out what it is for."""
    if asked.asked_at is None:
        raise Refused("no_asked_at", "Say when the request was made.")
    _check_when(asked, asked.asked_at, window, rules.asking_on(to_local(asked.asked_at).date()))
    known = {each.code for each in rules.evidence}
    for is_wrong, code, text in (
        (asked.number < 1, "no_number", "Say how many people are asked for, at least one."),
        (not asked.grade.strip(), "no_grade", "Say which grade is asked for."),
        (not asked.risk.strip(), "no_risk", "Say what the risk to patients is."),
        (not asked.requested_by.strip(), "no_requester", "Say who makes the request."),
        (
            asked.decide_by is not None and asked.decide_by <= asked.asked_at,
            "deadline_before",
            "The decision must be needed after the request was made.",
        ),
        (
            not asked.tried <= known,
            "unknown_evidence",
            f"Not on the checklist: {', '.join(sorted(asked.tried - known))}.",
        ),
    ):
        if is_wrong:
            raise Refused(code, text)


def _check_when(asked: Derogation, at: datetime, window: StrikeWindow, rule: AskingRule) -> None:
    terms = window.terms
    if not window.removes_duties:
        raise Refused("not_going_ahead", "This strike is not going ahead: there is nothing to ask.")
    if rule.once_begun and at < terms.start:
        raise Refused(
            "strike_not_begun",
            f"A derogation is asked for once the strike has begun, on {short_words(terms.start)}. "
            f"{rule.text} Source: {rule.source}.",
        )
    if terms.end is not None and at >= terms.end:
        raise Refused(
            "strike_over",
            f"The strike ended on {short_words(terms.end)}: a request is made before that.",
        )
    if asked.end <= asked.start:
        raise Refused("end_before_start", "The time asked for must end after it starts.")
    if not terms.holds(asked.start):
        raise Refused(
            "outside_window", "The time asked for must begin inside the strike. Check the dates."
        )


def derogation_findings(
    asked: Derogation, window: StrikeWindow, rules: DerogationRules
) -> tuple[Finding, ...]:
    """Return what the dated rules say of a request: what is missing, or out of the usual order."""
    at = asked.asked_at or asked.start
    on = to_local(at).date()
    found = [
        _early(at, window, rules.asking_on(on)),
        _no_deadline(asked, rules.deadline_on(on)),
        _not_tried(asked, rules.evidence_on(on)),
        _without_support(asked),
    ]
    return tuple(each for each in found if each is not None)


def _early(at: datetime, window: StrikeWindow, rule: AskingRule) -> Finding | None:
    if at >= window.terms.start:
        return None
    return Finding(
        "derogation_early",
        f"asking-{rule.since.isoformat()}",
        "It was asked for before the strike began.",
        short_words(at),
        f"from {short_words(window.terms.start)}",
        source=rule.source,
    )


def _no_deadline(asked: Derogation, rule: DeadlineRule) -> Finding | None:
    if not rule.wanted or asked.decide_by is not None:
        return None
    return Finding(
        "derogation_deadline",
        f"deadline-{rule.since.isoformat()}",
        "The request does not say by when a decision is needed.",
        "none",
        "a time",
        source=rule.source,
    )


def _not_tried(asked: Derogation, expected: Sequence[Evidence]) -> Finding | None:
    missing = [each for each in expected if each.code not in asked.tried]
    if not missing:
        return None
    said = "; ".join(each.text[0].lower() + each.text[1:] for each in missing)
    return Finding(
        "derogation_evidence",
        f"evidence-{max(each.since for each in expected).isoformat()}",
        f"Not ticked on the checklist: {said}.",
        f"{len(expected) - len(missing)} of {len(expected)}",
        f"{len(expected)} of {len(expected)}",
        source=missing[0].source,
    )


def _without_support(asked: Derogation) -> Finding | None:
    granted = asked.union_answer is DerogationAnswer.GRANTED
    if not granted or asked.nhse_answer is DerogationAnswer.SUPPORTED:
        return None
    said = "did not support it" if asked.nhse_answer is not DerogationAnswer.NONE else "is silent"
    return Finding(
        "derogation_chain",
        "chain-1",
        f"The union granted this, but NHS England {said}. Check the order of answers.",
        f"NHS England: {said}",
        "NHS England supports, then the union decides",
        source="BMA guidance on derogations: the trust asks, NHS England judges, the BMA decides",
    )


def _length(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [f"{days} d" * bool(days), f"{hours} h" * bool(hours)]
    parts.append(f"{left} min" * bool(left and not days))
    return " ".join(part for part in parts if part)
