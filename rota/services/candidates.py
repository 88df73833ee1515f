"""Who could fill a gap, ranked; and everybody else with the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rota.domain.candidates import Rank, Reason, best_post, misfit, steps_down
from rota.domain.codes import CoverKind, StaffGroup, StaffSource, words
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.domain.permissions import See, refuse_sight
from rota.domain.requirements import PRESENT_KINDS, Post
from rota.domain.rules import Rulebook
from rota.domain.stretches import Stretch, without
from rota.domain.working_time import Turn, busiest_168, rest_after, rest_before
from rota.services.cover_checks import (
    AROUND,
    THIS_COVER,
    Checks,
    read_checks,
)
from rota.services.cover_ground import cover_person, posts_of, read_ground
from rota.services.cover_leaving import clocks
from rota.services.cover_orders import Assessment, CoverOrder, Leaves
from rota.services.cover_picture import CoverPicture
from rota.services.ports import Storage
from rota.services.rosters import OwnStretch


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a gap, or the parts of it in which they are ``free``."""

    staff_id: str
    name: str
    grade: str
    group: StaffGroup
    kind: CoverKind
    competencies: tuple[str, ...]
    rest_before: timedelta | None
    rest_after: timedelta | None
    week_hours: timedelta
    weekly_hours: float | None
    on_duty: str
    on_duty_elsewhere: bool
    leaves: tuple[Leaves, ...]
    findings: tuple[Finding, ...]
    phone: str
    full: bool
    free: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Cannot:
    """Somebody who cannot take a gap, and why. ``can_override``: only working time stands in it."""

    staff_id: str
    name: str
    grade: str
    reasons: tuple[str, ...]
    codes: tuple[str, ...]
    findings: tuple[Finding, ...]
    can_override: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody on the staff list for one gap: best first, then those who cannot, with counts."""

    service: Service
    post: str
    start: datetime
    end: datetime
    can: tuple[Candidate, ...]
    cannot: tuple[Cannot, ...]
    by_reason: tuple[tuple[str, str, int], ...]


WEEK = timedelta(hours=168)

ANY_DOCTOR = Post("", frozenset(), frozenset(), PRESENT_KINDS)
"""What a service wants for which no requirement is set."""

CALLED_OUT = Reason(
    "called_out",
    "not available",
    "not available: called out and has not said that they will work",
)
ABSENT = Reason("absent", "absent", "recorded as absent in that time")
ALREADY_THERE = Reason("already_there", "there already", "counted at this service already")
COVERS_ELSEWHERE = Reason("covers_elsewhere", "covering elsewhere", "covers another service then")


def find_candidates(
    storage: Storage,
    window_id: int,
    service_id: int,
    post: str,
    start: datetime,
    end: datetime,
    rules: Rulebook,
) -> Candidates:
    """Rank who could fill a post of a service for a stretch; "" is any of the service's posts."""
    refuse_sight(storage.user, See.DECLARATIONS)
    if end <= start:
        raise Refused("end_before_start", "Cover must end after it starts.")
    with storage.read() as work:
        staff = {each.staff_id: each for each in work.people.staff.all()}
        ground = read_ground(work, window_id, staff, rules)
        posts = _posts(ground.picture, service_id, post)
        fitting = {
            each.staff_id: best_post(cover_person(each), posts, rules.ladder)
            for each in staff.values()
        }
        gap = CoverOrder(window_id, "", service_id, start, end)
        out = {each for each in staff if ground.standing(replace(gap, staff_id=each)).out}
        able = [each for each, found in fitting.items() if found is not None and each not in out]
        checks = read_checks(work, ground, able, (start, end), reach=AROUND)
    look = _Look(checks, gap)
    can: list[tuple[Rank, Candidate]] = []
    cannot: list[tuple[Reason, Cannot]] = []
    for staff_id, person in staff.items():
        wanted = fitting[staff_id]
        if wanted is None:
            called = [CALLED_OUT] if staff_id in out else []
            cannot.append(_cannot(person, [*look.misfits(person, posts), *called]))
        elif staff_id in out:
            cannot.append(_cannot(person, [CALLED_OUT]))
        else:
            look.at(person, wanted, can, cannot)
    can.sort(key=lambda each: each[0].order)
    cannot.sort(key=lambda each: (not each[1].can_override, each[1].name, each[1].staff_id))
    return Candidates(
        ground.service(service_id),
        post,
        start,
        end,
        tuple(each for _, each in can),
        tuple(each for _, each in cannot),
        _counted([each for each, _ in cannot]),
    )


def _posts(picture: CoverPicture, service_id: int, label: str) -> list[Post]:
    """Return the posts that a gap could be of. Refuses a post that the service does not ask for."""
    if service_id not in picture.services:
        raise Refused("unknown_service", f"There is no service {service_id}.")
    posts = posts_of(picture, service_id)
    wanted = [each for each in posts if each.label == label.strip()]
    if label.strip() and not wanted:
        name = picture.services[service_id].name
        known = "; ".join(each.label for each in posts) or "nobody at its level in this strike"
        raise Refused("unknown_post", f"{name} does not ask for {label}. It asks for: {known}.")
    return wanted or posts or [ANY_DOCTOR]


class _Look:
    """Looks at one person after another for the same gap."""

    def __init__(self, checks: Checks, gap: CoverOrder) -> None:
        self._checks = checks
        self._gap = gap

    def misfits(self, person: StaffMember, posts: Sequence[Post]) -> Sequence[Reason]:
        """Return why a person fills none of the posts: the reasons of the post they are nearest."""
        ladder = self._checks.ground.rules.ladder
        return min((misfit(cover_person(person), each, ladder) for each in posts), key=len)

    def at(
        self,
        person: StaffMember,
        post: Post,
        can: list[tuple[Rank, Candidate]],
        cannot: list[tuple[Reason, Cannot]],
    ) -> None:
        """Add a person who fits a post to those who can take the gap, or to those who cannot."""
        holes = taken_times(self._checks, replace(self._gap, staff_id=person.staff_id), post)
        taken = [each for _, found in holes for each in found]
        free = tuple(without((self._gap.start, self._gap.end), taken))
        if not free:
            cannot.append(_cannot(person, [reason for reason, found in holes if found]))
            return
        judged = self._judged(person, post, free)
        if judged.stops:
            cannot.append(_stopped(person, judged))
        else:
            can.append(self._candidate(person, post, judged, free))

    def _judged(self, person: StaffMember, post: Post, free: Sequence[Stretch]) -> Assessment:
        """Judge a person for the longest stretch in which they are free."""
        start, end = max(free, key=lambda part: part[1] - part[0])
        order = replace(self._gap, staff_id=person.staff_id, start=start, end=end)
        elsewhere = any(
            each.duty.service_id != order.service_id for each in self._checks.own_then(order)
        )
        return self._checks.assess(replace(order, leaves_duties=elsewhere), post)

    def _candidate(
        self, person: StaffMember, post: Post, judged: Assessment, free: tuple[Stretch, ...]
    ) -> tuple[Rank, Candidate]:
        """Return a person whom nothing stops, and what ranks them."""
        order, checks = judged.order, self._checks
        turns = checks.turns_with(order)
        others = [each for each in turns if each.ref != THIS_COVER]
        found = Candidate(
            person.staff_id,
            _name(person),
            person.grade,
            person.staff_group,
            judged.kind,
            tuple(sorted(person.competencies)),
            rest_before(others, order.start),
            rest_after(others, order.end),
            busiest_168(_near(turns, order), {THIS_COVER})[0],
            person.weekly_hours,
            self._duty_words(checks.own_then(order)),
            order.leaves_duties,
            judged.leaves,
            judged.findings,
            person.phone,
            free == ((self._gap.start, self._gap.end),),
            free,
        )
        return Rank(
            person.staff_id,
            found.full,
            found.findings,
            bool(found.leaves),
            steps_down(cover_person(person), post, checks.ground.rules.ladder),
            person.source is StaffSource.AGENCY,
            found.rest_before,
            found.week_hours,
        ), found

    def _duty_words(self, own: Sequence[OwnStretch]) -> str:
        return "; ".join(
            f"{words(each.duty.kind)}, {self._checks.ground.service(each.duty.service_id).name}, "
            f"{clocks(each.duty.start, each.duty.end)}"
            for each in own
        )


def taken_times(
    checks: Checks, order: CoverOrder, post: Post
) -> list[tuple[Reason, list[Stretch]]]:
    """Return what takes a person out of an order's time, each with the reason in words."""
    whole = order.start, order.end
    cover = checks.rosters.cover.get(order.staff_id, ())
    here = [(c.start, c.end) for c in cover if c.service_id == order.service_id]
    here += [
        (each.start, each.end)
        for each in checks.own_then(order)
        if each.duty.service_id == order.service_id and each.duty.kind in post.kinds
    ]
    elsewhere = [(c.start, c.end) for c in cover if c.service_id != order.service_id]
    away = checks.rosters.absences.get(order.staff_id, ())
    named = ((ABSENT, away), (ALREADY_THERE, here), (COVERS_ELSEWHERE, elsewhere))
    return [(reason, [each for each in held if _meet(each, whole)]) for reason, held in named]


def _meet(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _near(turns: Sequence[Turn], order: CoverOrder) -> list[Turn]:
    """Return the turns that some 168 hours around a cover can hold."""
    first, last = order.start - WEEK, order.end + WEEK
    return [each for each in turns if each.end > first and each.start < last]


def _name(person: StaffMember) -> str:
    return f"{person.forename} {person.surname}".strip()


def _in_full(finding: Finding) -> str:
    return f"{finding.text.removesuffix('.')}: {finding.source}"


def limit_words(finding: Finding) -> str:
    """Return what many people are stopped by alike: under 11 h of rest."""
    at_rest = "rest" in finding.rule
    said = f"under {finding.limit} of rest" if at_rest else f"over {finding.limit}"
    return f"{said}: {finding.source}"


def _cannot(
    person: StaffMember, reasons: Sequence[Reason], findings: tuple[Finding, ...] = ()
) -> tuple[Reason, Cannot]:
    codes = tuple(dict.fromkeys(each.code for each in reasons))
    texts = tuple(dict.fromkeys(each.text for each in reasons))
    found = Cannot(
        person.staff_id, _name(person), person.grade, texts, codes, findings, bool(findings)
    )
    return reasons[0], found


def _stopped(person: StaffMember, judged: Assessment) -> tuple[Reason, Cannot]:
    stops = judged.stops
    reasons = [Reason(each.rule, limit_words(each), _in_full(each)) for each in stops]
    return _cannot(person, reasons, judged.findings)


def _counted(reasons: Sequence[Reason]) -> tuple[tuple[str, str, int], ...]:
    """Count people by the first reason of each, so that the numbers add up; most first."""
    counts = Counter((each.code, each.kind) for each in reasons)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple((code, kind, number) for (code, kind), number in ordered)
