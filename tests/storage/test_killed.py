"""A program that is killed in the middle of an import has saved all of it or nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from rota.domain.importing import ImportKind
from rota.domain.times import utc_now
from rota.services.history import check
from rota.storage.database import Database
from tests.engines import SqliteFiles, counts
from tests.trust_files import Files

ROOT = Path(__file__).resolve().parents[2]
ROWS = 6000


def program(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "main.py", *map(str, words), "--json"],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 of POSIX")
def test_kill_9_in_the_middle_of_an_import_leaves_all_or_nothing(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    """Killed once the write-ahead log has grown to some size: that is, while rows are written."""
    staff = Files(tmp_path).write(
        ImportKind.STAFF, *({"staff_id": f"S{number}"} for number in range(ROWS))
    )
    random, outcomes = Random(2016), []
    for number in range(6):
        path = Path(sqlite_files.copy_to(tmp_path / f"{number}.db"))
        before = counts(str(path))
        process = program("import", "staff", staff, "--database", path)
        wait_until_log_holds(path, random.randint(1, 1500) * 1000, process)
        process.send_signal(signal.SIGKILL)
        answer, _ = process.communicate()
        outcomes.append(counts(str(path)))
        whole = {**before, "staff": ROWS, "journal_entry": 1, "journal_change": ROWS}
        assert outcomes[-1] == (whole if answer else outcomes[-1])
        assert outcomes[-1] in (before, whole)
        database = Database(str(path), utc_now, "tester")
        assert check(database).sound
        database.close()
    assert before in outcomes
    again = program("import", "staff", staff, "--database", path)
    answer, _ = again.communicate()
    assert json.loads(answer)["accepted"] == ROWS


def wait_until_log_holds(path: Path, size: int, process: subprocess.Popen[str]) -> None:
    log = path.with_name(path.name + "-wal")
    while process.poll() is None:
        try:
            if os.stat(log).st_size >= size:
                return
        except FileNotFoundError:
            pass
