"""Settings and saved column mappings."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from rota.domain.importing import ColumnMapping, ImportKind
from rota.storage.ledger import Ledger
from rota.storage.schema import column_mapping, setting


class SettingStore:
    """Named values of one database."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def all(self) -> dict[str, str]:
        """Return every setting by name."""
        return {row.name: row.value for row in self._connection.execute(select(setting))}

    def put(self, values: Mapping[str, str]) -> None:
        """Set values by name."""
        there = self.all()
        rows = [{"name": name, "value": value} for name, value in values.items()]
        self._writing.add(setting, [row for row in rows if row["name"] not in there])
        self._writing.change(
            setting,
            [
                ({"name": row["name"], "value": there[row["name"]]}, row)
                for row in rows
                if row["name"] in there
            ],
        )

    def mapping(self, kind: ImportKind, name: str) -> ColumnMapping | None:
        """Return a saved column mapping."""
        query = select(column_mapping.c.columns).where(
            column_mapping.c.name == name, column_mapping.c.kind == kind.value
        )
        found = self._connection.execute(query).scalar()
        if found is None:
            return None
        saved = json.loads(found)
        midnight = frozenset(saved["unknown_midnight"])
        return ColumnMapping(kind, saved["columns"], midnight, saved.get("given", {}))

    def mapping_names(self, kind: ImportKind) -> list[str]:
        """Return the names under which mappings of a kind are saved."""
        query = select(column_mapping.c.name).where(column_mapping.c.kind == kind.value)
        return sorted(self._connection.execute(query).scalars())

    def save_mapping(self, name: str, mapping: ColumnMapping) -> None:
        """Remember a column mapping under a name, in the place of any older one."""
        saved = {
            "columns": dict(sorted(mapping.columns.items())),
            "unknown_midnight": sorted(mapping.unknown_midnight),
            "given": dict(sorted(mapping.given.items())),
        }
        row = {"name": name, "kind": mapping.kind.value, "columns": json.dumps(saved)}
        query = select(column_mapping).where(
            column_mapping.c.name == name, column_mapping.c.kind == mapping.kind.value
        )
        old = self._connection.execute(query).mappings().first()
        if old is None:
            self._writing.add(column_mapping, [row])
        else:
            self._writing.change(column_mapping, [(dict(old), row)])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
