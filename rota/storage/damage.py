"""A look at a file before it is opened: nothing damaged is used, or taken for a new file."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from glob import escape
from pathlib import Path
from time import sleep

import sqlcipher3.dbapi2 as sqlite_driver

from rota.domain.backups import Backup, Damaged, newest_good
from rota.domain.errors import Unavailable
from rota.storage.anchors import Anchors
from rota.storage.backup_folder import all_in, folder_of
from rota.storage.backups import connected, digest_of, faults_in
from rota.storage.keyfile import box_paths, copies
from rota.storage.rekeying import is_plain
from rota.storage.secret import Secret

SMALL = 48 << 20
"""Up to how many bytes every page is looked at before each opening: 0.1 s for each 20 MB, measured.

A larger file is looked through when the program did not end well, by the window once it is open,
and by each backup.
"""

LOOKS = 3
"""Another program may be writing the page that is looked at: only what stays is damage."""


def refuse_damaged(path: Path, secret: Secret | None) -> None:
    """Raise Damaged, with the newest good backup, for a file that cannot be trusted as it is.

    An open file that is gone, key box and log too, is made anew, as commands do; a window asks
    ``lost_why`` first.
    """
    try:
        is_cleared = secret is None and not path.exists()
        is_cleared = is_cleared and not _has_box(path) and not _has_log(path)
        why = "" if is_cleared else lost_why(path)
        if not why and path.is_file() and path.stat().st_size:
            why = _unreadable(path, secret)
    except OSError:
        return  # out of reach: opening it says so
    if why:
        raise damaged(path, why)


def damaged(path: Path, why: str, said: str = "") -> Damaged:
    """Return the refusal, with the newest good backup; ``said`` in the place of the usual words."""
    return Damaged(path, why, _newest_sound(path), said)


def _newest_sound(path: Path) -> Backup | None:
    """Return the newest backup that still is what was verified; one may be damaged since."""
    left = all_in(folder_of(path))
    while (newest := newest_good(left)) is not None:
        with suppress(OSError):
            if digest_of(newest.path) == newest.sha256:
                return newest
        left.remove(newest)
    return None


def lost_why(path: Path) -> str:
    """Say why a file that is not there, or is empty, is no new one: something of it is left."""
    is_there = path.exists()
    if is_there and (not path.is_file() or path.stat().st_size):
        return ""
    asides = path.parent.glob(f"{escape(path.name)}.before-restore-*")
    left = _has_box(path) or bool(all_in(folder_of(path))) or _has_log(path) or any(asides)
    if not left and not (is_there and Anchors(path).all()):
        return ""
    return "it is empty" if is_there else "it is gone, though what belongs to it is there"


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _has_box(path: Path) -> bool:
    """Whether a key box is there that is not of a file still being made."""
    if not any(box.exists() for box in box_paths(path)):
        return False
    try:
        return not copies(path)[0].making
    except Unavailable:
        return True


def _unreadable(path: Path, secret: Secret | None) -> str:
    if secret is None and not is_plain(path):
        has_left = bool(all_in(folder_of(path))) or _has_log(path)
        return "its beginning cannot be read" if has_left and not _has_box(path) else ""
    if path.stat().st_size > SMALL and not _has_log(path):
        return ""
    if not os.access(path, os.W_OK):
        return ""  # a look would leave a log that outlasts the file's being mended
    for look in range(LOOKS):
        why = look_through(path, secret)
        if not why:
            return ""
        if look < LOOKS - 1:
            sleep(0.1)
    return why


def look_through(path: Path, secret: Secret | None) -> str:
    """Read every page of a file; return what is wrong, in words."""
    try:
        with closing(connected(path, secret, "ro")) as connection:
            connection.execute("PRAGMA busy_timeout=10000")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            found = faults_in(connection, secret, whole=False)
    except sqlite_driver.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return "its pages cannot be read"
        if secret is not None and name == "SQLITE_ERROR":
            return "its pages cannot be read"
        return ""  # locked, read-only or on a disk that fails: opening it says so
    return "some of its pages were changed or lost" if found else ""
