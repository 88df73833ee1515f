"""Signatures of heads of department and the notes of a review."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from rota.domain.sign_offs import ReviewNote, SeenLine, SignOff
from rota.storage.ledger import Ledger
from rota.storage.schema import review_note, sign_off


class ReviewStore:
    """What heads of department signed and said of one window."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def sign_offs(self, window_id: int) -> list[SignOff]:
        """Return every signature on a window, withdrawn ones too, oldest first."""
        return [_sign_off(row) for row in self._rows(sign_off, window_id)]

    def sign(self, signed: SignOff) -> int:
        """Keep a signature; return its id."""
        row = asdict(replace(signed, seen=()))
        del row["sign_off_id"]
        lines = [astuple(each) for each in signed.seen]
        seen = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
        return self._writing.insert_with_id(sign_off, {**row, "seen": seen})

    def withdraw(self, sign_off_id: int, at: datetime, why: str) -> None:
        """Mark a signature as withdrawn."""
        self._change(sign_off, sign_off_id, {"withdrawn_at": at, "withdrawn_why": why})

    def notes(self, window_id: int) -> list[ReviewNote]:
        """Return every note on a window, oldest first."""
        return [_note(row) for row in self._rows(review_note, window_id)]

    def add_note(self, note: ReviewNote) -> int:
        """Keep a note; return its id."""
        row = asdict(note)
        del row["note_id"]
        return self._writing.insert_with_id(review_note, row)

    def settle(self, note_id: int, at: datetime, by: str) -> None:
        """Mark a note as settled."""
        self._change(review_note, note_id, {"settled_at": at, "settled_by": by})

    def _rows(self, table: Table, window_id: int) -> list[dict[str, Any]]:
        query = select(table).where(table.c.window_id == window_id).order_by(table.c.id)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def _change(self, table: Table, id_: int, new: dict[str, Any]) -> None:
        query = select(table).where(table.c.id == id_)
        row = dict(self._connection.execute(query).mappings().one())
        self._writing.change(table, [(row, {**row, **new})])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _sign_off(row: dict[str, Any]) -> SignOff:
    seen = tuple(SeenLine(*each) for each in json.loads(row.pop("seen")))
    return SignOff(sign_off_id=row.pop("id"), seen=seen, **row)


def _note(row: dict[str, Any]) -> ReviewNote:
    return ReviewNote(note_id=row.pop("id"), **row)
