"""Whose records were deleted for good, so that a backup put back brings nobody back unseen.

Beside the file lie keyed digests of their numbers, and no number. A protected file's digests are
keyed with its seal; those of an open file only with a salt that lies there too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, select

from rota.domain.errors import Unavailable
from rota.domain.times import iso_utc
from rota.storage.durable import in_turn, write_whole
from rota.storage.schema import journal_change, metadata

COLUMNS = {"patient": "patient_id", "staff": "staff_id"}
Person = tuple[str, str]
"""``patient`` or ``staff``, and their number."""


def gone_path(path: Path) -> Path:
    """Return where it is noted who was deleted from a file."""
    return path.with_name(f"{path.name}.erased")


def note_gone(path: Path, seal: bytes | None, person: Person, at: datetime) -> None:
    """Note that somebody is deleted. Raises Unavailable where that cannot be written."""
    try:
        with in_turn(path):
            salt, digests = _read(path)
            digests[_digest(seal, salt, person)] = iso_utc(at)
            note = {"version": 1, "salt": salt, "digests": digests}
            write_whole(gone_path(path), json.dumps(note).encode())
    except OSError as error:
        raise Unavailable(
            "not_noted", f"Nothing was deleted: {gone_path(path).name} cannot be written."
        ) from error


def gone_again(
    path: Path, seal: bytes | None, connection: Connection, since: datetime | None
) -> list[Person]:
    """Return those deleted since then of whom something is in the file; None: at any time.

    Somebody deleted earlier has come again by themselves.
    """
    salt, noted = _read(path)
    digests = {each for each, at in noted.items() if since is None or at >= iso_utc(since)}
    if not digests:
        return []
    seals = {None, seal}
    return [
        each
        for each in sorted(set(_everybody(connection)))
        if any(_digest(one, salt, each) in digests for one in seals)
    ]


def _everybody(connection: Connection) -> Iterator[Person]:
    for who, name in COLUMNS.items():
        for table in metadata.sorted_tables:
            if name in table.c:
                found = connection.execute(select(table.c[name]).distinct()).scalars()
                yield from ((who, each) for each in found if each)
    said = {who: re.compile(f'"{name}":("(?:[^"\\\\]|\\\\.)*")') for who, name in COLUMNS.items()}
    texts = (journal_change.c.row_key, journal_change.c.before, journal_change.c.after)
    for row in connection.execute(select(*texts).execution_options(yield_per=1000)):
        for text in filter(None, row):
            for who, pattern in said.items():
                yield from ((who, json.loads(each)) for each in pattern.findall(text))


def _read(path: Path) -> tuple[str, dict[str, str]]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        note = json.loads(gone_path(path).read_bytes())
        return str(note["salt"]), {str(each): str(at) for each, at in note["digests"].items()}
    return token_hex(32), {}


def _digest(seal: bytes | None, salt: str, person: Person) -> str:
    key = (seal or b"") + salt.encode()
    return hmac.new(key, "\n".join(person).encode("utf-8", "replace"), hashlib.sha256).hexdigest()
