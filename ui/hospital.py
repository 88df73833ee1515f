"""Opening the hospital that the window works on: the person's own, or a made-up one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rota.domain.times import Clock
from rota.services.demo import fill, present_of
from rota.services.ports import Storage
from rota.services.tools import Tools

STAFF, APPOINTMENTS, SEED = 1200, 1228, 2016


@contextmanager
def opened(
    tools: Tools,
    address: str | None,
    now: datetime | None,
    told: Callable[[str], None] = lambda _text: None,
    storage: Storage | None = None,
) -> Iterator[tuple[Storage, Clock]]:
    """Open a database, or without an address a made-up hospital that is thrown away afterwards.

    ``storage`` is the database if somebody signed in to it already.

    The present is what is given, else the made-up hospital's own, else the clock's.
    """
    if address is None:
        with tempfile.TemporaryDirectory(prefix="strike-rota-") as folder:
            storage = _made_up(tools, Path(folder), now, told)
            try:
                yield storage, _clock(tools, storage, now)
            finally:
                storage.close()
        return
    if storage is None:
        storage = tools.open_storage(address, tools.clock if now is None else lambda: now)
    try:
        yield storage, _clock(tools, storage, now)
    finally:
        storage.close()


def _made_up(
    tools: Tools, folder: Path, now: datetime | None, told: Callable[[str], None]
) -> Storage:
    files = tools.make_demo(folder, STAFF, APPOINTMENTS, SEED)
    present = now or files.present
    storage = tools.open_storage(str(folder / "hospital.db"), lambda: present)
    fill(storage, tools.reader, tools.rules, files, told)
    return storage


def _clock(tools: Tools, storage: Storage, now: datetime | None) -> Clock:
    present = now or present_of(storage)
    return tools.clock if present is None else lambda: present
