"""By what people can be recognised: all that their rows ever said of them, the journal included."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from itertools import product
from typing import Any

from sqlalchemy import Connection, Table, select

from rota.domain.traces import Traces
from rota.storage.keyed import chunks
from rota.storage.ledger import decode
from rota.storage.schema import journal_change

_SAID = ("title", "forename", "surname", "nhs_number", "phone", "email", "address")


def traces_of(
    connection: Connection, table: Table, keys: Collection[str], exact: Collection[str]
) -> list[Traces]:
    """Return the traces of whom some rows are or were about; ``exact`` are ids of theirs."""
    (key,) = (column.name for column in table.primary_key.columns)
    columns = [name for name in _SAID if name in table.c]
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def learn(which: str, row: dict[str, Any]) -> None:
        for name in columns:
            value = row.get(name)
            for each in value if isinstance(value, tuple) else (value,):
                if each:
                    said[which][name].add(each)

    for some in chunks(sorted(keys)):
        query = select(table).where(table.c[key].in_(some))
        for row in connection.execute(query).mappings():
            learn(row[key], dict(row))
    wanted = set(keys)
    changes = select(journal_change.c.row_key, journal_change.c.before, journal_change.c.after)
    changes = changes.where(
        journal_change.c.table_name == table.name, journal_change.c.row_key != ""
    )
    for change in connection.execute(changes.execution_options(yield_per=1000)):
        which = json.loads(change.row_key)[key]
        if which in wanted:
            for text in (change.before, change.after):
                learn(which, decode(table, text) if text else {})
    found = {
        Traces(
            forename,
            surname,
            title,
            tuple(sorted(each["nhs_number"] | each["phone"])),
            tuple(sorted(each["email"])),
            tuple(sorted(each["address"])),
        )
        for each in said.values()
        for forename, surname, title in product(
            each["forename"] or {""}, each["surname"] or {""}, each["title"] or {""}
        )
    }
    return [*found, Traces("", "", exact=tuple(sorted(exact)))]
