"""The one place where work leaves the window's thread and its answer comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Any, TypeVar, overload

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
REPORT_EVERY_SECONDS = 0.05


class Cancelled(Exception):
    """Raised by work that stops because the person asked it to."""


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a long job is; ``total`` is 0 while nobody knows."""

    number: int
    title: str
    cancellable: bool
    done: int = 0
    total: int = 0
    text: str = ""
    is_over: bool = False


class Progress:
    """What long work is given: a way to say how far it is and to hear that it should stop."""

    def __init__(self, say: Callable[[int, int, str], None]) -> None:
        self._say = say
        self._stop = threading.Event()
        self._said = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether the person asked for this to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Leave the work with ``Cancelled`` if the person asked for it to stop."""
        if self.cancelled:
            raise Cancelled

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; cheap enough to call for every row."""
        now = time.monotonic()
        if done >= total or now - self._said >= REPORT_EVERY_SECONDS:
            self._said = now
            self._say(done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop; it is the work that decides when."""
        self._stop.set()


@dataclass(slots=True)
class _Job:
    state: JobState
    progress: Progress
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None] | None
    ended: Callable[[], None] | None
    future: Future[Any] | None = None


class Jobs(QObject):
    """One thread for the database, one for long pure work that never touches it, one for backups.

    Work must not touch a widget: it takes ids and returns frozen values. A job with a
    title is a long one: its work is given a ``Progress``, and the status bar shows it.
    """

    busy_changed = Signal(object)
    progressed = Signal(object)
    broke = Signal(object)
    _settled = Signal(object)
    _reported = Signal(object, object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._pure = ThreadPoolExecutor(1, thread_name_prefix="pure")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="beside")
        self._numbers = count(1)
        self._jobs: dict[int, _Job] = {}
        self._is_closed = False
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._report)

    @property
    def is_busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._jobs)

    @overload
    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        ended: Callable[[], None] | None = None,
    ) -> int: ...

    @overload
    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        title: str,
        cancellable: bool = False,
        ended: Callable[[], None] | None = None,
    ) -> int: ...

    def run(
        self,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        title: str = "",
        cancellable: bool = False,
        ended: Callable[[], None] | None = None,
    ) -> int:
        """Call ``work`` on the database thread, then ``done`` or ``failed`` back here.

        Without ``failed`` an error goes out through ``broke``. A cancelled job calls
        neither; ``ended`` is called whatever happened. A method of a widget that is gone by then
        is not called; its error goes out through ``broke``. Returns the job's number.
        """
        return self._start(self._database, work, title, cancellable, (done, failed, ended))

    @overload
    def run_pure(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        ended: Callable[[], None] | None = None,
    ) -> int: ...

    @overload
    def run_pure(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        title: str,
        cancellable: bool = False,
        ended: Callable[[], None] | None = None,
    ) -> int: ...

    def run_pure(
        self,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        title: str = "",
        cancellable: bool = False,
        ended: Callable[[], None] | None = None,
    ) -> int:
        """As ``run``, on the thread that never touches the database."""
        return self._start(self._pure, work, title, cancellable, (done, failed, ended))

    def run_beside(
        self,
        work: Callable[..., T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        title: str = "",
        cancellable: bool = False,
        ended: Callable[[], None] | None = None,
    ) -> int:
        """As ``run``, beside the database thread: reads and saves go on while a backup is made."""
        return self._start(self._beside, work, title, cancellable, (done, failed, ended))

    def cancel(self, number: int) -> None:
        """Stop a job: one that waits never starts, one that runs is asked to stop."""
        job = self._jobs.get(number)
        if job is not None:
            job.progress.cancel()
            if job.future is not None:
                job.future.cancel()

    def close(self) -> None:
        """Drop what waits, wait for what runs, and call nobody back any more."""
        self._is_closed = True
        for number in tuple(self._jobs):
            self.cancel(number)
        for executor in (self._pure, self._beside, self._database):
            executor.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def _start(
        self,
        executor: ThreadPoolExecutor,
        work: Callable[..., Any],
        title: str,
        cancellable: bool,
        ways: tuple[Any, Any, Any],
    ) -> int:
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("jobs are started from the window's thread only")
        number = next(self._numbers)
        if self._is_closed:
            return number
        progress = Progress(lambda *said: self._reported.emit(number, *said))
        job = _Job(JobState(number, title, cancellable), progress, *ways)
        was_busy = self.is_busy
        self._jobs[number] = job
        if not was_busy:
            self.busy_changed.emit(True)
        if title:
            self.progressed.emit(job.state)
        job.future = executor.submit(work, progress) if title else executor.submit(work)
        job.future.add_done_callback(lambda _future: self._settled.emit(number))
        return number

    @Slot(object, object, object, object)
    def _report(self, number: int, done: int, total: int, text: str) -> None:
        job = self._jobs.get(number)
        if job is not None:
            job.state = replace(job.state, done=done, total=total, text=text)
            self.progressed.emit(job.state)

    @Slot(object)
    def _settle(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        if job is None or job.future is None or self._is_closed:
            return
        if job.state.title:
            self.progressed.emit(replace(job.state, is_over=True))
        if not self._jobs:
            self.busy_changed.emit(False)
        try:
            self._call_back(job, job.future)
        finally:
            if job.ended is not None and not _is_gone(job.ended):
                job.ended()

    def _call_back(self, job: _Job, future: Future[Any]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if not _is_gone(job.done):
                job.done(future.result())
        elif isinstance(error, Cancelled):
            return
        elif job.failed is not None and not _is_gone(job.failed):
            job.failed(error)
        else:
            self.broke.emit(error)


def _is_gone(call: Callable[..., None]) -> bool:
    """Whether this is a method of a widget that closed and was deleted while its job ran."""
    while isinstance(call, partial):
        call = call.func
    owner = getattr(call, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)
