"""Taking people out of the journal and of texts, so that no value of theirs is left to read.

What a change was from and to goes, and its row key; digests stay, so the chain holds. The words of
an entry go whole, and that they went is noted in the chain.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, bindparam, func, select, update

from rota.domain.traces import Finder
from rota.storage.keyed import chunks
from rota.storage.ledger import WORDS, Ledger, encode, note_of_rest
from rota.storage.row_check import Touched
from rota.storage.schema import (
    JOURNALS,
    appointment,
    column_mapping,
    envelope,
    hospital_site,
    journal_change,
    journal_entry,
    letter,
    letter_content,
    letter_line,
    metadata,
    picture,
    print_run,
    requirement,
    requirement_template,
    service,
    slot,
    staff,
    strike_window,
    user_account,
    user_role,
)
from rota.storage.types import TextList

_NOT_TYPED = frozenset(
    {
        *JOURNALS, appointment, column_mapping, envelope, hospital_site, letter, letter_content,
        letter_line, picture, print_run, requirement, requirement_template, service, slot, staff,
        strike_window, user_account, user_role,
    }
)  # fmt: skip
"""Tables without words about people, or about one person each, whose rows go whole."""
_CODES = frozenset(
    {"code", "department", "grade", "key", "language", "patient_id", "post", "rule"}
    | {"source", "unit", "version"}
)
Known = Mapping[str, Collection[Any]]
"""Which values of which columns are a person's, by the column's name."""


def typed_columns() -> dict[Table, list[Column[Any]]]:
    """Return the columns in which people type what they like."""
    found = {}
    for table in metadata.sorted_tables:
        keys = {column.name for column in table.primary_key.columns}
        columns = [
            column
            for column in table.columns
            if isinstance(column.type, (Text, TextList))
            and not column.foreign_keys
            and column.name not in _CODES | keys
            and not column.name.endswith("sha256")
        ]
        if columns and table not in _NOT_TYPED:
            found[table] = columns
    return found


def ever(connection: Connection, table: Table, column: str, known: Known) -> set[Any]:
    """Return every value of a column that stood beside a person's in a row, if only once."""
    (name, values), *_ = known.items()
    query = select(table.c[column]).distinct()
    found = {
        each
        for some in chunks(sorted(values))
        for each in connection.execute(query.where(table.c[name].in_(some))).scalars()
    }
    there = re.compile(f'"{name}":("(?:[^"\\\\]|\\\\.)*")')
    changes = select(journal_change.c.row_key, journal_change.c.before, journal_change.c.after)
    changes = changes.where(journal_change.c.table_name == table.name)
    for row in connection.execute(changes.execution_options(yield_per=1000)):
        texts = [each for each in (row.before, row.after) if each]
        said = (json.loads(each) for text in texts for each in there.findall(text))
        if any(each in values for each in said):
            found.add(json.loads(row.row_key)[column])
    return found


def erase_changes(
    connection: Connection,
    known: Known,
    rows: Mapping[Table, Collection[str]],
    finder: Finder,
    touched: Touched,
) -> int:
    """Empty every change of the journal about some people; return how many there were.

    Those are the changes with one of the ``known`` values, of one of the ``rows`` by key, or of
    a text that gives one of them away.
    """
    said = re.compile(f'"({"|".join(known) or "no column"})":("(?:[^"\\\\]|\\\\.)*")')
    of_rows = {table.name: set(keys) for table, keys in rows.items()}
    typed = {table.name for table in typed_columns()}
    query = select(
        journal_change.c.id,
        journal_change.c.table_name,
        journal_change.c.row_key,
        journal_change.c.before,
        journal_change.c.after,
    ).where(journal_change.c.row_key != "")
    gone = []
    for row in connection.execute(query.execution_options(yield_per=1000)):
        texts = [each for each in (row.row_key, row.before, row.after) if each]
        if (
            row.row_key in of_rows.get(row.table_name, ())
            or any(json.loads(v) in known[n] for text in texts for n, v in said.findall(text))
            or (row.table_name in typed and any(_gives_away(each, finder) for each in texts))
        ):
            gone.append(row.id)
            touched.add(row.table_name, (row.row_key,))
    _empty_changes(connection, gone)
    return len(gone)


def _gives_away(text: str, finder: Finder) -> bool:
    return any(isinstance(each, str) and finder.has(each) for each in json.loads(text).values())


def _empty_changes(connection: Connection, ids: Iterable[int]) -> None:
    bare = update(journal_change).values(before=None, after=None, row_key="")
    for some in chunks(ids):
        connection.execute(bare.where(journal_change.c.id.in_(some)))


def erase_old_changes(connection: Connection, before: datetime) -> int:
    """Empty the changes of every entry made before a time; return how many there were."""
    bare = update(journal_change).values(before=None, after=None, row_key="")
    return connection.execute(old_changes(bare, before)).rowcount


def old_rows(connection: Connection, before: datetime) -> dict[str, int]:
    """Return of how many rows of each table the journal holds changes made before a time."""
    number = func.count(journal_change.c.row_key.distinct())
    query = select(journal_change.c.table_name, number).group_by(journal_change.c.table_name)
    return {row[0]: row[1] for row in connection.execute(old_changes(query, before))}


def old_changes(statement: Any, before: datetime) -> Any:
    """Narrow a statement to the changes made before a time that still hold values."""
    old = select(journal_entry.c.action_id).where(journal_entry.c.at < before)
    return statement.where(
        journal_change.c.action_id.in_(old),
        journal_change.c.row_key != "",
        journal_change.c.table_name.not_in(table.name for table in JOURNALS),
    )


def erase_sentences(connection: Connection, ledger: Ledger, finder: Finder) -> int:
    """Empty the words of every entry that give one of some people away; return how many."""
    query = select(journal_entry).where((journal_entry.c.text != "") | (journal_entry.c.why != ""))
    found = [
        dict(row)
        for row in connection.execute(query.execution_options(yield_per=1000)).mappings()
        if finder.has(row["text"]) or finder.has(row["why"])
    ]
    for some in chunks([row["id"] for row in found]):
        bare = update(journal_entry).where(journal_entry.c.id.in_(some))
        connection.execute(bare.values(dict.fromkeys(WORDS, "")))
    for row in found:
        ledger.note_erased(journal_entry, *note_of_rest(row))
    return len(found)


def erase_texts(
    connection: Connection, finder: Finder, touched: Touched
) -> tuple[int, list[tuple[str, str]]]:
    """Take some people out of every text; return in how many rows, and where a surname is left."""
    number, alone = 0, []
    for table, columns in typed_columns().items():
        keys = list(table.primary_key.columns)
        changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in connection.execute(select(*keys, *columns)).mappings():
            new: dict[str, Any] = {}
            for column in columns:
                text = _joined(row[column.name])
                clean = finder.without(text)
                if clean != text:
                    is_list = isinstance(column.type, TextList)
                    new[column.name] = tuple(clean.split("\n")) if is_list else clean
                if finder.has_surname(clean):
                    key = " ".join(str(row[each.name]) for each in keys)
                    alone.append((table.name, key))
            if new:
                touched.add(
                    table.name, (encode(table, {each.name: row[each.name] for each in keys}),)
                )
                values = {f"key_{each.name}": row[each.name] for each in keys}
                changed[tuple(new)].append(values | {f"new_{n}": v for n, v in new.items()})
                number += 1
        for names, rows in changed.items():
            to: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(table).values(to)
            for each in keys:
                statement = statement.where(each == bindparam(f"key_{each.name}"))
            connection.execute(statement, rows)
    return number, alone


def _joined(value: Any) -> str:
    return "\n".join(value) if isinstance(value, tuple) else value or ""
