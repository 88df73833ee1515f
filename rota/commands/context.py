"""What every command works with: the parsed words, the tools, and where answers go."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from rota.domain.errors import Refused
from rota.domain.times import iso_local, iso_utc, short_words
from rota.domain.users import Door
from rota.services.acting import Acting
from rota.services.demo import present_of
from rota.services.ports import Storage
from rota.services.tools import Tools

LOGIN, PASSPHRASE = "STRIKE_ROTA_LOGIN", "STRIKE_ROTA_PASSPHRASE"
"""Variables that say who signs in, where the words of the command do not."""
LONGEST_LINE = 4096
"""Bytes that are read of a file with a passphrase."""


@dataclass(slots=True)
class Context:
    """One run of one command."""

    words: argparse.Namespace
    tools: Tools
    answered: bool = False
    has_shown: bool = True
    """Whether the answer holds any of what a look at it is kept of."""
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
        """Open the database; a file that is not there is created. One that is protected asks."""
        if self._storage is None:
            door, login = self.tools.access.door(self.address), self._login()
            if door is Door.LOCKED or (door is Door.SERVER and login):
                self._storage = self._as_asked(self._signed_in(login))
                return self._storage
            is_new = "://" not in self.address and not Path(self.address).exists()
            opened = self.tools.open_storage(self.address, self.clock())
            if is_new:
                self.say(f"{self.address} was not there: this is a new, empty hospital file.")
                if door is Door.DAMAGED:
                    self.say("There are backups of an earlier one: 'backups list' shows them.")
            self._storage = self._as_asked(opened)
        return self._storage

    def _as_asked(self, storage: Storage) -> Storage:
        """Do it once where ``--once`` names it, and over nothing newer than ``--seen-entry``."""
        key, seen = (getattr(self.words, each, None) for each in ("act_key", "seen_entry"))
        if key is None and seen is None:
            return storage
        return Acting(storage, lambda: seen, key).as_storage

    def _login(self) -> str:
        return getattr(self.words, "login", None) or os.environ.get(LOGIN, "")

    def _signed_in(self, login: str) -> Storage:
        if not login:
            raise Refused(
                "sign_in",
                f"{self.address} is protected: give --login NAME and --passphrase-file FILE, "
                f"or set {LOGIN} and {PASSPHRASE}.",
            )
        access = self.tools.access
        storage = access.sign_in(self.address, self.tools.clock, login, self.passphrase())
        if storage.older is not None:
            self.say(storage.older.words)
        return storage

    def passphrase(self) -> str:
        """Return the passphrase of whoever signs in, from a file or a variable."""
        named: str | None = getattr(self.words, "passphrase_file", None)
        if named is not None:
            return first_line(named, "the passphrase")
        if (said := os.environ.get(PASSPHRASE, "")) == "":
            raise Refused(
                "no_passphrase", f"Give --passphrase-file FILE, or set {PASSPHRASE}, to sign in."
            )
        return said

    def clock(self) -> Callable[[], datetime]:
        """Return the clock that the journal goes by: as told, or the computer's.

        Where people sign in it is the computer's: ``--now`` is for working things out only.
        """
        return self.tools.clock if self.given_now is None else self._told_time

    def close(self) -> None:
        """Let go of the database, should it be open."""
        if self._storage is not None:
            self._storage.close()
            self._storage = None

    def _told_time(self) -> datetime:
        has_users = self._storage is not None and not self._storage.user.is_open
        return (not has_users and self.given_now) or self.tools.clock()

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


def first_line(name: str, what: str) -> str:
    """Return the first line of a file that holds a secret, without what ends the line."""
    try:
        with Path(name).open("rb") as file:
            line = file.read(LONGEST_LINE).decode("utf-8-sig").split("\n", 1)[0]
    except OSError as error:
        why = error.strerror or "no access"
        raise Refused("no_file", f"{name}, for {what}, cannot be read: {why}.") from None
    except UnicodeDecodeError:
        raise Refused("not_text", f"{name}, for {what}, is not text in UTF-8.") from None
    if not line.strip():
        raise Refused("empty_file", f"The first line of {name} must hold {what}.")
    return line.rstrip("\r")


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
