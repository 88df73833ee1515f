"""Power cuts: what is on the disk when writes not yet made sure of are lost, torn or out of order.

A program saves with every write to its files logged in order. The disk after a cut at any point of
that log is then made: what was synced is there; of each later write, by chance, all, a part in
whole sectors, or nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import faults_of, new_file, start

SOURCE = Path(__file__).with_name("writes.c")
SECTOR = 512
SAVES = 150


@dataclass(slots=True)
class DiskFile:
    """One file: what is certainly on the disk, and what was written since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[str, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        """Everything written so far is on the disk."""
        for what, at, data in self.since:
            _apply(self.sure, what, at, data)
        self.since.clear()

    def after_cut(self, random: Random) -> bytearray:
        """Return what is found after the power was cut."""
        found = bytearray(self.sure)
        for what, at, data in self.since:
            chance = random.random()
            if chance < 0.4:
                continue
            if chance < 0.6 and what == "W":
                data = data[: random.randrange(0, len(data) + 1, SECTOR)]
            _apply(found, what, at, data)
        return found


def _apply(content: bytearray, what: str, at: int, data: bytes) -> None:
    if what == "T":
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    if data:
        content.extend(bytes(max(at - len(content), 0)))
        content[at : at + len(data)] = data


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Log one run of saves, then cut the power at ``rounds`` points of it."""
    outcome, random = Outcome(), Random(2016)
    live = folder / "live"
    live.mkdir()
    path = new_file(live / "hospital.db")
    first = path.read_bytes()
    log = list(_records(_logged(path, folder, guarded)))
    outcome.count("writes_logged", len(log))
    cuts = sorted(random.randrange(1, len(log)) for _ in range(rounds))
    disk = {path.name: DiskFile(bytearray(first))}
    said, done = 0, 0
    for number, cut in enumerate(cuts):
        for what, name, at, data in log[done:cut]:
            if name == "said":
                said = int(data)
            elif what == "S":
                disk.setdefault(name, DiskFile()).sync()
            else:
                disk.setdefault(name, DiskFile()).since.append((what, at, data))
        done = cut
        outcome.tried += 1
        outcome.faults.extend(_faults(folder / f"cut-{number}", disk, said, random))
    outcome.count("saves", said)
    return outcome


def _faults(place: Path, disk: dict[str, DiskFile], said: int, random: Random) -> list[str]:
    place.mkdir()
    for name, file in disk.items():
        if not name.endswith("-shm"):
            (place / name).write_bytes(file.after_cut(random))
    try:
        found = faults_of(place / "hospital.db", {"a": said})
    except Exception as error:  # noqa: BLE001 - a file that does not open is the finding
        found = [f"after {said} saves the file does not open: {type(error).__name__}"]
    shutil.rmtree(place)
    return found


def _logged(path: Path, folder: Path, guarded: bool) -> bytes:
    library, log = folder / "writes.so", folder / "log"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"],
        check=True,
    )
    process = start(
        path,
        "a",
        True,
        ["--most", str(SAVES), "--said", str(path.with_name("said"))],
        LD_PRELOAD=str(library),
        PROOF_FOLDER=str(path.parent),
        PROOF_LOG=str(log),
        PROOF_SYNC="FULL" if guarded else "NORMAL",
    )
    process.communicate()
    return log.read_bytes()


def _records(log: bytes) -> Iterator[tuple[str, str, int, bytes]]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        what, name, offset, size = log[at:end].decode().split(" ")
        data = log[end + 1 : end + 1 + int(size)]
        yield what, name, int(offset), data
        at = end + 1 + int(size)


def _lacking() -> str:
    if not sys.platform.startswith("linux"):
        return "writes can only be logged on Linux"
    return "" if shutil.which("gcc") else "there is no C compiler (gcc) here"


PROOF = Proof(
    "power-cut",
    "a power cut at any moment loses nothing that was said to be saved, and spoils nothing",
    "making sure of every save (synchronous NORMAL instead of FULL)",
    run,
    rounds=2000,
    short=60,
    needs=_lacking,
)
