"""Undo, redo, history and the check of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.journal import Anchor, JournalEntry
from rota.domain.permissions import See, refuse, refuse_sight
from rota.domain.times import short_words
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
    """Reverse an entry. Refuses who may not, or no longer, do what is taken back or done again."""
    with storage.read() as work:
        refuse(storage.user, work.journal.first_action(entry))
    with storage.write(step, step=step, reverses=entry.entry) as work:
        work.journal.reverse(entry.entry)
        keep_printed(work)
        work.say(sentence)
    return work.changes


def _words(entry: JournalEntry) -> str:
    return entry.text or entry.action


def history(storage: Storage, limit: int = 200) -> list[JournalEntry]:
    """Return the newest entries, newest first."""
    refuse_sight(storage.user, See.HISTORY)
    with storage.read() as work:
        return list(reversed(work.journal.entries(limit)))


_ADVICE_ON_A_SERVER = (
    "Somebody changed this database with another program, or an older copy was put in its place. "
    "Keep a copy as it is for whoever looks into it, and restore a backup that checks well."
)
_ADVICE = (
    "Somebody changed this file with another program, or an older copy was put in its place. "
    "Keep it as it is for whoever looks into it, and restore a backup that checks well. If you "
    "put an older copy back yourselves, rename the file beside it that ends in .anchors, and check "
    "again."
)


@dataclass(frozen=True, slots=True)
class Health:
    """What a full check found. No faults and no bad entry: all is well."""

    faults: tuple[str, ...]
    bad_entry: int | None
    bad_reason: str
    entries: int
    anchors: int = 0
    entry: JournalEntry | None = None
    """The bad entry as it stands, where there is one."""
    on_a_server: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Say which entry is the first that does not hold, when and what it was, and what to do."""
        if self.bad_entry is None:
            return ()
        which = f"Journal entry {self.bad_entry:,}"
        if self.entry is not None:
            entry = self.entry
            by = f", by {entry.who}" if self.on_a_server else ""  # a server knows who it is
            which = f"{which} ({short_words(entry.at)}, {entry.action}{by})"
        advice = _ADVICE_ON_A_SERVER if self.on_a_server else _ADVICE
        return (f"{which}: {self.bad_reason}.", advice)

    @property
    def sound(self) -> bool:
        """Say whether everything holds."""
        return not self.faults and self.bad_entry is None


def check(storage: Storage, anchors: Sequence[Anchor] = ()) -> Health:
    """Check the file's integrity, that every row points at something, and the journal's chain.

    The chain is held against the anchors noted beside the file, and against those given; if it
    holds, every row is held against what the journal has of it.
    """
    faults = storage.faults()
    noted = storage.anchors()
    with storage.read() as work:
        number, reason = work.journal.first_bad([*noted, *anchors]) or (None, "")
        newest, _ = work.journal.head()
        if not faults and number is None:  # else neither rows nor journal can be relied on
            faults = work.journal.strayed_rows()
        entry = None if number is None else work.journal.entry(number)
    is_server = storage.backups is None
    return Health(tuple(faults), number, reason, newest, len(noted), entry, is_server)


def anchor(storage: Storage) -> Anchor:
    """Return how far the journal has come: what is printed at the foot of a report."""
    with storage.read() as work:
        return Anchor(*work.journal.head())
