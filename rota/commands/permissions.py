"""The command that shows who may do what."""

from __future__ import annotations

from rota.commands.context import Context, table
from rota.domain.permissions import ROLE_WORDS, lines
from rota.domain.users import Role


def permissions(context: Context) -> int:
    """Show the table of roles by areas of work; it is the same in every hospital."""
    document = {
        "permissions": [
            {
                "code": line.code,
                "text": line.text,
                "is_looking": line.is_looking,
                "actions": list(line.actions),
                "roles": {role.value: line.reach[role] for role in Role},
            }
            for line in lines()
        ]
    }
    headings = ("Work", *(ROLE_WORDS[role] for role in Role))
    rows = [(line.text, *(line.reach[role] for role in Role)) for line in lines()]
    context.answer(document, table(headings, rows))
    return 0
