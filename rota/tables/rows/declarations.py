"""Reads a row of a declarations file. No message quotes what a person declared."""

from __future__ import annotations

from rota.domain.importing import DeclarationDraft
from rota.tables.rows.fields import Choice, Identifier
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import ANSWERS


class DeclarationRows:
    """A row becomes what one person told the trust."""

    def __init__(self, columns: Columns) -> None:
        self._staff_id = Identifier(columns["staff_id"])
        self._answer = Choice(columns["declaration"], ANSWERS)

    def __call__(self, record: Record) -> tuple[DeclarationDraft, None]:
        """Return the declaration."""
        return DeclarationDraft(self._staff_id(record), self._answer(record).value), None
