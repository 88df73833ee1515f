"""Roles in the words of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rota.domain.permissions import ROLE_WORDS
from rota.domain.users import Role, RoleGiven


def roles_in_words(roles: Iterable[RoleGiven]) -> str:
    """Return roles as a sentence says them: ``clerk, head of Surgery and Urology``."""
    places: dict[Role, list[str]] = {}
    for each in roles:
        places.setdefault(each.role, []).append(each.department)
    return ", ".join(_role(role, sorted(places[role])) for role in ROLE_WORDS if role in places)


def _role(role: Role, places: Sequence[str]) -> str:
    """Say one; a role that is for the whole hospital too is for no department alone."""
    is_head, is_whole = role is Role.HEAD, "" in places
    if is_whole:
        return "head of every department" if is_head else ROLE_WORDS[role]
    listed = " and ".join(filter(None, (", ".join(places[:-1]), places[-1])))
    return f"head of {listed}" if is_head else f"{ROLE_WORDS[role]} for {listed}"
