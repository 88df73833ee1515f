"""The words of the commands about turnout: past strike days, and the forecast from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import local_day

Add = Callable[..., argparse.ArgumentParser]


def add_turnout(add: Add, groups: Any) -> None:
    """Add ``turnout``."""
    turnout = add(groups, "turnout", "past strike days by grade and site, and the next forecast")
    within = turnout.add_subparsers(dest="turnout_command", required=True)
    made = add(within, "add", "keep the total of one past strike day, grade and site")
    _add_key(made)
    made.add_argument("--due", type=int, required=True, metavar="N", help="people due to work")
    made.add_argument("--on-strike", type=int, required=True, metavar="N")
    made.add_argument(
        "--absent", type=int, default=0, metavar="N", help="absent for another reason, never strike"
    )
    made.add_argument("--source", default="", metavar="TEXT", help="where the numbers come from")
    add(within, "list", "the totals on record")
    _add_key(add(within, "remove", "take a total off the record"))
    load = add(within, "import", "bring in a file of totals: CSV, XLSX or ODS")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--map", action="append", default=[], metavar="HEADING=COLUMN")
    load.add_argument(
        "--dry-run", action="store_true", help="say what would happen and save nothing"
    )
    load.add_argument(
        "--partial", action="store_true", help="save the good rows although others are refused"
    )
    take = add(within, "take", "keep the totals of a strike's settled attendance")
    forecast = add(within, "forecast", "how many come of those called out, with a range")
    for each in (take, forecast):
        each.add_argument("--window", type=int, required=True, metavar="ID")


def _add_key(words: argparse.ArgumentParser) -> None:
    words.add_argument("--day", type=local_day, required=True, metavar="DAY")
    words.add_argument("--site", required=True)
    words.add_argument("--grade", required=True)
