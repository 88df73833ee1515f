"""Whole copies of a SQLite hospital file: made while it is in use, and verified before they count.

Copies are made by SQLite's own backup interface within one reading view: they hold what was saved
when they began, keep nobody from saving, and never copy a file without its log.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import Engine

from rota.domain.backups import NOTHING
from rota.domain.errors import Refused, Unavailable
from rota.domain.journal import Anchor
from rota.storage.durable import sync_file, sync_folder
from rota.storage.engine import APPLICATION_ID
from rota.storage.keyfile import box_paths
from rota.storage.rekeying import QUIET
from rota.storage.schema import HEAD
from rota.storage.secret import Secret

Told = Callable[[float], None]

STEP_PAGES = 2_000
"""How much is copied at once, in pages of 4 kB; in between the work can be told to stop."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a copy must hold: the schema, the end of the journal, and the rows of each table."""

    schema: str
    head: Anchor
    rows: tuple[tuple[str, int], ...]


def back_up(
    engine: Engine, out: Path, secret: Secret | None = None, told: Told = lambda _done: None
) -> Stamp:
    """Write a verified copy, and the key box beside it. Refuses to overwrite.

    ``told`` hears how much is done, 0 to 1; whatever it raises stops the copy and leaves nothing.
    """
    if engine.dialect.name != "sqlite":
        raise Refused("not_a_file", "A PostgreSQL database is backed up with pg_dump.")
    if out.exists():
        raise Refused("file_exists", f"{out} is there already. Choose another name.")
    part = _part_of(out)
    with _plain_faults("The backup was not written"):
        try:
            out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new_private_file(part)
            stamp = _copy(engine, part, secret, told)
            if stamp != check(part, secret):
                raise Unavailable("not_written", "The backup is not the same as the file. Again.")
            sync_file(part)
            copy_boxes(Path(str(engine.url.database)), out)
            part.replace(out)
            sync_folder(out.parent)
        finally:
            part.unlink(missing_ok=True)
    return stamp


def _copy(engine: Engine, part: Path, secret: Secret | None, told: Told) -> Stamp:
    source = engine.raw_connection()
    raw: Any = source.driver_connection
    try:
        with closing(connected(part, secret)) as target:
            raw.execute("BEGIN")  # one view for all steps: others who save do not begin it anew
            stamp = stamp_of(raw)
            raw.backup(
                target,
                pages=STEP_PAGES,
                progress=lambda _code, left, total: told(1 - left / total if total else 1.0),
            )
            target.execute("PRAGMA journal_mode=DELETE")
    finally:
        raw.rollback()
        source.close()
    return stamp


def connected(path: Path, secret: Secret | None, mode: str = "rw") -> Any:
    """Open a file that is there, for a copy or a look; read only (``ro``) it stays as it is."""
    connection = sqlite_driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}", timeout=1, isolation_level=None, uri=True
    )
    connection.execute(QUIET)
    if secret is not None:
        connection.execute(f"PRAGMA key={secret.pragma}")
    connection.execute("PRAGMA trusted_schema=0")
    connection.execute("PRAGMA cell_size_check=1")
    return connection


def stamp_of(raw: Any) -> Stamp:
    """Return what a copy of a file must hold, as the connection sees it."""
    names = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    tables = [name for (name,) in names]
    rows = [raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables]  # noqa: S608 - the file's own names
    version = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return Stamp(
        "" if version is None else str(version[0]),
        head_of(raw) if "journal_entry" in tables else NOTHING,
        tuple(zip(tables, rows, strict=True)),
    )


def head_of(raw: Any) -> Anchor:
    """Return the end of the journal."""
    query = "SELECT id, sha256 FROM journal_entry ORDER BY id DESC LIMIT 1"
    row = raw.execute(query).fetchone()
    return NOTHING if row is None else Anchor(int(row[0]), str(row[1]))


def check(path: Path, secret: Secret | None) -> Stamp:
    """Return what a copy holds. Refuses one that is damaged, not ours, or of a newer program."""
    stamp, sound = None, False
    try:
        with closing(connected(path, secret)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
                stamp = stamp_of(connection)
                sound = not faults_in(connection, secret, whole=True)
    except sqlite_driver.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_IOERR", "SQLITE_FULL")):
            raise
    if stamp is None or not sound:
        raise Refused("not_a_backup", f"{path} is not a sound Strike Rota file.")
    if stamp.schema == "" or stamp.schema > HEAD:
        raise Refused("newer_file", f"{path} was made by a newer program. Install that first.")
    return stamp


def faults_in(raw: Any, secret: Secret | None, whole: bool) -> list[str]:
    """Return what a check of the pages finds; ``whole``: also indexes and links of rows."""
    found = (
        [] if secret is None else [row[0] for row in raw.execute("PRAGMA cipher_integrity_check")]
    )
    if not found:
        pragma = "integrity_check" if whole else "quick_check"
        found = [row[0] for row in raw.execute(f"PRAGMA {pragma}") if row[0] != "ok"]
    if whole and not found:
        rows = raw.execute("PRAGMA foreign_key_check").fetchall()
        found = [f"a row of {row[0]} points at nothing in {row[2]}" for row in rows]
    return found


def new_private_file(path: Path) -> None:
    """Make an empty file that only this person can read."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))


def _part_of(out: Path) -> Path:
    """Return a name that no other program gives a part of the same file."""
    return out.with_name(f"{out.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


def copy_file(source: Path, out: Path) -> str:
    """Copy a file that nobody writes to, whole or not at all; return its SHA-256."""
    part, digest = _part_of(out), hashlib.sha256()
    try:
        new_private_file(part)
        with source.open("rb") as read, part.open("rb+") as write:
            while block := read.read(1 << 20):
                digest.update(block)
                write.write(block)
            write.flush()
            os.fsync(write.fileno())
        part.replace(out)
        sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def copy_boxes(source: Path, out: Path) -> None:
    """Copy the key box of a file beside another: without it the copy opens for nobody."""
    for old, new in zip(box_paths(source), box_paths(out), strict=True):
        if old.exists():
            copy_file(old, new)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _plain_faults(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite_driver.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise Unavailable(
                "damaged", f"{what}: the hospital file is damaged. Close it and restore a backup."
            ) from error
        raise Unavailable("not_written", f"{what}: the disk is full or fails.") from error
    except OSError as error:
        raise Unavailable("not_written", f"{what}: {error.strerror}.") from error
