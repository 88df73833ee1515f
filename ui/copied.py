"""Keeping in the history who copied lines of a list of people, where people sign in."""

from __future__ import annotations

from functools import partial

from rota.services.looking import note_copied
from ui.desk import Desk


def keep_copy(desk: Desk, rows: int, *, of_staff: bool = False) -> None:
    """Keep that lines of a list were copied. Nothing waits for it."""
    if rows and not desk.storage.user.is_open:
        work = partial(note_copied, desk.storage, rows, of_staff=of_staff)
        desk.jobs.run(work, _ignore, _ignore)


def _ignore(_done: object) -> None:
    pass
