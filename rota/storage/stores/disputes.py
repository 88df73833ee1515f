"""Disputes, their ballots and timelines, what window changes led to, and the trust's own law."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select

from rota.domain.disputes import Consequence, Dispute, DisputeEvent
from rota.domain.law import Ballot, LawRule
from rota.storage.ledger import Ledger, numbers_in_journal
from rota.storage.schema import dispute, dispute_event, law_entry, window_consequence

_DUTIES = "kind", ("duty_lost", "duty_restored")


class DisputeStore:
    """The register of disputes."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def all(self) -> list[Dispute]:
        """Return every dispute by name."""
        query = select(dispute).order_by(dispute.c.name)
        return [
            Dispute(
                row.id,
                row.name,
                Ballot(row.ballot_opened, row.ballot_closed, row.mandate_end),
                row.ballot_result,
            )
            for row in self._connection.execute(query)
        ]

    def put(self, changed: Dispute) -> None:
        """Keep what is known of a dispute's ballot."""
        query = select(dispute).where(dispute.c.id == changed.dispute_id)
        row = dict(self._connection.execute(query).mappings().one())
        ballot = changed.ballot
        now = {
            **row,
            "name": changed.name,
            "ballot_opened": ballot.opened,
            "ballot_closed": ballot.closed,
            "ballot_result": changed.ballot_result,
            "mandate_end": ballot.mandate_end,
        }
        self._writing.change(dispute, [(row, now)])

    def events(self, dispute_id: int) -> list[DisputeEvent]:
        """Return a dispute's timeline in order of time."""
        columns = [column for column in dispute_event.c if column.name != "id"]
        query = (
            select(*columns)
            .where(dispute_event.c.dispute_id == dispute_id)
            .order_by(dispute_event.c.at, dispute_event.c.id)
        )
        return [
            DisputeEvent(
                row["dispute_id"],
                row["window_id"],
                row["at"],
                row["entered_at"],
                row["who"],
                row["kind"],
                row["text"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def add_event(self, event: DisputeEvent) -> None:
        """Add a line to a timeline."""
        self._writing.insert_with_id(dispute_event, asdict(event))

    def add_consequences(
        self, window_id: int, revision: int, at: datetime, found: Sequence[Consequence]
    ) -> None:
        """Keep what a change of a window led to."""
        self._writing.add_with_ids(
            window_consequence,
            [
                {
                    "window_id": window_id,
                    "revision": revision,
                    "at": at,
                    "kind": each.kind,
                    "ref": each.id,
                    "text": each.text,
                }
                for each in found
            ],
        )

    def consequences(self, window_id: int) -> list[tuple[datetime, Consequence]]:
        """Return everything that changes of a window ever led to, oldest first."""
        query = (
            select(window_consequence)
            .where(window_consequence.c.window_id == window_id)
            .order_by(window_consequence.c.id)
        )
        return [
            (row.at, Consequence(row.kind, row.ref, row.text))
            for row in self._connection.execute(query)
        ]

    def windows_of_duties(self) -> set[int]:
        """Return the windows whose changes say which duties were lost, if only in the journal."""
        kind = window_consequence.c.kind
        query = select(window_consequence.c.window_id).where(kind.in_(_DUTIES[1]))
        kept = set(self._connection.execute(query.distinct()).scalars())
        return kept | numbers_in_journal(self._connection, window_consequence, "window_id", _DUTIES)

    def erase_duties(self, window_ids: Collection[int]) -> int:
        """Delete which duties changes of some windows lost, from the journal too."""
        return self._writing.erase(window_consequence, "window_id", window_ids, _DUTIES)

    def law(self) -> list[LawRule]:
        """Return the trust's own law entries."""
        query = select(law_entry).order_by(law_entry.c.kind, law_entry.c.since)
        return [
            LawRule(row.kind, row.since, row.amount, row.unit, row.source, False)
            for row in self._connection.execute(query)
        ]

    def put_law(self, rule: LawRule, why: str) -> None:
        """Keep a law entry of the trust's own, in the place of one of the same kind and date."""
        query = select(law_entry).where(
            law_entry.c.kind == rule.kind, law_entry.c.since == rule.since
        )
        old = self._connection.execute(query).mappings().first()
        row = {
            "kind": rule.kind,
            "since": rule.since,
            "amount": rule.amount,
            "unit": rule.unit,
            "source": rule.source,
            "why": why,
        }
        if old is None:
            self._writing.add(law_entry, [row])
        else:
            self._writing.change(law_entry, [(dict(old), row)])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
