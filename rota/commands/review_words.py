"""The words of the commands by which heads of department review a strike."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Add = Callable[..., argparse.ArgumentParser]


def add_review(add: Add, groups: Any) -> None:
    """Add the commands of the review."""
    show = add(groups, "show", "gaps, patients and letters by department, and what was signed")
    show.add_argument("--window", type=int, required=True, metavar="ID")
    show.add_argument("--department", action="append", default=[], metavar="NAME")
    sign = _about(add(groups, "sign", "sign off a department's plan as it was seen"))
    sign.add_argument("--name", required=True)
    sign.add_argument("--role", required=True)
    sign.add_argument("--note", default="")
    sign.add_argument(
        "--seal",
        required=True,
        metavar="DIGEST",
        help="what 'review show' gave as seal: refused if things have changed since",
    )
    gone = add(groups, "withdraw", "withdraw a signature; it stays on record")
    gone.add_argument("--window", type=int, required=True, metavar="ID")
    gone.add_argument("--id", type=int, required=True, help="as 'review show' gives it")
    gone.add_argument("--why", required=True)
    for name, text in (
        ("comment", "comment on a department's plan"),
        ("send-back", "send a department's plan back to be changed"),
    ):
        said = _about(add(groups, name, text))
        said.add_argument("--text", required=True)
        said.add_argument("--name", required=True)
        said.add_argument("--about", default="", metavar="KEY", help="the key of a gap")
    settle = add(groups, "settle", "mark a comment, or a plan sent back, as settled")
    settle.add_argument("--window", type=int, required=True, metavar="ID")
    settle.add_argument("--id", type=int, required=True, help="as 'review show' gives it")
    settle.add_argument("--name", required=True)


def _about(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--window", type=int, required=True, metavar="ID")
    command.add_argument("--department", required=True, metavar="NAME")
    return command
