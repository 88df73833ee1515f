"""Finding what was done to rows behind the program's back: each is held against the journal.

The journal has every value that a row was given, and the newest of each must be in the row. What
was erased on purpose is not there to be compared: an act that erases notes how many rows it leaves
without it, and so many are no finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Integer, LargeBinary, Table, select, text

from rota.storage.keyed import chunks
from rota.storage.ledger import BATCH, SALT, Ledger, decode
from rota.storage.schema import JOURNALS, journal_change, metadata
from rota.storage.sealed import changes_of, is_own_login
from rota.storage.types import KeptBytes, PlainType

SHOWN = 20
"""At most so many rows are named."""
BARE, TOUCHED = "bare", "touched"
"""Rows of which the journal has nothing any more; and those that are not as it has them."""
_WORKED_OUT = {"appointment": frozenset({"found_by"})}
"""Columns that a schema change filled by itself: only a value that the journal has is compared."""
_SALT_LENGTH = len(f',"{SALT}":"{"0" * 32}"' + "}")

State = str | dict[str, Any] | None
"""What the journal has of a row: the text of its one whole change, or its values so far; None: no
more than that it was there, as its values were erased."""
_PART = ""
"""A key among the values of a row of which something was erased. No column is called so."""


def strayed_rows(connection: Connection) -> list[str]:
    """Say which rows are not as the journal has them: the table, and the key where it is no secret.

    Tables that a login of a server may not read are left out.
    """
    tables = {each.name: each for each in metadata.sorted_tables if each not in JOURNALS}
    if is_own_login(connection):
        tables = {name: each for name, each in tables.items() if _may_read(connection, name)}
    states, allowed = _states(connection, tables)
    found: list[str] = []
    for name, table in tables.items():
        strayed, bare = _compare(connection, table, states.pop(name, {}))
        spare = allowed[name, TOUCHED] - len(strayed)
        if spare < 0:
            found += strayed
        if len(bare) > max(spare, 0) + allowed[name, BARE]:
            found += bare
    named = [f"A row of {each} is not as the journal has it." for each in found[:SHOWN]]
    if len(found) > SHOWN:
        named.append(f"So are {len(found) - SHOWN:,} more rows.")
    if named:
        named.append("Somebody changed them with another program. Restore a backup, or ask them.")
    return named


def _may_read(connection: Connection, table: str) -> bool:
    query = text("SELECT has_table_privilege(session_user, :name, 'SELECT')")
    return bool(connection.scalar(query, {"name": f"public.{table}"}))


def _states(
    connection: Connection, tables: Collection[str]
) -> tuple[dict[str, dict[str, State]], Counter[tuple[str, str]]]:
    """Return what the journal has of every row by table and key, and how many may stray."""
    change = changes_of(connection).c
    query = select(change.table_name, change.row_key, change.before, change.after)
    query = query.where(change.row_key != "").order_by(change.id)
    states: dict[str, dict[str, State]] = {}
    allowed: Counter[tuple[str, str]] = Counter()
    for name, key, before, after in connection.execute(query.execution_options(yield_per=BATCH)):
        if name == journal_change.name:
            for kind, number in json.loads(after).items():
                allowed[json.loads(key)["table"], kind] += number
        if name not in tables:
            continue
        rows = states.setdefault(name, {})
        if before is None:
            rows[key] = after
        elif after is None:
            rows.pop(key, None)
        else:
            there = rows.get(key)
            if isinstance(there, str):
                there = json.loads(there)
            rows[key] = (there or {_PART: True}) | json.loads(after)
    return states, allowed


def _compare(
    connection: Connection, table: Table, states: dict[str, State]
) -> tuple[list[str], list[str]]:
    """Return the rows that differ from the journal or are gone, and those that it has not."""
    strayed, bare = [], []
    keys = [column.name for column in table.primary_key.columns]
    checked = _Columns(table)
    for row in _plain_rows(connection, checked.names, table):
        key = _json({each: row[each] for each in sorted(keys)})
        if key not in states:
            bare.append(_named(table, key))
        elif not checked.agree(row, states.pop(key)):
            strayed.append(_named(table, key))
    gone = (key for key, state in states.items() if state is not None)
    return [*strayed, *(_named(table, key) for key in gone)], bare


def _plain_rows(
    connection: Connection, names: Collection[str], table: Table
) -> Iterator[dict[str, Any]]:
    """Read rows in the plain forms that the journal has; SQLite holds nothing else."""
    quote = connection.dialect.identifier_preparer.quote
    listed = ", ".join(map(quote, names))
    query = f"SELECT {listed} FROM {quote(table.name)}"  # noqa: S608 - names of the schema
    for row in connection.exec_driver_sql(query, execution_options={"yield_per": BATCH}):
        yield dict(zip(names, row, strict=True))


class _Columns:
    """The columns of a table that are compared. Whole files have digests of their own."""

    def __init__(self, table: Table) -> None:
        columns = [each for each in table.columns if not _is_file(each.type)]
        self.names = sorted(each.name for each in columns)
        self._is_whole = len(columns) == len(table.columns)
        self._is_salted = bool(table.info.get("private") or table.info.get("salted"))
        unsaid = _WORKED_OUT.get(table.name, frozenset())
        self._usual = {each.name: _default(each) for each in columns if each.name not in unsaid}

    def agree(self, row: Mapping[str, Any], state: State) -> bool:
        """Say whether a row has what the journal says; what it leaves unsaid is as usual."""
        if state is None:
            return True
        if isinstance(state, str):
            whole = f"{state[:-_SALT_LENGTH]}}}" if self._is_salted else state
            if self._is_whole and _json(row) == whole:
                return True
        said: dict[str, Any] = json.loads(state) if isinstance(state, str) else state
        usual = {} if _PART in said else self._usual
        wanted = {name: (said if name in said else usual)[name] for name in self.names
                  if name in said or name in usual}  # fmt: skip
        return all(_plain(row[name]) == value for name, value in wanted.items())


def _is_file(kind: Any) -> bool:
    return isinstance(kind, (LargeBinary, KeptBytes))


def _default(column: Any) -> Any:
    """Return the plain value that a row has where nobody gave one."""
    if column.server_default is None:
        return None
    said = column.server_default.arg
    kind = column.type.impl if isinstance(column.type, PlainType) else column.type
    return int(said) if isinstance(kind, Integer) else said


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _named(table: Table, key: str) -> str:
    """Name a row; of a private table nothing that leads to a person."""
    hidden = {"staff_id", "duty_id"} if table.info.get("private") else set()
    said = json.loads(key)
    parts = [said[each.name] for each in table.primary_key.columns if each.name not in hidden]
    return f"{table.name} ({', '.join(str(each) for each in parts if each != '')})"


@dataclass(slots=True)
class Touched:
    """The rows, by table and key, that an act of erasing left other than the journal has them."""

    rows: dict[str, set[str]] = field(default_factory=dict)

    def add(self, table: str, keys: Collection[str]) -> None:
        """Take note of some."""
        self.rows.setdefault(table, set()).update(keys)

    def note(self, connection: Connection, ledger: Ledger) -> None:
        """Note in the journal how many of them are still there."""
        for name in sorted(self.rows):
            number = _living(connection, metadata.tables[name], self.rows[name])
            note_strays(ledger, name, TOUCHED, number)


def note_strays(ledger: Ledger, table: str, kind: str, number: int) -> None:
    """Note in the journal that so many rows of a table can no longer be held against it."""
    if number:
        ledger.note_erased(journal_change, _json({"table": table}), _json({kind: number}))


def _living(connection: Connection, table: Table, row_keys: Collection[str]) -> int:
    keys = [column.name for column in table.primary_key.columns]
    wanted = {tuple(row[key] for key in keys) for row in (decode(table, each) for each in row_keys)}
    found = set()
    for some in chunks({each[0] for each in wanted}):
        query = select(*table.primary_key.columns).where(table.c[keys[0]].in_(some))
        found |= {tuple(row) for row in connection.execute(query)}
    return len(found & wanted)
