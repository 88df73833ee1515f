"""The register of disputes: ballots, timelines, the law's findings and comparing revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rota.domain.changes import Changes
from rota.domain.codes import EventKind, WindowState, group_words, words
from rota.domain.disputes import Dispute, DisputeEvent
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.law import Ballot, LawBook, LawRule, mandate_limit, window_findings
from rota.domain.notice_words import hours_words
from rota.domain.times import short_words, to_local
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

UNITS = {"notice": ("days",), "mandate": ("months", "weeks"), "agency": ("prohibited",)}
"""What a rule of each kind counts, the usual first; ``prohibited`` counts 1 for yes, 0 for no."""


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
    found = window_findings(window.terms, dispute.ballot, law_of(work, law))
    return (*found, *_site_findings(work, window))


def _site_findings(work: Work, window: StrikeWindow) -> list[Finding]:
    """Point out sites at which no service is known: the strike would touch nothing there."""
    known = {each.site.casefold() for each in work.duties.services()}
    strange = sorted(site for site in window.terms.sites if site.casefold() not in known)
    if not strange:
        return []
    text = f"No service is known at {', '.join(strange)}: the strike touches nothing there."
    return [Finding("unknown_site", "sites-1", text, source="the imported services")]


def foreseen_findings(
    storage: Storage, dispute: str, windows: Sequence[WindowTerms], law: LawBook
) -> tuple[Finding, ...]:
    """Return what the law rules say of windows that are not saved yet: each answer once.

    A rule that answers for several windows answers for the first of them.
    """
    with storage.read() as work:
        known = [each for each in work.disputes.all() if each.name == dispute.strip()]
        ballot, book = known[0].ballot if known else Ballot(), law_of(work, law)
    found: dict[str, Finding] = {}
    for terms in windows:
        for each in window_findings(terms, ballot, book):
            found.setdefault(each.version, each)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class WindowRecord:
    """What is recorded around a window: its dispute, the law's findings, the mandate's end."""

    detail: DisputeDetail
    findings: tuple[Finding, ...]
    law: LawBook

    @property
    def mandate(self) -> tuple[date, LawRule | None] | None:
        """Return the last day of the mandate and the rule it follows from; None: not known."""
        return mandate_limit(self.detail.dispute.ballot, self.law)


def window_record(storage: Storage, window_id: int, law: LawBook) -> WindowRecord:
    """Return what is recorded around a window, in one reading."""
    with storage.read() as work:
        window = find_window(work, window_id)
        dispute = find_dispute(work, window.dispute)
        others = tuple(each for each in work.windows.all() if each.dispute == dispute.name)
        events = tuple(work.disputes.events(dispute.dispute_id))
        book = law_of(work, law)
        findings = window_findings(window.terms, dispute.ballot, book)
    return WindowRecord(DisputeDetail(dispute, others, events), findings, book)


@dataclass(frozen=True, slots=True)
class LawLine:
    """One dated rule in the list: whose it is, and whether the trust's own stands in its place."""

    rule: LawRule
    is_own: bool
    is_replaced: bool


def law_lines(storage: Storage, law: LawBook) -> tuple[LawLine, ...]:
    """Return every rule, shipped and the trust's own, by kind and date."""
    with storage.read() as work:
        own = work.disputes.law()
    replaced = {(rule.kind, rule.since) for rule in own}
    lines = [
        *(LawLine(rule, False, (rule.kind, rule.since) in replaced) for rule in law.rules),
        *(LawLine(rule, True, False) for rule in own),
    ]
    kinds = list(UNITS)
    lines.sort(key=lambda each: (kinds.index(each.rule.kind), each.rule.since, each.is_own))
    return tuple(lines)


def add_law(
    storage: Storage, kind: str, since: date, amount: int, source: str, why: str, unit: str = ""
) -> Changes:
    """Add a trust's own law rule, or correct one of the same kind and date. Wants a reason."""
    if kind not in UNITS:
        raise Refused("unknown_rule", f"A rule is one of: {', '.join(UNITS)}.")
    counted = unit or UNITS[kind][0]
    if counted not in UNITS[kind]:
        raise Refused("unknown_unit", f"This rule counts {' or '.join(UNITS[kind])}.")
    if not why.strip() or not source.strip():
        raise Refused("why_missing", "Give the source and a reason: they are kept with the rule.")
    with storage.write("law", why) as work:
        work.disputes.put_law(LawRule(kind, since, amount, counted, source.strip(), False), why)
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
    hours, day = terms.hours, to_local(terms.start).date()
    called_out = sorted(group_words(group, day) for group in terms.groups)
    return {
        "Starts": short_words(terms.start),
        "Ends": "no end given" if terms.end is None else short_words(terms.end),
        "Length": "open" if hours is None else hours_words(hours),
        "Type": terms.type_words,
        "Called out": ", ".join(called_out) or "postal workers",
        "Sites": ", ".join(sorted(terms.sites)) or "every site",
        "A duty at the edge": words(terms.policy),
        "Notice received": (
            "not recorded" if terms.notice_received is None else short_words(terms.notice_received)
        ),
        "Note": terms.note,
    }
