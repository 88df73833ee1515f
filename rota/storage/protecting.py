"""Encrypting a plain hospital file in its place, so that it is never lost and never both.

The encrypted copy is written beside it and proved: every row of every table is compared, the file
checked, its links followed. Only then does it take the plain file's name, in one step; the plain
file is overwritten and removed after that. What a disk keeps of old blocks by itself, as SSDs and
snapshots do, and copies made earlier, are out of the program's reach: a whole-disk encryption of
the computer is what helps there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver

from rota.domain.errors import Unavailable
from rota.storage.durable import sync_file, sync_folder
from rota.storage.engine import APPLICATION_ID
from rota.storage.rekeying import alone, is_plain
from rota.storage.secret import Secret

ENDINGS = ("", "-wal", "-shm", "-journal", ".anchors")
BLOCK = 1 << 20


def part_of(path: Path) -> Path:
    """Return where the encrypted file is made."""
    return path.with_name(path.name + ".part")


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ".plain")


def remove_part(path: Path) -> None:
    """Remove what making the encrypted file leaves beside it, finished or not."""
    for ending in ENDINGS:
        part_of(path).with_name(part_of(path).name + ending).unlink(missing_ok=True)


@contextmanager
def encrypted_copy(path: Path, secret: Secret) -> Iterator[Path]:
    """Make the encrypted copy of a plain file and prove it; nobody else has the file meanwhile.

    Raises Unavailable when the copy is not the same.
    """
    part = part_of(path)
    try:
        with alone(path, None) as connection:
            os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))
            connection.execute(f"ATTACH ? AS safe KEY {secret.pragma}", (str(part),))
            connection.execute("SELECT sqlcipher_export('safe')")
            connection.execute(f"PRAGMA safe.application_id={APPLICATION_ID}")
            version = connection.execute("PRAGMA main.user_version").fetchone()[0]
            connection.execute(f"PRAGMA safe.user_version={version}")
            _prove(connection)
            connection.execute("DETACH safe")
            yield part
    except BaseException:
        remove_part(path)
        raise


def _prove(connection: Any) -> None:
    """Raise Unavailable unless the copy holds the same as the plain file, and is sound."""
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master ORDER BY type, name"
    main, safe = (connection.execute(schema.format(each)).fetchall() for each in ("main", "safe"))
    tables = [name for kind, name, _table, _sql in main if kind == "table"]
    same = main == safe and all(_is_same(connection, name) for name in tables)
    sound = connection.execute("PRAGMA safe.integrity_check").fetchone()[0] == "ok"
    linked = connection.execute("PRAGMA safe.foreign_key_check").fetchone() is None
    ours = connection.execute("PRAGMA safe.application_id").fetchone()[0] == APPLICATION_ID
    if not (same and sound and linked and ours):
        raise Unavailable(
            "not_protected",
            "The encrypted copy was not the same as the file, which was left as it is. Run check.",
        )


def _is_same(connection: Any, table: str) -> bool:
    """Whether a table holds the same rows in both files, and as many."""
    name = '"' + table.replace('"', '""') + '"'
    main, safe = f"main.{name}", f"safe.{name}"
    query = (
        f"SELECT (SELECT count(*) FROM {main}) = (SELECT count(*) FROM {safe}) "  # noqa: S608
        f"AND NOT EXISTS (SELECT * FROM {main} EXCEPT SELECT * FROM {safe})"
    )
    return bool(connection.execute(query).fetchone()[0])


def swap(path: Path, part: Path) -> None:
    """Let the encrypted file take the plain one's name, then overwrite the plain one."""
    sync_file(part)
    _aside(path).unlink(missing_ok=True)
    with suppress(OSError):  # a disk without second names: the old blocks stay as they are
        os.link(path, _aside(path))
    part.replace(path)
    sync_folder(path.parent)
    with suppress(Unavailable):  # it is protected now; who signs in next is told
        erase_plain(path)
    remove_part(path)


def erase_plain(path: Path) -> None:
    """Overwrite and remove the plain file, should an encrypted one have taken its place.

    Raises Unavailable when that cannot be done.
    """
    aside = _aside(path)
    try:
        if aside.exists() and not is_plain(path):
            _overwrite(aside)
            aside.unlink()
            sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(
            "plain_left",
            f"{aside.name} holds the data from before the file was encrypted and could not be "
            f"erased: {error.strerror}. Delete it, then sign in.",
        ) from error


def _overwrite(aside: Path) -> None:
    with aside.open("rb+") as file:
        left = aside.stat().st_size
        while left > 0:
            file.write(bytes(min(BLOCK, left)))
            left -= BLOCK
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def plain_faults() -> Iterator[None]:
    """Say in a sentence that the disk would not take it."""
    try:
        yield
    except (OSError, sqlite_driver.Error) as error:
        why = getattr(error, "strerror", None) or "the disk is full or fails"
        raise Unavailable(
            "not_protected", f"The file was not protected, and is as it was: {why}."
        ) from error
