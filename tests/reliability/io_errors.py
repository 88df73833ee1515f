"""A disk whose writes fail at random, as a broken, a full and a read-only one do.

``python -m tests.reliability.io_errors FILE ARMED SAVES [--bare]`` saves through such a disk and
says in JSON which number was last said to be saved, and what the person was told.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from tests.reliability.power import PROOF as POWER
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import ROOT, faults_of, new_file, opened, save

SOURCE = Path(__file__).with_name("faults.c")
SAVES = 50
WAYS = (
    ("broken", errno.EIO, "PROOF_WRITES", 25),
    ("not made sure of", errno.EIO, "PROOF_SYNCS", 5),
    ("full", errno.ENOSPC, "PROOF_WRITES", 25),
    ("read-only", errno.EROFS, "PROOF_WRITES", 25),
)
"""What fails with what, and one call of how many."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Save through each kind of disk in turn, by turns into a plain and an encrypted file."""
    outcome = Outcome()
    library = folder / "faults.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True
    )
    for number in range(rounds):
        name = ("hospital", "encrypted")[number // len(WAYS) % 2]
        place = folder / f"round-{number}"
        place.mkdir()
        outcome.faults.extend(
            f"round {number + 1}, {WAYS[number % len(WAYS)][0]}: {fault}"
            for fault in _round(place, name, library, number, guarded, outcome)
        )
    return outcome


def _round(
    place: Path, name: str, library: Path, number: int, guarded: bool, outcome: Outcome
) -> list[str]:
    kind, code, what, one_of = WAYS[number % len(WAYS)]
    path = new_file(place / f"{name}.db")
    words = [str(path), str(place.with_name(f"{place.name}.armed")), str(SAVES)]
    done = subprocess.run(
        [sys.executable, "-m", __name__, *words, *([] if guarded else ["--bare"])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "LD_PRELOAD": str(library),
            "PROOF_FOLDER": str(place),
            "PROOF_ARMED": words[1],
            "PROOF_ERRNO": str(code),
            what: str(one_of),
        },
    )
    if done.returncode:
        return [f"the program ended: {done.stderr.strip().splitlines()[-1:]}"]
    said = json.loads(done.stdout)
    outcome.tried += said["failed"]
    outcome.count(kind, said["failed"])
    outcome.count("saves", said["saved"])
    found = [f"no plain sentence: {text}" for text in said["told"] if not _is_plain(text)]
    if not said["works_again"]:
        found.append("the next save does not work")
    return found + faults_of(path, {"a": said["last"]})


def _is_plain(text: str) -> bool:
    return text.endswith(".") and " " in text and "Error" not in text and "sqlite" not in text


def main(words: Sequence[str]) -> None:
    """Save through the disk; what fails is tried again, as a person would."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("armed", type=Path)
    parser.add_argument("saves", type=int)
    parser.add_argument("--bare", action="store_true")
    given = parser.parse_args(words)
    heard, told, failed = [0], set(), 0
    with closing(opened(given.path)) as database:
        given.armed.touch()
        number = 1
        for _ in range(given.saves):
            try:
                for each in save(database, "a", number, not given.bare):
                    heard.append(int(each))
                number += 1
            except (Refused, Unavailable) as error:
                failed += 1
                told.add(error.text)
                number += given.bare  # said to be saved already
        given.armed.unlink()
        if not given.bare:
            heard.extend(int(each) for each in save(database, "a", number))
    answer = {"last": heard[-1], "saved": number, "failed": failed, "told": sorted(told)}
    print(json.dumps({**answer, "works_again": given.bare or heard[-1] == number}))


PROOF = Proof(
    "io-errors",
    "a disk that fails is one plain sentence, loses nothing, and the next save works",
    "one action, one transaction",
    run,
    rounds=16,
    short=4,
    needs=POWER.needs,
)

if __name__ == "__main__":
    main(sys.argv[1:])
