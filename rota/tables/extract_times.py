"""When an extract was made: what its rows say, else when the file was last changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rota.domain.times import TimeUnreadable, read_local

_KEPT = 10_000


class ExtractTimes:
    """Keeps the newest extract time that rows name. What cannot be read says nothing."""

    def __init__(self) -> None:
        self.newest: datetime | None = None
        self._seen: set[str] = set()

    def see(self, text: str) -> None:
        """Take note of a cell."""
        if not text or text in self._seen:
            return
        if len(self._seen) < _KEPT:
            self._seen.add(text)
        try:
            said = read_local(text).instant
        except TimeUnreadable:
            return
        self.newest = said if self.newest is None else max(self.newest, said)


def changed_at(path: Path) -> datetime | None:
    """Return when a file was last changed, in whole seconds; None when it cannot be asked."""
    try:
        seconds = path.stat().st_mtime
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0)
    except (OSError, OverflowError, ValueError):
        return None
