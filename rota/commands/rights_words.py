"""The words of the commands about how long records are kept, and a person's rights over theirs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import clock_is_right, code_of, ending_in
from rota.domain.retention import Kept

Add = Callable[..., argparse.ArgumentParser]


def add_rights(add: Add, groups: Any) -> None:
    """Add ``rights`` and ``retention``."""
    rights = groups.add_parser("rights", help="a person's rights over what is kept about them")
    within = rights.add_subparsers(dest="rights_command", required=True)
    export = add(within, "export", "hand out everything kept about one person")
    _person(export)
    export.add_argument("--out", required=True, metavar="FILE.zip", type=ending_in(".zip"))
    _person(add(within, "preview", "what deleting one person would take; deletes nothing"))
    erase = add(within, "erase", "delete one person for good; it cannot be undone")
    _person(erase)
    erase.add_argument(
        "--why", default="", metavar="TEXT", help="go past what speaks against it; name nobody"
    )
    erase.add_argument("--yes", action="store_true", help="really delete; else only the preview")
    hold = add(within, "hold", "keep records whatever their period says, such as for a court")
    what = hold.add_mutually_exclusive_group(required=True)
    what.add_argument("--patient", metavar="ID")
    what.add_argument("--staff", metavar="ID")
    what.add_argument("--window", metavar="ID")
    what.add_argument("--everything", action="store_true")
    hold.add_argument("--why", required=True, metavar="TEXT")
    lift = add(within, "lift", "lift a hold")
    lift.add_argument("hold", type=int, metavar="N")
    lift.add_argument("--why", required=True, metavar="TEXT")
    retention = groups.add_parser("retention", help="how long records about people are kept")
    within = retention.add_subparsers(dest="retention_command", required=True)
    add(within, "show", "the periods, with their sources, and the holds")
    period = add(within, "set", "set a period")
    period.add_argument("kind", type=code_of(Kept), metavar="KIND")
    period.add_argument("days", type=int, metavar="DAYS")
    period.add_argument("--why", required=True, metavar="TEXT", help="the reason, and who decided")
    add(within, "preview", "how much is due to be deleted; deletes nothing")
    clock_is_right(add(within, "run", "delete all that is due, for good"))


def _person(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--patient", metavar="ID", help="a patient's hospital number")
    who.add_argument("--staff", metavar="ID", help="a staff number")
