"""What heads of department of the made-up hospital have signed and said of its first strike."""

from __future__ import annotations

from datetime import datetime

from rota.domain.rules import Rulebook
from rota.services.cover_changes import leave_gap
from rota.services.ports import Storage
from rota.services.review import DepartmentReview, read_review
from rota.services.sign_offs import comment, sign

LEAD = "Dr Farida Khan"
OTHER = "Dr Ola Nowak"


def review_demo(storage: Storage, rules: Rulebook, window_id: int, now: datetime) -> None:
    """Sign two departments, accept a gap of one since, and comment on a gap of a third."""
    departments = read_review(storage, window_id, rules, now).departments
    short = [each for each in departments if each.gaps]
    quiet = [each for each in departments if not each.gaps]
    if quiet:
        _sign(storage, rules, window_id, quiet[0], OTHER, now)
    if not short:
        return
    signed, asked = short[-1], short[0]
    _sign(storage, rules, window_id, signed, LEAD, now)
    gap = signed.gaps[0]
    leave_gap(
        storage,
        window_id,
        gap.service.service_id,
        gap.gap.post,
        gap.gap.start,
        gap.gap.end,
        "The consultant stays in the building",
        LEAD,
    )
    if asked is not signed:
        key = asked.gaps[0].key
        text = "Ask the consultants on call before this is left open."
        comment(storage, window_id, asked.department, text, OTHER, now, key)


def _sign(
    storage: Storage,
    rules: Rulebook,
    window_id: int,
    each: DepartmentReview,
    name: str,
    now: datetime,
) -> None:
    sign(
        storage,
        rules,
        window_id,
        each.department,
        name,
        "clinical director",
        "",
        each.seen_sha256,
        now,
    )
