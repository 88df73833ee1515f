"""Own logins on a database server: each person's password is the server's to keep and to check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from rota.domain.errors import Refused
from rota.domain.users import NewKey, Taken
from rota.storage.engine import as_unavailable, open_engine
from rota.storage.secret import Secret
from rota.storage.server_functions import TAKEN


class ServerKeys:
    """The logins of one hospital on its server, seen by one of them.

    A password leaves this computer only as the server keeps it: salted and hashed (SCRAM-SHA-256).
    """

    in_file = False
    secret: Secret | None = None
    secrets: tuple[Secret, ...] = ()
    """A server has no secret of ours: what lies on its disks is its operator's to encrypt."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._changed_to: str | None = None

    def serve(self, engine: Engine) -> None:
        """Let an engine come in by the passphrase that holds at that moment."""
        event.listen(engine, "do_connect", self._come_in)

    def _come_in(self, _dialect: Any, _record: Any, _arguments: Any, given: dict[str, Any]) -> None:
        if self._changed_to is not None:
            given["password"] = self._changed_to

    def holds(self, login: str) -> bool:
        """Say whether somebody can come in by this login."""
        can = select(text("rolcanlogin")).select_from(text("pg_roles"))
        with self._connected() as connection:
            query = can.where(text("rolname = :login AND user_is_ours(rolname)"))
            return bool(connection.scalar(query, {"login": login}))

    def give(self, login: str, passphrase: str) -> None:
        """Make a login, or give one a new passphrase. Refuses a name that is somebody else's."""
        with self._connected() as connection:
            verifier = _verifier(connection, login, passphrase)
            connection.execute(select(func.user_give(login, verifier)))

    def new_key(self, login: str, passphrase: str) -> NewKey:
        """Make a login at once: the server notes whose password is whose."""
        self.give(login, passphrase)
        return NewKey(login)

    def take(self, login: str, new_code: bool = False) -> Taken:  # noqa: ARG002 - there is no code
        """End a login and whatever it has open at this moment."""
        with self._connected() as connection:
            connection.execute(select(func.user_take(login)))
        return Taken()

    def change(self, login: str, old: str, new: str) -> NewKey:
        """Give one's own login another passphrase at once."""
        if not self.is_right(login, old):
            raise Refused("wrong_passphrase", "The old passphrase is not right.")
        with self._connected(login, old) as connection:
            connection.execute(select(func.user_passphrase(_verifier(connection, login, new))))
        self._address = with_login(self._address, login, new)
        self._changed_to = new
        return NewKey(login)

    def is_right(self, login: str, passphrase: str) -> bool:
        """Say whether the server lets a login in with a passphrase."""
        try:
            with self._connected(login, passphrase):
                return True
        except Refused as error:
            if error.code != "not_let_in":
                raise
            return False

    def new_code(self) -> NewKey:
        """Refuse: on a server an administrator helps who forgot a passphrase."""
        raise Refused(
            "on_a_server",
            "A database on a server has no recovery code: an administrator gives a new passphrase.",
        )

    @contextmanager
    def _connected(self, login: str = "", passphrase: str = "") -> Iterator[Connection]:
        address = with_login(self._address, login, passphrase) if login else self._address
        engine = open_engine(address)
        try:
            with server_faults(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


def with_login(address: str, login: str, passphrase: str) -> str:
    """Return the address of a server for one login. It holds a passphrase: never show it."""
    url = make_url(address).set(username=login, password=passphrase)
    return url.render_as_string(hide_password=False)


@contextmanager
def server_faults() -> Iterator[None]:
    """Say in words what the server says no to."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in TAKEN:
            raise Refused(
                "login_taken", "The server has this login for something else. Choose another."
            ) from None
        fault = as_unavailable(error)
        if fault is None:
            raise
        if fault.code == "not_let_in":
            raise Refused(fault.code, fault.text) from None
        raise fault from error


def _verifier(connection: Connection, login: str, passphrase: str) -> str:
    raw: Any = connection.connection.driver_connection
    made: bytes = raw.pgconn.encrypt_password(passphrase.encode(), login.encode(), b"scram-sha-256")
    return made.decode()
