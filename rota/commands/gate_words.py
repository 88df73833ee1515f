"""The words of the commands about holds released and patients phoned."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import several
from rota.domain.calls import OF_CALLS
from rota.domain.releases import RELEASABLE

Add = Callable[..., argparse.ArgumentParser]


def add_gate(add: Add, within: Any) -> None:
    """Add what belongs to ``letters``: releases, calls and the phone list."""
    release = add(
        within, "release", "let a held letter go: one person asks, another one answers (--answer)"
    )
    release.add_argument("--appointment", type=several(), default=[], metavar="A[,A]")
    release.add_argument("--code", choices=tuple(RELEASABLE), metavar="CODE", help="the hold")
    release.add_argument("--why", default="", metavar="TEXT")
    release.add_argument("--who", required=True, metavar="NAME", help="who asks, or who answers")
    release.add_argument(
        "--address",
        default="",
        metavar="LINE;LINE",
        help="what is printed in the window instead: who it is for, then where",
    )
    release.add_argument("--hand-to", default="", metavar="NAME", help="who takes it by hand")
    release.add_argument("--answer", type=int, metavar="ID", help="answer this release")
    release.add_argument(
        "--withdraw", type=int, metavar="ID", help="take back this release, agreed to or not"
    )
    release.add_argument("--yes", action="store_true", help="the letter may go")
    release.add_argument("--no", action="store_true", help="it may not")
    add(within, "releases", "what waits for a second person")
    call = add(within, "call", "what came of a phone call")
    call.add_argument("--appointment", required=True, metavar="A")
    call.add_argument("--outcome", required=True, choices=tuple(map(str, OF_CALLS)))
    call.add_argument("--note", default="", metavar="TEXT")
    call.add_argument("--who", default="", metavar="NAME", help="who rang; left out: you")
    calls = add(within, "phone-list", "whom to phone because no letter reaches them in time")
    calls.add_argument("--window", type=int, required=True, metavar="ID")
    calls.add_argument("--out", metavar="FILE", help="write it as .csv, or as .pdf to ring from")
