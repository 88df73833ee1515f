"""Putting a backup in the place of a hospital file. What was there is set aside, never deleted.

The old file keeps its name until the new one takes it, in one step: killed at any moment, there is
the one or the other. Until somebody has confirmed it, a note beside the file has every restore
since, so that what two of them took away is one list.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver

from rota.domain.backups import Lost, Restored
from rota.domain.errors import Refused, Unavailable
from rota.domain.times import iso_utc, utc_now
from rota.storage.anchors import ENDING as ANCHORS
from rota.storage.backup_folder import read
from rota.storage.backups import (
    check,
    connected,
    copy_boxes,
    digest_of,
    new_private_file,
    stamp_of,
)
from rota.storage.damage import lost_why
from rota.storage.durable import in_turn, sync_file, sync_folder, write_whole
from rota.storage.keyfile import box_paths, copies
from rota.storage.places import refuse_unsafe
from rota.storage.rekeying import is_plain, opens, rekey
from rota.storage.secret import Secret

LOGS = ("-wal", "-shm")
SHARED = (0x40000002, 510)
"""Where SQLite keeps a lock on a file for as long as it is open: first byte and number."""


IN_USE = "The hospital file is open in another window. Close it, then restore."


@dataclass(frozen=True, slots=True)
class Step:
    """One restore. ``aside``: the name of what was there; empty: there was nothing to set aside.

    ``carried``: whoever could sign in before it can in the file as it is now.
    """

    restored_at: datetime
    backup_at: datetime | None
    aside: str
    carried: bool


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
    undo_cut_short(path)
    there_was = path.exists() or bool(lost_why(path))
    secret = _verified(path, backup, secrets)
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
        lost = _lost(path, part, secrets) if there_was else ()
        with in_turn(path):
            aside = _set_aside(path)
            if not _has_sound_box(path):
                copy_boxes(backup, path)
            step = Step(utc_now(), _made_at(backup), "" if aside is None else aside.name, False)
            if lost is None or lost:
                _keep(path, [*_steps(path), step])
            part.replace(path)
            sync_folder(path.parent)
    except (OSError, sqlite_driver.Error) as error:
        why = getattr(error, "strerror", None) or "the disk is full or fails"
        raise Unavailable("not_restored", f"Nothing was restored: {why}.") from error
    finally:
        part.unlink(missing_ok=True)
    return waiting(path, secrets) or Restored(step.backup_at, step.restored_at, aside)


def waiting(path: Path, secrets: Sequence[Secret] = ()) -> Restored | None:
    """Return what waits to be confirmed since backups were put back; None: nothing."""
    if not is_waiting(path):
        return None
    if not (steps := _steps(path)):
        return Restored(None, utc_now(), None, None)
    found: dict[tuple[int, datetime, str], Lost] | None = {}
    for each in steps:
        lost = _lost(path.with_name(each.aside), path, secrets) if each.aside else None
        if lost is None or found is None:
            found = None
        else:
            found |= {(one.entry, one.at, one.text): one for one in lost}
    last = steps[-1]
    return Restored(
        last.backup_at,
        last.restored_at,
        path.with_name(last.aside) if last.aside else None,
        None if found is None else tuple(sorted(found.values(), key=lambda one: one.entry)),
    )


def is_waiting(path: Path) -> bool:
    """Whether a backup was put back and nobody has confirmed it yet."""
    return note_path(path).exists() and not _all_cut_short(path)


def oldest_put_back(path: Path) -> datetime | None:
    """Return of when the oldest backup is that waits to be confirmed; None: not known."""
    found = [each.backup_at for each in _steps(path)]
    known = [each for each in found if each is not None]
    return min(known) if known and len(known) == len(found) else None


def sources(path: Path) -> list[Path]:
    """Return the files set aside, newest first, that may tell who could sign in before."""
    steps = [each for each in _steps(path) if not each.carried]
    return [path.with_name(each.aside) for each in reversed(steps) if each.aside]


def to_carry(path: Path) -> bool:
    """Whether who may sign in is still to be taken over from before a restore."""
    return is_waiting(path) and any(not each.carried for each in _steps(path))


def carried(path: Path) -> None:
    """Note that who may sign in was taken over."""
    _keep(path, [replace(each, carried=True) for each in _steps(path)])


def confirmed(path: Path) -> None:
    """Somebody has looked: letters may go out again."""
    note_path(path).unlink(missing_ok=True)


def _verified(path: Path, backup: Path, secrets: Sequence[Secret]) -> Secret | None:
    """Return the secret of a backup that is sound, if it has one that is known."""
    if is_plain(backup):
        if any(each.exists() for each in box_paths(path)):
            raise Refused(
                "open_backup",
                "This backup is not encrypted and the hospital file is. It was not put back. "
                "Look at it by itself: --database and the name of the backup.",
            )
        check(backup, None)
        return None
    for secret in secrets:
        try:
            check(backup, secret)
        except Refused as error:
            if error.code == "newer_file":
                raise
        else:
            return secret
    known = read(backup)
    if known is not None and known.is_checked and known.sha256 == digest_of(backup):
        return None
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
        if _is_open_elsewhere(path):
            raise Refused("in_use", IN_USE)
        return
    try:
        with closing(connected(path, secrets[0] if encrypted else None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite_driver.OperationalError as error:
        raise Refused("in_use", IN_USE) from error
    except sqlite_driver.DatabaseError:
        return  # too damaged to tell; it is set aside whole


def _is_open_elsewhere(path: Path) -> bool:
    """Whether another program has a file open that cannot be read here.

    Windows replaces no file that is open, and needs no such look.
    """
    if os.name != "posix":
        return False
    import fcntl

    start, number = SHARED
    try:
        with path.open("rb+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, number, start)
    except (BlockingIOError, PermissionError):
        return True
    return False


def _set_aside(path: Path) -> Path | None:
    """Give a file a second name, and move its log and anchors there; copy its key box beside it.

    A disk without second names loses the first one for the moment until another file takes it.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    there = path.exists()
    if there:
        copy_boxes(path, aside)
        try:
            os.link(path, aside)
        except OSError:
            path.replace(aside)
    for ending in (*LOGS, ANCHORS):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    return aside if there else None


def undo_cut_short(path: Path) -> None:
    """Take back what a restore had begun when it was killed, before anything was put back."""
    if not path.exists() or path.stat().st_nlink == 1:
        return
    with in_turn(path):
        for aside in _asides(path):
            if not aside.samefile(path):
                continue
            for ending in (*LOGS, ANCHORS):
                part = aside.with_name(aside.name + ending)
                if part.exists() and not path.with_name(path.name + ending).exists():
                    part.replace(path.with_name(path.name + ending))
            if steps := [each for each in _read_note(path) if each.aside != aside.name]:
                _keep(path, steps)
            else:
                note_path(path).unlink(missing_ok=True)
            for each in box_paths(aside):
                each.unlink(missing_ok=True)
            aside.unlink()


def _asides(path: Path) -> list[Path]:
    found = path.parent.glob(f"{escape(path.name)}.before-restore-*")
    return [each for each in found if each.name.rpartition("-")[2].isdecimal()]


def _has_sound_box(path: Path) -> bool:
    """Whether the key box in place can be read: it holds every secret that the file ever had."""
    try:
        return bool(copies(path))
    except Unavailable:
        return False


def _made_at(backup: Path) -> datetime | None:
    known = read(backup)
    return None if known is None else known.at


def _keep(path: Path, steps: Sequence[Step]) -> None:
    said = [
        {
            "restored_at": iso_utc(each.restored_at),
            "backup_at": None if each.backup_at is None else iso_utc(each.backup_at),
            "aside": each.aside,
            "carried": each.carried,
        }
        for each in steps
    ]
    write_whole(note_path(path), json.dumps({"version": 1, "steps": said}).encode())


def _read_note(path: Path) -> list[Step]:
    """Return every restore noted, oldest first; none where the note cannot be read."""
    try:
        return [
            Step(
                datetime.fromisoformat(each["restored_at"]),
                None if each["backup_at"] is None else datetime.fromisoformat(each["backup_at"]),
                str(each["aside"]),
                bool(each["carried"]),
            )
            for each in json.loads(note_path(path).read_bytes())["steps"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _steps(path: Path) -> list[Step]:
    """Return the restores noted that were not cut short before anything was put back."""
    return [each for each in _read_note(path) if not _is_cut_short(path, each)]


def _all_cut_short(path: Path) -> bool:
    steps = _read_note(path)
    return bool(steps) and all(_is_cut_short(path, each) for each in steps)


def _is_cut_short(path: Path, step: Step) -> bool:
    with suppress(OSError):
        return bool(step.aside) and path.with_name(step.aside).samefile(path)
    return False


def _lost(old: Path, new: Path, secrets: Sequence[Secret]) -> tuple[Lost, ...] | None:
    """Return what the journal of a file has that another's has not; None: it cannot be read."""
    try:
        with _reading(old, secrets) as theirs, _reading(new, secrets) as ours:
            shared = _shared(theirs, ours)
            if shared is None:
                return None  # another file's journal: nobody can say what is missing
            rows: list[Any] = theirs.execute(
                "SELECT id, at, who, action, text FROM journal_entry WHERE id > ? ORDER BY id",
                (shared,),
            ).fetchall()
    except (OSError, sqlite_driver.DatabaseError):
        return None
    return tuple(Lost(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows)


def _shared(theirs: Any, ours: Any) -> int | None:
    """Return the last entry that two journals have in common; None: they never had one."""
    query = "SELECT sha256 FROM journal_entry WHERE id = ?"
    for number, digest in theirs.execute("SELECT id, sha256 FROM journal_entry ORDER BY id DESC"):
        if (same := ours.execute(query, (number,)).fetchone()) and same[0] == digest:
            return int(number)
    is_new = ours.execute("SELECT 1 FROM journal_entry LIMIT 1").fetchone() is None
    return 0 if is_new else None


@contextmanager
def _reading(path: Path, secrets: Sequence[Secret]) -> Iterator[Any]:
    """Open a file with the secret that fits it. Raises DatabaseError where none does."""
    plain = is_plain(path)
    fitting = (each for each in secrets if opens(path, each))
    with closing(connected(path, None if plain else next(fitting, None))) as connection:
        yield connection
