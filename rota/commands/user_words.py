"""The words of the commands about users, and of protecting the hospital file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import code_of
from rota.domain.users import DEPARTMENT_MISSING, Role, RoleGiven

Add = Callable[..., argparse.ArgumentParser]


def add_users(add: Add, groups: Any) -> None:
    """Add ``user`` and ``protect``."""
    protect = add(groups, "protect", "encrypt the hospital file and let in its first user")
    _add_new(protect, "first user's login", needs_role=False)
    user = groups.add_parser("user", help="the people who may open a protected hospital")
    within = user.add_subparsers(dest="user_command", required=True)
    add(within, "list", "everybody who may open the hospital, and what for")
    _add_new(add(within, "add", "let somebody in"), "their login", needs_role=True)
    roles = add(within, "roles", "give somebody these roles and no others")
    roles.add_argument("user", metavar="LOGIN")
    _add_role(roles, required=True)
    gone = add(
        within, "remove", "let somebody in no more; of a file, close every other window first"
    )
    gone.add_argument("user", metavar="LOGIN")
    gone.add_argument("--why", required=True)
    own = add(within, "passphrase", "change your own passphrase, or give somebody a new one")
    own.add_argument("user", metavar="LOGIN", nargs="?", help="left out: your own")
    _add_passphrase(own)
    again = add(within, "reset", "give somebody a new passphrase with the recovery code")
    again.add_argument("user", metavar="LOGIN")
    again.add_argument("--code-file", required=True, metavar="FILE")
    _add_passphrase(again)
    add(within, "recovery-code", "make a new recovery code; the old one lets nobody in any more")


def _add_new(new: argparse.ArgumentParser, text: str, *, needs_role: bool) -> None:
    new.add_argument("user", metavar="LOGIN", help=text)
    new.add_argument("--name", required=True, metavar="TEXT")
    _add_role(new, required=needs_role)
    _add_passphrase(new)


def _add_role(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--role",
        type=role,
        action="append",
        required=required,
        metavar="ROLE[:DEPARTMENT]",
        help=f"once for each: {', '.join(Role)}",
    )


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file", required=True, metavar="FILE", help="its first line"
    )


def role(text: str) -> RoleGiven:
    """Read a role, for a department or for the whole hospital: ``head:Surgery``."""
    name, colon, department = text.partition(":")
    if colon and not department.strip():
        raise argparse.ArgumentTypeError(DEPARTMENT_MISSING)
    return RoleGiven(code_of(Role)(name), department.strip())
