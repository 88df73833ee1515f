"""One row of every table for each of two departments, by the schema alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, insert

from rota.domain.times import utc_now
from rota.storage.ledger import NO_DIGEST, entry_digest, words_digest
from rota.storage.schema import JOURNALS, metadata
from rota.storage.types import Code, Flag, IsoDate, KeptBytes, Real8, TextList, TextSet, UtcDateTime

START = datetime(2016, 1, 12, 8, tzinfo=UTC)
ONES = ("capacity", "due", "duration_minutes", "number", "place", "revision")
EMPTY = ("on_strike", "absent_otherwise")
PLAIN: dict[Any, Any] = {
    TextSet: frozenset(),
    TextList: (),
    Flag: False,
    (LargeBinary, KeptBytes): b"x",
    type(Real8): 1.0,
}


def made_row(table: Table, number: int, department: str, points_at: int = 0) -> dict[str, Any]:
    """Return a row with a key of its own that points at the rows of one number."""
    at = points_at or number
    return {each.name: _value(each, number, department, at) for each in table.columns}


def _value(column: Column[Any], number: int, department: str, at: int) -> Any:
    kind, name = column.type, column.name
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        return _value(target, at, department, at)
    if name == "department":
        return department
    if isinstance(kind, UtcDateTime):
        return None if column.nullable else START + timedelta(hours=name == "end", minutes=number)
    if isinstance(kind, IsoDate):
        return date(2016, 1, number)
    if isinstance(kind, Code):
        return next(iter(kind._members.values()))
    for types, plain in PLAIN.items():
        if isinstance(kind, types):
            return plain
    if kind.python_type is int:
        return 0 if name in EMPTY else 1 if name in ONES else number
    return f"{column.table.name}-{name}-{number}"


def fill_tables(connection: Connection, departments: tuple[str, ...]) -> None:
    """Put the first row into every table for each department. The journal is left as it is."""
    for table in metadata.sorted_tables:
        if table not in JOURNALS:
            rows = [made_row(table, at + 1, each) for at, each in enumerate(departments)]
            connection.execute(insert(table), rows)


def made_entry(number: int, previous: str, who: str) -> dict[str, Any]:
    """Return an entry that follows another one, as the program makes one without changes."""
    row = {
        **made_row(metadata.tables["journal_entry"], number, ""),
        "action_id": f"action-{number}",
        "at": utc_now().replace(microsecond=0),
        "who": who,
        "step": "do",
        "reverses": None,
        "changes": 0,
        "changes_sha256": sha256().hexdigest(),
        "previous_sha256": previous or NO_DIGEST,
        "mac": None,
    }
    return sealed_entry(row)


def sealed_entry(row: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with the digests that it should have."""
    row = {**row, "words_sha256": words_digest(row)}
    return {**row, "sha256": entry_digest(row)}
