"""Changing a window: what follows is shown first, then all of it happens in one transaction.

The preview runs the very change inside a transaction that is taken back, so it cannot differ from
what then happens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime

from rota.domain.call_offs import Reinstate, ran_until, stretches_left
from rota.domain.changes import Changes
from rota.domain.codes import EventKind, WindowState, WindowType, words
from rota.domain.disputes import CONSEQUENCE_WORDS, Consequence, DisputeEvent
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.letter_rules import LetterRules
from rota.domain.times import day_words, short_words
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.change_steps import STEPS, Step, stand_down
from rota.services.disputes import EVENT_OF_STATE, add_event
from rota.services.ports import Storage, Work
from rota.services.reinstating import CallOff, Settled, settle_decisions, tell_patients
from rota.services.splitting import split
from rota.services.strike_picture import StrikePicture, find_window
from rota.services.strike_seen import around, see
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


@dataclass(frozen=True, slots=True)
class Changed:
    """A window before and after a change, and everything that follows from it.

    ``more`` are windows of their own that were cut off from it. ``advice``: what to know before.
    """

    before: StrikeWindow
    after: StrikeWindow
    consequences: tuple[Consequence, ...]
    changes: Changes
    more: tuple[StrikeWindow, ...] = ()
    advice: str = ""


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
) -> Changed:
    """Confirm, suspend, call off or complete a window; None reinstates it. Wants a reason.

    ``reinstate`` says which decisions of a strike called off become ``keep`` again. With the rules
    of ``letters`` it is also said which way those told otherwise are to be told. A strike that has
    begun is called off from now on: it ends now, for what has passed cannot be taken back.
    """
    action = f"window {state or 'reinstated'}"
    with _transaction(storage, action, why, preview) as work:
        window = find_window(work, window_id)
        wanted = state or _state_before(work, window)
        _check_move(window, wanted, reinstating=state is None)
        kind = EventKind.REINSTATED if state is None else EVENT_OF_STATE[wanted]
        off = CallOff(reinstate, why, now, letters)
        is_off = wanted is WindowState.CALLED_OFF
        advice = _before_reinstating(work, window) if state is None else ""
        end = ran_until(window.terms, _stopped_at(work, window, now)) if is_off else None
        if end is not None:
            changed = _end_early(work, window, end, ladder, off)
            work.say(f"Called off from {short_words(end)} on: {changed.after.title}.")
        else:
            off_now = off if is_off else None
            changed = move_within(work, window, wanted, kind, why, now, ladder, off_now)
            work.say(f"{window.title}: now {words(wanted)}.")
    return replace(changed, changes=work.changes, advice=advice)


def _stopped_at(work: Work, window: StrikeWindow, now: datetime) -> datetime:
    """Return when a strike stopped: now, or when it was suspended."""
    if window.state is not WindowState.SUSPENDED:
        return now
    times = [each.at for each in _events(work, window) if each.kind is EventKind.SUSPENDED]
    return max(times, default=now)


def _end_early(
    work: Work, window: StrikeWindow, end: datetime, ladder: GradeLadder, off: CallOff
) -> Changed:
    """Let a strike that has begun end early; what was taken and decided until then stays."""

    def change() -> list[int]:
        if window.state is WindowState.SUSPENDED:
            work.windows.set_state(window.window_id, _state_before(work, window))
        return split(work, window, [(window.terms.start, end)], off.now, off.why)

    changed = carry_out(work, window, window.terms, ladder, off.now, change, off)
    why = f"Called off from {short_words(end)} on. {off.why}"
    _record(work, changed, EventKind.CALLED_OFF, why, off.now)
    return changed


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
    _record(work, changed, kind, why, now)
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
    with _transaction(storage, "window revise", why, preview) as work:
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
    _record(work, changed, EventKind.REVISED, why, now)
    return changed


def call_off_days(
    storage: Storage,
    window_id: int,
    days: Collection[date],
    why: str,
    now: datetime,
    ladder: GradeLadder,
    preview: bool = False,
    reinstate: Reinstate = Reinstate.ALL,
    letters: LetterRules | None = None,
) -> Changed:
    """Call off some of a strike's days, which begin at 8am. Wants a reason.

    The window is revised to the first stretch that is left; every other becomes a window of its
    own, with all that was recorded for its time. A day that has begun is off from now on. Refuses
    all days at once, and days that are over.
    """
    with _transaction(storage, "window called off in part", why, preview) as work:
        window = find_window(work, window_id)
        if not window.removes_duties or window.state is WindowState.COMPLETED:
            raise Refused(
                "not_from_here",
                f"Days of a window that is {words(window.state)} cannot be called off.",
            )
        left = stretches_left(window.terms, sorted(set(days)), now)
        off = CallOff(reinstate, why, now, letters)

        def change() -> list[int]:
            return split(work, window, left, now, why)

        changed = carry_out(work, window, window.terms, ladder, now, change, off)
        named = ", ".join(day_words(day) for day in sorted(set(days)))
        _record(work, changed, EventKind.REVISED, f"Called off: {named}. {why}", now)
        for each in changed.more:
            text = f"{each.title}. Cut off from strike {window_id}: {named} called off."
            add_event(work, each, EVENT_OF_STATE[each.state], now, text, now)
        work.say(f"Called off {named} of {window.title}.")
    return replace(changed, changes=work.changes)


def _transaction(
    storage: Storage, action: str, why: str, preview: bool
) -> AbstractContextManager[Work]:
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")
    return storage.rehearse(action) if preview else storage.write(action, why)


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


def _state_before(work: Work, window: StrikeWindow) -> WindowState:
    """Return what a reinstated window becomes: confirmed where it once was, else notified."""
    confirmed = any(each.kind is EventKind.CONFIRMED for each in _events(work, window))
    return WindowState.CONFIRMED if confirmed else WindowState.NOTIFIED


def _events(work: Work, window: StrikeWindow) -> list[DisputeEvent]:
    dispute = next(each for each in work.disputes.all() if each.name == window.dispute)
    events = work.disputes.events(dispute.dispute_id)
    return [each for each in events if each.window_id == window.window_id]


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


def carry_out(
    work: Work,
    window: StrikeWindow,
    terms: WindowTerms,
    ladder: GradeLadder,
    now: datetime,
    change: Callable[[], Collection[int]],
    off: CallOff | None = None,
) -> Changed:
    """Look, change, look again, and let each step say what follows.

    ``change`` returns the windows that it cut off from this one. ``off``: how decisions go back.
    """
    ids = around(work, window, terms)
    before = see(work, ids, ladder)
    more = tuple(find_window(work, each) for each in change())
    after_window = find_window(work, window.window_id)
    its = (after_window, *more)
    pictures = [StrikePicture(work, each.window_id, ladder) for each in its]
    found = stand_down(work, pictures, window)
    after = see(work, [*ids, *(each.window_id for each in more)], ladder)
    settled = Settled()
    if off is not None:
        settled = settle_decisions(work, after_window, before, after, off)
        found += settled.found
    step = Step(
        *(work, now, window, after_window, more, before, after, pictures[0]),
        *(settled.ids, settled.back),
    )
    found += [each for follow in STEPS for each in follow(step)]
    if off is not None:
        found += tell_patients(work, settled, off)
    order = {kind: place for place, kind in enumerate(CONSEQUENCE_WORDS)}
    found.sort(key=lambda each: order[each.kind])
    work.disputes.add_consequences(window.window_id, after_window.revision, now, found)
    return Changed(window, after_window, tuple(found), Changes(), more)


def _record(work: Work, changed: Changed, kind: EventKind, why: str, now: datetime) -> None:
    add_event(work, changed.after, kind, now, f"{changed.after.title}. {why}".strip(), now)


def count_by_kind(found: Sequence[Consequence]) -> dict[str, int]:
    """Return how many consequences there are of each kind, in the order people read them."""
    return {
        kind: number
        for kind in CONSEQUENCE_WORDS
        if (number := sum(each.kind == kind for each in found))
    }
