"""A program that is killed in the middle of an import has saved all of it or nothing."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import redirect_stdout
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest

import main
from rota.domain.importing import ImportKind
from rota.domain.times import utc_now
from rota.services.history import check
from rota.storage.database import Database
from tests.apart import run_apart
from tests.engines import SqliteFiles, counts
from tests.trust_files import Files

ROWS = 3000


def program(said: Path, *words: object) -> None:
    """Run a command as ``main.py`` does, its answer to a file."""
    with said.open("w", encoding="utf-8") as out, redirect_stdout(out):
        main.main([*map(str, words), "--json"])


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 of POSIX")
def test_kill_9_in_the_middle_of_an_import_leaves_all_or_nothing(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    """Killed once the write-ahead log has grown to some size: that is, while rows are written."""
    staff = Files(tmp_path).write(
        ImportKind.STAFF, *({"staff_id": f"S{number}"} for number in range(ROWS))
    )
    random, outcomes, said = Random(2016), [], tmp_path / "said.json"
    for number in range(6):
        path = Path(sqlite_files.copy_to(tmp_path / f"{number}.db"))
        before = counts(str(path))
        process = run_apart(program, said, "import", "staff", staff, "--database", path)
        wait_until_log_holds(path, random.randint(1, 750) * 1000, process)
        process.kill()
        process.join()
        answer = said.read_text(encoding="utf-8")
        outcomes.append(counts(str(path)))
        whole = {**before, "staff": ROWS, "journal_entry": 1, "journal_change": ROWS}
        assert outcomes[-1] == (whole if answer else outcomes[-1])
        assert outcomes[-1] in (before, whole)
        database = Database(str(path), utc_now, "tester")
        assert check(database).sound
        database.close()
    assert before in outcomes
    program(said, "import", "staff", staff, "--database", path)
    assert json.loads(said.read_text(encoding="utf-8"))["accepted"] == ROWS


def wait_until_log_holds(path: Path, size: int, process: BaseProcess) -> None:
    log = path.with_name(path.name + "-wal")
    while process.is_alive():
        try:
            if os.stat(log).st_size >= size:
                return
        except FileNotFoundError:
            pass
        time.sleep(0.001)
