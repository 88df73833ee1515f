"""The words of the commands about a database server, and of moving a hospital."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Add = Callable[..., argparse.ArgumentParser]


def add_servers(add: Add, groups: Any) -> None:
    """Add ``server`` and ``move``."""
    server = groups.add_parser("server", help="a database server of the hospital's own")
    within = server.add_subparsers(dest="server_command", required=True)
    add(
        within,
        "setup",
        "make the tables, roles and rules on the server that --database names, as its owner; "
        "again after every upgrade",
    )
    move = add(groups, "move", "copy the hospital to a server, or to a file, and compare every row")
    move.add_argument("--to", required=True, metavar="PATH-OR-URL", help="where there is none yet")
    move.add_argument("--user", metavar="LOGIN", help="an administrator: who opens the new file")
    move.add_argument(
        "--new-passphrase-file", metavar="FILE", help="its first line: what they open it with"
    )
