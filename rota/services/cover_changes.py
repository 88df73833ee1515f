"""Changing recorded cover: swap, split, stand down; and gaps that are left knowingly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.duties import Assignment, GapLeft
from rota.domain.errors import Refused
from rota.domain.rules import Rulebook
from rota.domain.times import short_words
from rota.services.assigning import (
    changed_by,
    cover_of,
    keep,
    need_reason,
    read_orders,
    service_name,
)
from rota.services.cover_checks import Checks
from rota.services.cover_orders import Assessment, Assigned, CoverOrder
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window
from rota.services.windows import count_of


def swap(
    storage: Storage, one_id: int, other_id: int, rules: Rulebook, why: str = ""
) -> tuple[Assigned, Assigned]:
    """Two people change places. Each leaves a duty elsewhere that falls into the new time."""
    with storage.write("cover swap", why) as work:
        one, other = cover_of(work, one_id), cover_of(work, other_id)
        if one.window_id != other.window_id:
            raise Refused("other_window", "The two are cover of different strike windows.")
        if one.staff_id == other.staff_id:
            raise Refused("same_person", "The same person holds both: there is nothing to swap.")
        olds = [one, other]
        orders = [_order(one, other.staff_id), _order(other, one.staff_id)]
        for each in orders:
            changed_by(work, each)
        checks = read_orders(work, orders, rules)
        kept = _keep_all(work, [_leaving(checks, order) for order in orders], olds, checks, why)
        names = [service_name(work, each) for each in olds]
        work.say(f"{names[0]} and {names[1]}: the people covering changed places.")
    return _answers(kept, work.changes)


def split(
    storage: Storage,
    assignment_id: int,
    at: datetime,
    staff_id: str,
    rules: Rulebook,
    why: str = "",
    consent: str = "",
) -> tuple[Assigned, Assigned]:
    """Give the part of a cover from an instant on to another person."""
    with storage.write("cover split", why) as work:
        whole = cover_of(work, assignment_id)
        if not whole.start < at < whole.end:
            raise Refused("split_outside", f"Split it between {_when(whole)}.")
        if whole.staff_id == staff_id:
            raise Refused("same_person", "The same person covers both parts. Choose another.")
        first = replace(_order(whole, whole.staff_id), end=at, leaves_duties=whole.leaves_duties)
        second = replace(_order(whole, staff_id), start=at, consent=consent, assignment_id=0)
        for each in (first, second):
            changed_by(work, each)
        checks = read_orders(work, [first, second], rules)
        orders = [first, _leaving(checks, second)]
        kept = _keep_all(work, orders, [whole, None], checks, why)
        work.say(f"{service_name(work, whole)}: cover split at {short_words(at)}.")
    return _answers(kept, work.changes)


def _order(given: Assignment, staff_id: str) -> CoverOrder:
    consent = given.consent if staff_id == given.staff_id else ""
    return CoverOrder(
        given.window_id,
        staff_id,
        given.service_id,
        given.start,
        given.end,
        consent,
        assignment_id=given.assignment_id,
    )


def _leaving(checks: Checks, order: CoverOrder) -> CoverOrder:
    """Return an order by which the person leaves what they do elsewhere in that time."""
    own = checks.own_then(order)
    elsewhere = any(each.duty.service_id != order.service_id for each in own)
    return replace(order, leaves_duties=elsewhere)


def _keep_all(
    work: Work,
    orders: Sequence[CoverOrder],
    olds: Sequence[Assignment | None],
    checks: Checks,
    why: str,
) -> list[tuple[Assignment, Assessment]]:
    judged = [checks.assess(order) for order in orders]
    need_reason(judged, why)
    return [(keep(work, each, old, why), each) for each, old in zip(judged, olds, strict=True)]


def _answers(
    kept: Sequence[tuple[Assignment, Assessment]], changes: Changes
) -> tuple[Assigned, Assigned]:
    one, other = (Assigned(given, judged.findings, changes) for given, judged in kept)
    return one, other


def stand_down(storage: Storage, assignment_ids: Collection[int], why: str) -> Changes:
    """Take cover back; it stays on record. Wants a reason."""
    _need(why, "why_missing", "Give a reason: it is kept with the change.")
    with storage.write("cover stand-down", why) as work:
        gone = [cover_of(work, each) for each in dict.fromkeys(assignment_ids)]
        if not gone:
            raise Refused("nothing_chosen", "Choose the cover to stand down.")
        work.cover.stand_down(gone)
        first = f"{service_name(work, gone[0])}, {_when(gone[0])}"
        more = f", and {count_of(len(gone) - 1, 'more', 'more')}" if len(gone) > 1 else ""
        work.say(f"Stood down cover: {first}{more}.")
    return work.changes


def leave_gap(
    storage: Storage,
    window_id: int,
    service_id: int,
    post: str,
    start: datetime,
    end: datetime,
    reason: str,
    owner: str,
) -> Changes:
    """Leave a gap knowingly: it stays a gap, with a reason and somebody who answers for it."""
    _need(reason, "why_missing", "Say why the gap is left open.")
    _need(owner, "owner_missing", "Say who answers for the gap.")
    if end <= start:
        raise Refused("end_before_start", "The gap must end after it starts.")
    with storage.write("leave gap", reason) as work:
        find_window(work, window_id)
        services = {each.service_id: each.name for each in work.duties.services()}
        if service_id not in services:
            raise Refused("unknown_service", f"There is no service {service_id}.")
        keep_to_own(work, "leave gap", [service_id])
        posts = {need.post.label for need in work.requirements.by_service().get(service_id, ())}
        if post not in posts:
            known = "; ".join(sorted(posts)) or "none"
            name = services[service_id]
            raise Refused("unknown_post", f"{name} does not ask for {post}. It asks for: {known}.")
        left = GapLeft(
            window_id, service_id, post, start, end, reason.strip(), owner.strip(),
            work.who, work.now,
        )  # fmt: skip
        work.cover.leave_gap(left)
        work.say(f"{services[service_id]}: gap left knowingly, {_when(left)}.")
    return work.changes


def take_back_gap(storage: Storage, gap_left_id: int, why: str = "") -> Changes:
    """A gap is no longer left knowingly."""
    with storage.write("take back gap", why) as work:
        left = _gap_left(work, gap_left_id)
        keep_to_own(work, "take back gap", [left.service_id])
        work.cover.take_back_gap(gap_left_id)
        names = {each.service_id: each.name for each in work.duties.services()}
        work.say(f"{names[left.service_id]}: gap no longer left, {_when(left)}.")
    return work.changes


def _gap_left(work: Work, gap_left_id: int) -> GapLeft:
    for window in work.windows.all():
        for left in work.cover.gaps_left(window.window_id):
            if left.gap_left_id == gap_left_id:
                return left
    raise Refused("unknown_gap", f"No gap {gap_left_id} is left knowingly.")


def _need(text: str, code: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(code, sentence)


def _when(given: Assignment | GapLeft) -> str:
    return f"{short_words(given.start)} to {short_words(given.end)}"
