"""How the letters of a strike stand, counted by department for its head."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from rota.domain.extracts import as_decided
from rota.domain.letter_rules import LetterRules
from rota.domain.telling import first_due
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.letter_queue import QueuedLetter, local_clock, told_by_phone
from rota.services.phoning import is_for_phone, is_to_ring
from rota.services.ports import Work
from rota.services.review_view import DisplacedVisit, LetterCounts


def letters_by_department(
    work: Work,
    window: StrikeWindow,
    displaced: Mapping[str, Sequence[DisplacedVisit]],
    queue: Sequence[QueuedLetter],
    rules: LetterRules,
    now: datetime,
) -> dict[str, LetterCounts]:
    """Return the counts of each department's letters about appointments in a window."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in queue:
        if window.terms.reaches(each.service.site, each.visit.start, each.visit.end):
            counts[each.service.department].update(_kinds(each))
    for department in _posted_late(work, window, {q.appointment_id for q in queue}, rules, now):
        counts[department].update(("late", "to_phone"))
    for department, number in _undelivered(work, displaced).items():
        counts[department]["undelivered"] = number
    return {department: LetterCounts(**found) for department, found in counts.items()}


def _kinds(queued: QueuedLetter) -> list[str]:
    kinds = [{"in_batch": "not_posted"}.get(queued.state, queued.state)]
    if is_for_phone(queued):
        kinds.append("late")
    if is_to_ring(queued):
        kinds.append("to_phone")
    return kinds


def _posted_late(
    work: Work,
    window: StrikeWindow,
    queued: set[str],
    rules: LetterRules,
    now: datetime,
) -> list[str]:
    """Return the department of each letter that was posted too late, its patient not yet told."""
    posted, decided, calls = work.gate.posted(), work.appointments.decided(), work.gate.calls()
    services = {each.service_id: each for each in work.duties.services()}
    clock = local_clock(work, rules.posting)
    found = []
    for key, kept in work.appointments.visits.existing(posted.keys() - queued).items():
        made, sent = decided.get(key), posted[key]
        visit, service = as_decided(kept, made), services[kept.service_id]
        if visit.start <= now or visit.patient.deceased:
            continue
        due = to_local(first_due(visit.start, made)).date()
        is_late = clock.latest_arrival(sent[-1].timed_as, sent[-1].posted_at) >= due
        is_here = window.terms.reaches(service.site, visit.start, visit.end)
        if is_late and is_here and told_by_phone(visit, made, calls.get(key, ()), sent) is None:
            found.append(service.department)
    return found


def _undelivered(work: Work, displaced: Mapping[str, Sequence[DisplacedVisit]]) -> dict[str, int]:
    """Return how many appointments' last posted letter the post brought back."""
    department_of = {
        visit.appointment_id: department for department, some in displaced.items() for visit in some
    }
    last: dict[str, bool] = {}
    for sent in work.letters.about(department_of):
        if sent.posted_at is not None:
            last.setdefault(sent.appointment_id, sent.returned_at is not None)
    return Counter(department_of[each] for each, is_back in last.items() if is_back)
