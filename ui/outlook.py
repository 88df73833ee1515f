"""What the strip on top is told: the strikes, what closes next, what can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rota.domain.codes import WindowState, words
from rota.domain.journal import JournalEntry
from rota.domain.windows import StrikeWindow
from rota.services.letter_queue import QueuedLetter, queue_in
from ui.desk import Desk
from ui.strike_words import STATE_TONES
from ui.widgets.status_strip import Deadline, StripView, StripWindow

_WAITING = frozenset({"ready", "in_batch"})


def outlook(desk: Desk) -> StripView:
    """Read it all; runs on the database thread."""
    now = desk.now()
    with desk.storage.read() as work:
        windows = work.windows.all()
        undo, redo = work.journal.next_undo(), work.journal.next_redo()
        queue = queue_in(work, desk.tools.rules.letters, now)
    return StripView(
        tuple(_window(each) for each in windows), deadlines(queue, now), _said(undo), _said(redo)
    )


def _window(window: StrikeWindow) -> StripWindow:
    terms = window.terms
    over = (WindowState.CALLED_OFF, WindowState.SUSPENDED, WindowState.COMPLETED)
    return StripWindow(
        window.window_id,
        f"{window.union}, {terms.type_words}",
        terms.start,
        terms.end,
        "" if window.state is WindowState.CONFIRMED else words(window.state),
        STATE_TONES[window.state],
        window.state in over,
    )


def deadlines(queue: Sequence[QueuedLetter], now: datetime) -> tuple[Deadline, ...]:
    """When each post class closes next for a letter that still has to go by it, and how many."""
    found = []
    for channel, text in (("first", "First class closes"), ("second", "Second class closes")):
        closings = [
            each.last_first if channel == "first" else each.last_second
            for each in queue
            if each.channel == channel and each.state in _WAITING
        ]
        coming = [at for at in closings if at > now]
        if coming:
            nearest = min(coming)
            found.append(Deadline(text, nearest, coming.count(nearest)))
    return tuple(found)


def _said(entry: JournalEntry | None) -> str:
    if entry is None:
        return ""
    said = (entry.text or entry.action).removeprefix("Undid: ").removesuffix(".")
    return said[:1].lower() + said[1:]
