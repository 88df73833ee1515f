"""A database as one person's act meets it: what they had read by then, and the key of the act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from rota.services.ports import Storage, Work

Seen = Callable[[], int | None]
AS_THEY_STAND = ("import ", "undo", "redo")
"""Actions with a rule of their own for what others changed: they are about what is there now."""


class Acting:
    """Gives every action on a ``storage`` what the person had ``seen``, and at times a key.

    Everything else is the storage's own. Not for two threads at once.
    """

    def __init__(self, storage: Storage, seen: Seen, key: str | None = None) -> None:
        self._storage = storage
        self._seen = self.seen = seen
        self._key = key
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    @property
    def as_storage(self) -> Storage:
        """Return this for services, which do not know it from the storage."""
        return cast("Storage", self)

    def write(
        self,
        action: str,
        why: str = "",
        undoable: bool = True,
        step: str = "do",
        reverses: int | None = None,
        key: str | None = None,
        seen: int | None = None,
    ) -> AbstractContextManager[Work]:
        """Begin an action as the storage does."""
        if key is None and self._key is not None:
            self._writes += 1
            key = self._key if self._writes == 1 else f"{self._key} {self._writes}"
        if seen is None and not action.startswith(AS_THEY_STAND):
            seen = self._seen()
        return self._storage.write(action, why, undoable, step, reverses, key, seen)

    @contextmanager
    def one_act(self, key: str, seen: int | None) -> Iterator[None]:
        """Make the actions in here one act: the first has its key, more of them are numbered.

        They are held to what had been seen when the act was begun.
        """
        self._key, self._writes, self._seen = key, 0, lambda: seen
        try:
            yield
        finally:
            self._key, self._seen = None, self.seen


def never_seen() -> int | None:
    """For those who act on what is there now, whoever changed it."""
    return None
