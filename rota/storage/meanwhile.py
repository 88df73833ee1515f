"""What others changed since somebody read what they now save: told by the journal alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select

from rota.domain.conflicts import Clash, Difference
from rota.domain.errors import Conflict
from rota.storage.conflict_words import GONE, NEW, field_words, thing_words, value_words
from rota.storage.ledger import decode, encode
from rota.storage.schema import journal_change, journal_entry, service, user_account

Row = Mapping[str, Any]
Pair = tuple[Row | None, Row | None]
SHOWN = 20
"""So many clashes are told in full; the rest is counted."""
HELD = 5_000
"""So many changes of others in one table are read at once; of more only those that are asked of."""
CHUNK = 500
WORKED_OUT = frozenset(
    ("extract_says", "extract_note", "handover", "letter", "letter_fault", "print_run", "slot_hold")
)
"""Nobody types these: an action works them out of what is there when it is saved."""
WORKED_OUT_FIELDS = frozenset(("by_hand", "corrected", "found_by"))


@dataclass(frozen=True, slots=True)
class _Theirs:
    """What one entry of somebody else did to one row; ``fields`` is None where it took it away."""

    who: str
    at: datetime
    fields: frozenset[str] | None


class Meanwhile:
    """Compares what an action writes with what others wrote after entry ``seen``.

    ``own`` are the actions of this very program: nobody is in their own way. A field that only one
    of the two changed is no clash.
    """

    def __init__(self, connection: Connection, seen: int | None, own: Collection[str]) -> None:
        self._connection = connection
        self._seen = seen
        self._own = own
        self._others: dict[str, Any] | None = None
        self._held: dict[str, dict[str, list[_Theirs]] | None] = {}
        self._services: dict[int, str] | None = None
        self._names: dict[str, str] | None = None
        self._clashes: list[Clash] = []
        self._number = 0

    def compare(self, table: Table, pairs: Sequence[Pair]) -> None:
        """Look at rows about to be saved: before and after, None where there is none."""
        if self._seen is None or table.name in WORKED_OUT or not self._by_others():
            return
        keyed = {_key(table, pair): pair for pair in pairs}
        theirs = self._changes(table, keyed)
        for key, pair in keyed.items():
            if key in theirs and (clash := self._clash(table, pair, theirs[key])):
                self._number += 1
                if len(self._clashes) < SHOWN:
                    self._clashes.append(clash)

    def refuse(self) -> None:
        """Raise Conflict with everything that clashed."""
        if self._clashes:
            newest = self._connection.execute(select(func.max(journal_entry.c.id))).scalar_one()
            raise Conflict(self._clashes, self._number, int(newest))

    def _by_others(self) -> dict[str, Any]:
        """Return the later entries of others. No other comes in while this action runs."""
        if self._others is None:
            entry = journal_entry.c
            query = select(entry.action_id, entry.who, entry.at)
            rows = self._connection.execute(query.where(entry.id > self._seen))
            self._others = {row.action_id: row for row in rows if row.action_id not in self._own}
        return self._others

    def _changes(self, table: Table, keys: Collection[str]) -> dict[str, list[_Theirs]]:
        if table.name not in self._held:
            query = self._query(table, func.count())
            few = self._connection.execute(query).scalar_one() <= HELD
            self._held[table.name] = self._read(table, None) if few else None
        held = self._held[table.name]
        if held is not None:
            return held
        found: dict[str, list[_Theirs]] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), CHUNK):
            found |= self._read(table, wanted[start : start + CHUNK])
        return found

    def _read(self, table: Table, keys: Sequence[str] | None) -> dict[str, list[_Theirs]]:
        change = journal_change.c
        query = self._query(table, change.action_id, change.row_key, change.after)
        if keys is not None:
            query = query.where(change.row_key.in_(keys))
        found: dict[str, list[_Theirs]] = defaultdict(list)
        others = self._by_others()
        for row in self._connection.execute(query.order_by(change.id)):
            entry = others.get(row.action_id)
            if entry is not None:
                fields = None if row.after is None else frozenset(decode(table, row.after))
                found[row.row_key].append(_Theirs(entry.who, entry.at, fields))
        return found

    def _query(self, table: Table, *columns: Any) -> Any:
        return (
            select(*columns)
            .select_from(journal_change)
            .join(journal_entry, journal_change.c.action_id == journal_entry.c.action_id)
            .where(journal_entry.c.id > self._seen, journal_change.c.table_name == table.name)
        )

    def _clash(self, table: Table, pair: Pair, theirs: Sequence[_Theirs]) -> Clash | None:
        before, after = pair
        last = theirs[-1]
        touched = {name for each in theirs for name in each.fields or ()}
        touched -= _keys(table) | WORKED_OUT_FIELDS
        if before is None:
            if last.fields is not None:
                return None
            told: tuple[Difference, ...] = (Difference("it", GONE, NEW),)
        elif after is None:
            shown = {name: (before[name], GONE) for name in before if name in touched}
            told = self._told(table, shown)
        else:
            both = [n for n in after if n in touched and not _same(table, n, before, after)]
            if not both:
                return None
            by_field = [each for each in theirs if each.fields and each.fields & set(both)]
            last = by_field[-1]
            told = self._told(table, {n: (before[n], after[n]) for n in both})
        row = after if before is None else before
        assert row is not None
        what = thing_words(table, row, self._service_names())
        return Clash(what, self._person(last.who), last.at, told)

    def _told(self, table: Table, differs: Mapping[str, tuple[Any, Any]]) -> tuple[Difference, ...]:
        """Return what differs in words, without the fields that only the program knows."""
        return tuple(
            Difference(said, *(self._value(name, value) for value in values))
            for name, values in differs.items()
            if (said := field_words(table, name))
        )

    def _value(self, name: str, value: Any) -> str:
        return value_words(
            self._service_names().get(value, value) if name == "service_id" else value
        )

    def _person(self, login: str) -> str:
        """``Carl Clerk (carl.clerk)``; the login alone where nobody has an account."""
        if self._names is None:
            rows = self._connection.execute(select(user_account.c.login, user_account.c.name))
            self._names = {row.login: row.name for row in rows}
        name = self._names.get(login)
        return f"{name} ({login})" if name else login

    def _service_names(self) -> dict[int, str]:
        if self._services is None:
            rows = self._connection.execute(select(service.c.id, service.c.name))
            self._services = {row.id: row.name for row in rows}
        return self._services


def _key(table: Table, pair: Pair) -> str:
    some = pair[1] if pair[1] is not None else pair[0]
    assert some is not None
    return encode(table, {name: some[name] for name in _keys(table)})


def _same(table: Table, name: str, before: Row, after: Row) -> bool:
    return encode(table, {name: before[name]}) == encode(table, {name: after[name]})


def _keys(table: Table) -> set[str]:
    return {column.name for column in table.primary_key.columns}
