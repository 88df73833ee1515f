"""What must hold before an upgrade of a database is saved, and what no file may bring with it.

Alembic changes a SQLite table in a batch by copying, dropping and renaming it: dropping takes the
rows of other tables that point at it, and triggers and checks go silently. So every table that was
there is counted before and after, and what the schema wants is looked for; what does not hold takes
the whole upgrade back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from rota.domain.errors import Unavailable
from rota.storage.journal_guards import OURS, guards
from rota.storage.schema import metadata

_NAMED = re.compile(r'CONSTRAINT "?(\w+)"?')


@dataclass(frozen=True, slots=True)
class Kept:
    """What an upgrade must leave: the rows of each table, and its constraints and triggers.

    Indexes hold no data and may go; what the present schema wants of them is looked for.
    """

    rows: dict[str, int]
    named: frozenset[str]
    indexes: frozenset[str]


@contextmanager
def nothing_lost(connection: Connection, to_head: bool) -> Iterator[None]:
    """Raise Unavailable, which takes the upgrade back, should it have lost anything."""
    before = _kept(connection)
    yield
    faults = _faults(connection, before)
    if to_head and not faults:
        faults = sorted(_wanted(connection) - _kept(connection).named)
    if faults:
        raise Unavailable(
            "upgrade_failed",
            "The file could not be brought up to this program, and is as it was: "
            f"{', '.join(faults[:3])} would have been lost. Go on with the older program and "
            "report this.",
        )


def refuse_hidden(connection: Connection, at_head: bool) -> None:
    """Refuse a SQLite file that runs something when it is read or written which we did not make.

    A file is input: a trigger or a view in it is a program of whoever made it.
    """
    if connection.dialect.name != "sqlite":
        return
    ours = OURS if at_head else {}
    query = text("SELECT name FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL%'")
    hidden = [row.name for row in connection.execute(query)]
    hidden += [name for name, sql in guards(connection).items() if ours.get(name) != sql]
    if hidden:
        raise Unavailable(
            "hidden_code",
            "This file holds something that runs by itself and that this program did not put "
            f"there ({', '.join(sorted(hidden)[:3])}). It was not opened. Restore a backup.",
        )


def _kept(connection: Connection) -> Kept:
    tables = [each for each in inspect(connection).get_table_names() if each != "alembic_version"]
    rows = {
        each: connection.execute(text(f'SELECT count(*) FROM "{each}"')).scalar_one()  # noqa: S608 - its own names
        for each in tables
    }
    found = list(_names(connection))
    indexes = frozenset(name for kind, name in found if kind == "index")
    return Kept(rows, frozenset(name for _, name in found), indexes)


def _names(connection: Connection) -> Iterator[tuple[str, str]]:
    if connection.dialect.name != "sqlite":
        return
    query = text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    for kind, name, table, sql in connection.execute(query):
        if kind == "table":
            yield from ((kind, f"{table}: {each}") for each in _NAMED.findall(sql))
        else:
            yield kind, f"{table}: {name}"


def _faults(connection: Connection, before: Kept) -> list[str]:
    after = _kept(connection)
    found = [
        f"rows of {name} ({rows:,} before, {after.rows.get(name, 0):,} after)"
        for name, rows in before.rows.items()
        if after.rows.get(name) != rows
    ]
    found += sorted(before.named - after.named - before.indexes)
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        found += [f"what {row[0]} points at in {row[2]}" for row in broken]
    return found


def _wanted(connection: Connection) -> set[str]:
    """Return every constraint, index and trigger of the present schema."""
    if connection.dialect.name != "sqlite":
        return set()
    named = {
        f"{table.name}: {name}"
        for table in metadata.sorted_tables
        for name in (
            *(each.name for each in table.constraints if each is not table.primary_key),
            *(each.name for each in table.indexes),
        )
        if name is not None
    }
    return named | {f"{_table_of(sql)}: {name}" for name, sql in OURS.items()}


def _table_of(trigger: str) -> str:
    found = re.search(r" ON (\w+)", trigger)
    return "" if found is None else found[1]
