"""Who may open the hospital, and what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from rota.domain.users import Account, NewKey, RoleGiven, User
from rota.storage.known_keys import noted_name
from rota.storage.ledger import Ledger
from rota.storage.schema import setting, user_account, user_role


class UserStore:
    """Accounts and their roles. An account is removed by a date, never deleted."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def all(self) -> list[Account]:
        """Return every account by login, those removed included."""
        roles: dict[str, set[RoleGiven]] = defaultdict(set)
        for row in self._connection.execute(select(user_role)):
            roles[row.login].add(RoleGiven(row.role, row.department))
        query = select(user_account).order_by(user_account.c.login)
        return [
            Account(
                User(row.login, row.name, frozenset(roles[row.login])),
                row.created_at,
                row.removed_at,
            )
            for row in self._connection.execute(query)
        ]

    def add(self, user: User, at: datetime) -> None:
        """Let somebody in; who was removed comes back under their old login."""
        row = {"login": user.login, "name": user.name, "created_at": at, "removed_at": None}
        query = select(user_account).where(user_account.c.login == user.login)
        old = self._connection.execute(query).mappings().first()
        if old is None:
            self._writing.add(user_account, [row])
        else:
            self._writing.change(user_account, [(dict(old), row)])
        self.set_roles(user.login, user.roles)

    def set_roles(self, login: str, roles: Collection[RoleGiven]) -> None:
        """Give somebody these roles and no others."""
        query = select(user_role).where(user_role.c.login == login)
        there = [dict(row) for row in self._connection.execute(query).mappings()]
        known = {RoleGiven(row["role"], row["department"]) for row in there}
        gone = [row for row in there if RoleGiven(row["role"], row["department"]) not in roles]
        self._writing.remove(user_role, gone)
        new = sorted(set(roles) - known, key=lambda each: (each.role, each.department))
        self._writing.add(
            user_role,
            [{"login": login, "role": each.role, "department": each.department} for each in new],
        )

    def remove(self, login: str, at: datetime) -> None:
        """Let somebody in no more; what they did stays in the journal under their login."""
        query = select(user_account).where(user_account.c.login == login)
        old = dict(self._connection.execute(query).mappings().one())
        self._writing.change(user_account, [(old, {**old, "removed_at": at})])
        self.set_roles(login, ())

    def carry(self, accounts: Collection[Account], noted: Mapping[str, str], at: datetime) -> None:
        """Let in whoever these accounts let in, with the same keys and roles, and nobody else."""
        there = {each.user.login: each for each in self.all()}
        for each in accounts:
            login = each.user.login
            if each == there.pop(login, None):
                continue
            self.add(each.user, each.created_at)
            if each.removed_at is not None:
                self.remove(login, each.removed_at)
        for login, each in there.items():
            if each.removed_at is None:
                self.remove(login, at)
        for login, sha256 in noted.items():
            if sha256 and sha256 != self.noted(login):
                self._note(login, sha256)

    def note_key(self, key: NewKey) -> None:
        """Note a key that is about to be kept; until it is, the one in place counts as well."""
        if not key.sha256:
            return
        noted = self.noted(key.login).split()
        kept = [key.replaces] if key.replaces in noted else []
        self._note(key.login, " ".join([key.sha256, *kept]))

    def settle_key(self, login: str, sha256: str) -> bool:
        """Note which key somebody has, if none is noted yet or two are; say whether it fits."""
        noted = self.noted(login)
        if noted and sha256 not in noted.split():
            return False
        if sha256 and noted != sha256:
            self._note(login, sha256)
        return True

    def noted(self, login: str) -> str:
        """Return the digests noted of a login's key, one or two; empty: none yet."""
        query = select(setting.c.value).where(setting.c.name == noted_name(login))
        return self._connection.execute(query).scalar() or ""

    def _note(self, login: str, sha256: str) -> None:
        query = select(setting).where(setting.c.name == noted_name(login))
        old = self._connection.execute(query).mappings().first()
        row = {"name": noted_name(login), "value": sha256}
        if old is None:
            self._writing.add(setting, [row])
        else:
            self._writing.change(setting, [(dict(old), row)])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
