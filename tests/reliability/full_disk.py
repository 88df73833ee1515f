"""A disk that fills up: a plain sentence, nothing lost, and the next save works again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import event

from rota.domain.errors import Unavailable
from rota.storage.database import Database
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import faults_of, new_file, opened, save

PAGES, BYTES = 20, 60_000
"""How much more the file may grow: in pages by SQLite's own limit, in bytes by the system's."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Save until the disk is full, by turns with both limits, then make room and save again."""
    outcome = Outcome()
    limits, names = (_few_pages, _small_files), ("hospital", "encrypted")
    for number in range(rounds):
        path = new_file(folder / f"{names[number // 2 % 2]}-{number}.db")
        outcome.faults.extend(_fill(path, limits[number % len(limits)], guarded, outcome))
    return outcome


def _fill(path: Path, limit: object, guarded: bool, outcome: Outcome) -> list[str]:
    said, faults = [0], []
    with closing(opened(path)) as database:
        for number in range(1, 6):
            _save(database, number, guarded, said)
        try:
            with limit(database, path):  # type: ignore[operator]
                for number in range(6, 2000):
                    _save(database, number, guarded, said)
            faults.append("the disk never filled up")
        except Unavailable as error:
            outcome.tried += 1
            outcome.count(error.code)
            if len(error.text.split(".")) < 2 or "Error" in error.text:
                faults.append(f"no plain sentence: {error.text}")
        found = faults_of(path, {"a": said[-1]})
        faults.extend(found)
        if not found:
            _save(database, said[-1] + 1, guarded, said)
            faults.extend(faults_of(path, {"a": said[-1]}))
    return faults


def _save(database: Database, number: int, guarded: bool, said: list[int]) -> None:
    """Save a number, and note that it is said to be saved as soon as it is."""
    said.extend(int(told) for told in save(database, "a", number, guarded))


@contextmanager
def _few_pages(database: Database, path: Path) -> Iterator[None]:
    """SQLite may add only so many pages: the same answer as of a full disk, on any system."""
    most = path.stat().st_size // 4096 + PAGES

    def listen(raw: object, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count={most}")  # type: ignore[attr-defined]

    engine = database._engine
    event.listen(engine, "connect", listen)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", listen)
        engine.dispose()


@contextmanager
def _small_files(_database: Database, path: Path) -> Iterator[None]:
    """The system refuses to let any file of this program grow further."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    log = path.with_name(path.name + "-wal")
    most = max(path.stat().st_size, log.stat().st_size if log.exists() else 0) + BYTES
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


PROOF = Proof(
    "full-disk",
    "a full disk is one plain sentence, loses nothing, and the next save works",
    "one action, one transaction",
    run,
    rounds=40,
    short=4,
    needs=lambda: "" if os.name == "posix" else "a limit on file sizes is not to be had here",
)
