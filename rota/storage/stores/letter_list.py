"""Letters in a list, each with whose it is: those of a batch, and those that were posted."""

from __future__ import annotations

from sqlalchemy import Connection, Row, Select, func, select

from rota.domain.batch_letters import BatchLetter
from rota.storage.schema import appointment, letter, letter_line


class LetterList:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_batch(self, batch: int) -> list[BatchLetter]:
        """Return the letters of a batch in the order of its file."""
        query = _letters().where(letter.c.batch_id == batch).order_by(letter.c.first_page)
        return [_listed(row) for row in self._connection.execute(query)]

    def posted(self) -> list[BatchLetter]:
        """Return the letters that were posted and did not come back, the newest first."""
        query = (
            _letters()
            .where(letter.c.posted_at.is_not(None), letter.c.returned_at.is_(None))
            .order_by(letter.c.posted_at.desc(), letter.c.id)
        )
        return [_listed(row) for row in self._connection.execute(query)]


def _letters() -> Select[tuple[object, ...]]:
    """Letters with the name on one of the appointments they tell of, if it is still theirs."""
    one = (
        select(letter_line.c.letter_id, func.min(letter_line.c.appointment_id).label("one"))
        .group_by(letter_line.c.letter_id)
        .subquery()
    )
    return (
        select(
            letter.c.batch_id,
            letter.c.reference,
            letter.c.first_page,
            letter.c.pages,
            letter.c.printed_at,
            letter.c.prints,
            letter.c.posted_at,
            letter.c.withdrawn_at,
            letter.c.returned_at,
            appointment.c.title,
            appointment.c.forename,
            appointment.c.surname,
            appointment.c.postcode,
        )
        .join(one, one.c.letter_id == letter.c.id)
        .outerjoin(
            appointment,
            (appointment.c.appointment_id == one.c.one)
            & (appointment.c.patient_id == letter.c.patient_id),
        )
    )


def _listed(row: Row[tuple[object, ...]]) -> BatchLetter:
    named = (row.title, row.forename, row.surname)
    return BatchLetter(
        row.batch_id,
        row.reference,
        " ".join(part for part in named if part),
        row.postcode or "",
        row.first_page,
        row.pages,
        row.printed_at,
        row.prints,
        row.posted_at,
        row.withdrawn_at,
        row.returned_at,
    )
