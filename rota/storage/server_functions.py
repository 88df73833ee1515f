"""The functions on a server that run with its owner's rights, and the names of its group roles."""

from __future__ import annotations

from importlib import resources

from rota.domain.users import Role

TAKEN = ("42710", "42939")
"""The login is there already and not ours, or the server keeps the name for itself."""

USERS = "user"
"""The group of every login of the hospital: it may connect, and nothing more."""

OPEN_TO_USERS = (
    "user_is_ours(text)",
    "user_give(text, text)",
    "user_passphrase(text)",
    "user_take(text)",
    "working_people(integer[])",
)
"""Those that a login may call itself; the others only call each other."""


def group(database: str, role: Role | str) -> str:
    """Return the name of the role on the server that stands for one of ours."""
    return f"{database}_{role}"


def functions() -> str:
    """Return the SQL that makes them all."""
    return (resources.files("resources") / "server" / "functions.sql").read_text("utf-8")
