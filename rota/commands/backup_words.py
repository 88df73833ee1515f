"""The words of ``backup``, ``backups`` and ``restore``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.domain.backups import USUAL_MINUTES


def add_backups(add: Callable[..., argparse.ArgumentParser], groups: Any) -> None:
    """Add the commands about backups of the hospital file."""
    backup = add(groups, "backup", "write a verified copy of the hospital file")
    backup.add_argument("--out", required=True, metavar="FILE")
    backups = add(groups, "backups", "the backups there are, and how they are made")
    within = backups.add_subparsers(dest="backups_command", required=True)
    add(within, "list", "every backup: when, why, its size and whether it was verified")
    add(within, "make", "make one now, among those that are made by themselves")
    keep = add(within, "keep", "say how often backups are made, and where a second one goes")
    keep.add_argument(
        "--minutes",
        type=int,
        metavar="N",
        help=f"while something changes, {USUAL_MINUTES} if not set; 0: none by themselves",
    )
    keep.add_argument(
        "--second", metavar="FOLDER", help="on another disk or a share; blank: nowhere else"
    )
    add(within, "lacking", "what was done after the backup that was put back")
    add(within, "confirm", "after that list was looked at: letters may go out again")
    restore = add(
        groups, "restore", "put a backup in the place of the hospital file; close its window first"
    )
    restore.add_argument("file", metavar="FILE")
