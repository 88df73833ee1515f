"""Programs killed with kill -9 while they save: one, or three at once; plain and encrypted."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

from tests.apart import has_said, run_apart, wait_until
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import faults_of, last_said, main, new_file

LONGEST = 0.5
"""Seconds after the first number is said within which a program is killed."""


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Kill writers at random moments; by turns a plain and an encrypted file goes on."""
    outcome, random = Outcome(), Random(2016)
    names = ("hospital", "encrypted")
    files = {name: (new_file(folder / f"{name}.db"), dict[str, int]()) for name in names}
    for number in range(rounds):
        name = names[number % 2]
        path, last = files[name]
        writers = ("a", "b", "c") if number % 3 == 2 else ("a",)
        said = _killed(path, writers, guarded, random)
        outcome.count(f"{name}_rounds")
        outcome.tried += len(writers)
        outcome.count("saves", sum(said.values()) - sum(last.get(who, 0) for who in said))
        last.update(said)
        faults = faults_of(path, said)
        outcome.faults.extend(f"round {number + 1}: {fault}" for fault in faults)
        if faults:
            files[name] = (new_file(folder / f"{name}-{number}.db"), {})
    return outcome


def _killed(path: Path, writers: tuple[str, ...], guarded: bool, random: Random) -> dict[str, int]:
    words = [] if guarded else ["--bare"]
    files = {who: path.with_name(f"{who}-said") for who in writers}
    for each in files.values():
        each.unlink(missing_ok=True)
    running = [
        run_apart(main, [str(path), who, "--said", str(out), *words]) for who, out in files.items()
    ]
    wait_until(lambda: all(has_said(each) for each in files.values()))
    time.sleep(random.uniform(0, LONGEST))
    for process in running:
        process.kill()
    for process in running:
        process.join()
    return {who: last_said(out.read_text()) for who, out in files.items()}


PROOF = Proof(
    "kill9",
    "kill -9 at any moment loses nothing that was said to be saved, and saves nothing by half",
    "one action, one transaction",
    run,
    rounds=200,
    short=6,
    needs=lambda: "" if os.name == "posix" else "kill -9 is not to be had on this system",
)
