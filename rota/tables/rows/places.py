"""Reads which service a row names."""

from __future__ import annotations

from rota.domain.importing import ServicePlace
from rota.tables.rows.fields import Label
from rota.tables.rows.record import Columns, Record

_KEPT = 20_000


class Place:
    """A service with its department and site; one value for each, however many rows name it."""

    def __init__(self, columns: Columns) -> None:
        self._labels = [Label(columns[name], required=True) for name in _PARTS]
        self._at = [columns[name].at for name in _PARTS]
        self._seen: dict[tuple[str, ...], ServicePlace] = {}

    def __call__(self, record: Record) -> ServicePlace:
        """Return the service."""
        service, department, site = self._at
        named = (record.cells[service], record.cells[department], record.cells[site])
        return self._seen.get(named) or self._read(record, named)

    def _read(self, record: Record, named: tuple[str, ...]) -> ServicePlace:
        before = len(record.errors)
        place = ServicePlace(*(label(record) for label in self._labels))
        if len(record.errors) == before and len(self._seen) < _KEPT:
            self._seen[named] = place
        return place


_PARTS = ("service", "department", "site")
