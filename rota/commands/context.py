"""What every command works with: the parsed words, the tools, and where answers go."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from rota.domain.errors import Refused
from rota.domain.times import iso_local, iso_utc, short_words
from rota.services.demo import present_of
from rota.services.ports import Storage
from rota.services.tools import Tools


@dataclass(slots=True)
class Context:
    """One run of one command."""

    words: argparse.Namespace
    tools: Tools
    answered: bool = False
    _storage: Storage | None = None

    @property
    def address(self) -> str:
        """Return the database named, or the person's own. Refuses an empty name."""
        named: str | None = getattr(self.words, "database", None)
        if named is not None and not named.strip():
            raise Refused("no_database", "--database names no file. Is a variable empty?")
        return self.tools.default_address if named is None else named

    @property
    def given_now(self) -> datetime | None:
        """Return the present that ``--now`` gives."""
        return getattr(self.words, "now", None)

    def storage(self) -> Storage:
        """Open the database; a file that is not there is created."""
        if self._storage is None:
            clock = self.tools.clock if self.given_now is None else self._told_time
            if "://" not in self.address and not Path(self.address).exists():
                self.say(f"{self.address} was not there: this is a new, empty hospital file.")
            self._storage = self.tools.open_storage(self.address, clock)
        return self._storage

    def close(self) -> None:
        """Let go of the database, should it be open."""
        if self._storage is not None:
            self._storage.close()
            self._storage = None

    def _told_time(self) -> datetime:
        return self.given_now or self.tools.clock()

    def now(self) -> datetime:
        """Return the present: as told, or the demo file's own, or the clock's."""
        return self.given_now or present_of(self.storage()) or self.tools.clock()

    def say(self, text: str) -> None:
        """Tell the person something that is not the answer."""
        _print(text, sys.stderr)

    def answer(self, document: Mapping[str, Any], text: str) -> None:
        """Give the answer: one JSON document, or words."""
        self.answered = True
        if getattr(self.words, "json", False):
            ascii_only = not _encoding(sys.stdout).lower().startswith("utf")
            _print(json.dumps(document, ensure_ascii=ascii_only, indent=1), sys.stdout)
        elif text:
            _print(text, sys.stdout)


def _encoding(stream: TextIO) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _print(text: str, stream: TextIO) -> None:
    """Print to a terminal or pipe that may not know every letter, as an old Windows console."""
    encoding = _encoding(stream)
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def local_words(local: str) -> str:
    """Return a local time of an answer as people read it."""
    return short_words(datetime.fromisoformat(local))


def both_times(name: str, instant: datetime | None) -> dict[str, str | None]:
    """Return an instant under two keys: local with offset, and UTC."""
    if instant is None:
        return {name: None, f"{name}_utc": None}
    return {name: iso_local(instant), f"{name}_utc": iso_utc(instant)}


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as aligned columns for a terminal."""
    widths = [max(len(row[index]) for row in [headings, *rows]) for index in range(len(headings))]
    lines = [headings, *rows]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
