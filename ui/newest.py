"""Answers to what a person is still typing: of many questions only the newest is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from ui.jobs import Jobs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]


class Newest(QObject):
    """Asks one question at a time on the database thread, without any timer.

    Those asked while one runs wait, and only the last of them is asked. After ``forget``, or once
    a dialog it belongs to has closed, no answer comes in.
    """

    def __init__(self, jobs: Jobs, home: QObject) -> None:
        super().__init__(home)
        self._jobs = jobs
        self._asked: _Question | None = None
        self._is_running = False
        self._is_over = False
        if isinstance(home, QDialog):
            home.finished.connect(self._end)

    def ask(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Call ``work`` off the window's thread, then ``done`` or ``failed``, if still wanted."""
        self._asked = _Question(work, done, failed)
        if not self._is_running:
            self._run(self._asked)

    def forget(self) -> None:
        """Want no answer to what was asked."""
        self._asked = None

    def _run(self, question: _Question) -> None:
        self._is_running = True

        def done(answer: object) -> None:
            if self._is_wanted(question):
                question.done(answer)

        def failed(error: BaseException) -> None:
            if self._is_wanted(question):
                question.failed(error)

        self._jobs.run(question.work, done, failed)

    def _is_wanted(self, question: _Question) -> bool:
        if self._is_over:
            return False
        self._is_running = False
        if self._asked is question:
            return True
        if self._asked is not None:
            self._run(self._asked)
        return False

    def _end(self) -> None:
        self._is_over = True
