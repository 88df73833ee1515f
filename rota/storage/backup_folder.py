"""The backups of one hospital file: where they lie, what is known of each, and which go.

They lie in a folder beside the file and, if one is set, in a second place on another disk. Beside
each copy lies a note in JSON with what was verified, and its key box. Nothing in a note is private.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from contextlib import suppress
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from time import time

from sqlalchemy import Engine

from rota.domain.backups import Backup, Made, Why, newest_good, to_thin_safely
from rota.domain.errors import Unavailable
from rota.domain.journal import Anchor
from rota.storage.backups import (
    Stamp,
    Told,
    back_up,
    copy_boxes,
    copy_file,
    digest_of,
    head_of,
)
from rota.storage.durable import LEFT_OVER, in_turn, write_whole
from rota.storage.keyfile import box_paths
from rota.storage.secret import Secret

_NAME = re.compile(rf"(\d{{8}}T\d{{6}}Z)(?:-\d+)?-({'|'.join(Why)})\.db")
SHARED = (Why.TIMED, Why.IMPORT, Why.CALL_OFF)
"""What one backup does for two windows."""
PATIENCE = 60.0
"""Seconds to wait for another window's backup."""
_STAMP = "%Y%m%dT%H%M%SZ"


def folder_of(path: Path) -> Path:
    """Return where the backups of a hospital file lie."""
    return path.with_name(f"{path.name}.backups")


def second_folder(path: Path, place: Path) -> Path:
    """Return the folder of one file's backups in a second place, which others may use too."""
    whole = f"{platform.node()}\n{os.path.realpath(path)}"
    mark = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return place / f"{path.name}.backups-{mark}"


def note_of(backup: Path) -> Path:
    """Return where the note about a backup is."""
    return backup.with_name(f"{backup.name}.json")


def all_in(folder: Path) -> list[Backup]:
    """Return the backups in a folder, newest first; none where it cannot be read."""
    try:
        found = [each for each in (read(path) for path in folder.iterdir()) if each is not None]
    except OSError:
        return []
    return sorted(found, key=lambda each: each.order, reverse=True)


def read(path: Path) -> Backup | None:
    """Return what is known of a backup; None for a file that is not called as one is."""
    called = _NAME.fullmatch(path.name)
    if called is None:
        return None
    at = datetime.strptime(called[1], _STAMP).replace(tzinfo=UTC)
    try:
        size = path.stat().st_size
        note = json.loads(note_of(path).read_bytes())
        return Backup(
            path,
            at,
            Why(called[2]),
            size,
            Anchor(int(note["entry"]), str(note["digest"])),
            str(note["schema"]),
            str(note["sha256"]),
            size == note["size"],
            bool(note["encrypted"]),
            int(note.get("number", 0)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Backup(path, at, Why(called[2]))


class BackupFolder:
    """Makes, lists and thins the backups of an open file."""

    def __init__(self, engine: Engine, path: Path, secret: Secret | None) -> None:
        self._engine = engine
        self._path = path
        self._secret = secret

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return folder_of(self._path)

    def all(self) -> list[Backup]:
        """Return them, newest first."""
        return all_in(self.folder)

    def copies(self, second: str) -> list[str]:
        """Name every copy: backups, those in the second place, and what a restore set aside."""
        found = [each.path.name for each in self.all()]
        asides = self._path.parent.glob(f"{escape(self._path.name)}.before-restore-*")
        found += sorted(each.name for each in asides if each.name.rpartition("-")[2].isdecimal())
        there = all_in(second_folder(self._path, Path(second))) if second else []
        return [*found, *(str(each.path) for each in there)]

    def head(self) -> Anchor:
        """Return the end of the journal now."""
        raw = self._engine.raw_connection()
        try:
            return head_of(raw.driver_connection)
        finally:
            raw.close()

    def make(
        self, why: Why, at: datetime, second: str = "", told: Told = lambda _done: None
    ) -> Made:
        """Make and verify one, then let older ones go. What fails in the second place is said.

        Two windows take turns. One made by itself, or before something risky, is the other's where
        that holds all there is.
        """
        self._make_private()
        with in_turn(self.folder, PATIENCE):
            newest = newest_good(self.all())
            if why in SHARED and newest is not None and newest.head == self.head():
                return Made(newest)
            out = self._free_name(at, why)
            stamp = back_up(self._engine, out, self._secret, told)
            made = self._noted(out, at, why, stamp)
            thin(self.folder, at)
        if not second:
            return Made(made)
        try:
            return Made(made, self._copy_to(second_folder(self._path, Path(second)), made))
        except OSError as error:
            return Made(made, None, _second_fault(second, error))

    def _make_private(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self.folder.glob("*.part*"):  # of a copy that was killed
                with suppress(FileNotFoundError):  # another window was first
                    if time() - left.stat().st_mtime > LEFT_OVER:
                        left.unlink()
        except OSError as error:
            raise _not_written(self.folder, error) from error

    def _free_name(self, at: datetime, why: Why) -> Path:
        stamp, number = at.astimezone(UTC).strftime(_STAMP), 1
        while (out := self.folder / f"{stamp}{f'-{number}' * (number > 1)}-{why}.db").exists():
            number += 1
        return out

    def _noted(self, out: Path, at: datetime, why: Why, stamp: Stamp) -> Backup:
        size, digest = out.stat().st_size, digest_of(out)
        encrypted = self._secret is not None
        number = 1 + max((each.number for each in self.all()), default=0)
        note = {
            "version": 1,
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "why": why.value,
            "file": self._path.name,
            "size": size,
            "sha256": digest,
            "encrypted": encrypted,
            "schema": stamp.schema,
            "entry": stamp.head.entries,
            "digest": stamp.head.sha256,
            "rows": dict(stamp.rows),
            "number": number,
        }
        try:
            write_whole(note_of(out), json.dumps(note, indent=1).encode())
        except OSError as error:
            raise _not_written(out, error) from error
        known = (size, stamp.head, stamp.schema, digest, True, encrypted, number)
        return Backup(out, at, why, *known)

    def _copy_to(self, folder: Path, made: Backup) -> Path:
        """Copy a verified backup. The folder may be on a share: no SQLite file is opened there."""
        if not folder.parent.is_dir():
            raise FileNotFoundError(2, "it is not there", str(folder.parent))
        folder.mkdir(exist_ok=True, mode=0o700)
        out = folder / made.path.name
        copy_file(made.path, out)
        if digest_of(out) != made.sha256:
            out.unlink()
            raise OSError(5, "what was written there reads back differently")
        copy_boxes(made.path, out)
        copy_file(note_of(made.path), note_of(out))
        thin(folder, made.at)
        return out


def thin(folder: Path, now: datetime) -> None:
    """Let older backups go. One that cannot be deleted stays, and is tried again next time."""
    for each in to_thin_safely(all_in(folder), now):
        for path in (each.path, note_of(each.path), *box_paths(each.path)):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                break


def keep_before_upgrade(engine: Engine, path: Path, secret: Secret | None, at: datetime) -> Backup:
    """Keep a file as it is before its schema is brought up."""
    return BackupFolder(engine, path, secret).make(Why.UPGRADE, at).backup


def _not_written(path: Path, error: OSError) -> Unavailable:
    why = error.strerror or "no access"
    return Unavailable("not_written", f"No backup was made: {path} cannot be written to ({why}).")


def _second_fault(place: str, error: OSError) -> str:
    return (
        f"No backup lies in the second place: {place} cannot be written to "
        f"({error.strerror or 'no access'}). Connect it, or choose another."
    )
