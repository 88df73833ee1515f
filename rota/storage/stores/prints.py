"""Print runs, and letters marked as printed or withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from rota.domain.printing import PrintRun
from rota.storage.keyed import chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, print_run

_RENAMED = {"run_id": "id", "batch": "batch_id", "references": "letter_references"}


class PrintStore:
    """What was sent to printers and what became of it."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def by_key(self, key: str) -> PrintRun | None:
        """Return the run that a click with this key made."""
        return self._first(print_run.c.key == key)

    def one(self, run_id: int) -> PrintRun | None:
        """Return one run."""
        return self._first(print_run.c.id == run_id)

    def untold(self) -> list[PrintRun]:
        """Return the runs of which nobody has said what became of them, oldest first."""
        return runs_where(self._connection, print_run.c.outcome == "")

    def add(self, run: PrintRun, key: str, sha256: str) -> int:
        """Record a run before it is sent; return its number."""
        row = {_RENAMED.get(name, name): value for name, value in asdict(run).items()}
        del row["id"]
        return self._writing.insert_with_id(print_run, {**row, "key": key, "sha256": sha256})

    def set_job(self, run_id: int, job: str) -> None:
        """Keep the name of the job under which the printer took a run."""
        self._change_run(run_id, {"job": job})

    def end(self, run_id: int, outcome: str, at: datetime) -> None:
        """Record what became of a run."""
        self._change_run(run_id, {"outcome": outcome, "ended_at": at})

    def mark_printed(self, references: Collection[str], at: datetime) -> None:
        """Mark letters as printed once more."""
        rows = self._letters(references)
        after = [{**row, "printed_at": at, "prints": row["prints"] + 1} for row in rows]
        self._writing.change(letter, list(zip(rows, after, strict=True)))

    def withdraw(self, references: Collection[str], at: datetime) -> None:
        """Mark letters as taken out of their batch."""
        rows = self._letters(references)
        self._writing.change(letter, [(row, {**row, "withdrawn_at": at}) for row in rows])

    def _letters(self, references: Collection[str]) -> list[dict[str, Any]]:
        return [
            dict(row)
            for some in chunks(sorted(references))
            for row in self._connection.execute(
                select(letter).where(letter.c.reference.in_(some))
            ).mappings()
        ]

    def _change_run(self, run_id: int, values: dict[str, Any]) -> None:
        query = select(print_run).where(print_run.c.id == run_id)
        before = dict(self._connection.execute(query).mappings().one())
        self._writing.change(print_run, [(before, {**before, **values})])

    def _first(self, condition: ColumnElement[bool]) -> PrintRun | None:
        return next(iter(runs_where(self._connection, condition)), None)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def runs_where(connection: Connection, *conditions: ColumnElement[bool]) -> list[PrintRun]:
    """Return print runs, oldest first."""
    query = select(
        print_run.c.id,
        print_run.c.batch_id,
        print_run.c.how,
        print_run.c.printer,
        print_run.c.copies,
        print_run.c.sides,
        print_run.c.media,
        print_run.c.letter_references,
        print_run.c.sheets,
        print_run.c.sent_at,
        print_run.c.who,
        print_run.c.outcome,
        print_run.c.ended_at,
        print_run.c.job,
    )
    found: Iterable[Sequence[Any]] = connection.execute(
        query.where(*conditions).order_by(print_run.c.id)
    )
    return [PrintRun(*row) for row in found]
