"""One act of a person, from opening a dialog to its being saved, however often it is tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from rota.domain.errors import Conflict, Refused
from rota.services.acting import Acting
from ui.desk import Desk

T = TypeVar("T")


class Act:
    """Holds what had been read when it began, and its key.

    The key stays while nobody can know whether it was saved: then trying again does it once.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.begin()

    def begin(self) -> None:
        """Begin anew with what has been read by now."""
        acting = self._acting
        self._seen = None if acting is None else acting.seen()
        self._key = uuid4().hex

    def tried(self, work: Callable[[], T]) -> Callable[[], T]:
        """Return work that saves as this act; for the database thread."""
        acting, key, seen = self._acting, self._key, self._seen
        if acting is None:
            return work

        def once() -> T:
            with acting.one_act(key, seen):
                return work()

        return once

    def answered(self, error: BaseException | None = None) -> None:
        """It is known what came of it: another try is another act."""
        if error is None or isinstance(error, Refused):
            self._key = uuid4().hex

    def save_over(self, conflict: Conflict) -> None:
        """The person has looked at what others made of it, and saves theirs all the same."""
        self._seen = conflict.entry

    @property
    def _acting(self) -> Acting | None:
        storage: object = self._desk.storage
        return storage if isinstance(storage, Acting) else None
