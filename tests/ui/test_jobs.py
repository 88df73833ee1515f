from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.jobs import Cancelled, Jobs, JobState, Progress
from ui.widgets.job_progress import JobProgress


def test_an_answer_comes_back_on_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    heard: list[object] = []
    here = threading.get_ident()
    jobs.run(threading.get_ident, lambda there: heard.extend((there, threading.get_ident())))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] != here
    assert heard[1] == here


def test_jobs_on_the_database_thread_keep_their_order(qtbot: QtBot, jobs: Jobs) -> None:
    heard: list[int] = []
    for number in range(20):
        jobs.run(lambda n=number: n, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))


def test_an_error_goes_to_failed_and_not_to_done(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[BaseException] = []
    done: list[object] = []
    jobs.run(lambda: 1 // 0, done.append, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], ZeroDivisionError)
    assert not done


def test_an_error_nobody_waits_for_is_said_aloud(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.broke) as said:
        jobs.run(lambda: 1 // 0, lambda _: None)
    assert isinstance(said.args[0], ZeroDivisionError)


def test_pure_work_does_not_hold_up_the_database(qtbot: QtBot, jobs: Jobs) -> None:
    go = threading.Event()
    heard: list[str] = []
    jobs.run_pure(lambda: go.wait(10) and "pure", heard.append)
    jobs.run(lambda: "database", heard.append)
    qtbot.waitUntil(lambda: heard == ["database"])
    go.set()
    qtbot.waitUntil(lambda: heard == ["database", "pure"])


def test_busy_is_said_once_for_many_jobs(qtbot: QtBot, jobs: Jobs) -> None:
    said: list[bool] = []
    jobs.busy_changed.connect(said.append)
    for _ in range(3):
        jobs.run(lambda: None, lambda _: None)
    assert jobs.is_busy
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert said == [True, False]


def test_a_long_job_says_how_far_it_is(qtbot: QtBot, jobs: Jobs) -> None:
    states: list[JobState] = []
    jobs.progressed.connect(states.append)

    def work(progress: Progress) -> str:
        progress.report(0, 2, "first")
        progress.report(2, 2, "last")
        return "done"

    heard: list[str] = []
    jobs.run(work, heard.append, title="Reading")
    qtbot.waitUntil(lambda: heard == ["done"])
    assert [(s.done, s.total, s.is_over) for s in states][-2:] == [(2, 2, False), (2, 2, True)]
    assert {s.title for s in states} == {"Reading"}


def test_reports_for_every_row_do_not_flood_the_window() -> None:
    said: list[tuple[int, int, str]] = []
    progress = Progress(lambda *what: said.append(what))
    for number in range(1, 100_001):
        progress.report(number, 100_000)
    assert said[-1][0] == 100_000
    assert len(said) < 200


def waiting_work(started: threading.Event) -> Callable[[Progress], str]:
    def work(progress: Progress) -> str:
        started.set()
        while True:
            progress.check()

    return work


def test_a_running_job_is_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    started = threading.Event()
    called: list[str] = []
    number = jobs.run_pure(
        waiting_work(started),
        called.append,
        lambda _: called.append("failed"),
        title="Solving",
        cancellable=True,
        ended=lambda: called.append("ended"),
    )
    assert started.wait(10)
    jobs.cancel(number)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert called == ["ended"]


def test_cancelled_work_may_still_give_its_best_answer(qtbot: QtBot, jobs: Jobs) -> None:
    def work(progress: Progress) -> str:
        while not progress.cancelled:
            progress.report(1, 0)
        return "best so far"

    heard: list[str] = []
    number = jobs.run_pure(work, heard.append, title="Solving")
    jobs.progressed.connect(lambda state: state.done and jobs.cancel(number))
    qtbot.waitUntil(lambda: heard == ["best so far"])


def test_a_waiting_job_that_is_cancelled_never_starts(qtbot: QtBot, jobs: Jobs) -> None:
    go = threading.Event()
    ran: list[str] = []
    jobs.run(lambda: go.wait(10), lambda _: None)
    number = jobs.run(lambda: ran.append("ran"), lambda _: ran.append("done"))
    jobs.cancel(number)
    go.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert not ran


def test_close_waits_for_what_runs_and_calls_nobody(qtbot: QtBot) -> None:
    jobs = Jobs()
    started = threading.Event()
    called: list[object] = []
    jobs.run_pure(waiting_work(started), called.append, called.append, title="Solving")
    jobs.run_pure(lambda: called.append("never"), called.append)
    assert started.wait(10)
    jobs.close()
    assert not jobs.is_busy
    jobs.deleteLater()
    assert not called


def test_jobs_are_started_from_the_windows_thread_only(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[BaseException] = []
    jobs.run(lambda: jobs.run(lambda: 1, lambda _: None), lambda _: None, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], RuntimeError)
    assert QThread.currentThread() is jobs.thread()


def test_cancelled_is_not_an_answer() -> None:
    progress = Progress(lambda *_: None)
    progress.check()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.check()


def test_progress_appears_for_a_long_job_and_cancels_it(qtbot: QtBot, jobs: Jobs) -> None:
    bar = JobProgress(jobs, wait_milliseconds=1)
    qtbot.addWidget(bar)
    started = threading.Event()
    jobs.run_pure(waiting_work(started), lambda _: None, title="Solving", cancellable=True)
    qtbot.waitUntil(bar.isVisible)
    button = bar.findChild(object, "cancel_job")
    assert button.accessibleName() == "Cancel Solving"
    button.click()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert bar.isHidden()


def test_progress_stays_away_for_a_short_job(qtbot: QtBot, jobs: Jobs) -> None:
    bar = JobProgress(jobs, wait_milliseconds=60_000)
    qtbot.addWidget(bar)
    heard: list[int] = []
    jobs.run(lambda _: 1, heard.append, title="Short")
    qtbot.waitUntil(lambda: heard == [1])
    assert bar.isHidden()


class Hearer(QWidget):
    """A widget that is told an answer, as dialogs are."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, answer: object) -> None:
        self.heard.append(answer)
        self.setToolTip(str(answer))


def test_a_widget_that_is_gone_is_told_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    hearer, go = Hearer(), threading.Event()
    jobs.run(lambda: go.wait(10), partial(hearer.hear), ended=hearer.show)
    delete(hearer)
    go.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert hearer.heard == []


def test_an_error_for_a_widget_that_is_gone_is_still_said(qtbot: QtBot, jobs: Jobs) -> None:
    hearer = Hearer()
    with qtbot.waitSignal(jobs.broke) as said:
        jobs.run(lambda: 1 // 0, hearer.hear, hearer.hear)
        delete(hearer)
    assert isinstance(said.args[0], ZeroDivisionError)
