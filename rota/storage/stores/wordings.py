"""The wordings of letters that the trust keeps, every version of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, letter_wording


class WordingStore:
    """The trust's own wordings; the program's own are not in the database."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def all(self) -> list[Wording]:
        """Return every version by kind, language and form, the oldest first."""
        table = letter_wording.c
        query = select(letter_wording).order_by(
            table.kind, table.language, table.form, table.version
        )
        return [_wording(row) for row in self._connection.execute(query).mappings()]

    def approved(self) -> list[Wording]:
        """Return the versions that letters are printed by."""
        query = select(letter_wording).where(letter_wording.c.state == WordingState.APPROVED)
        return [_wording(row) for row in self._connection.execute(query).mappings()]

    def one(self, wording_id: int) -> Wording | None:
        """Return one version."""
        row = self._row(wording_id)
        return None if row is None else _wording(row)

    def newest_version(self, kind: WordingKind, language: str, form: WordingForm) -> int:
        """Return the number of the newest version, 0 where there is none."""
        table = letter_wording.c
        query = select(func.max(table.version)).where(
            table.kind == kind, table.language == language, table.form == form
        )
        return self._connection.execute(query).scalar() or 0

    def add(self, new: Wording) -> int:
        """Keep a new version and return its number in the database."""
        row = _row(new)
        del row["id"]
        return self._writing.insert_with_id(letter_wording, row)

    def change(self, changed: Collection[Wording]) -> None:
        """Bring versions to the given state."""
        pairs = []
        for each in changed:
            there = self._row(each.wording_id)
            assert there is not None
            pairs.append((dict(there), _row(each)))
        self._writing.change(letter_wording, pairs)

    def templates_used(self) -> set[str]:
        """Return what the letters made so far name as their wording."""
        return set(self._connection.execute(select(letter.c.template).distinct()).scalars())

    def _row(self, wording_id: int | None) -> RowMapping | None:
        query = select(letter_wording).where(letter_wording.c.id == wording_id)
        return self._connection.execute(query).mappings().first()

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _row(wording: Wording) -> dict[str, Any]:
    row = asdict(wording)
    return {"id": row.pop("wording_id"), **row, "sha256": wording.sha256}


def _wording(row: RowMapping) -> Wording:
    return Wording(
        row["id"],
        WordingKind(row["kind"]),
        row["language"],
        WordingForm(row["form"]),
        row["version"],
        row["body"],
        WordingState(row["state"]),
        row["made_by"],
        row["made_at"],
        row["approved_by"],
        row["approved_at"],
        row["note"],
        row["checked_by"],
    )
