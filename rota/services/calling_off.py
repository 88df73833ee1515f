"""Calling off a strike that has begun and ran, or some of a strike's days.

What has passed cannot be taken back: duties were lost and patients did not come. So the window is
not called off but ends at that moment, and what is called off is only what was still to come.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from rota.domain.call_offs import Reinstate, stretches_left
from rota.domain.codes import EventKind, WindowState, words
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.letter_rules import LetterRules
from rota.domain.times import day_words, short_words
from rota.domain.windows import StrikeWindow
from rota.services.carrying_out import (
    Changed,
    carry_out,
    events_of,
    note_change,
    state_before,
    transaction,
)
from rota.services.disputes import EVENT_OF_STATE, add_event
from rota.services.ports import Storage, Work
from rota.services.reinstating import CallOff
from rota.services.splitting import split
from rota.services.strike_picture import find_window


def stopped_at(work: Work, window: StrikeWindow, now: datetime) -> datetime:
    """Return when a strike stopped: now, or when it was suspended."""
    if window.state is not WindowState.SUSPENDED:
        return now
    times = [each.at for each in events_of(work, window) if each.kind is EventKind.SUSPENDED]
    return max(times, default=now)


def end_early(
    work: Work, window: StrikeWindow, end: datetime, ladder: GradeLadder, off: CallOff
) -> Changed:
    """Let a strike that has begun end early; what was taken and decided until then stays."""

    def change() -> list[int]:
        if window.state is WindowState.SUSPENDED:
            work.windows.set_state(window.window_id, state_before(work, window))
        return split(work, window, [(window.terms.start, end)], off.now, off.why)

    changed = carry_out(work, window, window.terms, ladder, off.now, change, off)
    why = f"Called off from {short_words(end)} on. {off.why}"
    note_change(work, changed, EventKind.CALLED_OFF, why, off.now)
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
    with transaction(storage, "window called off in part", why, preview) as work:
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
        note_change(work, changed, EventKind.REVISED, f"Called off: {named}. {why}", now)
        for each in changed.more:
            text = f"{each.title}. Cut off from strike {window_id}: {named} called off."
            add_event(work, each, EVENT_OF_STATE[each.state], now, text, now)
        work.say(f"Called off {named} of {window.title}.")
    return replace(changed, changes=work.changes)
