"""How far the journal has come, noted from time to time in a second file beside the database.

Whoever cuts entries off the end of the journal, or puts an old copy of the file back, leaves a
journal that is sound in itself. Lines are only ever added here; none has a name in it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from rota.domain.journal import Anchor, Older
from rota.storage.schema import journal_entry

ENDING = ".anchors"
_LAST = 4096
"""Bytes at the end in which the last line is looked for."""
NEWEST = 200
"""How many of the newest are held against the journal at each opening; a check takes all."""


class Anchors:
    """The anchors of one database file."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ENDING)

    def all(self) -> list[Anchor]:
        """Return them in the order in which they were noted, without lines that are none."""
        try:
            lines = self._path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        return [each for line in lines if (each := _read(line)) is not None]

    def older(self, connection: Connection) -> Older | None:
        """Say what the journal has lost since one of the newest was noted; None: nothing.

        Whoever saves notes that afterwards, so they are read before the journal is.
        """
        noted = self._newest()
        entry = journal_entry.c
        query = select(entry.id, entry.sha256).where(
            entry.id.in_({each.entries for _, each in noted})
        )
        there = {row.id: row.sha256 for row in connection.execute(query)}
        newest = (
            connection.execute(select(entry.id).order_by(entry.id.desc()).limit(1)).scalar() or 0
        )
        lost = [(each.entries, at) for at, each in noted if there.get(each.entries) != each.sha256]
        if not lost:
            return None
        entries, at = max(lost)
        return Older(at, max(entries - newest, 0))

    def _newest(self) -> list[tuple[datetime, Anchor]]:
        try:
            lines = self._path.read_text("utf-8", "replace").splitlines()[-NEWEST:]
        except OSError:
            return []
        found = []
        for line in lines:
            with suppress(ValueError):
                at, anchor = datetime.fromisoformat(line.split(" ", 1)[0]), _read(line)
                if anchor is not None and at.tzinfo is not None:
                    found.append((at, anchor))
        return found

    def note(self, anchor: Anchor, at: datetime) -> None:
        """Add one, unless it is the last one there. A folder that takes none keeps nobody off."""
        line = f"{at.isoformat()} {anchor.entries} {anchor.sha256}\n"
        try:
            if _read(self._last()) == anchor:
                return
            file = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            try:
                os.write(file, line.encode())
            finally:
                os.close(file)
        except OSError:
            return

    def _last(self) -> str:
        if not self._path.exists():
            return ""
        with self._path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - _LAST, 0))
            lines = file.read().decode("utf-8", "replace").splitlines()
        return lines[-1] if lines else ""


def set_aside(database: Path, aside: Path) -> None:
    """Move the anchors of a file away with it: what is put in its place may be an older copy."""
    path = database.with_name(database.name + ENDING)
    if path.exists():
        path.replace(aside.with_name(aside.name + ENDING))


def set_old_aside(database: Path) -> None:
    """Put away what an earlier file of the name left: a new one begins a history of its own."""
    number = 1
    while (aside := database.with_name(f"{database.name}.gone-{number}{ENDING}")).exists():
        number += 1
    set_aside(database, aside.with_name(aside.name.removesuffix(ENDING)))


def _read(line: str) -> Anchor | None:
    parts = line.split()
    if len(parts) != 3 or not parts[1].isdigit() or len(parts[2]) != 64:
        return None
    return Anchor(int(parts[1]), parts[2])
