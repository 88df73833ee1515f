"""Backups while the window is open: made beside the work, and a failure is said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from rota.domain.backups import Made
from rota.domain.errors import Refused, Unavailable
from rota.services.backups import back_up_due, back_up_now
from ui.desk import Desk
from ui.errors import sentence
from ui.jobs import Progress

LOOK_MILLISECONDS = 60_000
"""How often it is looked whether a backup is due; how often one is made is a setting."""

FIRST_MILLISECONDS = 10_000
"""The first look comes once the window is up: the last time may have ended before a backup."""

STEPS = 1000


class Backups(QObject):
    """Emits ``made`` after each backup and ``failed`` with a sentence when one cannot be made.

    ``fault`` is what is wrong until a backup succeeds; the same fault is said only once.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.fault = ""
        self.is_busy = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if desk.storage.backups is not None:
            self._timer.start(FIRST_MILLISECONDS)

    def look(self) -> None:
        """Make a backup if one is due; nothing shows unless it fails."""
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._run(partial(_due, self._desk))

    def make(self) -> None:
        """Make one now, because somebody asks; it can be stopped."""
        self._run(partial(_now, self._desk), self.tr("Making a backup"))

    def stop(self) -> None:
        """Make none any more: the window closes, or the file is about to be replaced."""
        self._timer.stop()

    def _run(self, work: Callable[..., Made | None], title: str = "") -> None:
        if self.is_busy:
            return
        self.is_busy = True
        ways = (self._done, self._broke)
        run = self._desk.jobs.run_beside
        run(work, *ways, title=title, cancellable=bool(title), ended=self._ended)

    def _done(self, made: Made | None) -> None:
        if made is None:
            return
        self._say(made.second_fault)
        self.made.emit(made)

    def _broke(self, error: BaseException) -> None:
        if not isinstance(error, Refused | Unavailable):
            self._desk.jobs.broke.emit(error)
        self._say(sentence(error))

    def _say(self, fault: str) -> None:
        before, self.fault = self.fault, fault
        if fault != before:
            self.failed.emit(fault)

    def _ended(self) -> None:
        self.is_busy = False


def _due(desk: Desk) -> Made | None:
    return back_up_due(desk.storage, desk.tools.clock())


def _now(desk: Desk, progress: Progress) -> Made:
    def told(done: float) -> None:
        progress.check()
        progress.report(round(done * STEPS), STEPS)

    return back_up_now(desk.storage, desk.tools.clock(), told)
