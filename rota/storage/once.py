"""An act with a key is done once, however often it is asked for."""

from __future__ import annotations

from sqlalchemy import Connection, select

from rota.domain.errors import Refused
from rota.domain.times import short_words
from rota.storage.schema import journal_entry


def refuse_twice(connection: Connection, key: str | None) -> None:
    """Raise Refused, saying when and by whom, where the journal has an entry with the key.

    Call it once nobody else can write any more: what it finds then holds until the action ends.
    """
    if key is None:
        return
    query = select(journal_entry.c.at, journal_entry.c.who, journal_entry.c.text)
    done = connection.execute(query.where(journal_entry.c.key == key)).first()
    if done is not None:
        said = f" {done.text}" if done.text else ""
        raise Refused(
            "already_done",
            f"This was done already, on {short_words(done.at)} by {done.who}.{said} "
            "It was not done again.",
        )
