"""Finding what was done to the journal behind the program's back: the first entry that is wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, select

from rota.domain.journal import Anchor
from rota.storage.ledger import (
    BATCH,
    NO_DIGEST,
    WORDS,
    change_digest,
    entry_digest,
    entry_mac,
    note_of_rest,
    words_digest,
)
from rota.storage.schema import journal_change, journal_entry
from rota.storage.sealed import changes_of

Found = tuple[int, str] | None
"""The number of an entry that does not hold, and why; None: all hold."""


def first_bad_entry(
    connection: Connection, seal: bytes | None = None, anchors: Sequence[Anchor] = ()
) -> Found:
    """Walk the chain; return the first entry that does not hold, and why.

    With the seal of a protected file every entry since the first sealed one must be sealed right.
    ``anchors`` say how many entries there once were and what the last of them was: without one,
    entries that were cut off the end, or a chain that was made anew, are not found.
    """
    wanted: dict[int, set[str]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.entries, set()).add(anchor.sha256)
    erased = _words_erased(connection)
    changes = changes_of(connection)
    with _read(connection, journal_entry) as entries, _read(connection, changes) as rows:
        return _walk(entries.mappings(), _Changes(rows), erased, seal, wanted)


def _read(connection: Connection, table: Table) -> CursorResult[Any]:
    query = select(table).order_by(table.c.id)
    return connection.execute(query.execution_options(yield_per=BATCH))


def _walk(
    entries: Iterable[Any],
    changes: _Changes,
    erased: Mapping[int, str],
    seal: bytes | None,
    wanted: Mapping[int, Collection[str]],
) -> Found:
    previous, expected, is_sealed = NO_DIGEST, 1, False
    for entry in entries:
        if entry["id"] != expected or entry["previous_sha256"] != previous:
            return expected, "an entry is missing or out of order"
        reason = (
            _bad_entry(entry, erased.get(expected))
            or _bad_seal(entry, seal, is_sealed)
            or changes.fault(entry)
            or _bad_anchor(entry, wanted.get(expected, ()))
        )
        if reason:
            return expected, reason
        is_sealed = is_sealed or entry["mac"] is not None
        previous, expected = entry["sha256"], expected + 1
    if any(number >= expected for number in wanted):
        return expected, f"the journal ends before it, but once had {max(wanted):,} entries"
    if changes.are_left:
        return expected, "a recorded change belongs to no entry"
    if seal is not None and expected > 1 and not is_sealed:
        return expected - 1, "no entry is sealed, although this file is protected"
    return None


def _words_erased(connection: Connection) -> dict[int, str]:
    """Return the entries whose words were erased, as noted by the entries that did so."""
    query = select(journal_change.c.row_key, journal_change.c.after).where(
        journal_change.c.table_name == journal_entry.name
    )
    rows = connection.execute(query)
    return {json.loads(row.row_key)["id"]: row.after for row in rows if row.row_key and row.after}


def _bad_entry(head: Mapping[str, Any], erased: str | None) -> str:
    if erased is None:
        said = not head["words_sha256"] or words_digest(head) == head["words_sha256"]
        holds = said and entry_digest(head) == head["sha256"]
    else:
        bare = all(head[name] == "" for name in WORDS)
        whole = not head["words_sha256"] or entry_digest(head) == head["sha256"]
        holds = bare and whole and note_of_rest(head)[1] == erased
    return "" if holds else "the entry was changed"


def _bad_seal(entry: Mapping[str, Any], seal: bytes | None, was_sealed: bool) -> str:
    if seal is None:
        return ""
    if entry["mac"] is None:
        return "the entry has lost its seal" if was_sealed else ""
    is_right = hmac.compare_digest(entry_mac(seal, entry["sha256"]), entry["mac"])
    return "" if is_right else "the entry is not sealed with this file's key"


class _Changes:
    """The recorded changes, read once in their order: actions are saved one after the other."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    @property
    def are_left(self) -> bool:
        """Say whether there are more than the entries so far account for."""
        return self._next is not None

    def fault(self, entry: Mapping[str, Any]) -> str:
        """Take the changes of the next entry; return what is wrong with them."""
        digest, count = hashlib.sha256(), 0
        while (row := self._next) is not None and row.action_id == entry["action_id"]:
            digest.update(row.sha256.encode())
            count += 1
            erased = row.before is None and row.after is None
            if not erased and row.sha256 != change_digest(
                row.table_name, row.row_key, row.before, row.after
            ):
                return "a recorded value was changed"
            self._next = next(self._rows, None)
        if count != entry["changes"] or digest.hexdigest() != entry["changes_sha256"]:
            return "a recorded change is missing, or stands where it did not"
        return ""


def _bad_anchor(entry: Mapping[str, Any], anchors: Collection[str]) -> str:
    if all(entry["sha256"].startswith(each) for each in anchors):
        return ""
    return "another entry once had this number: the journal was made anew, or an old copy put back"
