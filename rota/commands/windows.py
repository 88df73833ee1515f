"""Commands about strike windows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.call_offs import to_do
from rota.domain.codes import WindowState, words
from rota.domain.disputes import CONSEQUENCE_WORDS
from rota.domain.errors import Refused
from rota.domain.recurrence import repeated
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.services.calling_off import call_off_days
from rota.services.carrying_out import Changed
from rota.services.disputes import findings_of
from rota.services.window_changes import NewTerms, count_by_kind, revise, set_state
from rota.services.windows import NewWindow, add_windows, list_windows, show_window

STATES = {
    "confirm": WindowState.CONFIRMED,
    "suspend": WindowState.SUSPENDED,
    "reinstate": None,
    "complete": WindowState.COMPLETED,
}
LISTED = 5
"""So many consequences of a kind are written out; the others are counted."""


def add(context: Context) -> int:
    """Record a strike window, once or repeated."""
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
        said.note,
        said.postal,
    )
    new = NewWindow(said.dispute, said.union, terms)
    if (said.every_days is None) != (said.until is None):
        raise Refused("half_repeat", "Give --every-days and --until together.")
    repeats = [terms] if said.until is None else repeated(terms, said.every_days, said.until)
    windows, _ = add_windows(storage, new, repeats, context.now())
    document: dict[str, Any] = _outcome(context, windows[0])
    if said.until is not None:
        document["windows"] = [each.window_id for each in windows]
    lines = [f"Window {each.window_id}: {each.title} ({_length(each.terms)})" for each in windows]
    lines.extend(f"Note: {each['text']}" for each in document["findings"])
    context.answer(document, "\n".join(lines))
    return 0


def _outcome(context: Context, window: StrikeWindow) -> dict[str, Any]:
    found = findings_of(context.storage(), window.window_id, context.tools.rules.law)
    return {
        "window": window.window_id,
        "revision": window.revision,
        "elapsed_hours": window.terms.hours,
        "findings": [asdict(each) for each in found],
    }


def _length(terms: WindowTerms) -> str:
    return "no end given" if terms.hours is None else f"{terms.hours:g} hours"


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
    for each in detail.revisions:
        terms = each.terms
        end = "no end given" if terms.end is None else f"to {short_words(terms.end)}"
        why = f" ({each.why})" if each.why else ""
        lines.append(
            f"Revision {each.number}, made {short_words(each.made_at)}: "
            f"{short_words(terms.start)} {end}, {terms.type_words}{why}"
        )
    context.answer({**as_json(detail.window), "revisions": revisions}, "\n".join(lines))
    return 0


def move(context: Context) -> int:
    """Move a window to another state, or show what would follow."""
    said = context.words
    changed = set_state(
        context.storage(),
        said.id,
        STATES[said.window_command],
        said.why,
        context.now(),
        context.tools.rules.ladder,
        said.preview,
    )
    end = changed.after.terms.end or changed.after.terms.start
    if changed.after.state is WindowState.COMPLETED and end > context.now():
        context.say("Note: this strike is not over yet. Undo if that was a slip.")
    document = as_json(changed.after)
    context.answer(*_told(said.preview, changed, document))
    return 0


def call_off(context: Context) -> int:
    """Call off a strike or some of its days, or show what would follow."""
    said, rules = context.words, context.tools.rules
    how = (said.why, context.now(), rules.ladder, said.preview, said.reinstate, rules.letters)
    if said.days is not None:
        changed = call_off_days(context.storage(), said.id, said.days, *how)
    else:
        state = WindowState.CALLED_OFF
        changed = set_state(context.storage(), said.id, state, *how, ran=said.from_now)
        if not said.from_now and changed.before.terms.start < context.now():
            context.say(
                "Note: it has begun by now, and counts as never having run. If it ran until now, "
                "undo and give --from-now."
            )
    document = as_json(changed.after)
    if not said.preview:
        document["cut_off"] = [as_json(each) for each in changed.more]
    context.answer(*_told(said.preview, changed, document, is_off=True))
    return 0


def change_terms(context: Context) -> int:
    """Revise a window, or show what would follow."""
    said = context.words
    new = NewTerms(said.start, said.end, said.type, said.open_end, note=said.note)
    changed = revise(
        context.storage(),
        said.id,
        new,
        said.why,
        context.now(),
        context.tools.rules.ladder,
        said.preview,
    )
    document = {} if said.preview else _outcome(context, changed.after)
    context.answer(*_told(said.preview, changed, document))
    return 0


def _told(
    preview: bool, changed: Changed, document: dict[str, Any], is_off: bool = False
) -> tuple[dict[str, Any], str]:
    """Return the answer to a change: its consequences by kind, in words and as data.

    A preview says what to know before. ``is_off``: a strike or some of its days is called off, and
    what there is to do comes first.
    """
    consequences = [asdict(each) for each in changed.consequences]
    first = changed.changes.text
    if preview:
        document = {"window": changed.after.window_id}
        first = f"Preview, nothing is changed: {changed.after.title}"
    advice = [changed.advice] if preview and changed.advice else []
    lines = [first, *advice, *(to_do(changed.consequences) if is_off else ())]
    for each in changed.more:  # a rehearsal's number may be another's later
        name = "A strike of its own" if preview else f"Now strike {each.window_id}"
        lines.append(f"{name}: {each.title}")
    counts = count_by_kind(changed.consequences)
    for kind in counts:
        lines.append(f"{CONSEQUENCE_WORDS[kind]}: {counts[kind]:,}")
        those = [f"  {each['id']}  {each['text']}" for each in consequences if each["kind"] == kind]
        lines.extend(those[:LISTED])
        if len(those) > LISTED:
            lines.append(f"  and {len(those) - LISTED:,} more (--json lists them all)")
    if not consequences:
        lines.append("Nothing else follows.")
    return {**document, "consequences": consequences}, "\n".join(lines)


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
