"""Copies taken while another program saves without pause."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

from rota.domain.times import utc_now
from rota.storage.database import Database
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import faults_of, last_said, new_file, start


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Take copies under load; each must be whole and hold all that was saved before it began."""
    outcome = Outcome()
    path = new_file(folder / "hospital.db")
    writer = start(path, "a", guarded=True)
    assert writer.stdout is not None
    os.set_blocking(writer.stdout.fileno(), True)
    heard = writer.stdout.readline()
    with closing(Database(str(path), utc_now, "proof")) as database:
        for number in range(rounds):
            heard += writer.stdout.readline()
            copy = folder / f"copy-{number}.db"
            if guarded:
                database.back_up(copy)
            else:
                shutil.copy(path, copy)
            outcome.tried += 1
            outcome.faults.extend(_faults(copy, last_said(heard)))
    writer.kill()
    writer.communicate()
    return outcome


def _faults(copy: Path, said: int) -> list[str]:
    try:
        return faults_of(copy, {"a": said})
    except Exception as error:  # noqa: BLE001 - a copy that cannot even be read is the finding
        return [f"{copy.name} cannot be read: {type(error).__name__}"]


PROOF = Proof(
    "backup",
    "a backup taken while others save is whole and holds all that was saved before",
    "the backup interface of SQLite (the file is copied instead)",
    run,
    rounds=100,
    short=4,
)
