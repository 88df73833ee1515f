"""What a login of its own on a server reads instead of tables that are not all its to read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    column,
    func,
    select,
)

from rota.domain.errors import Refused
from rota.domain.users import Role, RoleGiven, User
from rota.storage.schema import journal_change

OWN_LOGIN = "own_login"
"""The option of a connection whose server keeps from it what the person's roles do not include."""

sealed_change = Table(
    "journal_change_sealed",
    MetaData(),
    *(Column(each.name, each.type) for each in journal_change.columns),
)
"""Every change; of private tables without its values, for those who may not read them. So the
chain can be followed by all: a value that is not there is taken as one that was erased."""


def mark_own_login(engine: Engine) -> None:
    """Say that whoever comes by this engine comes by a login of their own."""
    if engine.dialect.name == "postgresql":
        engine.update_execution_options(**{OWN_LOGIN: True})


def is_own_login(connection: Connection) -> bool:
    """Whether the server keeps the person of this connection apart from others."""
    return bool(connection.get_execution_options().get(OWN_LOGIN))


WHOLE_OR_NOT = frozenset({"rights erase", "rights export", "retention run"})
"""Actions that would do half of their work where the server hides rows."""


def refuse_in_part(user: User, action: str) -> None:
    """Refuse to erase or hand out what is kept of a person to somebody who is not shown all."""
    sees_all = RoleGiven(Role.ROTA_MANAGER) in user.roles
    if action in WHOLE_OR_NOT and not (user.is_open or sees_all):
        raise Refused(
            "not_shown_all",
            "On a server this takes an administrator who is a rota manager for the whole hospital "
            "too: others are not shown what staff declared, and it would be left out.",
        )


def changes_of(connection: Connection) -> Table:
    """Return the changes that this connection can follow the whole journal by."""
    return sealed_change if is_own_login(connection) else journal_change


def working_people(window_ids: Collection[int]) -> Select[Any]:
    """Ask the server who declared working; of others it says nothing."""
    windows = bindparam("windows", list(window_ids), ARRAY(Integer))
    said = func.working_people(windows).table_valued(
        column("window_id", Integer), column("staff_id", Text)
    )
    return select(said.c.window_id, said.c.staff_id)
