"""A program that saves without end, and what must be found in its file afterwards.

``python -m tests.reliability.saving FILE WHO [--bare] [--most N] [--said FILE]`` says each number
on its standard output, or in a file, once it is saved. One action writes to several tables; without
its guard it says so too early, and saves in two actions what belongs together.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from rota.domain.duties import ServiceKey
from rota.domain.times import utc_now
from rota.services.history import check
from rota.storage.database import Database, Work
from rota.storage.secret import Secret

ROOT = Path(__file__).resolve().parents[2]


SECRET = Secret(bytes(range(32)), bytes(range(32, 64)))
"""Of every file whose name begins with ``encrypted``."""


def opened(path: Path | str, who: str = "proof") -> Database:
    """Open a hospital file, encrypted if it is called so."""
    secret = SECRET if Path(path).name.startswith("encrypted") else None
    return Database(str(path), utc_now, who, secret=secret)


def new_file(path: Path) -> Path:
    """Make an empty hospital file."""
    opened(path).close()
    return path


def save(database: Database, who: str, number: int, guarded: bool = True) -> Iterator[str]:
    """Save one number, in one action; yields once what was promised is said to be saved."""
    if guarded:
        with database.write("proof") as work:
            _first(work, who, number)
            _second(work, who, number)
        yield str(number)
        return
    yield str(number)
    with database.write("proof") as work:
        _first(work, who, number)
    with database.write("proof") as work:
        _second(work, who, number)


def _first(work: Work, who: str, number: int) -> None:
    work.settings.put({f"proof.{who}": str(number)})


def _second(work: Work, who: str, number: int) -> None:
    work.duties.add_services([(ServiceKey(who, f"{who} {number}"), "Proof")])


def saved(path: Path, who: str) -> tuple[int, set[int]]:
    """Return the last number saved by the one table, and all of them by the other."""
    with closing(opened(path)) as database, database.read() as work:
        last = int(work.settings.all().get(f"proof.{who}", "0"))
        numbers = {
            int(each.name.split()[-1]) for each in work.duties.services() if each.site == who
        }
    return last, numbers


def faults_of(path: Path, said: dict[str, int]) -> list[str]:
    """Return what is wrong in a file to whose writers so much was said to be saved."""
    faults = []
    with closing(opened(path)) as database:
        health = check(database)
    if not health.sound:
        faults.append(f"the file is not sound: {health.faults or health.bad_reason}")
    for who, told in said.items():
        last, numbers = saved(path, who)
        if max(last, max(numbers, default=0)) < told:
            faults.append(f"{who}: {told} was said to be saved, the file ends at {last}")
        if numbers != set(range(1, last + 1)):
            faults.append(f"{who}: half an action, {last} in one table and not in the other")
    return faults


def start(
    path: Path, who: str, guarded: bool, extra: Sequence[str] = (), **environment: str
) -> subprocess.Popen[str]:
    """Start a program that saves."""
    words = [] if guarded else ["--bare"]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.saving", str(path), who, *words, *extra],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def first_line(process: subprocess.Popen[str]) -> str:
    """Wait until a program has said that something is saved."""
    assert process.stdout is not None
    return process.stdout.readline()


def last_said(output: str) -> int:
    """Return the last number said whole: a killed program may leave half a line."""
    lines = output.split("\n")[:-1]
    return int(lines[-1]) if lines else 0


def main(words: Sequence[str]) -> None:
    """Save number after number, until killed or so many are saved."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("who")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--most", type=int)
    parser.add_argument("--said", type=Path)
    given = parser.parse_args(words)
    database = opened(given.path, given.who)
    _synchronous(database, os.environ.get("PROOF_SYNC", "FULL"))
    with database.read() as work:
        begin = int(work.settings.all().get(f"proof.{given.who}", "0")) + 1
    out = sys.stdout.fileno()
    if given.said is not None:
        out = os.open(given.said, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    for number in count(begin) if given.most is None else range(begin, begin + given.most):
        for said in save(database, given.who, number, not given.bare):
            os.write(out, f"{said}\n".encode())
    os._exit(0)  # without closing, so that the log stays as it is


def _synchronous(database: Database, mode: str) -> None:
    """Have new connections make sure of less, as the control of the power cut wants."""

    def listen(raw: Any, _record: object) -> None:
        raw.execute(f"PRAGMA synchronous={mode}")

    engine = database._engine
    event.listen(engine, "connect", listen)
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
