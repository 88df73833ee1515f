"""Putting a backup in the place of a hospital file. What was there is set aside, never deleted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver

from rota.domain.backups import Lost, Restored
from rota.domain.errors import Refused, Unavailable
from rota.domain.journal import Anchor
from rota.domain.times import iso_utc, utc_now
from rota.storage.anchors import set_aside as set_anchors_aside
from rota.storage.backup_folder import read
from rota.storage.backups import (
    check,
    connected,
    copy_boxes,
    digest_of,
    new_private_file,
    stamp_of,
)
from rota.storage.durable import sync_file, sync_folder, write_whole
from rota.storage.keyfile import box_paths, copies
from rota.storage.places import refuse_unsafe
from rota.storage.rekeying import is_plain, rekey
from rota.storage.secret import Secret

LOGS = ("-wal", "-shm")


def note_path(path: Path) -> Path:
    """Return where it is noted that a backup was put back, until somebody has confirmed it."""
    return path.with_name(f"{path.name}.restored")


def restore(address: str, backup: Path, secrets: Sequence[Secret] = ()) -> Restored:
    """Put a backup in the place of a hospital file.

    ``secrets`` are those known of the file, the one in use first: an encrypted backup is verified
    with one of them and brought to the first. Without any it must be the very bytes that were
    verified when it was made, and its own key box comes with it.
    """
    if "://" in address:
        raise Refused("not_a_file", "A PostgreSQL database is restored with pg_restore.")
    if not backup.is_file():
        raise Refused("no_backup", f"There is no file {backup}.")
    path = Path(address)
    if path.exists() and path.samefile(backup):
        raise Refused("same_file", "This is the hospital file itself. Choose a backup.")
    refuse_unsafe(path)
    secret, head = _verified(path, backup, secrets)
    _refuse_if_in_use(path, secrets)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new_private_file(part)
        _copy(backup, part, secret)
        if secret is not None and secret != secrets[0]:
            with closing(connected(part, secret)) as connection:
                rekey(connection, secrets[0])
        sync_file(part)
        aside = _set_aside(path)
        if not _has_sound_box(path):
            copy_boxes(backup, path)
        found = _note(path, backup, head, aside, secrets)
        part.replace(path)
        sync_folder(path.parent)
    except (OSError, sqlite_driver.Error) as error:
        why = getattr(error, "strerror", None) or "the disk is full or fails"
        raise Unavailable("not_restored", f"Nothing was restored: {why}.") from error
    finally:
        part.unlink(missing_ok=True)
    return found


def waiting(path: Path, secrets: Sequence[Secret] = ()) -> Restored | None:
    """Return what waits to be confirmed since a backup was put back; None: nothing."""
    try:
        note = json.loads(note_path(path).read_bytes())
        aside = None if note["aside"] is None else path.with_name(note["aside"])
        return Restored(
            None if note["backup_at"] is None else datetime.fromisoformat(note["backup_at"]),
            datetime.fromisoformat(note["restored_at"]),
            aside,
            _lost(aside, Anchor(note["entry"], note["digest"]), secrets),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Restored(None, utc_now(), None, None)


def is_waiting(path: Path) -> bool:
    """Whether a backup was put back and nobody has confirmed it yet."""
    return note_path(path).exists()


def confirmed(path: Path) -> None:
    """Somebody has looked: letters may go out again."""
    note_path(path).unlink(missing_ok=True)


def _verified(path: Path, backup: Path, secrets: Sequence[Secret]) -> tuple[Secret | None, Anchor]:
    """Return the secret of a backup that is sound, if it has one, and the end of its journal."""
    if is_plain(backup):
        if any(each.exists() for each in box_paths(path)):
            raise Refused(
                "open_backup",
                "This backup is not encrypted and the hospital file is. It was not put back. "
                "Look at it by itself: --database and the name of the backup.",
            )
        return None, check(backup, None).head
    for secret in secrets:
        try:
            return secret, check(backup, secret).head
        except Refused as error:
            if error.code == "newer_file":
                raise
    known = read(backup)
    if known is not None and known.is_checked and known.sha256 == digest_of(backup):
        return None, known.head
    if secrets or any(each.exists() for each in box_paths(backup)):
        raise Refused("not_a_backup", f"{backup} is not a sound Strike Rota file.")
    raise Refused("no_keys", f"{backup} is not a Strike Rota file, or its key box is missing.")


def _copy(backup: Path, part: Path, secret: Secret | None) -> None:
    if secret is None and not is_plain(backup):
        part.write_bytes(backup.read_bytes())
        return
    with closing(connected(backup, secret)) as source, closing(connected(part, secret)) as target:
        source.backup(target)  # its log too, should it have one
        target.execute("PRAGMA journal_mode=DELETE")
        if stamp_of(source) != stamp_of(target):
            raise Refused("not_a_backup", f"{backup} could not be copied whole.")


def _refuse_if_in_use(path: Path, secrets: Sequence[Secret]) -> None:
    """Refuse while another program has the file open: it would go on writing to the old one."""
    if not path.exists() or not path.stat().st_size:
        return
    encrypted = not is_plain(path)
    if encrypted and not secrets:
        if _has_log(path):
            raise Refused(
                "in_use",
                "The hospital file is open in another window, or the program did not end well. "
                "Close it or sign in, then restore.",
            )
        return
    try:
        with closing(connected(path, secrets[0] if encrypted else None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite_driver.OperationalError as error:
        raise Refused(
            "in_use", "The hospital file is open in another window. Close it, then restore."
        ) from error
    except sqlite_driver.DatabaseError:
        return  # too damaged to tell; it is set aside whole


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _set_aside(path: Path) -> Path | None:
    """Move a file out of the way together with its log, and copy its key box beside it."""
    number = 1
    while (aside := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    there = path.exists()
    for ending in ("", *LOGS):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    copy_boxes(path, aside)
    set_anchors_aside(path, aside)
    return aside if there else None


def _has_sound_box(path: Path) -> bool:
    """Whether the key box in place can be read: it holds every secret that the file ever had."""
    try:
        return bool(copies(path))
    except Unavailable:
        return False


def _note(
    path: Path, backup: Path, head: Anchor, aside: Path | None, secrets: Sequence[Secret]
) -> Restored:
    known, now = read(backup), utc_now()
    at = None if known is None else known.at
    found = Restored(at, now, aside, () if aside is None else _lost(aside, head, secrets))
    if found.waits and not is_waiting(path):
        note = {
            "backup_at": None if at is None else iso_utc(at),
            "restored_at": iso_utc(now),
            "aside": None if aside is None else aside.name,
            "entry": head.entries,
            "digest": head.sha256,
        }
        write_whole(note_path(path), json.dumps(note).encode())
    return found


def _lost(aside: Path | None, head: Anchor, secrets: Sequence[Secret]) -> tuple[Lost, ...] | None:
    """Return what the journal of a file set aside has beyond a backup; None: it cannot be read."""
    if aside is None or not aside.is_file():
        return None
    try:
        secret = secrets[0] if secrets and not is_plain(aside) else None
        with closing(connected(aside, secret)) as connection:
            same = connection.execute(
                "SELECT sha256 FROM journal_entry WHERE id = ?", (head.entries,)
            ).fetchone()
            if head.entries and (same is None or same[0] != head.sha256):
                return None  # another file's journal: nobody can say what is missing
            rows: list[Any] = connection.execute(
                "SELECT id, at, who, action, text FROM journal_entry WHERE id > ? ORDER BY id",
                (head.entries,),
            ).fetchall()
    except (OSError, sqlite_driver.DatabaseError):
        return None
    return tuple(Lost(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows)
