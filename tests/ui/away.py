"""A real storage that can be made not to answer: a server that went, or one that is slow."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Event
from typing import Any

from rota.domain.errors import Unavailable
from rota.services.ports import Storage, Work
from ui.desk import Desk

GONE = "The database does not answer. Try again in a moment."
LONGEST_WAIT_SECONDS = 20


class Away:
    """While ``is_away`` every read fails; while ``holds`` every read waits."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._open = Event()
        self._open.set()
        self.is_away = False

    def hold(self) -> None:
        """Let every read wait from now on."""
        self._open.clear()

    def let_go(self) -> None:
        """Let them go on."""
        self._open.set()

    def read(self) -> AbstractContextManager[Work]:
        """Read, if it answers."""
        assert self._open.wait(LONGEST_WAIT_SECONDS)
        if self.is_away:
            raise Unavailable("no_answer", GONE)
        return self._storage.read()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


def away_desk(desk: Desk) -> tuple[Desk, Away]:
    """The same desk over a storage that can go away."""
    away = Away(desk.storage)
    return replace(desk, storage=away), away  # type: ignore[arg-type]
