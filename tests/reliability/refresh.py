"""How soon an open window hears that somebody else saved, and that nobody saves over it unseen.

Eight windows watch one server, each with its own jobs and bus; then two watch one file. Time is
counted from before the other's save begins until the window has told its pages.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from rota.domain.errors import Conflict
from rota.domain.times import utc_now
from rota.services.acting import Acting
from rota.storage.database import Database
from tests.engines import Postgresql
from tests.reliability.proof import Outcome, Proof

WINDOWS = 8
SAVES, FILE_SAVES = 20, 3
"""How often somebody saves in a round."""
SOON, FILE_SOON = 1.0, 3.0
"""Seconds within which a window hears of it: 99 in 100 on a server, each on a file."""
LONGEST = 30.0


class _Window:
    """What a window has to hear with: a database, jobs, a bus and a watch."""

    def __init__(self, address: str, number: int, guarded: bool, stack: ExitStack) -> None:
        from PySide6.QtCore import QObject

        from ui.bus import Bus
        from ui.jobs import Jobs
        from ui.watch import Watch

        self.storage = Database(address, utc_now, f"window {number}")
        self.home = QObject()
        jobs = Jobs(self.home)
        bus = Bus(self.home)
        bus.changed.connect(lambda _changes: self.heard.append(time.monotonic()))
        self.heard: list[float] = []
        self.watch = Watch(self.storage, jobs, bus, utc_now, self.home)
        if not guarded:
            jobs.run(lambda: None, lambda _none: self.watch.close())
        stack.callback(self.storage.close)
        stack.callback(self.watch.close)
        stack.callback(jobs.close)


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Save so often; without the guard the windows stop watching."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    outcome = Outcome()
    server = Postgresql()
    try:
        waits = _watch(app, server.create(), WINDOWS, rounds * SAVES, guarded, outcome)
        late = waits[max(0, -(-99 * len(waits) // 100) - 1)]
        outcome.count("server p99 ms", round(late * 1000))
        if late > SOON:
            outcome.faults.append(f"a window heard of it after {late:.1f} s")
        path = folder / "hospital.db"
        waits = _watch(app, str(path), 2, FILE_SAVES * (rounds if guarded else 1), guarded, outcome)
        outcome.count("file worst ms", round(waits[-1] * 1000))
        if waits[-1] > FILE_SOON:
            outcome.faults.append(f"a window over a file heard of it after {waits[-1]:.1f} s")
    finally:
        server.stop()
    return outcome


def _watch(
    app: object, address: str, number: int, saves: int, guarded: bool, outcome: Outcome
) -> list[float]:
    """Return how long each window took to hear of each save, the shortest first."""
    longest = LONGEST if guarded else FILE_SOON * 1.1
    waits = []
    with closing(Database(address, utc_now, "somebody")) as other, ExitStack() as stack:
        _save(other, "0")
        windows = [_Window(address, each, guarded, stack) for each in range(number)]
        _turn(app, lambda: all(each.watch.seen() is not None for each in windows), LONGEST)
        for save in range(saves):
            for each in windows:
                each.heard.clear()
            seen = windows[0].watch.seen()
            began = time.monotonic()
            _save(other, f"{save}")
            outcome.tried += 1
            _stale_save(windows[0], seen, guarded, outcome)
            _turn(app, lambda: all(each.heard for each in windows), longest)
            waits += [(each.heard or [began + longest])[0] - began for each in windows]
            if not guarded and not all(each.heard for each in windows):
                break
    return sorted(waits)


def _stale_save(window: _Window, seen: int | None, guarded: bool, outcome: Outcome) -> None:
    """Save what was typed over what was read before: it must be refused."""
    acting = Acting(window.storage, lambda: seen if guarded else None)
    with suppress(Conflict):
        with acting.write("proof") as work:
            work.settings.put({"proof": "stale"})
        outcome.faults.append("a stale save went over what somebody else saved")


def _save(storage: Database, value: str) -> None:
    with storage.write("proof") as work:
        work.settings.put({"proof": f"{value} {time.monotonic()}"})


def _turn(app: object, is_so: object, seconds: float) -> None:
    """Let the windows work until something is so, or for so long."""
    from PySide6.QtCore import QEventLoop

    limit = time.monotonic() + seconds
    while not is_so() and time.monotonic() < limit:  # type: ignore[operator]
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)  # type: ignore[attr-defined]
        time.sleep(0.001)


PROOF = Proof(
    "refresh",
    "an open window hears within 1 s on a server (p99 of 8), 3 s on a file; no stale save goes in",
    "the watch, and looking what others changed",
    run,
    rounds=25,
    short=1,
)
