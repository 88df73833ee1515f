"""Who may open the hospital, and what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from rota.domain.users import Account, RoleGiven, User
from rota.storage.ledger import Ledger
from rota.storage.schema import user_account, user_role


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

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger
