"""Whole copies of a SQLite hospital file: made while it is in use, verified, put back."""

from __future__ import annotations

import os
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import Engine

from rota.domain.errors import Refused, Unavailable
from rota.storage.engine import APPLICATION_ID
from rota.storage.schema import HEAD


def back_up(engine: Engine, out: Path) -> None:
    """Write a verified copy. Refuses to overwrite, and a database that is no file of ours."""
    if engine.dialect.name != "sqlite":
        raise Refused("not_a_file", "A PostgreSQL database is backed up with pg_dump.")
    if out.exists():
        raise Refused("file_exists", f"{out} is there already. Choose another name.")
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        _copy(engine, part)
        _check(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(out)
    except sqlite_driver.Error as error:
        raise Unavailable(
            "not_written", "The backup was not written: the disk is full or fails."
        ) from error
    except OSError as error:
        raise Unavailable(
            "not_written", f"The backup was not written: {error.strerror}."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(engine: Engine, part: Path) -> None:
    source = engine.raw_connection()
    target = sqlite_driver.connect(str(part))
    try:
        source.driver_connection.backup(target)  # type: ignore[union-attr]
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
        source.close()


def _check(path: Path) -> None:
    """Refuse a file that is damaged or not ours."""
    connection = sqlite_driver.connect(str(path))
    try:
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        newer = version is None or version[0] > HEAD
        sound = ours and connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        linked = sound and connection.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite_driver.DatabaseError:
        ours = sound = linked = newer = False
    finally:
        connection.close()
    if not (ours and sound and linked):
        raise Refused("not_a_backup", f"{path} is not a sound Strike Rota file.")
    if newer:
        raise Refused("newer_file", f"{path} was made by a newer program. Install that first.")


def restore(address: str, backup: Path) -> Path | None:
    """Put a backup in the place of a hospital file; return where the old one was set aside."""
    if "://" in address:
        raise Refused("not_a_file", "A PostgreSQL database is restored with pg_restore.")
    if not backup.is_file():
        raise Refused("no_backup", f"There is no file {backup}.")
    _check(backup)
    path = Path(address)
    _refuse_if_in_use(path)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        part.write_bytes(backup.read_bytes())
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        aside = _set_aside(path)
        part.replace(path)
    except OSError as error:
        raise Unavailable("not_restored", f"Nothing was restored: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return aside


def _refuse_if_in_use(path: Path) -> None:
    """Refuse while another program has the file open: it would go on writing to the old one."""
    if not path.exists():
        return
    connection = sqlite_driver.connect(str(path), timeout=1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite_driver.OperationalError as error:
        raise Refused(
            "in_use", "The hospital file is open in another window. Close it, then restore."
        ) from error
    except sqlite_driver.DatabaseError:
        return  # too damaged to tell; it is set aside whole
    finally:
        connection.close()


def _set_aside(path: Path) -> Path | None:
    """Move a file and its write-ahead log out of the way together, never over another."""
    if not path.exists():
        return None
    number = 1
    while (aside := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    return aside
