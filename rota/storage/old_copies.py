"""Encrypting the backups of a file that was plain when they were made, and what was set aside."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from rota.domain.backups import SECOND_PLACE, Backup
from rota.domain.errors import Refused, Unavailable
from rota.storage.backup_folder import all_in, folder_of, note_of, second_folder
from rota.storage.backups import connected, copy_boxes, copy_file, digest_of
from rota.storage.durable import write_whole
from rota.storage.protecting import encrypted_copy, swap
from rota.storage.rekeying import is_plain
from rota.storage.secret import Secret


def encrypt_copies(path: Path, secret: Secret) -> None:
    """Encrypt every plain copy of a protected file, in the second place too where it is there.

    One that is damaged, or lies where nothing can be written, stays: it is tried again.
    """
    plain = [each for each in all_in(folder_of(path)) if is_plain(each.path)]
    for each in plain:
        with suppress(Refused, Unavailable, OSError):
            _encrypt(each.path, secret)
            _note(each)
            copy_boxes(path, each.path)
    for aside in path.parent.glob(f"{path.name}.before-restore-*[0-9]"):
        with suppress(Refused, Unavailable, OSError):
            if is_plain(aside):
                _encrypt(aside, secret)
                copy_boxes(path, aside)
    if plain and (second := _second_place(path, secret)):
        with suppress(OSError):
            _encrypt_second(path, second_folder(path, Path(second)))


def _encrypt(path: Path, secret: Secret) -> None:
    with encrypted_copy(path, secret) as part:
        pass  # let go of the plain one first: Windows replaces no file that is open
    swap(path, part)


def _note(each: Backup) -> None:
    note = json.loads(note_of(each.path).read_bytes())
    note |= {"encrypted": True, "size": each.path.stat().st_size, "sha256": digest_of(each.path)}
    write_whole(note_of(each.path), json.dumps(note, indent=1).encode())


def _encrypt_second(path: Path, folder: Path) -> None:
    """Put the encrypted ones in the place of the plain ones; no SQLite file is opened there."""
    ours = {each.path.name: each.path for each in all_in(folder_of(path))}
    for each in all_in(folder):
        here = ours.get(each.path.name)
        if not is_plain(each.path):
            continue
        if here is None or is_plain(here):
            each.path.unlink()
        else:
            copy_file(here, each.path)
            copy_boxes(here, each.path)
            copy_file(note_of(here), note_of(each.path))


def _second_place(path: Path, secret: Secret) -> str:
    connection = connected(path, secret, "ro")
    try:
        query = "SELECT value FROM setting WHERE name = ?"
        row = connection.execute(query, (SECOND_PLACE,)).fetchone()
        return "" if row is None else str(row[0])
    finally:
        connection.close()
