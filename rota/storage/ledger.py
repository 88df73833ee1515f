"""The journal: every change goes through here, and is history, audit and undo at once.

Each action leaves one entry in a chain of digests. The values before and after sit in rows of
their own with their digests beside them, so that erasing a person's values keeps the chain whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from secrets import token_hex
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from rota.domain.changes import Kind
from rota.domain.errors import Refused
from rota.domain.journal import Anchor
from rota.storage.clock_watch import went_back
from rota.storage.schema import PRIVATE, journal_change, journal_entry, metadata
from rota.storage.types import PlainType

Row = Mapping[str, Any]
BATCH = 1000
NO_DIGEST = "0" * 64
Only = tuple[str, Collection[str]]
"""A column of codes, and which of them are meant."""
SALT = " salt"
"""Put beside the values of a table about people, so that an erased value cannot be guessed again
from its digest. No column is called so."""
CLOCK = "clock"
"""The action of an entry that notes something odd about the computer's clock."""
WORDS = ("text", "why", "salt")
"""What an entry says in words. They may be erased: the chain holds only their digest."""


@dataclass(frozen=True, slots=True)
class Action:
    """Who does what, when and why; the head of one journal entry."""

    name: str
    who: str
    at: datetime
    program: str
    why: str = ""
    undoable: bool = True
    step: str = "do"
    reverses: int | None = None
    key: str | None = None
    seen: int | None = None
    clock_note: str = ""


class Compares(Protocol):
    """Looks whether others changed what is about to be saved."""

    def compare(self, table: Table, pairs: Sequence[tuple[Row | None, Row | None]]) -> None:
        """Look at rows: before and after."""

    def refuse(self) -> None:
        """Raise Conflict where it found any."""


class Ledger:
    """Writes rows and their journal in the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        action: Action,
        seal: bytes | None = None,
        meanwhile: Compares | None = None,
    ) -> None:
        self._connection = connection
        self._seal = seal
        self._action = action
        self._meanwhile = meanwhile
        self.action_id = self._action_id = uuid4().hex
        self._digest = hashlib.sha256()
        self._count = 0
        self.kinds: set[Kind] = set()
        self.text = ""
        self.has_erased = False
        self.is_kept = False
        self.anchor: Anchor | None = None

    @property
    def now(self) -> datetime:
        """Return the instant of the action."""
        return self._action.at

    @property
    def why(self) -> str:
        """Return the reason given for the action."""
        return self._action.why

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows."""
        if rows:
            self._connection.execute(insert(table), [dict(row) for row in rows])
            self._note(table, ((None, row) for row in rows))

    def change(self, table: Table, pairs: Sequence[tuple[Row, Row]]) -> None:
        """Update rows from before to after; the row must still be there."""
        changed = [(before, after) for before, after in pairs if dict(before) != dict(after)]
        if not changed:
            return
        keys = _keys(table)
        columns = [column for column in table.columns if column.name not in keys]
        columns = [
            column
            for column in columns
            if column.name in changed[0][1]
            and any(before[column.name] != after[column.name] for before, after in changed)
        ]
        statement = (
            update(table)
            .where(and_(*(table.c[key] == bindparam(f"key_{key}") for key in keys)))
            .values({column.name: bindparam(f"new_{column.name}") for column in columns})
        )
        values = [
            {f"key_{key}": after[key] for key in keys}
            | {f"new_{column.name}": after[column.name] for column in columns}
            for _, after in changed
        ]
        for value in values if len(values) == 1 else [values]:
            self._connection.execute(statement, value)
        self._note(table, changed)

    def remove(self, table: Table, rows: Sequence[Row]) -> None:
        """Delete rows."""
        if rows:
            keys = _keys(table)
            where = and_(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
            values = [{f"key_{key}": row[key] for key in keys} for row in rows]
            self._connection.execute(delete(table).where(where), values)
            self._note(table, ((row, None) for row in rows))

    def erase(
        self, table: Table, column: str, values: Collection[int], only: Only | None = None
    ) -> int:
        """Delete the rows of a private table that have one of the values, from the journal too.

        ``only`` narrows them; its column must never change. Rows long gone are erased there as
        well. The digests stay, so the chain holds; what was erased can no longer be undone.
        Returns how many rows there were.
        """
        gone = kept = 0
        for some in _chunks(sorted(values)):
            rows = delete(table).where(table.c[column].in_(some))
            if only is not None:
                rows = rows.where(table.c[only[0]].in_(only[1]))
            gone += self._connection.execute(rows).rowcount
            parts = [encode(table, {column: each})[1:-1] for each in some]
            texts = (journal_change.c.row_key, journal_change.c.before, journal_change.c.after)
            held = (
                text.contains(f"{part}{ending}", autoescape=True)
                for part in parts
                for ending in ",}"
                for text in texts
            )
            bare = update(journal_change).where(in_journal(table, only), or_(*held))
            bare = bare.values(before=None, after=None, row_key="")
            kept += self._connection.execute(bare).rowcount
        if gone or kept:
            self.has_erased = self.is_kept = True
            self.kinds.add(table.info["kind"])
        return gone

    def insert_with_id(self, table: Table, row: Row) -> int:
        """Insert one row whose ``id`` the database gives, and return it."""
        given = self._connection.execute(insert(table).values(**row)).inserted_primary_key
        if given is None:
            raise RuntimeError("the database gave no id")
        whole = {**row, "id": given[0]}
        self._note(table, [(None, whole)])
        return int(given[0])

    def add_with_ids(self, table: Table, rows: Sequence[Row]) -> list[int]:
        """Insert many rows whose ``id`` is taken in one go; return the ids in their order."""
        if not rows:
            return []
        ids = self._take_ids(table, len(rows))
        self.add(table, [{"id": each, **row} for each, row in zip(ids, rows, strict=True)])
        return ids

    def _take_ids(self, table: Table, number: int) -> list[int]:
        if self._connection.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(table.name, "id")
            series = func.generate_series(1, number).table_valued("each")
            taken = select(func.nextval(sequence)).select_from(series)
            return [int(each) for each in self._connection.execute(taken).scalars()]
        used = self._connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
        ).scalar()
        first = int(used or 0) + 1
        return list(range(first, first + number))

    def _note(self, table: Table, pairs: Iterable[tuple[Row | None, Row | None]]) -> None:
        self.kinds.add(table.info["kind"])
        source = iter(pairs)
        while batch := list(islice(source, BATCH)):
            if self._meanwhile is not None:
                self._meanwhile.compare(table, batch)
            rows = [self._change_row(table, before, after) for before, after in batch]
            self._connection.execute(insert(journal_change).inline(), rows)
            self._count += len(rows)

    def _change_row(self, table: Table, before: Row | None, after: Row | None) -> dict[str, Any]:
        if before is not None and after is not None:
            keys = set(_keys(table))
            differing = [name for name in after if name in keys or before[name] != after[name]]
            before = {name: before[name] for name in differing}
            after = {name: after[name] for name in differing}
        some = after if after is not None else before
        assert some is not None
        row_key = encode(table, {key: some[key] for key in _keys(table)})
        old = None if before is None else _sealed(table, before)
        new = None if after is None else _sealed(table, after)
        digest = change_digest(table.name, row_key, old, new)
        self._digest.update(digest.encode())
        return {
            "action_id": self._action_id,
            "table_name": table.name,
            "row_key": row_key,
            "before": old,
            "after": new,
            "sha256": digest,
        }

    def note_erased(self, table: Table, row_key: str, after: str) -> None:
        """Note in the journal that something of it was erased."""
        digest = change_digest(table.name, row_key, None, after)
        self._digest.update(digest.encode())
        row = {"action_id": self._action_id, "table_name": table.name, "row_key": row_key}
        self._connection.execute(
            insert(journal_change).inline(),
            [{**row, "before": None, "after": after, "sha256": digest}],
        )
        self._count += 1

    def close(self) -> int | None:
        """Write the entry that seals this action; None when nothing changed and none is kept."""
        if not self._count and not self.is_kept:
            return None
        if self._meanwhile is not None:
            self._meanwhile.refuse()
        newest = select(journal_entry.c.id, journal_entry.c.sha256, journal_entry.c.at)
        last = self._connection.execute(newest.order_by(journal_entry.c.id.desc()).limit(1)).first()
        before = Anchor(0, NO_DIGEST) if last is None else Anchor(last.id, last.sha256)
        action = self._action
        odd = (last and went_back(last.at, action.at)) or action.clock_note
        if odd:
            note = Action(CLOCK, action.who, action.at, action.program, undoable=False)
            before = self._seal_entry(before, note, uuid4().hex, odd, 0, hashlib.sha256())
        self.anchor = self._seal_entry(
            before, action, self._action_id, self.text, self._count, self._digest
        )
        return self.anchor.entries

    def _seal_entry(
        self, before: Anchor, action: Action, action_id: str, text: str, count: int, digest: Any
    ) -> Anchor:
        head: dict[str, Any] = {
            "id": before.entries + 1,
            "action_id": action_id,
            "at": action.at,
            "who": action.who,
            "program": action.program,
            "action": action.name,
            "step": action.step,
            "reverses": action.reverses,
            "undoable": action.undoable,
            "text": text,
            "why": action.why,
            "changes": count,
            "changes_sha256": digest.hexdigest(),
            "previous_sha256": before.sha256,
            "key": action.key,
            "salt": token_hex(16),
        }
        head["words_sha256"] = words_digest(head)
        head["sha256"] = entry_digest(head)
        head["mac"] = None if self._seal is None else entry_mac(self._seal, head["sha256"])
        self._connection.execute(insert(journal_entry), [head])
        return Anchor(before.entries + 1, head["sha256"])


def in_journal(table: Table, only: Only | None = None) -> ColumnElement[bool]:
    """Return the condition that a change of the journal still holds a value of a private table."""
    held = and_(PRIVATE, journal_change.c.table_name == table.name, journal_change.c.row_key != "")
    if only is not None:
        parts = [encode(table, {only[0]: each})[1:-1] for each in only[1]]
        texts = journal_change.c.before, journal_change.c.after
        said = (text.contains(each, autoescape=True) for each in parts for text in texts)
        held = and_(held, or_(*said))
    return held


def numbers_in_journal(
    connection: Connection, table: Table, column: str, only: Only | None = None
) -> set[int]:
    """Return the numbers of a column that the journal still holds of a private table."""
    keys = {each.name for each in table.primary_key.columns}
    both = (journal_change.c.before, journal_change.c.after)
    texts = (journal_change.c.row_key,) if column in keys else both
    said = re.compile(rf'"{column}":(\d+)[,}}]')
    rows = connection.execute(select(*texts).where(in_journal(table, only)).distinct())
    found = (said.search(text) for row in rows for text in row if text)
    return {int(each.group(1)) for each in found if each}


def _chunks(values: Sequence[int], size: int = 50) -> Iterator[Sequence[int]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def _sealed(table: Table, row: Row) -> str:
    """Return a row as the journal keeps it, with salt where its values are private."""
    text = encode(table, row)
    if table.info.get("private") or table.info.get("salted"):
        text = f'{text[:-1]},"{SALT}":"{token_hex(16)}"}}'
    return text


def encode(table: Table, row: Row) -> str:
    """Return a row as canonical JSON in plain forms."""
    plain = {}
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, PlainType):
            value = kind.to_plain(value)
        elif isinstance(value, bytes):
            value = hashlib.sha256(value).hexdigest()
        plain[name] = value
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def decode(table: Table, text: str) -> dict[str, Any]:
    """Return the row that ``encode`` wrote."""
    row: dict[str, Any] = json.loads(text)
    row.pop(SALT, None)
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, PlainType):
            row[name] = kind.from_plain(value)
    return row


def change_digest(table: str, key: str, before: str | None, after: str | None) -> str:
    """Return the digest of one change."""
    body = json.dumps([table, key, before, after], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def words_digest(head: Mapping[str, Any]) -> str:
    """Return the digest of what an entry says in words, salted so that it tells nothing of them."""
    body = json.dumps([head[name] for name in WORDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def entry_digest(head: Mapping[str, Any]) -> str:
    """Return the digest of an entry over everything in it, the digest before it included.

    Of its words only their digest counts; those of an entry older than that are in it themselves.
    """
    left = {"sha256", "mac", "salt", *(WORDS if head.get("words_sha256") else ("words_sha256",))}
    plain = {name: value for name, value in head.items() if name not in left}
    if plain.get("key") is None:
        plain.pop("key", None)  # as entries were before they had one
    plain["at"] = plain["at"].isoformat()
    plain["undoable"] = bool(plain["undoable"])
    body = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def entry_mac(seal: bytes, sha256: str) -> str:
    """Return what only a program that has the seal of a protected file can put beside a digest."""
    return hmac.new(seal, sha256.encode(), hashlib.sha256).hexdigest()


def reverse(connection: Connection, ledger: Ledger, entry: int) -> None:
    """Put back what an entry changed, newest change first. Refuses where something moved since."""
    try:
        _reverse(connection, ledger, entry)
    except IntegrityError:
        raise Refused(
            "in_use", "This cannot be undone: something that came later depends on it."
        ) from None


def _reverse(connection: Connection, ledger: Ledger, entry: int) -> None:
    action_id = connection.execute(
        select(journal_entry.c.action_id).where(journal_entry.c.id == entry)
    ).scalar_one()
    last: int | None = None
    while True:
        query = select(journal_change).where(journal_change.c.action_id == action_id)
        if last is not None:
            query = query.where(journal_change.c.id < last)
        rows = connection.execute(query.order_by(journal_change.c.id.desc()).limit(BATCH)).all()
        if not rows:
            return
        last = rows[-1].id
        run: list[Any] = []
        keys: set[str] = set()
        for row in rows:
            if run and (_shape(run[-1]) != _shape(row) or row.row_key in keys):
                _reverse_run(connection, ledger, run)
                run = []
                keys = set()
            run.append(row)
            keys.add(row.row_key)
        _reverse_run(connection, ledger, run)


def _shape(row: Any) -> tuple[str, bool, bool]:
    return (row.table_name, row.before is None, row.after is None)


def _reverse_run(connection: Connection, ledger: Ledger, run: Sequence[Any]) -> None:
    table = metadata.tables[run[0].table_name]
    if any(row.before is None and row.after is None for row in run):
        raise Refused(
            "erased", "This cannot be undone: what it recorded has been deleted for good."
        )
    if run[0].after is None:
        ledger.add(table, [decode(table, row.before) for row in run])
        return
    afters = [decode(table, row.after) for row in run]
    current = _current(connection, table, afters)
    for after in afters:
        there = current.get(tuple(after[key] for key in _keys(table)))
        if there is None or any(_moved(table, name, there, after) for name in after):
            raise Refused("changed_since", "This cannot be undone: it has been changed since.")
    whole = [current[tuple(after[key] for key in _keys(table))] for after in afters]
    if run[0].before is None:
        ledger.remove(table, whole)
        return
    befores = [decode(table, row.before) for row in run]
    ledger.change(
        table, [(now, {**now, **before}) for now, before in zip(whole, befores, strict=True)]
    )


def _moved(table: Table, name: str, there: Row, after: Row) -> bool:
    return encode(table, {name: there[name]}) != encode(table, {name: after[name]})


def _current(
    connection: Connection, table: Table, rows: Sequence[Row]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    keys = _keys(table)
    first = [row[keys[0]] for row in rows]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for start in range(0, len(first), 500):
        query = select(table).where(table.c[keys[0]].in_(first[start : start + 500]))
        for row in connection.execute(query).mappings():
            found[tuple(row[key] for key in keys)] = dict(row)
    return found


def note_of_rest(head: Mapping[str, Any]) -> tuple[str, str]:
    """Return how the journal notes that the words of an entry were erased: row key and value.

    The value is the digest of what is left, since an older entry's own digest holds its words.
    """
    rest = entry_digest({**head, **dict.fromkeys(WORDS, "")})
    return json.dumps({"id": head["id"]}), json.dumps({"rest_sha256": rest})
