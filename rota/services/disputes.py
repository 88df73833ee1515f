"""The register of disputes: ballots, timelines, the law's findings and comparing revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rota.domain.changes import Changes
from rota.domain.codes import EventKind, WindowState, words
from rota.domain.disputes import Dispute, DisputeEvent
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.law import Ballot, LawBook, LawRule, window_findings
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window

EVENT_OF_STATE = {
    WindowState.NOTIFIED: EventKind.REINSTATED,
    WindowState.CONFIRMED: EventKind.CONFIRMED,
    WindowState.SUSPENDED: EventKind.SUSPENDED,
    WindowState.CALLED_OFF: EventKind.CALLED_OFF,
    WindowState.COMPLETED: EventKind.STRIKE,
}
"""The line that a change of state leaves in the timeline."""

UNITS = {"notice": "days", "mandate": "months", "agency": "prohibited"}


@dataclass(frozen=True, slots=True)
class DisputeDetail:
    """A dispute, its windows and its timeline."""

    dispute: Dispute
    windows: tuple[StrikeWindow, ...]
    events: tuple[DisputeEvent, ...]


def list_disputes(storage: Storage) -> list[DisputeDetail]:
    """Return every dispute with its windows and timeline."""
    with storage.read() as work:
        windows = work.windows.all()
        return [
            DisputeDetail(
                each,
                tuple(window for window in windows if window.dispute == each.name),
                tuple(work.disputes.events(each.dispute_id)),
            )
            for each in work.disputes.all()
        ]


def find_dispute(work: Work, name: str) -> Dispute:
    """Return a dispute by name. Refuses one that is not there."""
    for each in work.disputes.all():
        if each.name.casefold() == name.strip().casefold():
            return each
    raise Refused("unknown_dispute", f"There is no dispute called {name}.")


def record_ballot(storage: Storage, name: str, ballot: Ballot, result: str, why: str) -> Changes:
    """Keep a dispute's ballot: when it opened and closed, its result, when the mandate ends."""
    if ballot.opened and ballot.closed and ballot.closed < ballot.opened:
        raise Refused("closed_before_opened", "A ballot must close after it opens.")
    with storage.write("dispute ballot", why) as work:
        dispute = find_dispute(work, name)
        work.disputes.put(Dispute(dispute.dispute_id, dispute.name, ballot, result.strip()))
        work.say(f"Recorded the ballot of {dispute.name}.")
    return work.changes


def record_event(
    storage: Storage, name: str, kind: EventKind, at: datetime, text: str, now: datetime
) -> Changes:
    """Add talks, a court ruling, a ballot or a note to a dispute's timeline."""
    if not text.strip():
        raise Refused("text_missing", "Say what happened.")
    with storage.write("dispute event") as work:
        dispute = find_dispute(work, name)
        work.disputes.add_event(
            DisputeEvent(dispute.dispute_id, None, at, now, work.who, kind, text.strip())
        )
        work.say(f"Added {words(kind)} to {dispute.name}.")
    return work.changes


def add_event(
    work: Work,
    window: StrikeWindow,
    kind: EventKind,
    at: datetime,
    text: str,
    entered_at: datetime,
) -> None:
    """Add a line about a window to its dispute's timeline."""
    dispute = find_dispute(work, window.dispute)
    work.disputes.add_event(
        DisputeEvent(dispute.dispute_id, window.window_id, at, entered_at, work.who, kind, text)
    )


def law_of(work: Work, law: LawBook) -> LawBook:
    """Return the rules shipped with the trust's own over them, by kind and date."""
    own = {(rule.kind, rule.since): rule for rule in work.disputes.law()}
    shipped = [rule for rule in law.rules if (rule.kind, rule.since) not in own]
    return LawBook((*shipped, *own.values()))


def findings_of(storage: Storage, window_id: int, law: LawBook) -> tuple[Finding, ...]:
    """Return what the law rules say of a window, never a verdict."""
    with storage.read() as work:
        window = find_window(work, window_id)
        return window_law(work, window, law)


def window_law(work: Work, window: StrikeWindow, law: LawBook) -> tuple[Finding, ...]:
    """Return what the law rules say of a window within one reading."""
    dispute = find_dispute(work, window.dispute)
    return window_findings(window.terms, dispute.ballot, law_of(work, law))


def add_law(
    storage: Storage, kind: str, since: date, amount: int, source: str, why: str
) -> Changes:
    """Add a trust's own law rule, or correct one of the same kind and date. Wants a reason."""
    if kind not in UNITS:
        raise Refused("unknown_rule", f"A rule is one of: {', '.join(UNITS)}.")
    if not why.strip() or not source.strip():
        raise Refused("why_missing", "Give the source and a reason: they are kept with the rule.")
    with storage.write("law", why) as work:
        work.disputes.put_law(LawRule(kind, since, amount, UNITS[kind], source, False), why)
        work.say(f"Changed the {kind} rule from {since.day} {since:%B %Y}.")
    return work.changes


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a window that two revisions say differently, in words."""

    part: str
    before: str
    after: str


def compare(one: WindowRevision, other: WindowRevision) -> list[Difference]:
    """Return what differs between two revisions, in words."""
    before, after = _parts(one.terms), _parts(other.terms)
    return [
        Difference(part, before[part], after[part])
        for part in before
        if before[part] != after[part]
    ]


def _parts(terms: WindowTerms) -> dict[str, str]:
    hours = terms.hours
    return {
        "Starts": short_words(terms.start),
        "Ends": "no end given" if terms.end is None else short_words(terms.end),
        "Length": "open" if hours is None else f"{hours:g} hours",
        "Type": words(terms.type),
        "Called out": ", ".join(sorted(words(group) for group in terms.groups)) or "postal workers",
        "Sites": ", ".join(sorted(terms.sites)) or "every site",
        "A duty at the edge": words(terms.policy),
        "Notice received": (
            "not recorded" if terms.notice_received is None else short_words(terms.notice_received)
        ),
        "Note": terms.note,
    }
