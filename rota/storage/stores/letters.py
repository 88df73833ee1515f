"""Letters, the lines in them and print batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Integer, cast, func, select

from rota.domain.errors import Refused
from rota.domain.letters import PREFIX, BatchRow, LetterRecord, LineTold
from rota.domain.telling import Told
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, letter_line, print_batch


class LetterStore:
    """What was typeset, printed and posted. A letter never changes once it is made."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def told(self) -> dict[str, Told]:
        """Return what posted letters last told about each appointment."""
        query = (
            select(letter_line.c.appointment_id, letter_line.c.decision, letter_line.c.new_start)
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .where(letter.c.posted_at.is_not(None))
            .order_by(letter.c.posted_at, letter.c.id)
        )
        return {
            row.appointment_id: Told(row.decision, row.new_start)
            for row in self._connection.execute(query)
        }

    def waiting(self) -> dict[str, LineTold]:
        """Return the lines of letters made but not posted, by appointment."""
        query = (
            select(
                letter.c.batch_id,
                letter.c.reference,
                letter_line.c.appointment_id,
                letter_line.c.decision,
                letter_line.c.told_start,
                letter_line.c.new_start,
                letter_line.c.window_id,
                letter_line.c.window_revision,
            )
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .where(letter.c.posted_at.is_(None))
            .order_by(letter.c.id)
        )
        return {row.appointment_id: LineTold(*row) for row in self._connection.execute(query)}

    def add_batch(
        self,
        made_at: datetime,
        pages: int,
        sha256: str,
        pdf: bytes,
        letters: Sequence[LetterRecord],
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
            },
        )
        for record in letters:
            row = asdict(record)
            lines = row.pop("lines")
            letter_id = ledger.insert_with_id(letter, {**row, "batch_id": batch, "posted_at": None})
            ledger.add(letter_line, [{**line, "letter_id": letter_id} for line in lines])
        return batch

    def pdf(self, batch: int) -> bytes:
        """Return a batch's print file, byte for byte as it was made."""
        found = self._connection.execute(
            select(print_batch.c.pdf).where(print_batch.c.id == batch)
        ).scalar()
        if found is None:
            raise Refused("unknown_batch", f"There is no batch {batch}.")
        return bytes(found)

    def pages_of(self, reference: str) -> tuple[int, int] | None:
        """Return the first page and the number of pages of a letter in its batch."""
        query = select(letter.c.first_page, letter.c.pages).where(letter.c.reference == reference)
        found = self._connection.execute(query).first()
        return None if found is None else (found.first_page, found.pages)

    def batches(self) -> list[BatchRow]:
        """Return every batch, newest first."""
        posted = func.count(letter.c.posted_at)
        query = (
            select(
                print_batch.c.id,
                print_batch.c.made_at,
                print_batch.c.letters,
                print_batch.c.pages,
                posted,
                func.max(letter.c.posted_at),
            )
            .join(letter, letter.c.batch_id == print_batch.c.id)
            .group_by(print_batch.c.id)
            .order_by(print_batch.c.id.desc())
        )
        return [BatchRow(*row) for row in self._connection.execute(query)]

    def post(self, batch: int, at: datetime) -> int:
        """Mark a batch's letters as posted; return how many were not posted before."""
        query = select(letter).where(letter.c.batch_id == batch, letter.c.posted_at.is_(None))
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        self._writing.change(letter, [(row, {**row, "posted_at": at}) for row in rows])
        return len(rows)

    def last_reference(self) -> int:
        """Return the highest number ever given to a letter; a letter left out leaves a hole."""
        number = cast(func.substr(letter.c.reference, len(PREFIX) + 1), Integer)
        return int(self._connection.execute(select(func.max(number))).scalar() or 0)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
