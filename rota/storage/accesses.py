"""Opening a hospital wherever it is: a file by its path, or a server by its address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rota.domain.users import Door, NewUser
from rota.storage.access import FileAccess
from rota.storage.database import Database
from rota.storage.engine import POSTGRESQL
from rota.storage.server_access import ServerAccess

Clock = Callable[[], datetime]


class AnyAccess:
    """The access that an address needs."""

    def __init__(self) -> None:
        self._file, self._server = FileAccess(), ServerAccess()

    def _of(self, address: str) -> FileAccess | ServerAccess:
        return self._server if address.startswith(POSTGRESQL) else self._file

    def door(self, address: str) -> Door:
        """Say what stands before a database."""
        return self._of(address).door(address)

    def open(self, address: str, clock: Clock) -> Database:
        """Open what asks nobody to sign in."""
        return self._of(address).open(address, clock)

    def create(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Make a protected hospital; return its recovery code."""
        return self._of(address).create(address, clock, founder)

    def protect(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Protect an open hospital; return its recovery code."""
        return self._of(address).protect(address, clock, founder)

    def sign_in(self, address: str, clock: Clock, login: str, passphrase: str) -> Database:
        """Open a hospital for a login."""
        return self._of(address).sign_in(address, clock, login, passphrase)

    def wait_seconds(self, address: str, login: str) -> float:
        """Return how long the next try of a login must wait."""
        return self._of(address).wait_seconds(address, login)

    def reset(self, address: str, clock: Clock, login: str, code: str, passphrase: str) -> str:
        """Give a login a new passphrase with the recovery code; return a new code."""
        return self._of(address).reset(address, clock, login, code, passphrase)
