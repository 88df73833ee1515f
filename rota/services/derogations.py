"""The log of derogations: asked for once a strike has begun, answered, withdrawn, with an outcome.

None of them is ever counted as cover.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from rota.domain.changes import Changes
from rota.domain.codes import DerogationAnswer
from rota.domain.derogation_rules import (
    DerogationRules,
    DerogationState,
    Evidence,
    answer_words,
    can_be_asked,
    check_asking,
    derogation_findings,
    state_of,
    time_left,
)
from rota.domain.derogations import Derogation
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.times import short_words, to_local
from rota.domain.windows import StrikeWindow
from rota.services.cover_picture import find_window
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work

NHSE = frozenset({DerogationAnswer.SUPPORTED, DerogationAnswer.NOT_SUPPORTED})
UNION = frozenset({DerogationAnswer.GRANTED, DerogationAnswer.REFUSED})


@dataclass(frozen=True, slots=True)
class LoggedDerogation:
    """One request of the log: where it stands, how long is left, what the rules say of it."""

    asked: Derogation
    service: str
    site: str
    state: DerogationState
    left: str
    tried: tuple[str, ...]
    history: tuple[tuple[datetime, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DerogationLog:
    """The log of one window, what may be asked for now, and what the checklist is now."""

    window: StrikeWindow
    when: str
    services: tuple[Service, ...]
    checklist: tuple[Evidence, ...]
    entries: tuple[LoggedDerogation, ...]


@dataclass(frozen=True, slots=True)
class Logged:
    """A request as it stands after a change."""

    asked: Derogation
    findings: tuple[Finding, ...]
    changes: Changes


def read_log(
    storage: Storage, window_id: int, rules: DerogationRules, now: datetime
) -> DerogationLog:
    """Return the log of a window, the open requests with the nearest deadline first."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        window = find_window(work, window_id)
        services = {each.service_id: each for each in work.duties.services()}
        asked = work.cover.derogations(window_id)
    entries = [_entry(each, window, services, rules, now) for each in asked]
    entries.sort(key=_pressing)
    reached = (each for each in services.values() if window.terms.affects_site(each.site))
    ordered = sorted(reached, key=lambda each: (each.site, each.department, each.name))
    on = to_local(max(now, window.terms.start)).date()
    return DerogationLog(
        window,
        can_be_asked(window, now),
        tuple(ordered),
        rules.evidence_on(on),
        tuple(entries),
    )


def ask(storage: Storage, wanted: Derogation, rules: DerogationRules, now: datetime) -> Logged:
    """Record a request. Refuses one made before the strike began, or about another time."""
    with storage.write("ask for a derogation") as work:
        window = find_window(work, wanted.window_id)
        check_asking(wanted, window, rules)
        _not_ahead(wanted.asked_at, now)
        service = _service(work, wanted.service_id, window)
        refuse(work.user, "ask for a derogation", service.department)
        kept = replace(
            wanted,
            risk=wanted.risk.strip(),
            requested_by=wanted.requested_by.strip(),
            derogation_id=0,
        )
        kept = replace(kept, derogation_id=work.cover.put_derogation(kept))
        work.say(f"Derogation {kept.derogation_id} asked for: {service.name}.")
    return Logged(kept, derogation_findings(kept, window, rules), work.changes)


def answer_nhse(
    storage: Storage,
    derogation_id: int,
    answer: DerogationAnswer,
    at: datetime,
    rules: DerogationRules,
    now: datetime,
    why: str = "",
) -> Logged:
    """Record whether NHS England supports a request."""
    _one_of(answer, NHSE)
    said = f"NHS England: {answer_words(answer)}"
    change = partial(replace, nhse_answer=answer, nhse_at=at)
    return _changed(storage, derogation_id, change, said, at, rules, now, why)


def answer_union(
    storage: Storage,
    derogation_id: int,
    answer: DerogationAnswer,
    at: datetime,
    rules: DerogationRules,
    now: datetime,
    why: str = "",
) -> Logged:
    """Record the union's decision. A grant that NHS England did not support gets a finding."""
    _one_of(answer, UNION)
    said = f"the union: {answer_words(answer)}"
    change = partial(replace, union_answer=answer, union_at=at)
    return _changed(storage, derogation_id, change, said, at, rules, now, why)


def withdraw(
    storage: Storage,
    derogation_id: int,
    by: str,
    at: datetime,
    rules: DerogationRules,
    now: datetime,
    why: str = "",
) -> Logged:
    """Record who withdrew a request, or a grant, and when."""
    if not by.strip():
        raise Refused("no_withdrawer", "Say who withdrew it: the trust, or the union.")
    change = partial(replace, withdrawn_by=by.strip(), withdrawn_at=at)
    return _changed(
        storage, derogation_id, change, f"withdrawn by {by.strip()}", at, rules, now, why
    )


def record_outcome(
    storage: Storage, derogation_id: int, outcome: str, rules: DerogationRules
) -> Logged:
    """Record what came of it: what happened at the service, and any harm."""
    if not outcome.strip():
        raise Refused("no_outcome", "Say what came of it.")
    with storage.write("outcome of a derogation") as work:
        window, asked = _find(work, derogation_id)
        kept = replace(asked, outcome=outcome.strip())
        work.cover.put_derogation(kept)
        work.say(f"Derogation {derogation_id}: the outcome was recorded.")
    return Logged(kept, derogation_findings(kept, window, rules), work.changes)


def _changed(
    storage: Storage,
    derogation_id: int,
    change: Callable[[Derogation], Derogation],
    said: str,
    at: datetime,
    rules: DerogationRules,
    now: datetime,
    why: str,
) -> Logged:
    with storage.write("answer about a derogation", why.strip()) as work:
        window, asked = _find(work, derogation_id)
        if asked.withdrawn_at is not None:
            raise Refused("withdrawn", "It was withdrawn, so nothing more is decided about it.")
        if asked.asked_at is not None and at < asked.asked_at:
            raise Refused("before_asked", "That lies before the request was made. Check the time.")
        _not_ahead(at, now)
        kept = change(asked)
        work.cover.put_derogation(kept)
        work.say(f"Derogation {derogation_id}, {said}.")
    return Logged(kept, derogation_findings(kept, window, rules), work.changes)


def _not_ahead(at: datetime | None, now: datetime) -> None:
    if at is not None and at > now:
        raise Refused("in_future", f"{short_words(at)} has not come yet. Check the time.")


def _one_of(answer: DerogationAnswer, allowed: frozenset[DerogationAnswer]) -> None:
    if answer not in allowed:
        choices = " or ".join(sorted(answer_words(each) for each in allowed))
        raise Refused("wrong_answer", f"The answer is {choices}.")


def _find(work: Work, derogation_id: int) -> tuple[StrikeWindow, Derogation]:
    for window in work.windows.all():
        for asked in work.cover.derogations(window.window_id):
            if asked.derogation_id == derogation_id:
                keep_to_own(work, "answer about a derogation", [asked.service_id])
                return window, asked
    raise Refused("unknown_derogation", f"There is no derogation {derogation_id}.")


def _service(work: Work, service_id: int, window: StrikeWindow) -> Service:
    for each in work.duties.services():
        if each.service_id == service_id:
            if not window.terms.affects_site(each.site):
                raise Refused("other_site", f"This strike does not reach {each.site}.")
            return each
    raise Refused("unknown_service", "Choose a service.")


def _entry(
    asked: Derogation,
    window: StrikeWindow,
    services: Mapping[int, Service],
    rules: DerogationRules,
    now: datetime,
) -> LoggedDerogation:
    service = services[asked.service_id]
    texts = {each.code: each.text for each in rules.evidence}
    return LoggedDerogation(
        asked,
        service.name,
        service.site,
        state_of(asked),
        time_left(asked, now),
        tuple(text for code, text in texts.items() if code in asked.tried),
        tuple(_history(asked)),
        derogation_findings(asked, window, rules),
    )


def _history(asked: Derogation) -> list[tuple[datetime, str]]:
    steps = [
        (asked.asked_at, f"Asked for by {asked.requested_by}"),
        (asked.nhse_at, f"NHS England: {answer_words(asked.nhse_answer)}"),
        (asked.union_at, f"Union: {answer_words(asked.union_answer)}"),
        (asked.withdrawn_at, f"Withdrawn by {asked.withdrawn_by}"),
    ]
    return sorted((at, text) for at, text in steps if at is not None)


def _pressing(each: LoggedDerogation) -> tuple[bool, bool, float, int]:
    asked = each.asked
    deadline = asked.decide_by.timestamp() if asked.decide_by is not None else 0.0
    return not each.left, asked.decide_by is None, deadline, asked.derogation_id
