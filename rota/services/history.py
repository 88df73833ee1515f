"""Undo, redo, history and the check of the whole file."""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.journal import JournalEntry
from rota.services.ports import Storage
from rota.services.wording_versions import keep_printed


def undo(storage: Storage) -> tuple[JournalEntry, Changes]:
    """Take back the newest action that can be. Refuses when there is none."""
    with storage.read() as work:
        entry = work.journal.next_undo()
    if entry is None:
        raise Refused("nothing_to_undo", "There is nothing to undo.")
    return entry, _reverse(storage, entry, "undo", f"Undid: {_words(entry)}")


def redo(storage: Storage) -> tuple[JournalEntry, Changes]:
    """Do again what was undone last. Refuses when there is nothing."""
    with storage.read() as work:
        entry = work.journal.next_redo()
    if entry is None:
        raise Refused("nothing_to_redo", "There is nothing to redo.")
    return entry, _reverse(storage, entry, "redo", _words(entry).replace("Undid:", "Redid:", 1))


def _reverse(storage: Storage, entry: JournalEntry, step: str, sentence: str) -> Changes:
    with storage.write(step, step=step, reverses=entry.entry) as work:
        work.journal.reverse(entry.entry)
        keep_printed(work)
        work.say(sentence)
    return work.changes


def _words(entry: JournalEntry) -> str:
    return entry.text or entry.action


def history(storage: Storage, limit: int = 200) -> list[JournalEntry]:
    """Return the newest entries, newest first."""
    with storage.read() as work:
        return list(reversed(work.journal.entries(limit)))


@dataclass(frozen=True, slots=True)
class Health:
    """What a full check found. No faults and no bad entry: all is well."""

    faults: tuple[str, ...]
    bad_entry: int | None
    bad_reason: str
    entries: int

    @property
    def sound(self) -> bool:
        """Say whether everything holds."""
        return not self.faults and self.bad_entry is None


def check(storage: Storage) -> Health:
    """Check the file's integrity, that every row points at something, and the journal's chain."""
    faults = storage.faults()
    with storage.read() as work:
        bad = work.journal.first_bad()
        newest = work.journal.entries(1)
    number, reason = bad or (None, "")
    return Health(tuple(faults), number, reason, newest[-1].entry if newest else 0)
