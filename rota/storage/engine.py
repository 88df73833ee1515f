"""Opening an engine: the one place that knows drivers, pragmas and how a transaction begins."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from rota.domain.errors import Unavailable

OLDEST_SQLITE = (3, 51, 3)
"""Older versions can corrupt a write-ahead log when two connections write at once."""

APPLICATION_ID = 0x5374526F
"""``StRo``: marks a SQLite file as ours."""

PRAGMAS = (
    ("busy_timeout", 10000),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", 1),
    ("temp_store", 2),
    ("mmap_size", 0),
    ("recursive_triggers", 1),
)
POSTGRESQL = "postgresql"


def open_engine(address: str) -> Engine:
    """Open a SQLite file path or a PostgreSQL URL. Raises Unavailable with what to do."""
    if address.startswith(POSTGRESQL):
        return _postgresql(address)
    if "://" in address:
        raise Unavailable(
            "unknown_database", "A database is a file path or postgresql+psycopg://host/name."
        )
    return _sqlite(Path(address))


def _sqlite(path: Path) -> Engine:
    if sqlite_driver.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(
            "sqlite_too_old", "This computer's SQLite is too old to be safe. Install again."
        )
    _prepare_file(path)
    engine = create_engine(f"sqlite:///{path}", module=sqlite_driver)
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _prepare_file(path: Path) -> None:
    """Make the folder and an empty private file, so that nobody else can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        elif path.is_dir():
            raise Unavailable("is_a_folder", f"{path} is a folder. Name a file in it.")
        elif path.stat().st_size and path.open("rb").read(15) != b"SQLite format 3":
            raise Unavailable(
                "not_a_database", f"{path} is not a Strike Rota file. It was left as it is."
            )
    except OSError as error:
        raise Unavailable(
            "file_unreachable", f"{path} cannot be opened: {error.strerror or 'no access'}."
        ) from error


def _on_sqlite_connect(raw: Any, _record: Any) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    for name, value in PRAGMAS:
        cursor.execute(f"PRAGMA {name}={value}")
    mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode is None or mode[0] != "wal":
        raise Unavailable(
            "no_wal", "This folder cannot hold a safe database. Keep the file on a local disk."
        )
    cursor.execute("PRAGMA synchronous=FULL")
    found = cursor.execute("PRAGMA application_id").fetchone()[0]
    if found == 0:
        cursor.execute(f"PRAGMA application_id={APPLICATION_ID}")
    elif found != APPLICATION_ID:
        raise Unavailable("foreign_file", "This file belongs to another program.")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(address: str) -> Engine:
    if not address.startswith("postgresql+psycopg://"):
        address = "postgresql+psycopg://" + address.split("://", 1)[1]
    return create_engine(address, pool_pre_ping=True)


_SQLITE_REASONS = {
    "SQLITE_BUSY": "Another program is saving to this file. Try again in a moment.",
    "SQLITE_FULL": "The disk is full. Free some space and try again; nothing was half saved.",
    "SQLITE_READONLY": "This file may not be changed. Check that it is not read-only.",
    "SQLITE_CANTOPEN": "The file cannot be opened. Check the folder and your access to it.",
    "SQLITE_NOTADB": "This is not a Strike Rota file, or it needs a password.",
    "SQLITE_CORRUPT": "This file is damaged. Do not save to it; restore a backup.",
    "SQLITE_IOERR": "The disk could not be read or written. Nothing was half saved.",
}


def as_unavailable(error: DBAPIError) -> Unavailable | None:
    """Return the plain sentence for a fault of the world; None for a bug of ours."""
    name = getattr(error.orig, "sqlite_errorname", "")
    for code, text in _SQLITE_REASONS.items():
        if name.startswith(code):
            return Unavailable(code.lower(), text)
    if name == "" and isinstance(error, OperationalError):
        return Unavailable(
            "server_unreachable", "The database server does not answer. Check it and try again."
        )
    return None
