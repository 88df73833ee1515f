"""A file of an earlier program, killed while it is brought up: as it was, or brought up whole."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, event, inspect, text

from rota.domain.times import utc_now
from rota.storage import database as storage
from rota.storage.database import Database, schema_revision
from rota.storage.engine import _on_sqlite_begin, open_engine, reading
from rota.storage.schema import HEAD
from tests.apart import run_apart, wait_until
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import new_file
from tests.storage.test_migrations import older_file

PAUSE = 0.004
"""Seconds that each statement is drawn out, so that a kill finds the upgrade under way."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Kill the upgrade at random moments, look at the file, then let it be brought up."""
    outcome, random = Outcome(), Random(2016)
    old, new = folder / "old.db", new_file(folder / "new.db")
    older_file(str(old), "0001")
    before, after = _structure(old), _structure(new)
    for number in range(rounds):
        path = folder / f"{number}.db"
        shutil.copy(old, path)
        begun = folder / f"{number}.begun"
        process = run_apart(bring_up, path, begun, guarded)
        wait_until(begun.exists, every=0.001)
        time.sleep(random.uniform(0, 1.5 * PAUSE * _statements(before, after)))
        process.kill()
        process.join()
        outcome.tried += 1
        outcome.faults.extend(_faults(path, before, after, outcome))
    return outcome


def _statements(before: set[str], after: set[str]) -> int:
    return len(after - before)


def _faults(path: Path, before: set[str], after: set[str], outcome: Outcome) -> list[str]:
    found = _structure(path)
    if found not in (before, after):
        return [f"{path.name}: half brought up"]
    outcome.count("whole" if found == after else "untouched")
    try:
        with closing(Database(str(path), utc_now, "proof")) as database:
            if _unsound(database) or _structure(path) != after:
                return [f"{path.name}: could not be brought up afterwards"]
            with database.read() as work:
                return [] if work.cover.of_window(1) else [f"{path.name}: lost its rows"]
    except Exception as error:  # noqa: BLE001 - any fault is the finding
        return [f"{path.name}: {type(error).__name__} afterwards"]


def _unsound(database: Database) -> bool:
    """Say whether the file or its journal is; the rows of ``older_file`` never were in it."""
    with database.read() as work:
        return bool(database.faults() or work.journal.first_bad())


def _structure(path: Path) -> set[str]:
    """Return every column of every table and the revision the file says it has."""
    engine = open_engine(str(path))
    try:
        with reading(engine) as connection:
            look = inspect(connection)
            found = {
                f"{table}.{column['name']}"
                for table in look.get_table_names()
                for column in look.get_columns(table)
            }
            return found | {f"revision {schema_revision(connection)}"}
    finally:
        engine.dispose()


def bring_up(path: Path, begun: Path, guarded: bool) -> None:
    """Bring a file up, slowly; without the guard each statement is saved by itself."""
    import alembic.command  # noqa: F401 - loaded before the start is told, so that kills find work

    engine = open_engine(str(path))
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
    _slow(engine)
    if not guarded:
        event.remove(engine, "begin", _on_sqlite_begin)
    begun.touch()
    storage.migrate(engine)


def _slow(engine: Engine) -> None:
    def pause(*_given: Any) -> None:
        time.sleep(PAUSE)

    event.listen(engine, "after_cursor_execute", pause)


PROOF = Proof(
    "upgrade",
    f"an upgrade to {HEAD} that is killed leaves the file as it was or brought up whole",
    "the transaction around the upgrade",
    run,
    rounds=100,
    short=5,
    needs=lambda: "" if os.name == "posix" else "kill -9 is not to be had on this system",
)
