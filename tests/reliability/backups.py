"""Copies taken while another program saves without pause."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from rota.domain.backups import Why
from rota.domain.times import utc_now
from rota.storage.backups import digest_of
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import faults_of, last_said, new_file, opened, start

HOUR = timedelta(hours=1)
"""So far apart the copies are dated, so that older ones are thinned meanwhile."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Take copies under load; each must be whole and hold all that was saved before it began.

    The file is plain in the first half of the rounds and encrypted in the second.
    """
    outcome = Outcome()
    for name, some in (("hospital", rounds - rounds // 2), ("encrypted", rounds // 2)):
        _copies(folder, new_file(folder / f"{name}.db"), some, guarded, outcome)
    return outcome


def _copies(folder: Path, path: Path, rounds: int, guarded: bool, outcome: Outcome) -> None:
    writer = start(path, "a", guarded=True)
    assert writer.stdout is not None
    os.set_blocking(writer.stdout.fileno(), True)
    heard = writer.stdout.readline()
    with closing(opened(path)) as database:
        for number in range(rounds):
            heard += writer.stdout.readline()
            copy = folder / f"{path.stem}-{number}.db"
            if guarded:
                before = time.monotonic()
                made = database.backups.make(Why.ASKED, utc_now() + number * HOUR).backup
                outcome.most("slowest_ms", round((time.monotonic() - before) * 1000))
                shutil.copy(made.path, copy)
                if not made.is_checked or made.sha256 != digest_of(copy):
                    outcome.faults.append(f"{copy.name} is not what was verified")
            else:
                shutil.copy(path, copy)
            outcome.tried += 1
            outcome.count(path.stem)
            outcome.faults.extend(_faults(copy, last_said(heard)))
    writer.kill()
    writer.communicate()


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
