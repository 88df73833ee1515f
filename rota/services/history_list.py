"""The history to read, a page at a time: who did what, when and why. Values are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rota.domain.journal import HistoryQuery, JournalEntry
from rota.domain.permissions import See, refuse_sight
from rota.domain.times import iso_local
from rota.services.exporting import write_file
from rota.services.ports import Exporter, Storage, Work

PAGE = 200
"""Entries on one page."""

HEADINGS = ("number", "at", "who", "action", "what", "why", "changes")


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Entries, newest first, and whether there are older ones; the users' names, by login."""

    entries: tuple[JournalEntry, ...]
    has_more: bool
    names: Mapping[str, str] = field(default_factory=dict)


def history_page(
    storage: Storage, query: HistoryQuery, before: int | None = None, limit: int = PAGE
) -> HistoryPage:
    """Return the newest entries before one that a query asks for."""
    refuse_sight(storage.user, See.HISTORY)
    with storage.read() as work:
        found = work.journal.page(query, before, limit + 1)
        names = _names(work)
    return HistoryPage(tuple(found[:limit]), len(found) > limit, names)


def history_people(storage: Storage) -> dict[str, str]:
    """Return everybody who did something, by login, with their name where they have one."""
    refuse_sight(storage.user, See.HISTORY)
    with storage.read() as work:
        names = _names(work)
        return {login: names.get(login, "") for login in work.journal.people()}


def export_history(storage: Storage, exporter: Exporter, query: HistoryQuery, out: Path) -> Path:
    """Write what a query asks for as CSV, oldest last, and keep that it was written.

    Text that a spreadsheet would run as a formula is made harmless.
    """
    refuse_sight(storage.user, See.HISTORY)
    rows: list[JournalEntry] = []
    with storage.read() as work:
        while found := work.journal.page(query, rows[-1].entry if rows else None, 5 * PAGE):
            rows.extend(found)
    path = write_file(out, exporter.safe_csv(HEADINGS, map(_csv_row, rows)))
    with storage.write("history handed out", undoable=False) as work:
        work.record(f"Wrote {len(rows):,} entries of the history to a file.")
    return path


def _names(work: Work) -> dict[str, str]:
    return {each.user.login: each.user.name for each in work.users.all()}


def _csv_row(entry: JournalEntry) -> tuple[str, ...]:
    return (
        str(entry.entry),
        iso_local(entry.at),
        entry.who,
        entry.action,
        entry.text,
        entry.why,
        str(entry.changes),
    )
