"""Reading the journal: history, what undo and redo would take, and the chain's soundness."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from rota.domain.appointments import DecisionStep
from rota.domain.codes import Decision
from rota.domain.journal import JournalEntry, next_redo, next_undo
from rota.storage.ledger import Ledger, decode, encode, first_bad_entry, reverse
from rota.storage.schema import decision, journal_change, journal_entry

REMEMBERED = 500
"""How far back undo looks, in entries."""
MOVED = frozenset({Decision.POSTPONE, Decision.REBOOK})


class JournalStore:
    """The history of one database."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def entries(self, limit: int = REMEMBERED) -> list[JournalEntry]:
        """Return the newest entries, oldest first."""
        query = select(journal_entry).order_by(journal_entry.c.id.desc()).limit(limit)
        rows = self._connection.execute(query).mappings().all()
        return [
            JournalEntry(
                row["id"],
                row["at"],
                row["who"],
                row["action"],
                row["step"],
                row["reverses"],
                row["undoable"],
                row["text"],
                row["why"],
                row["changes"],
            )
            for row in reversed(rows)
        ]

    def decision_steps(self, appointment_id: str) -> list[DecisionStep]:
        """Return how the decision on one appointment came about, oldest first.

        Imports never decide, so their many rows are not looked through.
        """
        key = encode(decision, {"appointment_id": appointment_id})
        query = (
            select(journal_entry, journal_change.c.after)
            .join(journal_change, journal_change.c.action_id == journal_entry.c.action_id)
            .where(
                journal_change.c.table_name == decision.name,
                journal_change.c.row_key == key,
                journal_entry.c.action.not_like("import %"),
            )
            .order_by(journal_entry.c.id, journal_change.c.id)
        )
        steps: list[DecisionStep] = []
        known: dict[str, Any] = {}
        for row in self._connection.execute(query):
            known = {} if row.after is None else {**known, **decode(decision, row.after)}
            why = known.get("why", "") if row.step != "do" else row.why
            made, start = known.get("decision"), known.get("new_start")
            steps.append(DecisionStep(row.at, row.who, row.step, made, why, start))
        return steps

    def moved_at(self, appointment_ids: Collection[str]) -> dict[str, datetime]:
        """Return when it was decided that appointments do not go ahead as booked.

        A change from one such decision to another does not count anew.
        """
        wanted = {encode(decision, {"appointment_id": each}): each for each in appointment_ids}
        query = (
            select(journal_entry.c.at, journal_change.c.row_key, journal_change.c.after)
            .join(journal_change, journal_change.c.action_id == journal_entry.c.action_id)
            .where(
                journal_change.c.table_name == decision.name,
                journal_entry.c.action.not_like("import %"),
            )
            .order_by(journal_entry.c.id, journal_change.c.id)
        )
        found: dict[str, datetime] = {}
        for row in self._connection.execute(query):
            each = wanted.get(row.row_key)
            if each is None:
                continue
            said = {} if row.after is None else decode(decision, row.after)
            if row.after is None or said.get("decision", Decision.POSTPONE) not in MOVED:
                found.pop(each, None)
            elif "decision" in said:
                found.setdefault(each, row.at)
        return found

    def next_undo(self) -> JournalEntry | None:
        """Return the entry that undo would reverse."""
        return next_undo(self.entries(), self._is_whole)

    def next_redo(self) -> JournalEntry | None:
        """Return the entry that redo would reverse."""
        return next_redo(self.entries(), self._is_whole)

    def _is_whole(self, entry: JournalEntry) -> bool:
        """Say whether no value of an entry was erased."""
        query = (
            select(journal_change.c.id)
            .join(journal_entry, journal_change.c.action_id == journal_entry.c.action_id)
            .where(
                journal_entry.c.id == entry.entry,
                journal_change.c.before.is_(None),
                journal_change.c.after.is_(None),
            )
        )
        return self._connection.execute(query.limit(1)).first() is None

    def reverse(self, entry: int) -> None:
        """Put back what an entry changed, as part of this action."""
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        reverse(self._connection, self._ledger, entry)

    def first_bad(self) -> tuple[int, str] | None:
        """Return the first entry whose digest does not hold, and why."""
        return first_bad_entry(self._connection)
