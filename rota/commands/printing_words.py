"""The words of the commands about printing letters and what became of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from rota.commands.reading_words import several
from rota.domain.printing import SIDES

Add = Callable[..., argparse.ArgumentParser]


def add_printing(add: Add, within: Any) -> None:
    """Add what comes between making a batch and posting it, and what comes after."""
    add(within, "batches", "the batches there are, newest first")
    add(within, "printers", "the printers of this computer")
    send = add(within, "print", "send a batch, or some letters of it, to a printer")
    send.add_argument("--batch", type=int, required=True, metavar="ID")
    send.add_argument("--printer", required=True, metavar="NAME", help="see 'letters printers'")
    send.add_argument("--copies", type=int, default=1, metavar="N")
    send.add_argument("--sides", choices=SIDES, default=SIDES[0])
    send.add_argument("--media", default="A4", metavar="SIZE[,TRAY]", help="such as A4,Tray2")
    some = send.add_mutually_exclusive_group()
    some.add_argument("--from", dest="from_reference", metavar="REF", help="this letter and on")
    some.add_argument("--reference", type=several(), metavar="REF[,REF]", help="only these letters")
    send.add_argument(
        "--again", action="store_true", help="also what was printed, or may have been"
    )
    send.add_argument(
        "--key", default="", metavar="K", help="a word of your own: the same one prints only once"
    )
    done = add(within, "printed", "did it print properly?")
    done.add_argument("--run", type=int, required=True, metavar="ID")
    done.add_argument("--outcome", choices=("yes", "no", "from"), required=True)
    done.add_argument(
        "--from", dest="from_reference", metavar="REF", help="the first letter that did not print"
    )
    back = add(within, "returned", "the post brought a letter back")
    back.add_argument("--reference", required=True, metavar="REF")
    back.add_argument("--why", required=True, metavar="TEXT", help="as it stands on the envelope")
    manifest = add(within, "manifest", "what a batch holds, bag by bag")
    manifest.add_argument("--batch", type=int, required=True, metavar="ID")
    manifest.add_argument("--out", metavar="FILE", help="a .pdf to hand on; otherwise CSV")
