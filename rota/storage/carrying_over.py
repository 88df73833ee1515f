"""Who may sign in, taken over from before a backup was put back: the backup may be of older days.

Without this a backup of before somebody was let in would lock them out, and one of before somebody
left would let them in again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from rota.domain.users import Account, Role, RoleGiven
from rota.storage.backup_folder import all_in, folder_of
from rota.storage.backups import connected
from rota.storage.known_keys import RECOVERY
from rota.storage.rekeying import opens
from rota.storage.restoring import sources, to_carry
from rota.storage.secret import Secret
from rota.storage.stores.users import UserStore


@dataclass(frozen=True, slots=True)
class Before:
    """Everybody who had an account, those removed too, and which keys are noted of whom."""

    accounts: tuple[Account, ...]
    noted: Mapping[str, str]


def before_restore(path: Path, secrets: Sequence[Secret]) -> Before | None:
    """Return who could sign in before a restore, where that is still to be taken over.

    The file set aside says so; should it be damaged, the newest backup that can be read does.
    """
    if not to_carry(path):
        return None
    return next((found for each in _sources(path) if (found := _read(each, secrets))), None)


def has_none_in(accounts: Collection[Account], keyed: Collection[str]) -> bool:
    """Whether no administrator of a file has a key to it: then nobody could let anybody in."""
    lets_in = RoleGiven(Role.ADMINISTRATOR)
    return not any(
        each.removed_at is None and each.user.login in keyed and lets_in in each.user.roles
        for each in accounts
    )


def _sources(path: Path) -> Iterator[Path]:
    yield from sources(path)
    yield from (each.path for each in all_in(folder_of(path)) if each.is_checked)


def _read(path: Path, secrets: Sequence[Secret]) -> Before | None:
    try:
        secret = next(each for each in secrets if opens(path, each))
        with closing(connected(path, secret)) as raw:
            engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
            with engine.connect() as connection:
                users = UserStore(connection, None)
                accounts = tuple(users.all())
                logins = (*(each.user.login for each in accounts), RECOVERY)
                return Before(accounts, {each: users.noted(each) for each in logins})
    except (StopIteration, OSError, sqlite_driver.DatabaseError, DBAPIError):
        return None
