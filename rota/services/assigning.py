"""Accepting a person's cover of a service for a stretch of a strike, and changing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from rota.domain.codes import CoverKind, Reply
from rota.domain.duties import Assignment, Override, Service
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.permissions import refuse
from rota.domain.rules import Rulebook
from rota.domain.times import short_words
from rota.services.cover_checks import Checks, read_checks
from rota.services.cover_ground import read_ground
from rota.services.cover_orders import Assessment, Assigned, CoverOrder, Leaves
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window
from rota.services.windows import services_named

__all__ = [
    "Assessment",
    "Assigned",
    "CoverOrder",
    "Leaves",
    "NeedsReason",
    "assess",
    "assign",
]

LONGEST = timedelta(days=7)
"""No strike wants one person for longer in one piece: a date is wrong."""


class NeedsReason(Refused):
    """A finding says stop: the cover is recorded all the same once a reason is given."""


def assess(storage: Storage, order: CoverOrder, rules: Rulebook) -> Assessment:
    """Judge an order of cover. Saves nothing."""
    refuse(storage.user, "assign")
    with storage.read() as work:
        old = changed_by(work, order)
        (judged,) = judge_orders(work, [with_consent(order, old)], rules)
        return judged if old is None else replace(judged, gone_past=_gone_past(work, old))


def _gone_past(work: Work, given: Assignment) -> tuple[Override, ...]:
    """Return the findings that were overridden when this cover was recorded or changed."""
    return tuple(
        each
        for each in work.cover.overrides(given.window_id)
        if (each.staff_id, each.service_id) == (given.staff_id, given.service_id)
        and each.start < given.end
        and each.end > given.start
    )


def assign(storage: Storage, order: CoverOrder, rules: Rulebook, why: str = "") -> Assigned:
    """Record cover, or change it. A finding that says stop wants a reason, which is kept."""
    with storage.write("assign", why) as work:
        old = changed_by(work, order)
        (judged,) = judge_orders(work, [with_consent(order, old)], rules)
        need_reason([judged], why)
        given = keep(work, judged, old, why)
        said = "cover" if old is None else "cover now"
        work.say(f"{service_name(work, given)}: {said} {_when(given)}.")
    return Assigned(given, judged.findings, work.changes)


def changed_by(work: Work, order: CoverOrder) -> Assignment | None:
    """Return the cover that an order changes. Refuses an order that makes no sense."""
    if order.end <= order.start:
        raise Refused("end_before_start", "Cover must end after it starts.")
    if order.end - order.start > LONGEST:
        raise Refused("too_long", "One cover lasts at most 7 days. Check the dates.")
    find_window(work, order.window_id)
    if order.staff_id not in work.people.staff.known([order.staff_id]):
        raise Refused("unknown_staff", f"No one on the staff list has the id {order.staff_id}.")
    if all(each.service_id != order.service_id for each in work.duties.services()):
        raise Refused("unknown_service", f"There is no service {order.service_id}.")
    keep_to_own(work, "assign", [order.service_id])
    if not order.assignment_id:
        return None
    old = cover_of(work, order.assignment_id)
    if old.window_id != order.window_id:
        raise Refused("other_window", "This cover belongs to another strike window.")
    return old


def with_consent(order: CoverOrder, old: Assignment | None) -> CoverOrder:
    """Return an order with the consent already on record for the same person."""
    if old is None or order.consent.strip() or old.staff_id != order.staff_id:
        return order
    return replace(order, consent=old.consent)


def cover_of(work: Work, assignment_id: int) -> Assignment:
    """Return cover that stands. Refuses cover that is not there or was stood down."""
    found = work.cover.one(assignment_id)
    if found is None:
        raise Refused("unknown_cover", f"There is no cover {assignment_id}.")
    if found.stood_down:
        raise Refused(
            "cover_stood_down", f"Cover {assignment_id} was stood down. Assign the person anew."
        )
    keep_to_own(work, "assign", [found.service_id])
    return found


def judge_orders(
    work: Work, orders: Sequence[CoverOrder], rules: Rulebook, ignoring: Collection[int] = ()
) -> list[Assessment]:
    """Judge orders of one window, each as if the cover that they change were not there."""
    checks = read_orders(work, orders, rules, ignoring)
    return [checks.assess(order) for order in orders]


def read_orders(
    work: Work, orders: Sequence[CoverOrder], rules: Rulebook, ignoring: Collection[int] = ()
) -> Checks:
    """Read all that bears on some orders of one window, without the cover that they change."""
    ids = {order.staff_id for order in orders}
    gone = {*ignoring, *(order.assignment_id for order in orders if order.assignment_id)}
    staff = work.people.staff.existing(ids)
    ground = read_ground(work, orders[0].window_id, staff, rules, gone)
    span = min(order.start for order in orders), max(order.end for order in orders)
    return read_checks(work, ground, ids, span, gone)


def need_reason(judged: Sequence[Assessment], why: str) -> None:
    """Refuse orders that a rule stops when no reason is given to go on."""
    stops = [each for one in judged for each in one.stops]
    if stops and not why.strip():
        raise NeedsReason(stops[0].rule, f"{stops[0].text} Give a reason to go on.")


def keep(work: Work, judged: Assessment, old: Assignment | None, why: str) -> Assignment:
    """Record judged cover, and the findings that a manager went past."""
    order = judged.order
    given = Assignment(
        order.window_id,
        order.staff_id,
        order.service_id,
        order.start,
        order.end,
        _kept_kind(judged.kind),
        order.leaves_duties,
        order.consent.strip(),
    )
    passed_on = old is not None and old.staff_id != given.staff_id
    if old is not None and passed_on and old.told_sha256:
        # Whoever was told still believes in it: their cover stays on record until they are told.
        work.cover.stand_down([old])
        old = None
    if old is None:
        given = replace(given, assignment_id=work.cover.add(given))
    else:
        given = _changed(old, given)
        work.cover.change([given])
    work.cover.add_overrides([_override(work, given, each, why) for each in judged.stops])
    return given


def _kept_kind(kind: CoverKind) -> CoverKind:
    """Return the kind that is recorded: what somebody declared must not outlast its deletion."""
    return CoverKind.STEPPING_ACROSS if kind is CoverKind.DECLARED_WORKING else kind


def _changed(old: Assignment, new: Assignment) -> Assignment:
    """Return the changed cover: who was asked something else has not answered yet."""
    before = old.staff_id, old.service_id, old.start, old.end
    same = before == (new.staff_id, new.service_id, new.start, new.end)
    return replace(
        new,
        assignment_id=old.assignment_id,
        reply=old.reply if same else Reply.NO_ANSWER,
        replied_at=old.replied_at if same else None,
        told_at=old.told_at,
        told_sha256=old.told_sha256,
    )


def _override(work: Work, given: Assignment, each: Finding, why: str) -> Override:
    return Override(
        given.window_id,
        given.staff_id,
        given.service_id,
        given.start,
        given.end,
        each.rule,
        each.version,
        each.text,
        each.measured,
        each.limit,
        each.source,
        why.strip(),
        work.who,
        work.now,
    )


def service_called(storage: Storage, name: str, site: str = "") -> Service:
    """Return the one service of a name. Refuses a name at several sites when none is said."""
    with storage.read() as work:
        found = services_named(work, name, site)
    if len(found) > 1:
        sites = ", ".join(each.site for each in found)
        raise Refused("which_site", f"{name} is at {sites}. Say which site.")
    return found[0]


def service_name(work: Work, given: Assignment) -> str:
    """Return the name of the service that is covered."""
    return next(s.name for s in work.duties.services() if s.service_id == given.service_id)


def _when(given: Assignment) -> str:
    return f"from {short_words(given.start)} to {short_words(given.end)}"
