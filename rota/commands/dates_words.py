"""The words of the commands about new dates and the hospital's own system."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import several

Add = Callable[..., argparse.ArgumentParser]


def add_dates(add: Add, within: Any) -> None:
    """Add ``suggest dates``."""
    dates = add(within, "dates", "a new date for everyone postponed, by least harm in all")
    dates.add_argument("--window", type=int, required=True, metavar="ID")
    dates.add_argument(
        "--appointment", type=several(), metavar="A[,A]", help="these only, decided or not"
    )
    dates.add_argument("--accept", action="store_true", help="take all of them, in one step")
    dates.add_argument("--why", default="", metavar="TEXT", help="kept with what is accepted")
    dates.add_argument(
        "--agreed", default="", metavar="TEXT", help="how the patients agreed to the dates"
    )


def add_pas(add: Add, groups: Any) -> None:
    """Add ``pas``."""
    pas = groups.add_parser("pas", help="the hospital's own appointments system: the master")
    within = pas.add_subparsers(dest="pas_command", required=True)
    out = add(within, "out", "write what was decided since the last such file, as CSV")
    out.add_argument("file", metavar="FILE")
    out.add_argument("--all", action="store_true", help="everything decided, handed over or not")
