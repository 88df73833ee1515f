"""Sign-in to a hospital's database on a server, each person by a login of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, make_url, select, text
from sqlalchemy.exc import ArgumentError

from rota.domain.errors import Refused, Unavailable
from rota.domain.passphrases import plain_login
from rota.domain.servers import ServerSetUp
from rota.domain.users import Door, NewUser, Role, RoleGiven, User, anybody
from rota.storage.database import Database
from rota.storage.engine import open_engine, reading, wait_to_write
from rota.storage.person import who_is_here
from rota.storage.schema import user_account, user_role
from rota.storage.server_keys import ServerKeys, server_faults, with_login
from rota.storage.server_setup import refuse_to_others, set_up

Clock = Callable[[], datetime]


class ServerAccess:
    """Sign-in to a database server. What a login may do there the server keeps by itself too."""

    def door(self, address: str) -> Door:
        """Say whether the address names who comes; nobody is asked then."""
        try:
            return Door.SERVER if make_url(address).password is None else Door.OPEN
        except (ArgumentError, ValueError):
            return Door.SERVER

    def open(self, address: str, clock: Clock) -> Database:
        """Open a database as the login of its address. Without users, anybody may do all."""
        return _opened(address, clock, _comer(address))

    def create(self, _address: str, _clock: Clock, _founder: NewUser) -> str:
        """Refuse: the owner sets a server up."""
        raise _set_up_first()

    def protect(self, _address: str, _clock: Clock, _founder: NewUser) -> str:
        """Refuse: the owner sets a server up."""
        raise _set_up_first()

    def sign_in(self, address: str, clock: Clock, login: str, passphrase: str) -> Database:
        """Open the database as a login. Raises Refused without saying what of the two was wrong."""
        address = with_login(address, plain_login(login), passphrase)
        storage = _opened(address, clock, _comer(address))
        try:
            if not storage.user.is_open:
                with storage.write("sign in", undoable=False) as work:
                    work.record("Signed in.")
        except BaseException:
            storage.close()
            raise
        return storage

    def wait_seconds(self, _address: str, _login: str) -> float:
        """Return 0: a server delays wrong passwords by its own means."""
        return 0.0

    def reset(self, address: str, *_: object) -> str:
        """Refuse: there is no recovery code."""
        return ServerKeys(address).new_code().code


def set_up_server(address: str, clock: Clock) -> ServerSetUp:
    """Bring a server's database to the present schema, and set up what keeps roles apart."""
    engine = open_engine(address)
    try:
        with server_faults(), reading(engine) as connection:
            refuse_to_others(connection)
        Database(address, clock, who_is_here()).close()
        with server_faults(), engine.begin() as connection:
            wait_to_write(connection)
            return set_up(connection)
    finally:
        engine.dispose()


def _set_up_first() -> Refused:
    return Refused(
        "on_a_server",
        "A database on a server is set up by its owner: strike-rota server setup, then user add.",
    )


@dataclass(frozen=True, slots=True)
class _Comer:
    """Who a login of the server is, and whether the server keeps logins for us."""

    user: User
    is_set_up: bool


def _opened(address: str, clock: Clock, comer: _Comer) -> Database:
    keys = ServerKeys(address) if comer.is_set_up else None
    return Database(address, clock, comer.user, keys=keys)


def _comer(address: str) -> _Comer:
    """Say who a login of the server is. Refuses one that is no user of this hospital."""
    engine = open_engine(address)
    try:
        with server_faults(), reading(engine) as connection:
            user = _user(connection)
            there = "SELECT to_regprocedure('public.user_give(text, text)') IS NOT NULL"
            return _Comer(user, bool(connection.scalar(text(there))))
    finally:
        engine.dispose()


_WHO = """
SELECT session_user::text AS login,
  r.rolsuper OR pg_has_role(session_user, d.datdba, 'MEMBER') AS owns,
  c.oid IS NOT NULL AS has_users,
  has_schema_privilege('public', 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS is_ours
FROM pg_roles r
CROSS JOIN pg_database d
LEFT JOIN pg_class c ON c.relname = 'user_account' AND c.relnamespace = 'public'::regnamespace
WHERE r.rolname = session_user AND d.datname = current_database()
"""


def _user(connection: Connection) -> User:
    who = connection.execute(text(_WHO)).one()
    if not who.has_users:
        if who.owns:
            return anybody(who_is_here())
        raise Unavailable(
            "not_set_up", "This database is not set up yet. Its owner runs: server setup."
        )
    account = None
    if who.is_ours:
        query = select(user_account).where(user_account.c.login == who.login)
        account = connection.execute(query.where(user_account.c.removed_at.is_(None))).first()
    if account is not None:
        rows = connection.execute(select(user_role).where(user_role.c.login == who.login))
        roles = frozenset(RoleGiven(row.role, row.department) for row in rows)
        return User(account.login, account.name, roles)
    if not who.owns:
        raise Refused(
            "not_a_user", "The server knows this login, but it is no user of this hospital."
        )
    if connection.execute(select(user_account.c.login).limit(1)).first() is None:
        return anybody(who_is_here())
    return User(who.login, who.login, frozenset({RoleGiven(Role.ADMINISTRATOR)}))
