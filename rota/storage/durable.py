"""Small files, there whole or not at all whatever happens and whoever else writes them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE, LOOK_AGAIN = 5.0, 0.01
"""Seconds to wait for others who write the same files, and between two looks."""
LEFT_OVER = 3600.0
"""Seconds after which a part that nobody finished is thrown away."""


def write_whole(path: Path, body: bytes) -> None:
    """Write a private file in the place of any before it. Raises OSError."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    _sweep(path)


def _sweep(path: Path) -> None:
    """Throw away what a crash left of earlier writes."""
    with suppress(OSError):
        for each in path.parent.glob(f"{path.name}.*.part"):
            if time.time() - each.stat().st_mtime > LEFT_OVER:
                each.unlink(missing_ok=True)


@contextmanager
def in_turn(database: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Let others who change the small files beside a database wait until this is done.

    A disk that can keep nobody waiting, and somebody who takes longer than all of this takes,
    keep nobody off.
    """
    handle = None
    with suppress(OSError):
        lock = database.with_name(f"{database.name}.lock")
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        until = time.monotonic() + patience
        while handle is not None and not _is_ours(handle) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN)
        yield
    finally:
        if handle is not None:
            os.close(handle)  # lets go of it as well


def _is_ours(handle: int) -> bool:
    """Try to have a file to oneself, as long as it is open."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def sync_file(path: Path) -> None:
    """Bring all of a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; Windows does so by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
