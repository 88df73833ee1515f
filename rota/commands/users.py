"""Commands about who may open the hospital. None shows a passphrase."""

from __future__ import annotations

from typing import Any

from rota.commands.context import Context, both_times, first_line, table
from rota.domain.times import short_words
from rota.domain.users import Account, NewUser, Role, RoleGiven
from rota.services.users import (
    add_user,
    change_passphrase,
    change_roles,
    give_passphrase,
    new_recovery_code,
    remove_user,
    roles_said,
    users,
)

FOUNDER = frozenset({RoleGiven(Role.ADMINISTRATOR), RoleGiven(Role.ROTA_MANAGER)})
"""What the first user is, unless it is said: one person can then do all that there is."""
KEEP_CODE = (
    "Write this recovery code down and keep it locked away. It is shown once. Whoever forgets a "
    "passphrase needs it; without both, nobody can read the file again:"
)
COPIES = (
    "The program's own backups are encrypted now too, but for any that could not be written to. "
    "Copies made elsewhere are not: lock them away or delete them."
)


def protect(context: Context) -> int:
    """Encrypt a file that is open; one that is not there yet is made."""
    said, address, access = context.words, context.address, context.tools.access
    passphrase = first_line(said.new_passphrase_file, "the new passphrase")
    founder = NewUser(said.user, said.name, frozenset(said.role or FOUNDER), passphrase)
    is_new = access.door(address) == "new"
    work = access.create if is_new else access.protect
    code = work(address, context.tools.clock, founder)
    if not is_new:
        context.say(COPIES)
    document = {"database": address, "made": is_new, "recovery_code": code}
    context.answer(document, f"{address} is encrypted now.\n{KEEP_CODE}\n{code}")
    return 0


def add(context: Context) -> int:
    """Let somebody in."""
    said = context.words
    passphrase = first_line(said.new_passphrase_file, "the new passphrase")
    new = NewUser(said.user, said.name, frozenset(said.role), passphrase)
    return _done(context, add_user(context.storage(), new).text)


def list_all(context: Context) -> int:
    """Show everybody who may open the hospital, and who could once."""
    found = users(context.storage())
    rows = [
        (each.user.login, each.user.name, ", ".join(roles_said(each.user.roles)), _gone(each))
        for each in found
    ]
    text = table(("Login", "Name", "Roles", "Removed"), rows) if rows else "There are no users."
    context.answer({"users": [_document(each) for each in found]}, text)
    return 0


def roles(context: Context) -> int:
    """Give somebody these roles and no others."""
    said = context.words
    changes = change_roles(context.storage(), said.user, frozenset(said.role))
    return _done(context, changes.text or "Nothing changed: it was so already.")


def remove(context: Context) -> int:
    """Let somebody in no more."""
    said = context.words
    removed = remove_user(context.storage(), said.user, said.why)
    text = removed.changes.text
    if not removed.code:
        return _done(context, text)
    document = {"login": said.user, "recovery_code": removed.code}
    context.answer(document, f"{text}\n{KEEP_CODE}\n{removed.code}")
    return 0


def passphrase(context: Context) -> int:
    """Change one's own passphrase, or give somebody a new one."""
    said, storage = context.words, context.storage()
    new = first_line(said.new_passphrase_file, "the new passphrase")
    if said.user is None:
        return _done(context, change_passphrase(storage, context.passphrase(), new).text)
    return _done(context, give_passphrase(storage, said.user, new).text)


def reset(context: Context) -> int:
    """Give somebody a new passphrase with the recovery code; that takes no sign-in."""
    said = context.words
    code = first_line(said.code_file, "the recovery code")
    new = first_line(said.new_passphrase_file, "the new passphrase")
    access = context.tools.access
    following = access.reset(context.address, context.tools.clock, said.user, code, new)
    document = {"login": said.user, "recovery_code": following}
    context.answer(document, f"{said.user} has a new passphrase.\n{KEEP_CODE}\n{following}")
    return 0


def recovery_code(context: Context) -> int:
    """Make a new recovery code."""
    code = new_recovery_code(context.storage())
    context.answer({"recovery_code": code}, f"{KEEP_CODE}\n{code}")
    return 0


def _gone(account: Account) -> str:
    return "" if account.removed_at is None else short_words(account.removed_at)


def _document(account: Account) -> dict[str, Any]:
    return {
        "login": account.user.login,
        "name": account.user.name,
        "roles": [
            {"role": each.role, "department": each.department or None}
            for each in sorted(account.user.roles, key=lambda each: (each.role, each.department))
        ],
        **both_times("added", account.created_at),
        **both_times("removed", account.removed_at),
    }


def _done(context: Context, text: str) -> int:
    context.answer({"login": context.words.user or context.storage().user.login}, text)
    return 0
