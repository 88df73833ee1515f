"""How other windows hear that somebody saved: a server rings, a file is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, cast

import psycopg
from sqlalchemy import Connection, Engine, func, select

from rota.domain.changes import News
from rota.domain.errors import Unavailable
from rota.domain.users import RoleGiven, User
from rota.storage.schema import journal_entry, metadata, user_account, user_role
from rota.storage.sealed import changes_of
from rota.storage.server_faults import SIGNED_OUT, UNREACHABLE, said_no

CHANNEL: LiteralString = "strike_rota"


def ring(connection: Connection, entry: int | None) -> None:
    """Let a server tell everybody the number of an entry, once it is saved. It names nobody."""
    if entry is not None and connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, str(entry))))


def news_since(connection: Connection, since: int | None, own: Collection[str]) -> News:
    """Return the newest entry, and the kinds that actions not one's ``own`` touched after one."""
    entry = journal_entry.c
    newest = connection.execute(select(func.max(entry.id))).scalar() or 0
    if since is None or newest <= since:
        return News(newest)
    later = connection.execute(select(entry.action_id).where(entry.id > since)).scalars()
    if not set(later).difference(own):
        return News(newest)
    change = changes_of(connection).c
    query = (
        select(change.table_name, change.action_id)
        .join(journal_entry, change.action_id == entry.action_id)
        .where(entry.id > since)
        .distinct()
    )
    rows = connection.execute(query)
    tables = {row.table_name for row in rows if row.action_id not in own}
    return News(newest, frozenset(metadata.tables[each].info["kind"] for each in tables))


def has_new_roles(connection: Connection, user: User) -> bool:
    """Say whether somebody's roles are others by now. Raises Unavailable for who was removed."""
    account = user_account.c
    query = select(account.removed_at).where(account.login == user.login)
    row = connection.execute(query).first()
    if row is None:  # the owner of a server has no account
        return False
    if row.removed_at is not None:
        raise Unavailable(*SIGNED_OUT)
    query = select(user_role.c.role, user_role.c.department)
    rows = connection.execute(query.where(user_role.c.login == user.login))
    return {RoleGiven(each.role, each.department) for each in rows} != user.roles


class Bell:
    """A line of its own to the server, on which it tells of every entry that was saved."""

    def __init__(self, engine: Engine) -> None:
        with _plain():
            self._held = engine.raw_connection()
            self._line = cast("psycopg.Connection[Any]", self._held.driver_connection)
            self._held.detach()
            self._line.autocommit = True
            self._line.execute(f"LISTEN {CHANNEL}")

    def fileno(self) -> int:
        """Return the socket that becomes readable when it rings, or when the line dies."""
        return int(self._line.fileno())

    def quiet(self) -> None:
        """Take off what rang. Raises Unavailable when the line is dead."""
        with _plain():
            for _ in self._line.notifies(timeout=0):
                pass

    def close(self) -> None:
        """Hang up."""
        self._held.close()


def listen(engine: Engine) -> Bell | None:
    """Open a line to the server and listen; None where the database is a file."""
    return Bell(engine) if engine.dialect.name == "postgresql" else None


@contextmanager
def _plain() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise said_no(error) or Unavailable(*UNREACHABLE) from None
