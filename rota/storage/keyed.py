"""Rows known by their own key: the common shape of staff, duties, appointments and the like."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table, select, tuple_

from rota.storage.ledger import Ledger
from rota.storage.schema import active

Value = TypeVar("Value")
Key = TypeVar("Key")
CHUNK = 500


def chunks(items: Iterable[Key], size: int = CHUNK) -> Iterator[list[Key]]:
    """Yield lists of at most ``size`` items."""
    held: list[Key] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


class KeyedStore(Generic[Key, Value]):
    """Existing values by key, and how to put, change and retire them through the journal."""

    def __init__(
        self,
        connection: Connection,
        ledger: Ledger | None,
        table: Table,
        key_columns: tuple[str, ...],
        key_of: Callable[[Value], Key],
        to_row: Callable[[Value], dict[str, Any]],
        from_row: Callable[[Any], Value],
    ) -> None:
        self._connection = connection
        self._ledger = ledger
        self._table = table
        self._columns = key_columns
        self._key_of = key_of
        self._to_row = to_row
        self._from_row = from_row
        self._retires = "retired" in table.c

    def existing(self, keys: Collection[Key]) -> dict[Key, Value]:
        """Return the active values that have one of the keys."""
        rows = self._rows(keys).values()
        values = (self._from_row(row) for row in rows if not row.get("retired"))
        return {self._key_of(value): value for value in values}

    def retired(self, keys: Collection[Key]) -> dict[Key, Value]:
        """Return the values out of use that have one of the keys."""
        rows = self._rows(keys).values()
        values = (self._from_row(row) for row in rows if row.get("retired"))
        return {self._key_of(value): value for value in values}

    def known(self, keys: Collection[Key]) -> set[Key]:
        """Return which keys exist and are active."""
        return set(self.existing(keys))

    def put(self, values: Sequence[Value]) -> None:
        """Add values, or bring each to the given state where its key exists already."""
        ledger = self.writing
        there = self._rows([self._key_of(value) for value in values])
        pairs, fresh = [], []
        for value in values:
            row = self._to_row(value)
            old = there.get(self._key_of(value))
            if old is None:
                fresh.append(row)
            else:
                pairs.append((old, {**old, **row}))
        self._add(ledger, fresh)
        ledger.change(self._table, pairs)

    def _add(self, ledger: Ledger, rows: list[dict[str, Any]]) -> None:
        if "id" in self._table.c and self._columns != ("id",):
            ledger.add_with_ids(self._table, rows)
        else:
            ledger.add(self._table, rows)

    def retire(self, keys: Collection[Key]) -> None:
        """Take values out of use; they stay for the record where the table keeps them."""
        rows = list(self._rows(keys).values())
        if self._retires:
            self.writing.change(self._table, [(row, {**row, "retired": True}) for row in rows])
        else:
            self.writing.remove(self._table, rows)

    def keys_between(self, start: datetime, end: datetime) -> list[Key]:
        """Return the keys of active rows that start in a half-open stretch."""
        table = self._table
        query = select(*(table.c[name] for name in self._columns)).where(
            table.c.start >= start, table.c.start < end
        )
        if self._retires:
            query = query.where(active(table))
        return [self._row_key(tuple(row)) for row in self._connection.execute(query)]

    def all(self) -> list[Value]:
        """Return every active value."""
        query = select(self._table)
        if self._retires:
            query = query.where(active(self._table))
        return [self._from_row(row) for row in self._connection.execute(query).mappings()]

    @property
    def writing(self) -> Ledger:
        """Return the journal of this transaction; a reading view has none."""
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger

    def _row_key(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] if len(self._columns) == 1 else parts

    def _rows(self, keys: Collection[Key]) -> dict[Key, dict[str, Any]]:
        table = self._table
        columns = [table.c[name] for name in self._columns]
        found: dict[Key, dict[str, Any]] = {}
        for some in chunks(dict.fromkeys(keys)):
            if len(columns) == 1:
                query = select(table).where(columns[0].in_(some))
            else:
                query = select(table).where(tuple_(*columns).in_(some))
            for row in self._connection.execute(query).mappings():
                found[self._row_key(tuple(row[name] for name in self._columns))] = dict(row)
        return found
