"""Who uses the program: a person's login, name and roles, and for which departments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DEPARTMENT_MISSING = "Name the department, or leave it out for the whole hospital."


class Role(StrEnum):
    """What somebody is there for."""

    ROTA_MANAGER = "rota_manager"
    CLERK = "clerk"
    HEAD = "head"
    ADMINISTRATOR = "administrator"


class Door(StrEnum):
    """What stands between a person and a hospital's database."""

    NEW = "new"
    """There is no file yet."""

    OPEN = "open"
    """A file without users: it never asks anybody to sign in."""

    LOCKED = "locked"
    """An encrypted file with its key box."""

    SERVER = "server"
    """A database server, which asks for a login and a password of its own."""

    DAMAGED = "damaged"
    """A file that cannot be opened as it is: nobody's key would help."""


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A role and the department it is for; no department: the whole hospital."""

    role: Role
    department: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may open the hospital. ``is_open``: there are no users, anybody may do all."""

    login: str
    name: str
    roles: frozenset[RoleGiven] = frozenset()
    is_open: bool = False

    def has(self, role: Role) -> bool:
        """Whether they have a role, for whatever department."""
        return any(each.role is role for each in self.roles)

    def departments(self, roles: Iterable[Role]) -> frozenset[str] | None:
        """Return the departments that any of these roles is for; None: every department."""
        wanted = set(roles)
        found = {each.department for each in self.roles if each.role in wanted}
        return None if self.is_open or "" in found else frozenset(found)


@dataclass(frozen=True, slots=True)
class Account:
    """A user as kept: when they came, and when they were removed, if they were."""

    user: User
    created_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody to be let in. The passphrase is never kept, logged or shown."""

    login: str
    name: str
    roles: frozenset[RoleGiven]
    passphrase: str

    def __repr__(self) -> str:
        return "NewUser(…)"


def _nothing() -> None:
    """Keep nothing: it is in force already."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key made for a login, or for the recovery code; it opens nothing before ``keep``.

    ``sha256`` tells it from others, and ``replaces`` is that of the key in place until then; both
    are empty on a server, which keeps passwords by itself. ``code`` is the new recovery code.
    """

    login: str
    sha256: str = ""
    replaces: str = ""
    code: str = ""
    keep: Callable[[], None] = _nothing

    def __repr__(self) -> str:
        return "NewKey(…)"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the others' keys when somebody was let in no more.

    ``left_out`` are logins whose key was not the one noted for them, and ``strangers`` counts keys
    that were nobody's: none of them opens anything now. ``code`` is the recovery code's new key.
    """

    left_out: tuple[str, ...] = ()
    strangers: int = 0
    code: NewKey | None = None


def signed_in_name(user: User, typed: str) -> str:
    """Return who answers for something: whoever signed in, or a name typed where nobody did."""
    return typed if user.is_open else user.name


def anybody(who: str) -> User:
    """Return the user of a hospital file without users: whoever sits there, and may do all."""
    return User(who, who, is_open=True)
