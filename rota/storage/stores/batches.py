"""Batches of letters: their print files, what is in them, and posting them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from rota.domain.errors import Refused
from rota.domain.letters import BatchRow, LetterRecord, MadeLetter
from rota.domain.post_bags import BagRow
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, letter_line, print_batch
from rota.storage.stores.letter_bodies import keep_contents
from rota.storage.stores.prints import runs_where

MOST = 2**31 - 1
"""The highest number that a batch can have on either engine."""


class BatchStore:
    """What was made together. A print file never changes once it is made."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def add_batch(
        self,
        made_at: datetime,
        pages: int,
        sha256: str,
        pdf: bytes,
        letters: Sequence[LetterRecord],
        medium: str = "print",
        enclosed: bytes | None = None,
    ) -> int:
        """Record a finished print file and its letters; return the batch's number."""
        ledger = self._writing
        batch = ledger.insert_with_id(
            print_batch,
            {
                "made_at": made_at,
                "letters": len(letters),
                "pages": pages,
                "sha256": sha256,
                "pdf": pdf,
                "medium": medium,
                "enclosed": enclosed,
            },
        )
        ids = ledger.add_with_ids(letter, [_letter_row(each, batch) for each in letters])
        ledger.add(
            letter_line,
            [
                {**asdict(line), "letter_id": letter_id}
                for letter_id, record in zip(ids, letters, strict=True)
                for line in record.lines
            ],
        )
        said = {
            letter_id: record.content
            for letter_id, record in zip(ids, letters, strict=True)
            if record.content is not None
        }
        keep_contents(self._connection, ledger, said)
        return batch

    def pdf(self, batch: int) -> bytes:
        """Return a batch's print file, byte for byte as it was made."""
        found = self._connection.execute(
            select(print_batch.c.pdf).where(print_batch.c.id == batch)
        ).scalar()
        if found is None:
            raise Refused("unknown_batch", f"There is no batch {batch}.")
        return bytes(found)

    def enclosed(self, batch: int) -> bytes | None:
        """Return the archive of what goes with a batch's sheets: braille, scripts; or None."""
        found = self._connection.execute(
            select(print_batch.c.enclosed).where(print_batch.c.id == batch)
        ).scalar()
        return None if found is None else bytes(found)

    def batches(self, batch: int | None = None) -> list[BatchRow]:
        """Return every batch, newest first; or only the one asked for."""
        if batch is not None and batch > MOST:
            return []
        query = (
            select(
                print_batch.c.id,
                print_batch.c.made_at,
                print_batch.c.letters,
                print_batch.c.pages,
                func.count(letter.c.posted_at),
                func.max(letter.c.posted_at),
                print_batch.c.medium,
                func.min(letter.c.reference),
                func.max(letter.c.reference),
                func.count(letter.c.printed_at),
                func.count(letter.c.withdrawn_at),
                func.count(letter.c.returned_at),
                func.count(case((and_(*self._open, letter.c.printed_at.is_(None)), 1))),
            )
            .join(letter, letter.c.batch_id == print_batch.c.id)
            .group_by(print_batch.c.id)
            .order_by(print_batch.c.id.desc())
        )
        one = [] if batch is None else [print_batch.c.id == batch]
        classes, runs = defaultdict(list), defaultdict(list)
        kinds = select(letter.c.batch_id, letter.c.post_class).distinct()
        for row in self._connection.execute(kinds.order_by(letter.c.post_class)):
            if row.post_class:
                classes[row.batch_id].append(row.post_class)
        for run in runs_where(self._connection):
            runs[run.batch].append(run)
        found: Iterable[Sequence[Any]] = self._connection.execute(query.where(*one))
        return [
            BatchRow(*(*row[:-1], tuple(classes[row[0]]), tuple(runs[row[0]]), row[-1]))
            for row in found
        ]

    def bags(self, batch: int) -> list[BagRow]:
        """Return how many letters and sheets of a batch there are by class and bag, in its order.

        Those taken out are not counted.
        """
        query = (
            select(
                letter.c.post_class,
                letter.c.bag,
                func.count(),
                func.sum((letter.c.pages + 1) // 2),
                func.min(letter.c.reference),
                func.max(letter.c.reference),
            )
            .where(letter.c.batch_id == batch, letter.c.withdrawn_at.is_(None))
            .group_by(letter.c.post_class, letter.c.bag)
            .order_by(func.min(letter.c.first_page))
        )
        return [BagRow(*row) for row in self._connection.execute(query)]

    def unposted(self, batch: int) -> list[MadeLetter]:
        """Return a batch's letters that are neither posted nor taken out, in their order."""
        query = (
            select(
                letter.c.reference,
                letter.c.first_page,
                letter.c.pages,
                letter.c.printed_at,
                letter.c.post_class,
                letter_line.c.appointment_id,
            )
            .join(letter_line, letter_line.c.letter_id == letter.c.id)
            .where(letter.c.batch_id == batch, *self._open)
            .order_by(letter.c.first_page, letter_line.c.appointment_id)
        )
        found: dict[str, MadeLetter] = {}
        for row in self._connection.execute(query):
            before = found.get(row.reference)
            ids = (*(before.appointment_ids if before else ()), row.appointment_id)
            found[row.reference] = MadeLetter(
                row.reference, row.first_page, row.pages, ids, row.printed_at, row.post_class
            )
        return list(found.values())

    @property
    def _open(self) -> tuple[ColumnElement[bool], ...]:
        return letter.c.posted_at.is_(None), letter.c.withdrawn_at.is_(None)

    def post(
        self,
        batch: int,
        at: datetime,
        without: Collection[str],
        untrue: Collection[str] = (),
        first_class: Collection[str] = (),
    ) -> int:
        """Mark a batch's letters as posted, and others as taken out; return how many went.

        The untrue ones went all the same, those named last by first class.
        """
        query = select(letter).where(letter.c.batch_id == batch, *self._open)
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        gone = [row for row in rows if row["reference"] not in without]
        out = [row for row in rows if row["reference"] in without]
        self._writing.change(
            letter,
            [
                (
                    row,
                    {
                        **row,
                        "posted_at": at,
                        "went_wrong": row["reference"] in untrue,
                        "post_class": "first"
                        if row["reference"] in first_class
                        else row["post_class"],
                    },
                )
                for row in gone
            ],
        )
        self._writing.change(letter, [(row, {**row, "withdrawn_at": at}) for row in out])
        return len(gone)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _letter_row(record: LetterRecord, batch: int) -> dict[str, Any]:
    return {
        "reference": record.reference,
        "batch_id": batch,
        "patient_id": record.patient_id,
        "kind": record.kind,
        "first_page": record.first_page,
        "pages": record.pages,
        "template": record.template,
        "content_sha256": record.content_sha256,
        "posted_at": None,
        "withdrawn_at": None,
        "language": record.language,
        "post_class": record.post_class,
        "bag": record.bag,
        "hospital_sha256": record.hospital_sha256,
    }
