"""Opening a hospital's database to those who may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from rota.domain.errors import Refused
from rota.domain.users import Door, NewUser, User
from rota.storage.database import Database
from rota.storage.keybox import KeyBox, box_paths, new_box, unlock
from rota.storage.secret import new_secret

Clock = Callable[[], datetime]


class FileAccess:
    """Sign-in to an encrypted file by its key box."""

    def door(self, address: str) -> Door:
        """Say what stands before a database, without opening it."""
        if "://" in address:
            return Door.SERVER
        path = Path(address)
        if any(each.exists() for each in box_paths(path)):
            return Door.LOCKED
        return Door.OPEN if path.exists() and path.stat().st_size else Door.NEW

    def create(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Make an encrypted hospital file with its first user; return the recovery code."""
        path = Path(address)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = new_box(path, new_secret())
        keys.give(founder.login, founder.passphrase)
        user = User(founder.login, founder.name, founder.roles)
        with closing(_opened(address, clock, keys, user)) as storage, storage.write("user") as work:
            work.users.add(user, work.now)
            work.say(f"Made the hospital file; its first user is {founder.login}")
        return keys.new_recovery_code()

    def protect(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Encrypt a file that is open, and give it its first user; return the recovery code."""
        raise NotImplementedError

    def sign_in(self, address: str, clock: Clock, login: str, passphrase: str) -> Database:
        """Open a file for a login. Raises Refused without saying what of the two was wrong."""
        keys = unlock(Path(address), login, passphrase)
        if keys is None:
            raise Refused("not_let_in", "The login or the passphrase is not right.")
        storage = _opened(address, clock, keys, User(login, login))
        with closing(storage), storage.read() as work:
            accounts = {each.user.login: each for each in work.users.all()}
        account = accounts.get(login)
        if account is None or account.removed_at is not None:
            raise Refused("not_let_in", "The login or the passphrase is not right.")
        return _opened(address, clock, keys, account.user)

    def wait_seconds(self, address: str, login: str) -> float:
        """Return how long the next try of a login must wait."""
        return 0.0

    def reset(self, address: str, clock: Clock, login: str, code: str, passphrase: str) -> str:
        """Give a login a new passphrase with the recovery code; return a new code."""
        raise NotImplementedError


def _opened(address: str, clock: Clock, keys: KeyBox, user: User) -> Database:
    return Database(address, clock, user, secret=keys.secret, keys=keys)
