"""The words of the commands about attendance after a strike."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import code_of, ending_in
from rota.domain.codes import Attendance

Add = Callable[..., argparse.ArgumentParser]


def add_attendance(add: Add, groups: Any) -> None:
    """Add the commands about attendance."""
    attendance = groups.add_parser("attendance", help="what happened to each duty of a strike")
    within = attendance.add_subparsers(dest="attendance_command", required=True)
    listed = _of_window(add(within, "list", "list the duties: what is proposed, what is settled"))
    only = listed.add_mutually_exclusive_group()
    only.add_argument("--unsettled", action="store_true", help="only duties not settled")
    only.add_argument(
        "--not-seen", action="store_true", help="only those called out for whom nobody looked"
    )
    only.add_argument(
        "--changed", action="store_true", help="only those of which something else is known since"
    )
    listed.add_argument("--department", default="", metavar="NAME")
    settle = _of_window(add(within, "settle", "say what happened to one duty"))
    _duty(settle)
    settle.add_argument("--status", type=code_of(Attendance), required=True, metavar="STATUS")
    settle.add_argument("--minutes", type=int, metavar="N", help="minutes not worked, if not all")
    settle.add_argument("--note", default="", metavar="TEXT")
    accept = _of_window(add(within, "accept", "settle duties as proposed"))
    which = accept.add_mutually_exclusive_group(required=True)
    which.add_argument("--duty", action="append", metavar="ID", help="may be given more than once")
    which.add_argument("--all", action="store_true", help="every duty that is over")
    accept.add_argument(
        "--also-not-seen",
        action="store_true",
        help="with --all: also as on strike whoever was called out and nobody looked for",
    )
    _duty(_of_window(add(within, "take-back", "leave one duty unsettled again")))
    payroll = _of_window(add(within, "payroll", "write the duties not worked, for payroll"))
    payroll.add_argument("--out", type=ending_in(".csv"), required=True, metavar="FILE.csv")


def _of_window(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--window", type=int, required=True, metavar="ID")
    return command


def _duty(command: argparse.ArgumentParser) -> None:
    command.add_argument("--duty", required=True, metavar="ID")
    help_ = "whose it was, where a settled duty has changed hands"
    command.add_argument("--staff", default="", metavar="ID", help=help_)
