"""Opening an engine: the one place that knows drivers, pragmas and how a transaction begins."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from rota.domain.errors import Unavailable
from rota.storage.places import refuse_unsafe
from rota.storage.rekeying import QUIET
from rota.storage.secret import Secret
from rota.storage.server_faults import manners, proved, server_fault

OLDEST_SQLITE = (3, 51, 3)
"""Older versions can corrupt a write-ahead log when two connections write at once."""

APPLICATION_ID = 0x5374526F
"""``StRo``: marks a SQLite file as ours."""

BUSY_SECONDS = 10
LOG_SECONDS = 1
"""How long to wait for others who read before the log stays until all have closed."""
PRAGMAS = (
    ("busy_timeout", BUSY_SECONDS * 1000),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", 1),
    ("temp_store", 2),
    ("mmap_size", 0),
    ("recursive_triggers", 1),
)
POSTGRESQL = ("postgresql+psycopg://", "postgresql://", "postgres://")
_LOCK = 0x5374526F
IDLE_SECONDS = 120
"""How long a server waits for a program that stopped in the middle of saving."""


def open_engine(address: str, secret: Secret | None = None) -> Engine:
    """Open a SQLite file path or a PostgreSQL URL. Raises Unavailable with what to do.

    With a secret the file is, or becomes, encrypted.
    """
    if address.startswith(POSTGRESQL):
        return _postgresql(address)
    if "://" in address:
        raise Unavailable(
            "unknown_database", "A database is a file path or postgresql+psycopg://host/name."
        )
    return _sqlite(Path(address), secret)


def _sqlite(path: Path, secret: Secret | None) -> Engine:
    if sqlite_driver.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(
            "sqlite_too_old", "This computer's SQLite is too old to be safe. Install again."
        )
    refuse_unsafe(path)
    _prepare_file(path, secret)
    # The whole path as it stands: a name with ? or # in it is no query, and ":memory:" is a file.
    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, module=sqlite_driver)
    event.listen(engine, "connect", partial(_on_sqlite_connect, secret))
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _prepare_file(path: Path, secret: Secret | None) -> None:
    """Make the folder and an empty private file, so that nobody else can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        elif path.is_dir():
            raise Unavailable("is_a_folder", f"{path} is a folder. Name a file in it.")
        elif not path.stat().st_size:
            path.chmod(0o600)
        elif secret is None and not _begins_as_sqlite(path):
            raise Unavailable(
                "not_a_database",
                f"{path} is not a Strike Rota file, or its key box is missing. "
                "It was left as it is.",
            )
        elif not os.access(path, os.W_OK):
            # SQLite would leave a read-only log beside it that outlasts the file's being mended.
            raise Unavailable("sqlite_readonly", _SQLITE_REASONS["SQLITE_READONLY"])
    except OSError as error:
        raise Unavailable(
            "file_unreachable", f"{path} cannot be opened: {error.strerror or 'no access'}."
        ) from error


def _begins_as_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


def _on_sqlite_connect(secret: Secret | None, raw: Any, _record: Any) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    if secret is not None:
        cursor.execute(QUIET)
        cursor.execute(f"PRAGMA key={secret.pragma}")
    for name, value in PRAGMAS:
        cursor.execute(f"PRAGMA {name}={value}")
    found = _application_id(cursor)
    mode = _patiently(cursor, "PRAGMA journal_mode=WAL")
    if mode is None or mode[0] != "wal":
        raise Unavailable(
            "no_wal", "This folder cannot hold a safe database. Keep the file on a local disk."
        )
    cursor.execute("PRAGMA synchronous=FULL")
    if found == 0:
        _patiently(cursor, f"PRAGMA application_id={APPLICATION_ID}")
    cursor.close()


def _patiently(cursor: Any, pragma: str) -> Any:
    """Run a pragma that sets up a new file, again while another program is doing the same.

    SQLite answers "busy" at once there: its own timeout does not cover the change to WAL.
    """
    last = monotonic() + BUSY_SECONDS
    while True:
        try:
            return cursor.execute(pragma).fetchone()
        except sqlite_driver.OperationalError as error:
            busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            if not busy or monotonic() > last:
                raise
            sleep(0.02)


def _application_id(cursor: Any) -> int:
    """Return whose file this is, before anything in it is changed; 0 is an empty file."""
    found = int(cursor.execute("PRAGMA application_id").fetchone()[0])
    holds_something = cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    if found not in (0, APPLICATION_ID) or (found == 0 and holds_something):
        raise Unavailable(
            "foreign_file", "This file belongs to another program. It was left as it is."
        )
    return found


def _on_sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(address: str) -> Engine:
    try:
        url = make_url("postgresql+psycopg://" + address.split("://", 1)[1])
    except (ArgumentError, ValueError):
        raise Unavailable(
            "unknown_database", "A database address is postgresql+psycopg://host:5432/name."
        ) from None
    return create_engine(proved(url), pool_pre_ping=True, connect_args=manners(url, BUSY_SECONDS))


def reading(engine: Engine) -> Connection:
    """Return a connection whose transactions see one unchanging view and cannot write."""
    if engine.dialect.name == "sqlite":
        return engine.connect().execution_options(read_only=True)
    return engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def empty_log(engine: Engine) -> None:
    """Bring SQLite's log into the file and cut it to nothing: its old pages hold what was erased.

    While another program reads, SQLite cannot; then it does so once the last program closes.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout={LOG_SECONDS * 1000}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            cursor.close()
        finally:
            raw.close()


def wait_to_write(connection: Connection) -> None:
    """Let one writer in at a time: SQLite does so by itself, PostgreSQL is asked to.

    What an action reads before it writes then still holds when it writes, and the journal is in
    the order of the work. Whoever stops in the middle is put out, so that others can save.
    """
    if connection.dialect.name == "postgresql":
        put_out = func.set_config(
            "idle_in_transaction_session_timeout", f"{IDLE_SECONDS}s", literal(value=True)
        )
        connection.execute(select(put_out, func.pg_advisory_xact_lock(_LOCK)))


_SQLITE_REASONS = {
    "SQLITE_BUSY": "Another program is saving to this file. Try again in a moment.",
    "SQLITE_FULL": "The disk is full. Free some space and try again; nothing was half saved.",
    "SQLITE_READONLY": "This file may not be changed. Check that it is not read-only.",
    "SQLITE_CANTOPEN": "The file cannot be opened. Check the folder and your access to it.",
    "SQLITE_NOTADB": "This is not a Strike Rota file, or it needs a password.",
    "SQLITE_CORRUPT": "This file is damaged. Do not save to it; restore a backup.",
    "SQLITE_IOERR": "The disk could not be read or written. Nothing was half saved.",
}


_POSTGRESQL_STATES = {"SQLITE_FULL": "53100", "SQLITE_READONLY": "25006", "SQLITE_BUSY": "40"}
"""The SQLSTATEs of PostgreSQL, or how they begin, that say the same."""


def as_unavailable(error: DBAPIError) -> Unavailable | None:
    """Return the plain sentence for a fault of the world; None for a bug of ours."""
    name = getattr(error.orig, "sqlite_errorname", "")
    state = getattr(error.orig, "sqlstate", None) or ""
    for code, text in _SQLITE_REASONS.items():
        if name.startswith(code) or state.startswith(_POSTGRESQL_STATES.get(code, "none")):
            return Unavailable(code.lower(), text)
    return server_fault(error) if name == "" else None
