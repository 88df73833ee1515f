"""The words of the commands that make reports and the strike pack."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import local_time

Add = Callable[..., argparse.ArgumentParser]

PAGES = {
    "brief": "one page for a command meeting",
    "gaps": "where fewer are there than required, and who answers for it",
    "sitrep": "the situation return: staff due and absent, appointments rescheduled, by day",
    "grid": "doctors at work against the baseline, by specialty and grade, as returned in 2016",
    "attendance": "what happened to the duties of those called out, in totals",
    "cancelled": "what was put off, for the public: no names, no small numbers",
    "handover": "the sheet one shift hands to the next; it names staff",
}
"""Every report that has pages, with what it is."""


def add_report(add: Add, within: Any) -> None:
    """Add ``report``."""
    for name, text in PAGES.items():
        page = add(within, name, text)
        page.add_argument("--window", type=int, required=True, metavar="ID")
        page.add_argument("--out", default="", metavar="FILE", help=".pdf, .xlsx, .csv or .json")
        page.add_argument(
            "--table", default="", metavar="CODE", help="what a .csv holds; else the main table"
        )
        if name == "handover":
            page.add_argument(
                "--at", type=local_time, metavar="LOCAL", help="as of when; left out: now"
            )
    pack = add(within, "pack", "the sealed file of a whole strike, as a .zip")
    pack.add_argument("--window", type=int, required=True, metavar="ID")
    pack.add_argument("--out", required=True, metavar="FILE")
    pack.add_argument("--patients", action="store_true", help="name patients in it")
    check = add(within, "check", "check that a strike pack is as it was sealed")
    check.add_argument("file", metavar="FILE")
