"""Users and their roles in words."""

from __future__ import annotations

from collections.abc import Iterable

from rota.domain.permissions import ROLE_WORDS
from rota.domain.users import Role, RoleGiven, User
from ui.wording import capital


def roles_words(roles: Iterable[RoleGiven]) -> str:
    """Every role in a line: ``Clerk, head of department (Surgery, Urology)``."""
    places: dict[Role, list[str]] = {}
    for each in roles:
        places.setdefault(each.role, []).append(each.department)
    said = [_role(words, places[role]) for role, words in ROLE_WORDS.items() if role in places]
    return capital(", ".join(said))


def user_words(user: User) -> str:
    """A user by name, with their roles."""
    return f"{user.name} · {roles_words(user.roles)}" if user.roles else user.name


def _role(words: str, departments: list[str]) -> str:
    """A role; one that is for the whole hospital too is for no department alone."""
    return words if "" in departments else f"{words} ({', '.join(sorted(departments))})"
