"""What came of setting up a database server, and of moving a hospital from one place to another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSetUp:
    """What keeps the roles of a hospital apart on a server."""

    database: str
    owner: str
    groups: tuple[str, ...]
    tables: int
    rules: int


@dataclass(frozen=True, slots=True)
class FirstKey:
    """Who opens a new encrypted file, of those who are users already, and with what."""

    login: str
    passphrase: str

    def __repr__(self) -> str:
        return "FirstKey(…)"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied from one database into another, and compared afterwards row by row.

    ``without_key`` are the users who must be given a passphrase where the hospital now is.
    ``recovery_code`` is that of a new encrypted file, shown once.
    """

    tables: int
    rows: int
    entries: int
    digest: str
    without_key: tuple[str, ...] = ()
    recovery_code: str = ""
