"""Letters, the lines in them and print batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Integer, Select, cast, func, select

from rota.domain.letter_content import LetterContent
from rota.domain.letters import (
    LAST_LETTER,
    PREFIX,
    LetterBasis,
    LetterFault,
    LetterSent,
    LetterState,
    LineTold,
    ReturnedLetter,
)
from rota.domain.telling import Told
from rota.storage.schema import (
    appointment,
    letter,
    letter_content,
    letter_fault,
    letter_line,
    print_batch,
    setting,
)
from rota.storage.stores.batches import BatchStore
from rota.storage.stores.letter_bodies import read_content


class LetterStore(BatchStore):
    """What was typeset, printed and posted. A letter never changes once it is made."""

    def told(self) -> dict[str, Told]:
        """Return what posted letters last told the patient of each appointment.

        A letter to somebody who had the appointment before says nothing to who has it now, and
        one that came back by post said nothing to anybody.
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
                letter.c.returned_at.is_(None),
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
                print_batch.c.medium,
            )
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .join(print_batch, print_batch.c.id == letter.c.batch_id)
            .where(*self._open)
            .order_by(letter.c.id)
        )
        rows = map(tuple, self._connection.execute(query))
        return {told.appointment_id: told for told in (LineTold(*row) for row in rows)}

    def open_bases(self) -> list[LetterBasis]:
        """Return by what the letters were made that are neither posted nor taken out."""
        query = (
            select(
                letter.c.reference,
                letter.c.template,
                letter.c.language,
                letter.c.hospital_sha256,
                letter_line.c.told_site,
            )
            .join(letter_line, letter_line.c.letter_id == letter.c.id)
            .where(*self._open)
        )
        found: dict[str, LetterBasis] = {}
        for row in self._connection.execute(query):
            before = found.get(row.reference)
            sites = {row.told_site or "", *(before.sites if before else ())}
            found[row.reference] = LetterBasis(*row[:4], frozenset(sites))
        return list(found.values())

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
                letter.c.returned_at,
                letter.c.content_sha256,
            )
            .join(letter_line, letter_line.c.letter_id == letter.c.id)
            .where(letter_line.c.appointment_id.in_(list(appointment_ids)))
            .order_by(letter.c.id.desc(), letter_line.c.appointment_id)
        )
        return [LetterSent(*row) for row in self._connection.execute(query)]

    def one(self, reference: str) -> LetterState | None:
        """Return where one letter stands."""
        query = select(
            letter.c.reference,
            letter.c.batch_id,
            letter.c.printed_at,
            letter.c.posted_at,
            letter.c.withdrawn_at,
            letter.c.returned_at,
        ).where(letter.c.reference == reference)
        found = self._connection.execute(query).first()
        return None if found is None else LetterState(*found)

    def content(self, reference: str) -> LetterContent:
        """Return what a letter said, equal to what was typeset."""
        return read_content(self._connection, reference)

    def mark_returned(self, reference: str, why: str, at: datetime) -> None:
        """Mark a posted letter as brought back."""
        query = select(letter).where(letter.c.reference == reference)
        before = dict(self._connection.execute(query).mappings().one())
        after = {**before, "returned_at": at, "returned_why": why}
        self._writing.change(letter, [(before, after)])

    def returned(self) -> list[ReturnedLetter]:
        """Return the letters that came back, but for those after which one reached the address.

        That is a letter posted there after the return that has not come back itself. One posted
        before it, or to another address, says nothing of this one.
        """
        back = letter.c.returned_at.is_not(None)
        patients = select(letter.c.patient_id).where(back)
        query = (
            select(
                letter.c.reference,
                letter.c.patient_id,
                letter.c.posted_at,
                letter.c.returned_at,
                letter.c.returned_why,
                letter_content.c.letter_id,
            )
            .outerjoin(letter_content, letter_content.c.letter_id == letter.c.id)
            .where(letter.c.posted_at.is_not(None), letter.c.patient_id.in_(patients))
            .order_by(letter.c.id)
        )
        rows = self._connection.execute(query).all()
        if not rows:
            return []
        known = self._nhs_numbers(patients)
        sent = [(row, self.content(row.reference).address if row.letter_id else ()) for row in rows]
        found = [
            ReturnedLetter(
                row.reference,
                row.patient_id,
                row.returned_at,
                row.returned_why,
                address,
                frozenset(known[row.patient_id]),
            )
            for row, address in sent
            if row.returned_at is not None
        ]
        return [
            each
            for each in found
            if not any(
                row.patient_id == each.patient_id
                and row.returned_at is None
                and row.posted_at > each.returned_at
                and each.went_to(address)
                for row, address in sent
            )
        ]

    def _nhs_numbers(self, patients: Select[tuple[str]]) -> dict[str, set[str]]:
        """Return the NHS numbers under which patients stand, by their ids."""
        query = (
            select(appointment.c.patient_id, appointment.c.nhs_number)
            .where(appointment.c.patient_id.in_(patients), appointment.c.nhs_number != "")
            .distinct()
        )
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._connection.execute(query):
            found[row.patient_id].add(row.nhs_number)
        return found

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
        there = int(self._connection.execute(select(func.max(number))).scalar() or 0)
        deleted = select(setting.c.value).where(setting.c.name == LAST_LETTER)
        return max(there, int(self._connection.execute(deleted).scalar() or 0))
