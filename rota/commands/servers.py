"""Commands about a database server, and moving a hospital to one or back."""

from __future__ import annotations

from dataclasses import asdict

from rota.commands.context import Context, first_line
from rota.commands.users import KEEP_CODE
from rota.domain.errors import Refused
from rota.domain.permissions import refuse
from rota.domain.servers import FirstKey, Moved


def set_up(context: Context) -> int:
    """Set up the database on a server, or bring it to the present program."""
    if "://" not in context.address:
        raise Refused("not_a_server", "Name the server: --database postgresql://OWNER@HOST/NAME.")
    made = context.tools.servers.set_up_server(context.address, context.clock())
    context.answer(
        asdict(made),
        f"{made.database} is set up: {made.tables} tables with {made.rules} rules, "
        f"roles {', '.join(made.groups)}.",
    )
    return 0


def move(context: Context) -> int:
    """Copy the hospital to where there is none yet."""
    said, storage = context.words, context.storage()
    refuse(storage.user, "move out")
    if (said.user is None) != (said.new_passphrase_file is None):
        raise Refused("needs_a_key", "Give --user and --new-passphrase-file together.")
    key = None
    if said.user is not None:
        if "://" in said.to:
            raise Refused("on_a_server", "On a server, users are given passphrases afterwards.")
        key = FirstKey(said.user, first_line(said.new_passphrase_file, "the new passphrase"))
    moved = context.tools.servers.move(storage, said.to, context.clock(), key)
    context.answer(asdict(moved), _words(moved, "://" in said.to))
    return 0


def _words(moved: Moved, to_server: bool) -> str:
    lines = [
        f"Copied {moved.rows:,} rows of {moved.tables} tables, {moved.entries:,} journal entries "
        "among them, and compared every one. Where it came from all is as it was: keep it locked "
        "away, or delete it."
    ]
    if to_server:
        lines.append("Now run server setup there.")
    if moved.without_key:
        lines.append(
            "Nobody's passphrase can be copied. Give a new one with user passphrase LOGIN to: "
            f"{', '.join(moved.without_key)}."
        )
    if moved.recovery_code:
        lines.append(f"{KEEP_CODE}\n{moved.recovery_code}")
    return "\n".join(lines)
