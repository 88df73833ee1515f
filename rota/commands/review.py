"""Commands by which heads of department review a strike and sign it off."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.sign_offs import ReviewNote, SignOff
from rota.services.review import DepartmentReview, ReviewView, read_review
from rota.services.review_seen import LETTER_WORDS, STANDING_WORDS
from rota.services.review_view import DisplacedVisit, ReviewGap
from rota.services.sign_offs import comment as add_comment
from rota.services.sign_offs import send_back as send_it_back
from rota.services.sign_offs import settle_note, withdraw
from rota.services.sign_offs import sign as sign_it


def show(context: Context) -> int:
    """Show the review of a window, of all departments or of those named."""
    said = context.words
    rules, wanted = context.tools.rules, said.department or None
    view = read_review(context.storage(), said.window, rules, context.now(), wanted)
    missing = [each for each in said.department if view.department(each) is None]
    if missing:
        raise Refused("unknown_department", f"This strike does not reach {', '.join(missing)}.")
    context.answer(
        {
            "window": view.window.window_id,
            "revision": view.window.revision,
            "departments": [_department(each, view) for each in view.departments],
        },
        _in_words(view),
    )
    return 0


def sign(context: Context) -> int:
    """Sign off a department's plan."""
    said = context.words
    changes = sign_it(
        context.storage(),
        context.tools.rules,
        said.window,
        said.department,
        said.name,
        said.role,
        said.note,
        said.seal.strip().lower(),
        context.now(),
    )
    return _done(context, changes)


def withdrawn(context: Context) -> int:
    """Withdraw a signature."""
    said = context.words
    return _done(
        context, withdraw(context.storage(), said.window, said.id, said.why, context.now())
    )


def comment(context: Context) -> int:
    """Keep a comment."""
    return _done(context, add_comment(*_said(context)))


def send_back(context: Context) -> int:
    """Send a plan back."""
    return _done(context, send_it_back(*_said(context)))


def settle(context: Context) -> int:
    """Mark a note as settled."""
    said = context.words
    return _done(
        context, settle_note(context.storage(), said.window, said.id, said.name, context.now())
    )


def _said(context: Context) -> tuple[Any, ...]:
    said = context.words
    about = said.department, said.text, said.name, context.now(), said.about
    return context.storage(), said.window, *about


def _done(context: Context, changes: Changes) -> int:
    said = context.words
    context.answer({"window": said.window, "text": changes.text}, changes.text)
    return 0


def _department(each: DepartmentReview, view: ReviewView) -> dict[str, Any]:
    return {
        "department": each.department,
        "state": each.state.value,
        "seal": each.seen_sha256,
        "missing_person_minutes": each.missing_minutes,
        "services": [
            {
                "service": row.service.name,
                "site": row.service.site,
                "level": row.level.value,
                "specified": row.specified,
                "missing_by_hour": list(row.missing),
            }
            for row in each.heat
        ],
        **both_times("first_hour", view.span[0]),
        "gaps": [_gap(gap) for gap in each.gaps],
        "displaced": [_displaced(visit) for visit in each.displaced],
        "letters": each.letters.by_name,
        "flags": [
            {
                "flag": flag.flag_id,
                "text": flag.text,
                "owner": flag.owner,
                **both_times("raised_at", flag.raised_at),
            }
            for flag in each.flags
        ],
        "notes": [_note(note) for note in each.notes],
        "sign_offs": [_signed(signed) for signed in each.sign_offs],
        "signed": None if each.standing is None else each.standing.sign_off_id,
        "changed_since": [
            {"section": c.section, "key": c.key, "before": c.before, "after": c.after}
            for c in each.changes
        ],
    }


def _gap(each: ReviewGap) -> dict[str, Any]:
    left = each.left
    return {
        "key": each.key,
        "service": each.service.name,
        "site": each.service.site,
        "requirement": each.gap.post,
        **both_times("start", each.gap.start),
        **both_times("end", each.gap.end),
        "missing": each.gap.missing,
        "owner": None if left is None else left.owner,
        "reason": None if left is None else left.reason,
    }


def _displaced(visit: DisplacedVisit) -> dict[str, Any]:
    return {
        "appointment_id": visit.appointment_id,
        "service": visit.service.name,
        **both_times("start", visit.start),
        "kind": visit.kind.value,
        "priority": visit.priority.value,
        "decision": None if visit.decision is None else visit.decision.value,
        **both_times("new_start", visit.new_start),
        "reasons": list(visit.reasons),
    }


def _note(note: ReviewNote) -> dict[str, Any]:
    return {
        "note": note.note_id,
        "kind": note.kind.value,
        "about": note.about,
        "text": note.text,
        "name": note.name,
        **both_times("at", note.at),
        **both_times("settled_at", note.settled_at),
        "settled_by": note.settled_by,
    }


def _signed(signed: SignOff) -> dict[str, Any]:
    return {
        "sign_off": signed.sign_off_id,
        "revision": signed.revision,
        "name": signed.name,
        "role": signed.role,
        "note": signed.note,
        **both_times("at", signed.at),
        "seal": signed.seen_sha256,
        **both_times("withdrawn_at", signed.withdrawn_at),
        "withdrawn_why": signed.withdrawn_why,
    }


def _in_words(view: ReviewView) -> str:
    headings = ("Department", "Gaps", "Nobody answers", "Patients", "To phone", "Flags", "State")
    rows = [
        (
            each.department,
            f"{len(each.gaps):,}",
            f"{len(each.gaps_open):,}",
            f"{len(each.displaced):,}",
            f"{each.letters.to_phone:,}",
            f"{len(each.flags):,}",
            STANDING_WORDS[each.state],
        )
        for each in view.departments
    ]
    lines = [view.window.title, table(headings, rows)]
    if len(view.departments) == 1:
        lines += _one(view.departments[0])
    return "\n".join(lines)


def _one(each: DepartmentReview) -> list[str]:
    lines = [f"  {line.text}" for line in each.seen]
    numbers = [f"{n} {LETTER_WORDS[name]}" for name, n in each.letters.by_name.items() if n]
    if numbers:
        lines.append(f"  Letters: {', '.join(numbers)}.")
    for change in each.changes:
        lines.append(f"  Changed: {change.before or '(new)'} -> {change.after or '(gone)'}")
    lines += [f"  Note {n.note_id}, {n.name}: {n.text}" for n in each.open_notes]
    if each.standing is not None:
        signed = each.standing
        lines.append(f"  Signed by {signed.name}, {signed.role}, revision {signed.revision}.")
    lines.append(f"  Seal: {each.seen_sha256}")
    return lines
