"""Who comes next for a suggested stretch, should the person suggested say no."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rota.domain.candidates import Rank, steps_down, worst
from rota.domain.codes import StaffSource
from rota.domain.findings import Finding
from rota.domain.people import StaffMember
from rota.domain.working_time import busiest_168, rest_before
from rota.services.cover_checks import SOURCE, THIS_COVER, VERSION
from rota.services.cover_ground import cover_person
from rota.services.cover_orders import Assessment
from rota.services.suggest_people import WEEK, Eligibility, Verdict
from rota.services.suggest_places import Place

MOST = 3


def next_in_line(able: Eligibility, place: Place) -> list[Assessment]:
    """Return the next few who could take a place that a plan has filled, ranked as candidates are.

    Nothing stops them, and the plan, which ``able`` knows, does not use them near that time.
    """
    by_gravity: dict[int, list[tuple[StaffMember, Verdict]]] = defaultdict(list)
    for person in able.fitting(place.post):
        verdict = able.before_leaving(person, place)
        if verdict.reason is None:
            by_gravity[worst(_all_findings(able, verdict))].append((person, verdict))
    ranked: list[tuple[Rank, Verdict]] = []
    for gravity in sorted(by_gravity):
        if len(ranked) >= MOST:
            break
        some = [_rank(able, place, *each) for each in by_gravity[gravity]]
        ranked += sorted(some, key=lambda each: each[0].order)
    checks = able.checks
    return [checks.assess(verdict.order, place.post) for _, verdict in ranked[:MOST]]


def _rank(
    able: Eligibility, place: Place, person: StaffMember, verdict: Verdict
) -> tuple[Rank, Verdict]:
    checks, order = able.checks, verdict.order
    leaves = able.of(person, place).leaves if order.leaves_duties else ()
    first, last = order.start - WEEK, order.end + WEEK
    turns = [each for each in checks.turns_with(order) if each.end > first and each.start < last]
    others = [each for each in checks.turns_with(order) if each.ref != THIS_COVER]
    return Rank(
        person.staff_id,
        True,
        tuple(_all_findings(able, verdict)),
        bool(leaves),
        steps_down(cover_person(person), place.post, checks.ground.rules.ladder),
        person.source is StaffSource.AGENCY,
        rest_before(others, order.start),
        busiest_168(turns, {THIS_COVER})[0],
    ), verdict


def _all_findings(able: Eligibility, verdict: Verdict) -> Iterator[Finding]:
    """Yield what speaks against somebody, and that they are on duty then, as candidates have it."""
    yield from verdict.findings
    if able.checks.own_then(verdict.order):
        is_left = verdict.order.leaves_duties
        yield Finding("on_duty", VERSION, "", severity="note" if is_left else "warn", source=SOURCE)
