"""Carrying out a change of a window: look, change, look again, and say all that follows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from rota.domain.backups import Why
from rota.domain.changes import Changes
from rota.domain.codes import EventKind, WindowState
from rota.domain.disputes import CONSEQUENCE_WORDS, Consequence, DisputeEvent
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.times import utc_now
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.backups import back_up_before
from rota.services.call_off_telling import tell_patients
from rota.services.change_steps import STEPS, Step, stand_down
from rota.services.disputes import add_event
from rota.services.ports import Storage, Work
from rota.services.reinstating import CallOff, Settled, settle_decisions
from rota.services.strike_picture import StrikePicture, find_window
from rota.services.strike_seen import around, see

CALL_OFFS = (f"window {WindowState.CALLED_OFF}", "window called off in part")
"""What takes back so much at once that a backup is made first."""


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


def transaction(
    storage: Storage, action: str, why: str, preview: bool
) -> AbstractContextManager[Work]:
    """Begin a change; a preview is taken back. Refuses one without a reason."""
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")
    if preview:
        return storage.rehearse(action)
    if action in CALL_OFFS:
        back_up_before(storage, Why.CALL_OFF, utc_now())
    return storage.write(action, why)


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


def note_change(work: Work, changed: Changed, kind: EventKind, why: str, now: datetime) -> None:
    """Add a change to the timeline of its dispute."""
    add_event(work, changed.after, kind, now, f"{changed.after.title}. {why}".strip(), now)


def state_before(work: Work, window: StrikeWindow) -> WindowState:
    """Return what a reinstated window becomes: confirmed where it once was, else notified."""
    confirmed = any(each.kind is EventKind.CONFIRMED for each in events_of(work, window))
    return WindowState.CONFIRMED if confirmed else WindowState.NOTIFIED


def events_of(work: Work, window: StrikeWindow) -> list[DisputeEvent]:
    """Return the lines about a window in the timeline of its dispute."""
    dispute = next(each for each in work.disputes.all() if each.name == window.dispute)
    events = work.disputes.events(dispute.dispute_id)
    return [each for each in events if each.window_id == window.window_id]
