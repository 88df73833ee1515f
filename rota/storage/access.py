"""Opening a hospital's database to those who may."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from rota.domain.errors import Refused, Unavailable
from rota.domain.passphrases import check_passphrase, checked_login, plain_login
from rota.domain.users import (
    DEPARTMENT_MISSING,
    Account,
    Door,
    NewKey,
    NewUser,
    Role,
    RoleGiven,
    User,
)
from rota.storage.anchors import set_old_aside
from rota.storage.carrying_over import Before, before_restore, has_none_in
from rota.storage.damage import lost_why
from rota.storage.database import Database
from rota.storage.engine import POSTGRESQL
from rota.storage.keybox import KeyBox, is_making, new_box, plain_code, unlock
from rota.storage.keyfile import box_paths
from rota.storage.known_keys import RECOVERY
from rota.storage.old_boxes import box_beside_backup, bring_back_box
from rota.storage.old_copies import encrypt_copies
from rota.storage.person import who_is_here
from rota.storage.protecting import (
    encrypted_copy,
    erase_plain,
    part_of,
    plain_faults,
    remove_part,
    swap,
)
from rota.storage.rekeying import is_plain
from rota.storage.restoring import carried, is_waiting, to_carry
from rota.storage.secret import new_secret
from rota.storage.tries import Tries

Clock = Callable[[], datetime]
NOT_LET_IN = "The login or the passphrase is not right."
NOT_IN_BACKUP = (
    "The backup that was put back does not know this login. Ask an administrator to let you in; if "
    "no administrator can sign in, use the recovery code."
)
OTHER_KEY = "Signed in with another key than the one given to them: somebody changed the key box."


class FileAccess:
    """Sign-in to an encrypted file by its key box."""

    def __init__(self, up: Callable[[], float] = time.monotonic) -> None:
        self._up = up

    def door(self, address: str) -> Door:
        """Say what stands before a database, without opening it."""
        if "://" in address:
            return Door.SERVER
        path = Path(address)
        try:
            is_there = path.is_file() and path.stat().st_size > 0
            plain = is_there and is_plain(path)
        except OSError:
            return Door.DAMAGED
        has_box = any(each.exists() for each in box_paths(path))
        if has_box and not (is_making(path) and (plain or not is_there)):
            return Door.LOCKED
        if not is_there:
            return Door.DAMAGED if lost_why(path) else Door.NEW
        if plain:
            return Door.OPEN
        return Door.DAMAGED if box_beside_backup(path) is None else Door.LOCKED

    def open(self, address: str, clock: Clock) -> Database:
        """Open a file without users, or a server by what its address says."""
        return Database(address, clock, who_is_here())

    def create(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Make an encrypted hospital file with its first user; return the recovery code."""
        if self.door(address) is not Door.NEW:
            raise Refused("file_exists", f"{address} is there already. Choose another name.")
        path, founder = Path(address), _checked(founder)
        with plain_faults():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            remove_part(path)
            set_old_aside(path)
        keys = new_box(path, new_secret())
        code = _let_in(keys, founder)
        with plain_faults():
            sentence = f"Made the hospital file; its first user is {founder.login}."
            self._first_user(path, clock, keys, founder, sentence)
            swap(path, part_of(path))
        keys.settle()
        return code

    def protect(self, address: str, clock: Clock, founder: NewUser) -> str:
        """Encrypt a file that is open, and give it its first user; return the recovery code.

        Refuses while another window has it open. Killed at any moment, it is the plain file or the
        encrypted one, whole; the plain one is overwritten after the other has been proved, but a
        disk may keep old blocks of it. The backups made before are encrypted too.
        """
        path, founder = Path(address), _checked(founder)
        if (door := self.door(address)) is not Door.OPEN:
            raise Refused("not_open", _WHY_NOT_PROTECTED.get(door, _NO_FILE).format(path.name))
        self.open(address, clock).close()  # at the present schema; a copy of an older one is kept
        with plain_faults():
            remove_part(path)
        secret = new_secret()
        with plain_faults(), encrypted_copy(path, secret) as part:
            keys = new_box(path, secret)
            code = _let_in(keys, founder)
            sentence = f"Protected the hospital file; its first user is {founder.login}."
            self._first_user(path, clock, keys, founder, sentence)
            if os.name == "posix":
                swap(path, part)  # while nobody else can come between
        if os.name != "posix":  # Windows replaces no file that is open
            with plain_faults():
                swap(path, part)
        keys.settle()
        encrypt_copies(path, keys.secret)
        return code

    def sign_in(self, address: str, clock: Clock, login: str, passphrase: str) -> Database:
        """Open a file for a login. Raises Refused without saying what of the two was wrong."""
        path, login = _locked(address), plain_login(login)
        tries = Tries(path, self._up)
        tries.begin(login)
        keys = unlock(path, login, passphrase)
        if keys is None:
            raise Refused("not_let_in", NOT_LET_IN)
        return self._enter(address, clock, keys, tries, login)

    def wait_seconds(self, address: str, login: str) -> float:
        """Return how long the next try of a login must wait."""
        if "://" in address:
            return 0.0
        return Tries(Path(address), self._up).wait_seconds(plain_login(login))

    def reset(self, address: str, clock: Clock, login: str, code: str, passphrase: str) -> str:
        """Give a login a new passphrase with the recovery code; return a new code."""
        path, login = _locked(address), checked_login(login)
        check_passphrase(passphrase, (login,))
        tries = Tries(path, self._up)
        tries.begin(RECOVERY)
        keys = unlock(path, RECOVERY, plain_code(code))
        if keys is None:
            raise Refused("wrong_code", "The recovery code is not right.")
        tries.right(RECOVERY)
        with closing(_opened(path, address, clock, keys, login)) as storage:
            with storage.read() as work:
                accounts = {each.user.login: each for each in work.users.all()}
            is_in = login in accounts and accounts[login].removed_at is None
            lost = has_none_in(accounts.values(), [each for each in accounts if keys.holds(each)])
            if not is_in and not lost:
                raise Refused("unknown_user", f"Nobody has the login {login}.")
            with storage.write("user reset", undoable=False) as work:
                if not is_in:
                    given = frozenset({RoleGiven(Role.ADMINISTRATOR)})
                    work.users.add(User(login, login, given), work.now)
                work.record(f"{login} was given a new passphrase with the recovery code.")
                key, following = keys.new_key(login, passphrase), keys.new_code()
                work.users.note_key(key)
                work.users.note_key(following)
            key.keep()
            following.keep()  # last: unless all went well, the old code goes on opening the box
        tries.told(RECOVERY)
        return following.code

    def _enter(
        self, address: str, clock: Clock, keys: KeyBox, tries: Tries, login: str
    ) -> Database:
        """Open the file as a user that it knows, and note it in the journal."""
        storage = _opened(Path(address), address, clock, keys, login)
        try:
            with storage.read() as work:
                accounts = {each.user.login: each for each in work.users.all()}
            user = _user_of(accounts.get(login), is_waiting(Path(address)))
            tries.right(login)
            if failed := tries.untold(accounts):
                with storage.write("sign in failed", undoable=False) as work:
                    work.record(f"Tries to sign in that failed: {', '.join(failed)}.")
            with storage.write("sign in", undoable=False) as work:
                fits = work.users.settle_key(login, keys.sha256(login))
                work.users.settle_key(RECOVERY, keys.sha256(RECOVERY))
                work.record("Signed in." if fits else OTHER_KEY)
            tries.told(login)
            storage.user = user
        except BaseException:
            storage.close()
            raise
        return storage

    def _first_user(
        self, path: Path, clock: Clock, keys: KeyBox, founder: NewUser, sentence: str
    ) -> None:
        """Bring the encrypted part up and let the first user into it."""
        user = User(founder.login, founder.name, founder.roles, is_open=True)
        part = str(part_of(path))
        with closing(Database(part, clock, user, secret=keys.secret)) as storage:
            with storage.write("protect", undoable=False) as work:
                work.users.add(user, work.now)
                for each in (user.login, RECOVERY):
                    work.users.note_key(NewKey(each, keys.sha256(each)))
                work.say(sentence)
            if faults := storage.faults():
                raise Unavailable("not_protected", faults[0])


def _checked(founder: NewUser) -> NewUser:
    """Return the first user as kept. Refuses one who could not let in anybody else."""
    login, name = checked_login(founder.login), " ".join(founder.name.split())
    if not name:
        raise Refused("name_missing", "Give the person's name.")
    if not any(each.role is Role.ADMINISTRATOR and not each.department for each in founder.roles):
        raise Refused(
            "no_administrator", "The first user must be an administrator, to let in the others."
        )
    if any(each.department and not each.department.strip() for each in founder.roles):
        raise Refused("department_missing", DEPARTMENT_MISSING)
    check_passphrase(founder.passphrase, (login, name))
    return NewUser(login, name, founder.roles, founder.passphrase)


def _user_of(account: Account | None, has_restored: bool) -> User:
    """Return who somebody is. Refuses those who are in no more, or never were."""
    if account is None or account.removed_at is not None:
        if has_restored:
            raise Refused("not_in_backup", NOT_IN_BACKUP)
        raise Refused("not_let_in", NOT_LET_IN)
    return account.user


def _let_in(keys: KeyBox, founder: NewUser) -> str:
    keys.give(founder.login, founder.passphrase)
    return keys.new_recovery_code()


def _locked(address: str) -> Path:
    """Return the path of a protected file; refuses an address of another kind."""
    if address.startswith(POSTGRESQL):
        raise Refused("not_a_file", "A database server asks for a login of its own.")
    path = Path(address)
    if path.is_file() and not is_plain(path):
        bring_back_box(path)
    if not any(each.exists() for each in box_paths(path)):
        raise Refused("not_protected", f"{path.name} is not protected: it asks nobody to sign in.")
    return path


def _opened(path: Path, address: str, clock: Clock, keys: KeyBox, login: str) -> Database:
    """Open a file with the keys to it, as somebody whose roles are not known yet."""
    keys.settle()
    erase_plain(path)
    encrypt_copies(path, keys.secret)
    before = before_restore(path, keys.secrets)
    opener = User(login, login, is_open=True)
    storage = Database(address, clock, opener, secret=keys.secret, keys=keys)
    if to_carry(path):
        _carry_over(storage, path, before)
    return storage


def _carry_over(storage: Database, path: Path, before: Before | None) -> None:
    """Take over who may sign in from before a backup was put back, once."""
    if before is not None:
        with storage.write("restore", undoable=False) as work:
            work.users.carry(before.accounts, before.noted, work.now)
            work.record("Whoever could sign in before the backup was put back still can.")
    carried(path)


_WHY_NOT_PROTECTED = {
    Door.LOCKED: "{} is protected already.",
    Door.DAMAGED: "{} is damaged or no Strike Rota file. It was left as it is.",
    Door.SERVER: "A database server is protected by its own means.",
}
_NO_FILE = "There is no file {}."
