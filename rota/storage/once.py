"""An act with a key is done once, however often it is asked for."""

from __future__ import annotations

from sqlalchemy import Connection, select

from rota.domain.errors import Refused
from rota.domain.permissions import See, may_see
from rota.domain.times import short_words
from rota.domain.users import User
from rota.storage.schema import journal_entry


def refuse_twice(connection: Connection, key: str | None, user: User) -> None:
    """Raise Refused, saying when and by whom, where the journal has an entry with the key.

    What was done is said to whoever did it, and to whoever may read the journal. Call it once
    nobody else can write any more: what it finds then holds until the action ends.
    """
    if key is None:
        return
    query = select(journal_entry.c.at, journal_entry.c.who, journal_entry.c.text)
    done = connection.execute(query.where(journal_entry.c.key == key)).first()
    if done is not None:
        is_told = done.who == user.login or may_see(user, See.HISTORY)
        said = f" {done.text}" if done.text and is_told else ""
        raise Refused(
            "already_done",
            f"This was done already, on {short_words(done.at)} by {done.who}.{said} "
            "It was not done again.",
        )
