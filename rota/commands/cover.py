"""Commands about cover: who could take a gap, and what becomes of cover that is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.candidates import CONSENT
from rota.domain.codes import words
from rota.domain.duties import Assignment, GapLeft
from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.times import short_words
from rota.domain.working_time.wording import hours
from rota.services import cover_changes
from rota.services.assigning import (
    Assigned,
    CoverOrder,
    Leaves,
    NeedsReason,
    assign,
    cover_of,
    service_called,
)
from rota.services.board_lanes import who
from rota.services.candidates import Candidate, Candidates, Cannot, find_candidates
from rota.services.ports import Storage
from rota.services.strike_picture import find_window

SHOWN = 20
"""How many candidates are shown in words; the JSON has all."""


@contextmanager
def naming_override() -> Iterator[None]:
    """Name the option by which a refusal's reason is given."""
    try:
        yield
    except NeedsReason as refused:
        raise Refused(refused.code, f"{refused.text[:-1]} (--override-why).") from None


def candidates(context: Context) -> int:
    """Say who could take a gap, and why each other person cannot."""
    said = context.words
    storage = context.storage()
    service = service_called(storage, said.service, said.site)
    found = find_candidates(
        storage,
        said.window,
        service.service_id,
        said.post,
        said.start,
        said.end,
        context.tools.rules,
    )
    document = {
        "window": said.window,
        "service": found.service.name,
        "site": found.service.site,
        "post": found.post,
        **both_times("start", found.start),
        **both_times("end", found.end),
        "can": [_can(each) for each in found.can],
        "cannot": [_cannot(each) for each in found.cannot],
        "by_reason": [
            {"code": code, "text": text, "people": people} for code, text, people in found.by_reason
        ],
    }
    context.answer(document, _in_words(found))
    return 0


def _can(each: Candidate) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "name": each.name,
        "grade": each.grade,
        "staff_group": each.group.value,
        "kind": each.kind.value,
        "competencies": list(each.competencies),
        "rest_before_hours": _hours(each.rest_before),
        "rest_after_hours": _hours(each.rest_after),
        "busiest_168_hours": _hours(each.week_hours),
        "weekly_hours": each.weekly_hours,
        "on_duty": each.on_duty,
        "on_duty_elsewhere": each.on_duty_elsewhere,
        "leaves": [_leaves(left) for left in each.leaves],
        "findings": [asdict(finding) for finding in each.findings],
        "phone": each.phone,
        "full": each.full,
        "free": [{**both_times("start", one), **both_times("end", two)} for one, two in each.free],
    }


def _cannot(each: Cannot) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "name": each.name,
        "grade": each.grade,
        "codes": list(each.codes),
        "reasons": list(each.reasons),
        "findings": [asdict(finding) for finding in each.findings],
        "can_override": each.can_override,
    }


def _leaves(each: Leaves) -> dict[str, Any]:
    return {
        "service": each.service,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "missing_minutes": each.missing_minutes,
        "text": each.text,
    }


def _hours(length: timedelta | None) -> float | None:
    return None if length is None else round(length / timedelta(hours=1), 2)


def _said(length: timedelta) -> str:
    return hours(length // timedelta(minutes=1))


def _in_words(found: Candidates) -> str:
    lines = [f"{len(found.can):,} can take it."]
    if found.can:
        rows = [
            (
                each.staff_id,
                each.name,
                words(each.grade),
                words(each.kind),
                "-" if each.rest_before is None else _said(each.rest_before),
                _said(each.week_hours),
                "; ".join(_notes(each)),
            )
            for each in found.can[:SHOWN]
        ]
        heading = ("ID", "Name", "Grade", "How", "Rest before", "In 168 h", "Note")
        lines.append(table(heading, rows))
    if len(found.can) > SHOWN:
        lines.append(f"and {len(found.can) - SHOWN:,} more (--json lists everybody)")
    lines.append(f"{len(found.cannot):,} cannot.")
    lines.extend(f"  {people:,}: {text}" for _, text, people in found.by_reason)
    return "\n".join(lines)


def _notes(each: Candidate) -> list[str]:
    notes = [] if each.full else ["part of the time"]
    if each.on_duty:
        notes.append(f"on duty: {each.on_duty}")
    notes.extend(left.text for left in each.leaves)
    shown = ("on_duty_here", "on_duty_elsewhere", CONSENT)
    told = [finding for finding in each.findings if finding.rule not in shown]
    return [*notes, *(finding.text.removesuffix(".") for finding in told)]


def list_all(context: Context) -> int:
    """List a window's cover, and its gaps left knowingly."""
    said = context.words
    storage = context.storage()
    refuse_sight(storage.user, See.STAFF)
    with storage.read() as work:
        find_window(work, said.window)
        given = work.cover.of_window(said.window)
        left = work.cover.gaps_left(said.window)
        past = work.cover.overrides(said.window)
        ids = {each.staff_id for each in given} | {each.staff_id for each in past}
        names = work.people.names(ids)
        services = {each.service_id: each for each in work.duties.services()}
    cover = [
        {
            **_cover(each),
            "name": who(each.staff_id, names)[0],
            "service": services[each.service_id].name,
            "site": services[each.service_id].site,
        }
        for each in given
    ]
    gaps = [
        {**_gap(each), "service": services[each.service_id].name, "owner": each.owner}
        for each in left
    ]
    overrides = [
        {
            "staff_id": each.staff_id,
            "service": services[each.service_id].name,
            **both_times("start", each.start),
            **both_times("end", each.end),
            "rule": each.rule,
            "version": each.version,
            "text": each.text,
            "measured": each.measured,
            "limit": each.limit,
            "source": each.source,
            "why": each.why,
            "who": each.who,
            **both_times("at", each.at),
        }
        for each in past
    ]
    document = {
        "window": said.window,
        "cover": cover,
        "gaps_left": gaps,
        "overrides": overrides,
    }
    lines = [_list_words(given, cover, left, gaps)]
    if past:
        rows = [
            (who(each.staff_id, names)[0], short_words(each.start), each.text, each.why, each.who)
            for each in past
        ]
        lines.append("Gone past, with the reason:")
        lines.append(table(("Who", "From", "What the rule says", "Reason", "By"), rows))
    context.answer(document, "\n".join(lines))
    return 0


def _cover(each: Assignment) -> dict[str, Any]:
    return {
        "assignment_id": each.assignment_id,
        "staff_id": each.staff_id,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "kind": each.kind.value,
        "leaves_duties": each.leaves_duties,
        "consent": each.consent,
        "reply": each.reply.value,
    }


def _gap(each: GapLeft) -> dict[str, Any]:
    return {
        "gap_left_id": each.gap_left_id,
        "requirement": each.post,
        **both_times("start", each.start),
        **both_times("end", each.end),
        "why": each.reason,
    }


def _list_words(
    given: list[Assignment],
    cover: list[dict[str, Any]],
    left: list[GapLeft],
    gaps: list[dict[str, Any]],
) -> str:
    lines = []
    if given:
        rows = [
            (
                str(each.assignment_id),
                row["name"],
                row["service"],
                short_words(each.start),
                short_words(each.end),
                words(each.kind),
                words(each.reply),
            )
            for each, row in zip(given, cover, strict=True)
        ]
        lines.append(table(("ID", "Who", "Service", "From", "To", "How", "Reply"), rows))
    else:
        lines.append("No cover is recorded.")
    if left:
        rows_left = [
            (
                str(each.gap_left_id),
                row["service"],
                short_words(each.start),
                short_words(each.end),
                each.post,
                each.owner,
                each.reason,
            )
            for each, row in zip(left, gaps, strict=True)
        ]
        lines.append("Gaps left knowingly:")
        lines.append(table(("ID", "Service", "From", "To", "Who", "Owner", "Why"), rows_left))
    return "\n".join(lines)


def move(context: Context) -> int:
    """Give cover other times, another service or another person."""
    said = context.words
    storage = context.storage()
    old = _standing(storage, said.window, said.cover)
    staff_id = said.staff or old.staff_id
    service_id = old.service_id
    if said.service:
        service_id = service_called(storage, said.service, said.site).service_id
    leaves = said.leaves_duties
    if leaves is None:
        leaves = old.leaves_duties and staff_id == old.staff_id
    order = CoverOrder(
        said.window,
        staff_id,
        service_id,
        said.start or old.start,
        said.end or old.end,
        said.consent,
        leaves,
        old.assignment_id,
    )
    with naming_override():
        done = assign(storage, order, context.tools.rules, said.override_why)
    return _answer(context, [done])


def swap(context: Context) -> int:
    """Let two people change places."""
    said = context.words
    storage = context.storage()
    for each in (said.cover, said.other):
        _standing(storage, said.window, each)
    rules = context.tools.rules
    with naming_override():
        done = cover_changes.swap(storage, said.cover, said.other, rules, said.override_why)
    return _answer(context, done)


def split(context: Context) -> int:
    """Give the second part of a cover to another person."""
    said = context.words
    storage = context.storage()
    _standing(storage, said.window, said.cover)
    with naming_override():
        done = cover_changes.split(
            storage,
            said.cover,
            said.at,
            said.staff,
            context.tools.rules,
            said.override_why,
            said.consent,
        )
    return _answer(context, done)


def _standing(storage: Storage, window_id: int, assignment_id: int) -> Assignment:
    """Return cover of the window that was named. Refuses another window's."""
    refuse(storage.user, "assign")
    with storage.read() as work:
        find_window(work, window_id)
        found = cover_of(work, assignment_id)
    if found.window_id != window_id:
        raise Refused("other_window", f"Cover {assignment_id} belongs to window {found.window_id}.")
    return found


def _answer(context: Context, done: list[Assigned] | tuple[Assigned, Assigned]) -> int:
    findings = [finding for each in done for finding in each.findings]
    document = {
        "window": context.words.window,
        "cover": [_cover(each.assignment) for each in done],
        "findings": [asdict(each) for each in findings],
    }
    notes = [f"Note: {each.text}" for each in findings]
    context.answer(document, "\n".join([done[0].changes.text or "Nothing changed.", *notes]))
    return 0


def stand_down(context: Context) -> int:
    """Take cover back."""
    said = context.words
    storage = context.storage()
    for each in said.cover:
        _standing(storage, said.window, each)
    changes = cover_changes.stand_down(storage, said.cover, said.why)
    context.answer({"window": said.window, "stood_down": said.cover}, changes.text)
    return 0


def leave_gap(context: Context) -> int:
    """Leave a gap knowingly."""
    said = context.words
    storage = context.storage()
    service = service_called(storage, said.service, said.site)
    changes = cover_changes.leave_gap(
        storage,
        said.window,
        service.service_id,
        said.post,
        said.start,
        said.end,
        said.why,
        said.owner,
    )
    document = {
        "window": said.window,
        "service": service.name,
        "requirement": said.post,
        **both_times("start", said.start),
        **both_times("end", said.end),
        "owner": said.owner,
    }
    context.answer(document, changes.text)
    return 0


def take_back_gap(context: Context) -> int:
    """Say that a gap is no longer left knowingly."""
    said = context.words
    changes = cover_changes.take_back_gap(context.storage(), said.gap, said.why)
    context.answer({"window": said.window, "gap_left_id": said.gap}, changes.text)
    return 0
