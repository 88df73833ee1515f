"""Changing a window: what follows is shown first, then all of it happens in one transaction.

The preview runs the very change inside a transaction that is taken back, so it cannot differ from
what then happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.call_offs import Reinstate, ran_until
from rota.domain.codes import EventKind, WindowState, WindowType, words
from rota.domain.disputes import CONSEQUENCE_WORDS, Consequence
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.letter_rules import LetterRules
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.calling_off import end_early, stopped_at
from rota.services.carrying_out import (
    Changed,
    carry_out,
    note_change,
    state_before,
    transaction,
)
from rota.services.disputes import EVENT_OF_STATE
from rota.services.ports import Storage, Work
from rota.services.reinstating import CallOff
from rota.services.strike_picture import find_window
from rota.services.windows import ALLOWED_FROM


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What a revision changes; None leaves a part as it is. ``open_end`` takes the end away.

    A note that is not given anew is dropped: it was about the old terms, which are kept.
    """

    start: datetime | None = None
    end: datetime | None = None
    type: WindowType | None = None
    open_end: bool = False
    terms: WindowTerms | None = None
    note: str | None = None


def set_state(
    storage: Storage,
    window_id: int,
    state: WindowState | None,
    why: str,
    now: datetime,
    ladder: GradeLadder,
    preview: bool = False,
    reinstate: Reinstate = Reinstate.ALL,
    letters: LetterRules | None = None,
    ran: bool = False,
) -> Changed:
    """Confirm, suspend, call off or complete a window; None reinstates it. Wants a reason.

    ``reinstate`` says which decisions of a strike called off become ``keep`` again. With the rules
    of ``letters`` it is also said which way those told otherwise are to be told. ``ran``: a strike
    that has begun is called off from now on, so it ends now and what has passed stays as it was;
    one that is over is refused. Otherwise it never ran, and that is only entered late.
    """
    action = f"window {state or 'reinstated'}"
    with transaction(storage, action, why, preview) as work:
        window = find_window(work, window_id)
        wanted = state or state_before(work, window)
        _check_move(window, wanted, reinstating=state is None)
        kind = EventKind.REINSTATED if state is None else EVENT_OF_STATE[wanted]
        off = CallOff(reinstate, why, now, letters)
        is_off = wanted is WindowState.CALLED_OFF
        advice = _before_reinstating(work, window) if state is None else ""
        end = ran_until(window.terms, stopped_at(work, window, now)) if is_off and ran else None
        if end is not None:
            changed = end_early(work, window, end, ladder, off)
            work.say(f"Called off from {short_words(end)} on: {changed.after.title}.")
        else:
            off_now = off if is_off else None
            changed = move_within(work, window, wanted, kind, why, now, ladder, off_now)
            work.say(f"{window.title}: now {words(wanted)}.")
    return replace(changed, changes=work.changes, advice=advice)


def _before_reinstating(work: Work, window: StrikeWindow) -> str:
    """Say what reinstating does not bring back, and where undoing would."""
    if window.state is not WindowState.CALLED_OFF:
        return ""
    last = work.journal.next_undo()
    off = f"window {WindowState.CALLED_OFF}"
    if last is not None and last.action == off and last.text.startswith(window.title):
        return (
            "Was it called off in error? Undo it instead: that brings back every decision and "
            "every place kept. Reinstating does not."
        )
    return (
        "What the call-off changed does not come back: appointments are to be decided again, and "
        "places kept for new dates were given back."
    )


def move_within(
    work: Work,
    window: StrikeWindow,
    state: WindowState,
    kind: EventKind,
    why: str,
    now: datetime,
    ladder: GradeLadder,
    off: CallOff | None = None,
) -> Changed:
    """Move a window to a state within a transaction, with everything that follows.

    ``off`` None: decisions stay as they are, as with a strike called off by a file.
    """

    def change() -> tuple[int, ...]:
        work.windows.set_state(window.window_id, state)
        return ()

    changed = carry_out(work, window, window.terms, ladder, now, change, off)
    note_change(work, changed, kind, why, now)
    return changed


def revise(
    storage: Storage,
    window_id: int,
    new: NewTerms,
    why: str,
    now: datetime,
    ladder: GradeLadder,
    preview: bool = False,
) -> Changed:
    """Give a window new times or a new type as a numbered revision. Wants a reason."""
    with transaction(storage, "window revise", why, preview) as work:
        window = find_window(work, window_id)
        terms = _new_terms(window, new)
        if window.state is WindowState.CALLED_OFF:
            raise Refused("called_off", "This strike is called off. Reinstate it first.")
        if terms == window.terms:
            raise Refused("nothing_new", "Nothing would change: these are its terms already.")
        changed = revise_within(work, window, terms, why, now, ladder)
        work.say(f"Revised to {changed.after.title}.")
    return replace(changed, changes=work.changes)


def revise_within(
    work: Work,
    window: StrikeWindow,
    terms: WindowTerms,
    why: str,
    now: datetime,
    ladder: GradeLadder,
) -> Changed:
    """Add a revision within a transaction, with everything that follows."""

    def change() -> tuple[int, ...]:
        work.windows.revise(window.window_id, terms, now, why)
        return ()

    changed = carry_out(work, window, terms, ladder, now, change)
    note_change(work, changed, EventKind.REVISED, why, now)
    return changed


def _new_terms(window: StrikeWindow, new: NewTerms) -> WindowTerms:
    if new.terms is not None:
        return new.terms
    end = None if new.open_end else (new.end or window.terms.end)
    revised = replace(
        window.terms,
        start=new.start or window.terms.start,
        end=end,
        type=new.type or window.terms.type,
    )
    if new.note is None and revised == window.terms:
        return revised
    return replace(revised, note=new.note or "")


def _check_move(window: StrikeWindow, wanted: WindowState, *, reinstating: bool) -> None:
    if reinstating and window.state not in (WindowState.SUSPENDED, WindowState.CALLED_OFF):
        raise Refused("not_from_here", "Only a suspended or called-off strike can be reinstated.")
    if window.state is wanted:
        raise Refused("already_so", f"Window {window.window_id} is {words(window.state)} already.")
    if not reinstating and window.state not in ALLOWED_FROM[wanted]:
        raise Refused(
            "not_from_here",
            f"A window that is {words(window.state)} cannot become {words(wanted)}.",
        )


def count_by_kind(found: Sequence[Consequence]) -> dict[str, int]:
    """Return how many consequences there are of each kind, in the order people read them."""
    return {
        kind: number
        for kind in CONSEQUENCE_WORDS
        if (number := sum(each.kind == kind for each in found))
    }
