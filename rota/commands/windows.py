"""Commands about strike windows."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.codes import WindowState, words
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.services.windows import (
    NewWindow,
    add_window,
    list_windows,
    move_window,
    show_window,
)

STATES = {
    "confirm": WindowState.CONFIRMED,
    "suspend": WindowState.SUSPENDED,
    "reinstate": WindowState.NOTIFIED,
    "complete": WindowState.COMPLETED,
    "call-off": WindowState.CALLED_OFF,
}


def add(context: Context) -> int:
    """Record a strike window."""
    said = context.words
    storage = context.storage()
    terms = WindowTerms(
        said.start,
        said.end,
        said.type,
        frozenset(said.groups),
        frozenset(said.sites),
        said.policy,
        said.notice_received,
    )
    new = NewWindow(said.dispute, said.union, terms)
    window, _ = add_window(storage, new, context.now())
    hours = window.terms.hours
    document: dict[str, Any] = {
        "window": window.window_id,
        "revision": window.revision,
        "elapsed_hours": hours,
        "findings": [],
    }
    length = "no end given" if hours is None else f"{hours:g} hours"
    context.answer(document, f"Window {window.window_id}: {window.title} ({length})")
    return 0


def list_all(context: Context) -> int:
    """List every window."""
    windows = list_windows(context.storage())
    rows = [(str(each.window_id), words(each.state), each.dispute, each.title) for each in windows]
    text = table(("ID", "State", "Dispute", "Window"), rows) if rows else "No strike windows yet."
    context.answer({"windows": [as_json(each) for each in windows]}, text)
    return 0


def show(context: Context) -> int:
    """Show one window and its revisions."""
    detail = show_window(context.storage(), context.words.id)
    revisions = [_revision_json(each) for each in detail.revisions]
    lines = [f"Window {detail.window.window_id}: {detail.window.title}"]
    lines.append(f"State: {words(detail.window.state)}. Dispute: {detail.window.dispute}.")
    lines.extend(
        f"Revision {each['revision']}: {each['start']} to {each['end'] or 'no end given'}, "
        f"{words(each['type'])}"
        for each in revisions
    )
    context.answer({**as_json(detail.window), "revisions": revisions}, "\n".join(lines))
    return 0


def move(context: Context) -> int:
    """Move a window to another state."""
    state = STATES[context.words.window_command]
    storage = context.storage()
    changes = move_window(storage, context.words.id, state, context.words.why)
    detail = show_window(storage, context.words.id)
    context.answer(as_json(detail.window), changes.text)
    return 0


def as_json(window: StrikeWindow) -> dict[str, Any]:
    """Return a window as scripts read it."""
    terms = window.terms
    return {
        "window": window.window_id,
        "revision": window.revision,
        "dispute": window.dispute,
        "union": window.union,
        "groups": sorted(group.value for group in terms.groups),
        "sites": sorted(terms.sites),
        **both_times("start", terms.start),
        **both_times("end", terms.end),
        "type": terms.type.value,
        "state": window.state.value,
        "policy": terms.policy.value,
        "elapsed_hours": terms.hours,
    }


def _revision_json(revision: WindowRevision) -> dict[str, Any]:
    terms = revision.terms
    return {
        "revision": revision.number,
        **both_times("start", terms.start),
        **both_times("end", terms.end),
        "type": terms.type.value,
        "groups": sorted(group.value for group in terms.groups),
        "sites": sorted(terms.sites),
        **both_times("made_at", revision.made_at),
        "why": revision.why,
        "note": terms.note,
    }
