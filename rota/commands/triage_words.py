"""The words of the commands that triage appointments."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import local_day, several

Add = Callable[..., argparse.ArgumentParser]

NO_KIND = "none"
"""The care of a service of no special kind, whatever its name says."""

BY_NAME = "by_name"
"""Takes a kind of care that was set back: the name tells it again."""


def add_triage(add: Add, groups: Any) -> None:
    """Add ``triage`` with ``triage stop`` and ``triage prices``, and ``service care``."""
    rows = add(groups, "triage", "what to do with each appointment at risk, least harm first")
    rows.add_argument("--window", type=int, metavar="ID", help="the strike; always wanted")
    rows.add_argument("--accept", action="store_true", help="decide so, within each day's limit")
    rows.add_argument("--appointment", type=several(), metavar="A[,A]", help="accept these only")
    rows.add_argument("--why", default="", metavar="TEXT", help="kept with each decision")
    rows.set_defaults(usage=rows.error)
    within = rows.add_subparsers(dest="triage_command", metavar="[stop|prices]")
    line = add(within, "stop", "no more than so many patients moved on a strike day")
    line.add_argument("--window", type=int, required=True, metavar="ID")
    line.add_argument("--day", type=local_day, required=True, metavar="DATE")
    line.add_argument("--most", type=most, required=True, metavar="N|none")
    line.add_argument("--why", default="", metavar="TEXT")
    prices = add(within, "prices", "whom each gap displaces, the dearest first")
    prices.add_argument("--window", type=int, required=True, metavar="ID")
    service = groups.add_parser("service", help="services: what kind of care they give")
    care = add(
        service.add_subparsers(dest="service_command", required=True),
        "care",
        "set what kind of care services give, or list it",
    )
    care.add_argument("--service", action="append", default=[], metavar="S")
    care.add_argument("--site", default="", metavar="S")
    care.add_argument(
        "--care", metavar="CODE|none|by_name", help="by_name: as the name tells; left out: list"
    )
    care.add_argument("--why", default="", metavar="TEXT")


def most(text: str) -> int | None:
    """Read how many patients at most; ``none`` is no limit."""
    if text.strip().lower() == "none":
        return None
    said = text.strip()
    if said.startswith("-") and said[1:].isdecimal():
        raise argparse.ArgumentTypeError(f"{said}: a limit is 0 or more")
    if not said.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor none")
    if len(said) > 9:
        raise argparse.ArgumentTypeError("a limit has at most 9 digits; none is no limit")
    return int(said)
