"""Having a SQLite file to oneself, and giving it another secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver

from rota.domain.errors import Refused, Unavailable
from rota.storage.secret import Secret

QUIET = "PRAGMA cipher_log_level=NONE"
"""SQLCipher tells the terminal of every wrong key otherwise."""
PLAIN = b"SQLite format 3"
PATIENCE = 1.0
"""Seconds to wait for others who are just letting go of the file."""


def is_plain(path: Path) -> bool:
    """Whether a file is a SQLite file that is not encrypted. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def connect(path: Path, secret: Secret | None) -> Any:
    """Open a file that is there by its driver alone; a transaction begins when one is begun."""
    connection = sqlite_driver.connect(
        f"{path.absolute().as_uri()}?mode=rw", timeout=PATIENCE, uri=True
    )
    connection.isolation_level = None
    connection.execute(QUIET)
    if secret is not None:
        connection.execute(f"PRAGMA key={secret.pragma}")
    return connection


def opens(path: Path, secret: Secret) -> bool:
    """Whether a file can be read with a secret. Raises Unavailable for faults of the disk."""
    if not path.exists():
        return False
    try:
        with closing(connect(path, secret)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite_driver.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            return False
        raise _in_use(error) or _unavailable() from error
    return True


@contextmanager
def alone(path: Path, secret: Secret | None) -> Iterator[Any]:
    """Keep everybody else from a file; raises Refused while another window has it open.

    The log is brought into the file, so that it is all there is, and a rollback journal guards
    what is done to it: SQLite gives a file another key only so.
    """
    try:
        with closing(connect(path, secret)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection
    except sqlite_driver.Error as error:
        raise _in_use(error) or _unavailable() from error


def check_sound(connection: Any) -> None:
    """Raise Unavailable for a damaged file: it is not the time to write all of it again."""
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise Unavailable(
            "sqlite_corrupt", "This file is damaged. Do not save to it; restore a backup."
        )


def rekey(connection: Any, secret: Secret) -> None:
    """Encrypt a file anew, whole or not at all: a crash or a full disk leaves it as it was."""
    if connection.execute(f"PRAGMA rekey={secret.pragma}").fetchone()[0] != "ok":
        raise _unavailable()


def _in_use(error: BaseException) -> Refused | None:
    if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return None
    return Refused(
        "in_use", "The hospital file is open in another window. Close it, then try again."
    )


def _unavailable() -> Unavailable:
    return Unavailable(
        "keys_not_changed",
        "The disk is full or fails: the file was left as it was. Free some space and try again.",
    )
