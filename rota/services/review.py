"""The review of a strike by heads of department, each of their own department only.

Everything is worked out anew; only what was signed and said is read as it was kept. No name of a
patient or of whoever strikes is in it, so that a head reads no more than a head may.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.appointments import Risk, risks_told
from rota.domain.codes import Decision, words
from rota.domain.cover import CoverGap, ServiceCover
from rota.domain.day import DayFlag
from rota.domain.duties import GapLeft, Service
from rota.domain.permissions import See, departments_seen, refuse_sight
from rota.domain.requirements import CoverRequirement
from rota.domain.rules import Rulebook
from rota.domain.sign_offs import ReviewNote, SignOff, changed_since, seen_digest
from rota.domain.stretches import Stretch
from rota.domain.visit_filters import PRESSING
from rota.services.letter_queue import QueuedLetter, queue_in
from rota.services.ports import Storage, Work
from rota.services.review_letters import letters_by_department
from rota.services.review_seen import seen_lines
from rota.services.review_view import (
    DepartmentReview,
    DisplacedVisit,
    HeatRow,
    LetterCounts,
    ReviewGap,
    ReviewView,
    Standing,
)
from rota.services.strike_picture import StrikePicture
from rota.services.triage_facts import recorded

__all__ = ["DepartmentReview", "ReviewView", "Standing", "read_review", "review_in"]

HOUR = timedelta(hours=1)
MOST_HOURS = 31 * 24
"""Hours of a strike without an end that are shown; its gaps are listed all the same."""


def read_review(
    storage: Storage,
    window_id: int,
    rules: Rulebook,
    now: datetime,
    departments: Collection[str] | None = None,
) -> ReviewView:
    """Return the review of a window; ``departments`` None: of all that the user may look at.

    Refuses an unknown window, and a department that is not for the user to look at.
    """
    refuse_sight(storage.user, See.DISPLACED)
    for each in departments or ():
        refuse_sight(storage.user, See.DISPLACED, each)
    if departments is None:
        departments = departments_seen(storage.user, See.DISPLACED)
    with storage.read() as work:
        return review_in(work, window_id, rules, now, departments)


def review_in(
    work: Work,
    window_id: int,
    rules: Rulebook,
    now: datetime,
    departments: Collection[str] | None = None,
    queue: Sequence[QueuedLetter] | None = None,
) -> ReviewView:
    """Return the same within an open transaction. A name shared by two sites is one department.

    ``queue``: the letter queue, where it has been worked out already.
    """
    picture = StrikePicture(work, window_id, rules.ladder)
    wanted = None if departments is None else {each.casefold() for each in departments}
    services = [picture.services[each] for each in picture.levels]
    groups = _grouped(each for each in services if _is_wanted(each.department, wanted))
    displaced = _displaced(work, picture, groups)
    if queue is None:
        queue = queue_in(work, rules.letters, now)
    letters = letters_by_department(work, picture.window, displaced, queue, rules.letters, now)
    kept = _Kept(
        tuple(work.cover.gaps_left(window_id)),
        tuple(each for each in work.day.flags(window_id) if each.is_open),
        tuple(work.review.notes(window_id)),
        tuple(work.review.sign_offs(window_id)),
    )
    hours = _hours(picture.span)
    found = [
        _department(
            picture, name, of_it, hours, displaced[name], letters.get(name, LetterCounts()), kept
        )
        for name, of_it in groups.items()
    ]
    return ReviewView(picture.window, picture.span, hours, tuple(found))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was said and signed of a window, of every department."""

    left: tuple[GapLeft, ...]
    flags: tuple[DayFlag, ...]
    notes: tuple[ReviewNote, ...]
    sign_offs: tuple[SignOff, ...]


def _is_wanted(department: str, wanted: set[str] | None) -> bool:
    return wanted is None or department.casefold() in wanted


def _grouped(services: Iterable[Service]) -> dict[str, tuple[Service, ...]]:
    found: dict[str, list[Service]] = defaultdict(list)
    for each in services:
        found[each.department].append(each)
    return {
        name: tuple(sorted(found[name], key=lambda each: (each.site, each.name)))
        for name in sorted(found, key=str.casefold)
    }


def _department(
    picture: StrikePicture,
    name: str,
    services: tuple[Service, ...],
    hours: tuple[datetime, ...],
    displaced: tuple[DisplacedVisit, ...],
    letters: LetterCounts,
    kept: _Kept,
) -> DepartmentReview:
    window, needs = picture.window, picture.reading.needs
    ids = {each.service_id for each in services}
    cover = [(each, picture.by_service[each.service_id]) for each in services]
    heat = tuple(
        HeatRow(each, found.level, found.specified, _missing_by_hour(found, hours))
        for each, found in cover
    )
    gaps = tuple(
        _gap(each, gap, kept.left, needs.get(each.service_id, ()))
        for each, found in cover
        for gap in found.gaps
    )
    flags = tuple(each for each in kept.flags if each.service_id in ids)
    signed = tuple(each for each in kept.sign_offs if each.department == name)
    seen = seen_lines(window, heat, gaps, displaced, letters, flags)
    standing = _standing(signed)
    return DepartmentReview(
        name,
        services,
        gaps,
        heat,
        displaced,
        letters,
        flags,
        tuple(each for each in kept.notes if each.department == name),
        signed,
        standing,
        () if standing is None else tuple(changed_since(standing.seen, seen)),
        seen,
        seen_digest(window.window_id, window.revision, name, seen),
    )


def _standing(signed: Sequence[SignOff]) -> SignOff | None:
    """Return the newest signature that stands; a person's newer one takes the place of the older.

    So a head who signs again and then withdraws has not signed.
    """
    newest = {each.name.casefold(): each for each in signed}
    return max(
        (each for each in newest.values() if each.is_standing),
        key=lambda each: each.sign_off_id,
        default=None,
    )


def _gap(
    service: Service,
    gap: CoverGap,
    left: Iterable[GapLeft],
    needs: Sequence[CoverRequirement],
) -> ReviewGap:
    """Join a gap with who answers for it: of those that share its time, for most of it."""
    held = [
        each
        for each in left
        if each.service_id == service.service_id
        and each.post == gap.post
        and each.start < gap.end
        and each.end > gap.start
    ]
    most = max(
        held,
        key=lambda each: min(each.end, gap.end) - max(each.start, gap.start),
        default=None,
    )
    posts = {need.post.label: need.post for need in needs if need.post.label == gap.post}
    return ReviewGap(service, gap, most, tuple(posts.values()))


def _hours(span: Stretch) -> tuple[datetime, ...]:
    """Return the start of every true hour of a stretch; the last one may be cut short."""
    start, end = span
    number = min(MOST_HOURS, max(0, -((start - end) // HOUR)))
    return tuple(start + HOUR * each for each in range(number))


def _missing_by_hour(cover: ServiceCover, hours: Sequence[datetime]) -> tuple[int, ...]:
    found = [0] * len(hours)
    for each in cover.segments:
        if not each.missing_people:
            continue
        first = (each.start - hours[0]) // HOUR
        last = -((hours[0] - each.end) // HOUR)
        for at in range(first, min(last, len(hours))):
            found[at] = max(found[at], each.missing_people)
    return tuple(found)


def _displaced(
    work: Work, picture: StrikePicture, groups: Mapping[str, Sequence[Service]]
) -> dict[str, tuple[DisplacedVisit, ...]]:
    """Return the appointments at risk and those decided otherwise for this window.

    The most pressing come first. What was carried out for another date counts where it was.
    """
    known, window_id = recorded(work), picture.window.window_id
    reasons = {each.visit.appointment_id: _reasons(each.reasons) for each in picture.at_risk}
    standing = {
        each.visit.appointment_id: known.standing(each.visit) for each in picture.at_risk
    } | {
        key: made
        for key, made in known.decided.items()
        if made.window_id == window_id and made.decision is not Decision.KEEP
    }
    services = {each.service_id: name for name, some in groups.items() for each in some}
    found: dict[str, list[DisplacedVisit]] = {name: [] for name in groups}
    for row in work.listing.rows(sorted(standing), is_whole=True):
        if row.service_id not in services:
            continue
        made, service = standing[row.appointment_id], picture.services[row.service_id]
        found[services[row.service_id]].append(
            DisplacedVisit(
                row.appointment_id,
                service,
                row.start if made is None else made.decided_start,
                row.kind,
                row.priority,
                None if made is None else made.decision,
                None if made is None else made.new_start,
                reasons.get(row.appointment_id, ()),
            )
        )
    return {name: tuple(sorted(some, key=_pressing)) for name, some in found.items()}


def _pressing(visit: DisplacedVisit) -> tuple[int, datetime, str]:
    return PRESSING.index(visit.priority), visit.start, visit.appointment_id


def _reasons(risks: Sequence[Risk]) -> tuple[str, ...]:
    """Return the reasons as a head reads them: who strikes and who only covers sound the same."""
    return tuple(words(each) for each in risks_told(risks))
