"""Letters, the lines in them and print batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, select

from rota.domain.errors import Refused
from rota.domain.letters import (
    PREFIX,
    BatchRow,
    LetterFault,
    LetterRecord,
    LetterSent,
    LineTold,
    MadeLetter,
)
from rota.domain.telling import Told
from rota.storage.ledger import Ledger
from rota.storage.schema import appointment, letter, letter_fault, letter_line, print_batch


class LetterStore:
    """What was typeset, printed and posted. A letter never changes once it is made."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def told(self) -> dict[str, Told]:
        """Return what posted letters last told the patient of each appointment.

        A letter to somebody who had the appointment before says nothing to who has it now.
        """
        query = (
            select(
                letter_line.c.appointment_id,
                letter_line.c.decision,
                letter_line.c.new_start,
                letter_line.c.told_start,
                letter_line.c.told_site,
                letter_line.c.told_mode,
                letter.c.went_wrong,
            )
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .join(appointment, appointment.c.appointment_id == letter_line.c.appointment_id)
            .where(
                letter.c.posted_at.is_not(None),
                letter.c.patient_id == appointment.c.patient_id,
            )
            .order_by(letter.c.posted_at, letter.c.id)
        )
        return {
            row.appointment_id: Told(
                row.decision,
                row.new_start,
                row.told_start,
                None if row.told_site is None else (row.told_site, row.told_mode),
                row.went_wrong,
            )
            for row in self._connection.execute(query)
        }

    def posted_times(self) -> dict[str, datetime]:
        """Return when the last letter about each appointment was posted."""
        query = (
            select(letter_line.c.appointment_id, func.max(letter.c.posted_at).label("at"))
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .where(letter.c.posted_at.is_not(None))
            .group_by(letter_line.c.appointment_id)
        )
        return {row.appointment_id: row.at for row in self._connection.execute(query)}

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
                letter_line.c.said_sha256,
            )
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .where(letter.c.posted_at.is_(None), letter.c.withdrawn_at.is_(None))
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
            letter_id = ledger.insert_with_id(
                letter, {**row, "batch_id": batch, "posted_at": None, "withdrawn_at": None}
            )
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

    def about(self, appointment_ids: Collection[str]) -> list[LetterSent]:
        """Return the letters made about some appointments, the newest first."""
        query = (
            select(
                letter.c.reference,
                letter.c.kind,
                letter_line.c.appointment_id,
                letter.c.posted_at,
                letter.c.withdrawn_at,
            )
            .join(letter_line, letter_line.c.letter_id == letter.c.id)
            .where(letter_line.c.appointment_id.in_(list(appointment_ids)))
            .order_by(letter.c.id.desc(), letter_line.c.appointment_id)
        )
        return [LetterSent(*row) for row in self._connection.execute(query)]

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

    def unposted(self, batch: int) -> list[MadeLetter]:
        """Return a batch's letters that are neither posted nor taken out, in their order."""
        query = (
            select(
                letter.c.reference,
                letter.c.first_page,
                letter.c.pages,
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
            found[row.reference] = MadeLetter(row.reference, row.first_page, row.pages, ids)
        return list(found.values())

    @property
    def _open(self) -> tuple[ColumnElement[bool], ...]:
        return letter.c.posted_at.is_(None), letter.c.withdrawn_at.is_(None)

    def post(
        self, batch: int, at: datetime, without: Collection[str], untrue: Collection[str] = ()
    ) -> int:
        """Mark a batch's letters as posted, and others as taken out; return how many went.

        The untrue ones went all the same.
        """
        query = select(letter).where(letter.c.batch_id == batch, *self._open)
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        gone = [row for row in rows if row["reference"] not in without]
        out = [row for row in rows if row["reference"] in without]
        self._writing.change(
            letter,
            [
                (row, {**row, "posted_at": at, "went_wrong": row["reference"] in untrue})
                for row in gone
            ],
        )
        self._writing.change(letter, [(row, {**row, "withdrawn_at": at}) for row in out])
        return len(gone)

    def faults(self) -> dict[str, LetterFault]:
        """Return why letters could not be typeset, by appointment."""
        query = select(letter_fault)
        return {row.appointment_id: LetterFault(*row) for row in self._connection.execute(query)}

    def put_faults(self, found: Sequence[LetterFault]) -> None:
        """Keep why letters could not be typeset."""
        there = {
            row["appointment_id"]: dict(row)
            for row in self._connection.execute(select(letter_fault)).mappings()
        }
        rows = [asdict(each) for each in found]
        self._writing.add(letter_fault, [r for r in rows if r["appointment_id"] not in there])
        self._writing.change(
            letter_fault,
            [(there[r["appointment_id"]], r) for r in rows if r["appointment_id"] in there],
        )

    def last_reference(self) -> int:
        """Return the highest number ever given to a letter; a letter left out leaves a hole."""
        number = cast(func.substr(letter.c.reference, len(PREFIX) + 1), Integer)
        return int(self._connection.execute(select(func.max(number))).scalar() or 0)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
