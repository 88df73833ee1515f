"""Who looked at patients and at what staff told the trust, and which lists left the program.

Looks are kept only where people sign in, and once for each part of a day: a history of every click
would tell less. Lists that leave are kept always.
"""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

from rota.domain.times import at_local, day_words, to_local
from rota.services.ports import Storage


class Looked(StrEnum):
    """What a look is kept of, as the history names it."""

    PATIENTS = "looked at patients"
    DECLARATIONS = "looked at declarations"


_PARTS = ((time(0), "night"), (time(6), "morning"), (time(12), "afternoon"), (time(18), "evening"))


def day_part(now: datetime) -> tuple[datetime, str]:
    """Return when the present part of the day began, and its name."""
    local = to_local(now)
    begun, name = max(each for each in _PARTS if each[0] <= local.time())
    return at_local(local.date(), begun), f"{name} of {day_words(local.date())}"


def note_look(storage: Storage, looked: Looked) -> bool:
    """Keep in the history that the user looks at something; say whether that was new."""
    if storage.user.is_open:
        return False
    since, part = day_part(storage.present())
    with storage.read() as work:
        if work.journal.has_since(looked, work.who, since):
            return False
    if looked is Looked.PATIENTS:
        with storage.write("looked at patients", undoable=False) as work:
            work.record(f"Looked at lists of patients, {part}.")
    else:
        with storage.write("looked at declarations", undoable=False) as work:
            work.record(f"Looked at what staff told the trust, {part}.")
    return True


def note_copied(storage: Storage, rows: int, *, of_staff: bool = False) -> None:
    """Keep in the history that a user put lines of a list on the clipboard."""
    if storage.user.is_open:
        return
    if of_staff:
        with storage.write("copied staff", undoable=False) as work:
            work.record(f"Copied {rows:,} lines about staff to the clipboard.")
    else:
        with storage.write("copied patients", undoable=False) as work:
            work.record(f"Copied {rows:,} lines about patients to the clipboard.")


def note_list(storage: Storage, sentence: str) -> None:
    """Keep in the history that a list of patients or staff was written to a file or printed."""
    with storage.write("list handed out", undoable=False) as work:
        work.record(sentence)
